//! A dataset as a feed of schema.org, a piece at a time: one `ClaimReview` for each verdict on a
//! claim, a `Claim` where nobody gave one. What schema.org has no words for – denials, stances,
//! relations, faults of sources – stands under `gainsay:`, which others pass over and this program
//! reads back: what comes back is what was written. Nothing is said twice: a field of ours is added
//! only where the reader of this very feed would not find it in schema.org’s words.

mod claim;
mod exact;
mod restoring;

use hashbrown::HashSet;
use serde_json::{Map, Value, json};
use xxhash_rust::xxh3::xxh3_64;

pub use self::claim::Cited;
pub use self::exact::Exact;
use super::fields::{AGENT, DATASET, FieldTable, SOURCE};
use super::{FEED, ids, own};
use crate::import::EntityKind;
use crate::text::json;

/// Fields under `gainsay:` whose values are JSON of our own format.
const JSON: &[&str] = &[
    "absent", "agent", "amounts", "archived", "around", "claim", "denials", "evidence", "ext",
    "happened", "history", "issue", "made", "relation", "scale", "source", "topics", "verdicts",
    "wordings",
];

/// A feed that is being written. Each call returns the next bytes of one JSON document; memory
/// holds a number for each party, source and scale that was written.
#[derive(Debug)]
pub struct Feed {
    dataset: String,
    written: HashSet<u64>,
    is_begun: bool,
}

impl Feed {
    /// Begins a feed: `dataset` is what the dataset says about itself, an object as in our format,
    /// and `around` what stands beside that at its top: foreign data, and what the format does not
    /// know.
    #[must_use]
    pub fn begin(dataset: &Value, around: &Map<String, Value>) -> (Self, Vec<u8>) {
        let id = dataset.get("id").and_then(Value::as_str).unwrap_or_default();
        let mut head = Map::new();
        head.insert("@context".to_owned(), context());
        head.insert("@type".to_owned(), "DataFeed".into());
        head.insert("@id".to_owned(), format!("{}{id}", ids::DATASET).into());
        if let Some(record) = dataset.as_object() {
            DATASET.write(record, &mut head);
        }
        if !around.is_empty() {
            head.insert(own::AROUND.to_owned(), around.clone().into());
        }
        let mut bytes = escaped(&head.into());
        bytes.pop();
        bytes.extend_from_slice(format!(",\"{FEED}\":[").as_bytes());
        (Self { dataset: id.to_owned(), written: HashSet::new(), is_begun: false }, bytes)
    }

    /// Writes a claim, a record of our format that cites these.
    #[must_use]
    pub fn claim(&mut self, claim: &Exact, cited: Cited<'_>) -> Vec<u8> {
        let mut element = claim::element(&self.dataset, &claim.value, cited);
        claim.beside(&mut element);
        self.element(&element)
    }

    /// Writes a party, a source or a scale, unless it was written before; nothing then.
    #[must_use]
    pub fn known(&mut self, kind: EntityKind, record: &Exact) -> Vec<u8> {
        let Exact { value, .. } = record;
        let id = value.get("id").and_then(Value::as_str).unwrap_or_default();
        let number = xxh3_64(format!("{} {id}", kind.name()).as_bytes());
        if !self.written.insert(number) {
            return Vec::new();
        }
        let element = match kind {
            EntityKind::Agent => described(ids::AGENT, &AGENT, value),
            EntityKind::Source => described(ids::SOURCE, &SOURCE, value),
            EntityKind::Scale => None,
        };
        let mut element = element.unwrap_or_else(|| apart(kind.name(), value));
        record.beside(&mut element);
        self.element(&element)
    }

    /// Writes a record that belongs to no claim, by the name that it has in our format: `relation`,
    /// `issue`, `history`.
    #[must_use]
    pub fn apart(&mut self, name: &str, record: &Exact) -> Vec<u8> {
        let mut element = apart(name, &record.value);
        record.beside(&mut element);
        self.element(&element)
    }

    /// Ends the feed.
    #[must_use]
    pub fn end(self) -> Vec<u8> {
        b"\n]}\n".to_vec()
    }

    fn element(&mut self, element: &Value) -> Vec<u8> {
        let mut bytes = if self.is_begun { b",\n".to_vec() } else { b"\n".to_vec() };
        self.is_begun = true;
        bytes.extend(escaped(element));
        bytes
    }
}

/// The context: schema.org’s, and ours, in which what we add is plain JSON.
fn context() -> Value {
    let json = JSON.iter().map(|name| (format!("gainsay:{name}"), json!({ "@type": "@json" })));
    let mut ours = Map::from_iter([("gainsay".to_owned(), Value::from(ids::URN))]);
    ours.extend(json);
    json!(["https://schema.org", ours])
}

/// An element that describes a party or a source in schema.org’s words; none where its id would
/// not come back.
fn described(lead: &str, table: &FieldTable, record: &Value) -> Option<Value> {
    let map = record.as_object()?;
    let id: Value = format!("{lead}{}", map.get("id")?.as_str()?).into();
    ids::own(Some(&id), lead)?;
    let mut node = Map::new();
    if lead == ids::SOURCE {
        node.insert("@type".to_owned(), "CreativeWork".into());
    }
    node.insert("@id".to_owned(), id);
    table.write(map, &mut node);
    let element = json!({ "@type": "DataFeedItem", "item": node });
    match own::element(&element).as_slice() {
        [ours] if ours.record == *record => Some(element),
        _ => None,
    }
}

/// An element that is a record of ours as it stands.
fn apart(name: &str, record: &Value) -> Value {
    let mut element = Map::from_iter([("@type".to_owned(), Value::from("DataFeedItem"))]);
    element.insert(format!("gainsay:{name}"), record.clone());
    element.into()
}

/// JSON in which nothing can end a script element around it, or acts on a terminal unseen.
fn escaped(value: &Value) -> Vec<u8> {
    // A `<` can only stand inside of a text.
    json(&value.to_string()).replace('<', "\\u003c").into_bytes()
}
