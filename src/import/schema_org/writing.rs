//! Writes a dataset as a feed of schema.org, piece by piece: one `ClaimReview` for each verdict on
//! a claim, or a `Claim` if there is no verdict.
//!
//! What schema.org can’t express – denials, stances, relations, faults of sources – is written
//! under `gainsay:`. Other programs ignore these members; this one reads them back, so that an
//! import yields the dataset that was exported. A member is added only if the reader of the feed
//! would not find its content in schema.org’s vocabulary.

mod claim;
mod restoring;

use hashbrown::HashSet;
use serde_json::{Map, Value, json};
use xxhash_rust::xxh3::xxh3_64;

pub use self::claim::Cited;
use super::fields::{AGENT, DATASET, FieldTable, SOURCE};
use super::{FEED, ids, own};
use crate::import::EntityKind;
use crate::json::{lossless, one_line};

/// The members under `gainsay:` whose values are JSON of the dataset’s format.
const JSON: &[&str] = &[
    "absent", "agent", "amounts", "archived", "around", "claim", "denials", "evidence", "ext",
    "happened", "history", "issue", "made", "relation", "scale", "source", "topics", "verdicts",
    "wordings",
];

/// A feed that is being written. Each call returns the next bytes of one JSON document. Memory
/// holds one number for each agent, source and scale that was written.
#[derive(Debug)]
pub struct Feed {
    dataset: String,
    written: HashSet<u64>,
    is_begun: bool,
}

impl Feed {
    /// Starts a feed and returns its first bytes. `dataset` is the dataset’s description in its own
    /// format, and `around` the other members at its top: foreign data, and members that the format
    /// doesn’t know.
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

    /// Writes a claim, with the records that it refers to.
    #[must_use]
    pub fn claim(&mut self, claim: &Exact, cited: Cited<'_>) -> Vec<u8> {
        let mut element = claim::element(&self.dataset, &claim.value, cited);
        claim.beside(&mut element);
        self.element(&element)
    }

    /// Writes an agent, a source or a scale. Returns nothing if it was written before.
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

    /// Writes a record that belongs to no claim, under its name in the format: `relation`, `issue`,
    /// `history`.
    #[must_use]
    pub fn apart(&mut self, name: &str, record: &Exact) -> Vec<u8> {
        let mut element = apart(name, &record.value);
        record.beside(&mut element);
        self.element(&element)
    }

    /// Ends the feed and returns its last bytes.
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

/// A record of a dataset that is being exported, with what parsed JSON can’t hold: the digits of a
/// number that no double holds, and the first of two values under one key.
#[derive(Debug, Clone, PartialEq)]
pub struct Exact {
    pub(crate) value: Value,
    /// The record’s JSON text, if the value says less.
    text: Option<String>,
    /// Whether a key stands twice in one of its objects.
    twice: bool,
}

impl Exact {
    /// Parses a record.
    ///
    /// # Errors
    /// Returns an error if the text is not valid JSON.
    pub fn read(record: &str) -> serde_json::Result<Self> {
        let whole = lossless::read(record.as_bytes())?;
        if whole.twice == 0 && whole.numbers == 0 {
            return Ok(Self { value: whole.value, text: None, twice: false });
        }
        let (value, text) = (serde_json::from_str(record)?, Some(one_line(record)));
        Ok(Self { value, text, twice: whole.twice > 0 })
    }

    /// Returns true if a key stands twice in one object of the record.
    pub(crate) fn repeats_a_key(&self) -> bool {
        self.twice
    }

    /// Adds the record’s own text to its element if the value says less.
    fn beside(&self, element: &mut Value) {
        if let (Some(map), Some(text)) = (element.as_object_mut(), &self.text) {
            map.insert(own::VERBATIM.to_owned(), text.as_str().into());
        }
    }
}

/// Returns the context: schema.org’s, and gainsay’s, which declares its members as plain JSON.
fn context() -> Value {
    let json = JSON.iter().map(|name| (format!("gainsay:{name}"), json!({ "@type": "@json" })));
    let mut ours = Map::from_iter([("gainsay".to_owned(), Value::from(ids::URN))]);
    ours.extend(json);
    json!(["https://schema.org", ours])
}

/// Returns an element that describes an agent or a source in schema.org’s vocabulary, or `None` if
/// the record would not come back unchanged.
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

/// Returns an element that carries a record unchanged.
fn apart(name: &str, record: &Value) -> Value {
    let mut element = Map::from_iter([("@type".to_owned(), Value::from("DataFeedItem"))]);
    element.insert(format!("gainsay:{name}"), record.clone());
    element.into()
}

/// Returns JSON that can’t end a script element around it and can’t act on a terminal.
fn escaped(value: &Value) -> Vec<u8> {
    // In JSON, a `<` can only be part of a string.
    one_line(&value.to_string()).replace('<', "\\u003c").into_bytes()
}
