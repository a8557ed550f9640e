//! Our own records as they come back from JSON-LD. What schema.org can say is read as anybody’s
//! would be; what stands under `gainsay:` is taken as it is, and goes before.

use hashbrown::HashSet;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::fields::{AGENT, DATASET, OURS, SOURCE};
use super::graph::{ClaimNode, kind};
use super::{KEY, ids, review};
use crate::claim::{DatasetInfo, Heading, is_id};
use crate::import::distinct::Distinct;
use crate::import::own_records::NAMES;
use crate::text;

/// A record of ours that an element of a feed carries, as yet unread.
#[derive(Debug)]
pub(super) struct Ours {
    /// What it is, as its line begins.
    pub(super) name: &'static str,
    pub(super) record: Value,
    /// Its text, where the record as a value says less.
    pub(super) verbatim: Option<Box<RawValue>>,
}

impl Ours {
    /// A record of an element that may hold its text.
    fn of(name: &'static str, record: Value, element: &Map<String, Value>) -> Self {
        let verbatim = element.get(VERBATIM).and_then(Value::as_str);
        // Somebody may have changed one and not the other.
        let verbatim = verbatim.filter(|text| {
            serde_json::from_str::<Value>(text).is_ok_and(|verbatim| verbatim == record)
        });
        let verbatim = verbatim.and_then(|text| RawValue::from_string(text::json(text)).ok());
        Self { name, record, verbatim }
    }
}

/// A record’s own JSON, as a text.
pub(super) const VERBATIM: &str = "gainsay:verbatim";

/// The fields of a claim that schema.org says and the claim hasn’t.
pub(super) const ABSENT: &str = "gainsay:absent";

/// What stands at the top of a dataset beside its description, in the envelope of a feed.
pub(super) const AROUND: &str = "gainsay:around";

/// Reads an element of a feed: the records of ours in it; none where it isn’t ours.
pub(super) fn element(element: &Value) -> Vec<Ours> {
    let Some(map) = element.as_object() else { return Vec::new() };
    if ids::own(map.get("@id"), ids::CLAIM).is_some() && map.contains_key("item") {
        return claim(map).map(|record| Ours::of("claim", record, map)).into_iter().collect();
    }
    let ours = told(map);
    if ours.is_empty() { described(map).into_iter().collect() } else { ours }
}

/// A party or a source in schema.org’s words.
fn described(map: &Map<String, Value>) -> Option<Ours> {
    let item = map.get("item")?.as_object()?;
    for (lead, name, table) in [(ids::AGENT, "agent", AGENT), (ids::SOURCE, "source", SOURCE)] {
        if let Some(id) = ids::own(item.get("@id"), lead) {
            return Some(Ours::of(name, table.read(&id, item).into(), map));
        }
    }
    None
}

/// Records of ours under their own names. What stands beside them is one that nobody knows.
fn told(map: &Map<String, Value>) -> Vec<Ours> {
    if !map.keys().any(|key| key.starts_with(OURS)) {
        return Vec::new();
    }
    let (mut ours, mut beside) = (Vec::new(), Map::new());
    let said = map.iter().filter(|(key, _)| !key.starts_with('@') && *key != VERBATIM);
    for (key, record) in said {
        let name = key.strip_prefix(OURS).and_then(|name| NAMES.iter().find(|it| **it == name));
        match name {
            Some(name) => ours.push(Ours::of(name, record.clone(), map)),
            None => {
                beside.insert(key.clone(), record.clone());
            }
        }
    }
    if !ours.is_empty() && !beside.is_empty() {
        ours.push(Ours { name: "element", record: beside.into(), verbatim: None });
    }
    ours
}

/// What stands at the top of a dataset of ours, from the envelope of its feed; none where it is
/// another’s.
pub(super) fn dataset(envelope: &Value) -> Option<Result<Heading, String>> {
    let map = envelope.as_object()?;
    let id = map.get("@id")?.as_str()?.strip_prefix(ids::DATASET)?;
    if !is_id(id) {
        return Some(Err(format!("“{id}” is not a valid id")));
    }
    let mut record = DATASET.read(id, map);
    let around = AROUND.strip_prefix(OURS).and_then(|around| record.shift_remove(around));
    let mut around = match around {
        Some(Value::Object(around)) => around,
        _ => Map::new(),
    };
    let ext = around.shift_remove("ext");
    let unknown = match around.shift_remove("members") {
        Some(Value::Object(members)) => match members.into_iter().map(member).collect() {
            Some(members) => members,
            None => return Some(Err(format!("`{AROUND}` contains what no dataset can"))),
        },
        _ => Vec::new(),
    };
    Some(match DatasetInfo::deserialize(Value::from(record.clone())) {
        Ok(info) => Ok(Heading { info: with_nulls(info, record), ext, unknown }),
        Err(error) => Err(error.to_string()),
    })
}

