//! Reads gainsay records back from JSON-LD. Fields in schema.org’s vocabulary are read like those
//! of any publisher; members under `gainsay:` are taken unchanged and override them.

use hashbrown::HashSet;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::fields::{AGENT, DATASET, SOURCE};
use super::ids::OURS;
use super::node::{ClaimNode, kind};
use super::{KEY, ids, review};
use crate::claim::{DatasetInfo, Heading, is_id};
use crate::import::distinct::Distinct;
use crate::import::own_records::NAMES;
use crate::json::one_line;

/// A gainsay record that an element of a feed carries, not yet checked.
#[derive(Debug)]
pub(super) struct Ours {
    /// The key that a line with such a record begins with.
    pub(super) name: &'static str,
    pub(super) record: Value,
    /// The record’s JSON text, if the parsed value says less.
    pub(super) verbatim: Option<Box<RawValue>>,
}

impl Ours {
    /// Returns a record of an element, with its text if the element carries it.
    fn of(name: &'static str, record: Value, element: &Map<String, Value>) -> Self {
        let verbatim = element.get(VERBATIM).and_then(Value::as_str);
        // The record may have been edited without its text, or the reverse.
        let verbatim = verbatim.filter(|text| {
            serde_json::from_str::<Value>(text).is_ok_and(|verbatim| verbatim == record)
        });
        let verbatim = verbatim.and_then(|text| RawValue::from_string(one_line(text)).ok());
        Self { name, record, verbatim }
    }
}

/// The member with a record’s own JSON as a text.
pub(super) const VERBATIM: &str = "gainsay:verbatim";

/// The member that lists the fields which the reviews imply and the claim doesn’t have.
pub(super) const ABSENT: &str = "gainsay:absent";

/// The member of a feed’s envelope with the data beside the dataset’s description.
pub(super) const AROUND: &str = "gainsay:around";

/// Returns the gainsay records in an element of a feed; the list is empty for a foreign element.
pub(super) fn element(element: &Value) -> Vec<Ours> {
    let Some(map) = element.as_object() else { return Vec::new() };
    if ids::own(map.get("@id"), ids::CLAIM).is_some() && map.contains_key("item") {
        return claim(map).map(|record| Ours::of("claim", record, map)).into_iter().collect();
    }
    let ours = told(map);
    if ours.is_empty() { described(map).into_iter().collect() } else { ours }
}

/// Returns the agent or source that an element describes in schema.org’s vocabulary.
fn described(map: &Map<String, Value>) -> Option<Ours> {
    let item = map.get("item")?.as_object()?;
    for (lead, name, table) in [(ids::AGENT, "agent", AGENT), (ids::SOURCE, "source", SOURCE)] {
        if let Some(id) = ids::own(item.get("@id"), lead) {
            return Some(Ours::of(name, table.read(&id, item).into(), map));
        }
    }
    None
}

/// Returns the records under gainsay’s own names. Other members beside them become a record of an
/// unknown name, which is reported.
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

/// Returns the heading of a gainsay dataset in the envelope of a feed, or `None` for a foreign
/// envelope.
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

/// Returns a member of a dataset that the format doesn’t know, with its JSON. Returns `None` if the
/// format knows it.
fn member((key, json): (String, Value)) -> Option<(String, String)> {
    let read = RawValue::from_string(json.as_str()?.to_owned()).ok()?;
    (!Heading::is_known(&key)).then(|| (key, one_line(read.get())))
}

/// Keeps nulls that the model reads as absent fields.
fn with_nulls(mut info: DatasetInfo, record: Map<String, Value>) -> DatasetInfo {
    for (key, value) in record.into_iter().filter(|(_, value)| value.is_null()) {
        if !matches!(key.as_str(), "created" | "updated" | "homepage") {
            info.unknown.insert(key, value);
        }
    }
    info
}

fn claim(element: &Map<String, Value>) -> Option<Value> {
    let id = ids::own(element.get("@id"), ids::CLAIM)?;
    let said = said(&id, element.get("item")?)?;
    Some(overlaid(said, element).into())
}

/// Combines a claim in schema.org’s vocabulary with the members under `gainsay:` beside it.
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
        // If the record has no `ext` object, `ext/…` is the name of a member.
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

/// Returns the claim that reviews describe in schema.org’s vocabulary: the claim of the first
/// review, with the verdicts of all.
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
        // Merging joins the remains of several records in this form.
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