/// A member of a dataset that the format doesn’t know, with its JSON; none where it knows it.
fn member((key, json): (String, Value)) -> Option<(String, String)> {
    let read = RawValue::from_string(json.as_str()?.to_owned()).ok()?;
    (!Heading::is_known(&key)).then(|| (key, text::json(read.get())))
}

/// A null that the model takes for nothing is still one.
fn with_nulls(mut info: DatasetInfo, record: Map<String, Value>) -> DatasetInfo {
    for (key, value) in record.into_iter().filter(|(_, value)| value.is_null()) {
        if !matches!(key.as_str(), "created" | "updated" | "homepage") {
            info.unknown.insert(key, value);
        }
    }
    info
}

/// The claim that an element carries.
fn claim(element: &Map<String, Value>) -> Option<Value> {
    let id = ids::own(element.get("@id"), ids::CLAIM)?;
    let said = said(&id, element.get("item")?)?;
    Some(overlaid(said, element).into())
}

/// A claim as schema.org’s words have it, with what stands beside them under `gainsay:`.
pub(super) fn overlaid(
    mut record: Map<String, Value>,
    beside: &Map<String, Value>,
) -> Map<String, Value> {
    for (key, value) in beside {
        match (key.strip_prefix(OURS), value) {
            (Some("absent" | "verbatim") | None, _) => {}
            (Some("ext"), Value::Object(ours)) => {
                let ext = record.entry("ext").or_insert_with(|| Map::new().into());
                if let Some(ext) = ext.as_object_mut() {
                    ext.extend(ours.clone());
                }
            }
            (Some(key), value) => {
                record.insert(key.to_owned(), value.clone());
            }
        }
    }
    let absent = beside.get(ABSENT).and_then(Value::as_array).into_iter().flatten();
    let (mut of_ext, mut of_record) = (HashSet::new(), HashSet::new());
    for key in absent.filter_map(Value::as_str) {
        // Without an `ext` to look into, the whole is meant.
        match key.strip_prefix("ext/").filter(|_| record.get("ext").is_some_and(Value::is_object)) {
            Some(key) => of_ext.insert(key),
            None => of_record.insert(key),
        };
    }
    if let Some(ext) = record.get_mut("ext").and_then(Value::as_object_mut) {
        ext.retain(|key, _| !of_ext.contains(key.as_str()));
    }
    record.retain(|key, _| !of_record.contains(key.as_str()));
    record
}

/// What the reviews of a claim say of it in schema.org’s words: what the first says, with the
/// verdicts of all.
pub(super) fn said(id: &str, item: &Value) -> Option<Map<String, Value>> {
    let items = match item {
        Value::Array(list) => list.iter().collect(),
        item => vec![item],
    };
    let mut whole = None;
    let (mut lefts, mut distinct) = (Vec::new(), Distinct::default());
    for item in items {
        let kind = kind(item.as_object()?)?;
        let draft = review::draft(ClaimNode { kind, node: item.clone(), page: None })?;
        let (claim, mut kept) = draft.into_parts();
        // As merging puts together what several records left.
        if let Some(left) = kept.shift_remove(KEY) {
            distinct.add(&mut lefts, left);
        }
        match &mut whole {
            None => whole = Some(claim),
            Some(whole) => whole.verdicts.extend(claim.verdicts),
        }
    }
    let Ok(Value::Object(mut record)) = serde_json::to_value(whole?) else { return None };
    record.insert("id".to_owned(), id.into());
    let left = if lefts.len() > 1 { Some(lefts.into()) } else { lefts.pop() };
    if let Some(left) = left {
        record.insert("ext".to_owned(), Value::from_iter([(KEY, left)]));
    }
    Some(record)
}
