//! Puts back what a foreign record said beyond the dataset’s format: the remains at their places,
//! and repaired values as they were published, as long as the claim still has the repaired value.

use serde_json::{Map, Value};

use crate::claim::IMPORT;
use crate::import::schema_org::ids::{self, OURS};
use crate::import::schema_org::node::PROPERTIES;
use crate::import::schema_org::work::addresses;
use crate::import::schema_org::{KEY, own};
use crate::import::{DateReading, DayMonthOrder, Mended, Mending, read_date, readable};

/// The member beside a text that gives its language.
const LANGUAGE: &str = "@language";

/// The limit for repaired values of a claim that are put back one by one if not all of them can be.
const TRIED: usize = 64;

/// The claim that a reader finds in schema.org’s vocabulary, and the members that must stand beside
/// it.
pub(super) struct SchemaOrgClaim {
    pub(super) said: Map<String, Value>,
    pub(super) beside: Map<String, Value>,
}

impl SchemaOrgClaim {
    /// Reads an item as an importer does. Returns `None` if it would find no claim.
    fn by(record: &Map<String, Value>, item: &Value) -> Option<Self> {
        let said = own::said(record.get("id")?.as_str()?, item)?;
        let mut beside = Map::new();
        let mut absent = Vec::new();
        for (key, value) in record.iter().filter(|(key, value)| said.get(*key) != Some(value)) {
            let value = match (key.as_str(), value, said.get(key)) {
                ("ext", Value::Object(ext), Some(Value::Object(said))) => {
                    let surplus = said.keys().filter(|key| !ext.contains_key(*key));
                    absent.extend(surplus.map(|key| format!("ext/{key}")));
                    let differs = |(key, value): &(&String, &Value)| said.get(*key) != Some(*value);
                    let differing = ext.iter().filter(differs);
                    differing.map(|(key, value)| (key.clone(), value.clone())).collect()
                }
                (_, value, _) => value.clone(),
            };
            beside.insert(format!("{OURS}{key}"), value);
        }
        absent.extend(said.keys().filter(|key| !record.contains_key(*key)).cloned());
        if !absent.is_empty() {
            beside.insert(own::ABSENT.to_owned(), absent.into());
        }
        Some(Self { said, beside })
    }
}

/// Returns the items of a claim with the remains of their foreign records, and the claim that they
/// express. Returns `None` if no claim can be read from them.
pub(super) fn restored(
    record: &Map<String, Value>,
    mut items: Vec<Value>,
) -> Option<(Value, SchemaOrgClaim)> {
    match record.get("ext").and_then(|ext| ext.get(KEY)) {
        Some(Value::Array(lefts)) => {
            let last = items.len().saturating_sub(1);
            for (index, left) in lefts.iter().enumerate() {
                if let Some(item) = items.get_mut(index.min(last)) {
                    put_back(item, left);
                }
            }
        }
        Some(left) => {
            if let Some(item) = items.first_mut() {
                put_back(item, left);
            }
        }
        None => {}
    }
    let mended = mended(record);
    // With several items it is unknown in which one a value stood.
    match items.as_slice() {
        [one] if !mended.is_empty() => as_published(record, one, &mended),
        _ => tell(record, items.into()),
    }
}

fn tell(record: &Map<String, Value>, item: Value) -> Option<(Value, SchemaOrgClaim)> {
    let told = SchemaOrgClaim::by(record, &item)?;
    Some((item, told))
}

/// Puts the remains into a value. Existing data stays, except for types.
fn put_back(onto: &mut Value, left: &Value) {
    match (onto, left) {
        (_, Value::Null) => {}
        (onto @ Value::Object(_), Value::Object(left)) => {
            for (key, left) in left {
                put_back_field(onto, key, left);
            }
        }
        (Value::Array(onto), Value::Array(left)) => {
            for (index, left) in left.iter().enumerate().filter(|(_, left)| !left.is_null()) {
                match onto.get_mut(index) {
                    Some(there) if there.is_object() && left.is_object() => put_back(there, left),
                    _ => onto.push(left.clone()),
                }
            }
        }
        (Value::Array(onto), left) => match onto.first_mut() {
            Some(there) if there.is_object() && left.is_object() => put_back(there, left),
            _ => onto.push(left.clone()),
        },
        (onto @ Value::Object(_), Value::Array(left)) => {
            let mut list = Value::Array(vec![onto.take()]);
            put_back(&mut list, &Value::Array(left.clone()));
            *onto = list;
        }
        (onto @ Value::Null, left) => *onto = left.clone(),
        // A host’s address, to which the import added a `/` to make it equal to others.
        (Value::String(onto), Value::String(left)) if onto.strip_suffix('/') == Some(left) => {
            onto.clone_from(left);
        }
        // Data about a text, such as its language, goes around it.
        (onto @ Value::String(_), Value::Object(left))
            if left.keys().all(|key| key == LANGUAGE) =>
        {
            let mut around = Map::from_iter([("@value".to_owned(), onto.take())]);
            around.extend(left.clone());
            *onto = around.into();
        }
        _ => {}
    }
}

fn put_back_field(onto: &mut Value, key: &str, left: &Value) {
    // The writer doesn’t put fields under `properties`.
    if key == PROPERTIES && left.is_object() {
        return put_back(onto, left);
    }
    let Some(map) = onto.as_object_mut() else { return };
    // Other programs know a node by its foreign id, so that stays; gainsay’s id goes beside it.
    let is_ours = |there: &Value| there.as_str().is_some_and(|id| id.starts_with(ids::URN));
    if key == "@id" && map.get(key).is_some_and(is_ours) {
        let ours = map.insert(key.to_owned(), left.clone());
        map.extend(ours.map(|ours| (ids::BESIDE.to_owned(), ours)));
        return;
    }
    match map.get_mut(key) {
        Some(there) if key != "@type" => put_back(there, left),
        _ => {
            map.insert(key.to_owned(), left.clone());
        }
    }
}

/// Returns the repairs that the import noted on a claim.
fn mended(record: &Map<String, Value>) -> Vec<Mended> {
    let noted = record.get("ext").and_then(|ext| ext.get(IMPORT)?.get("mended").cloned());
    let noted: Vec<Mended> =
        noted.and_then(|noted| serde_json::from_value(noted).ok()).unwrap_or_default();
    noted.into_iter().filter(|mended| !mended.was.is_null() && !mended.at.is_empty()).collect()
}

/// Returns an item with the repaired values as they were published, as far as an importer would
/// repair them to the same values.
fn as_published(
    record: &Map<String, Value>,
    item: &Value,
    mended: &[Mended],
) -> Option<(Value, SchemaOrgClaim)> {
    let told = |item: &Value| tell(record, vec![item.clone()].into());
    let mut all = item.clone();
    for mended in mended {
        restore(&mut all, mended);
    }
    let all = told(&all);
    // In most claims only the import’s note must stand beside the item.
    if let Some((_, told)) = &all
        && told.beside.keys().all(|key| key == "gainsay:ext")
    {
        return all;
    }
    let mut best = told(item)?;
    if let Some(all) = all.filter(|(_, told)| told.beside.len() <= best.1.beside.len()) {
        return Some(all);
    }
    let mut item = item.clone();
    for mended in mended.iter().take(TRIED) {
        let mut with = item.clone();
        restore(&mut with, mended);
        let told = if with == item { None } else { told(&with) };
        if let Some(told) = told.filter(|(_, told)| told.beside.len() <= best.1.beside.len()) {
            (item, best) = (with, told);
        }
    }
    Some(best)
}

/// Puts one published value back if the repaired one still stands at its place.
fn restore(item: &mut Value, mended: &Mended) {
    let Some(place) = place(item, &mended.at) else { return };
    let was = mended.was.as_str().unwrap_or_default();
    let there = place.as_str();
    let fits = match mended.how {
        Mending::HtmlTag | Mending::Entity | Mending::Encoding => {
            there.is_some_and(|there| readable(was).text == there)
        }
        Mending::Date => match read_date(was, DayMonthOrder::Unknown) {
            DateReading::AsItStands(date) | DateReading::Rewritten(date) => {
                there == Some(date.0.as_str())
            }
            DateReading::Not => false,
        },
        Mending::Addresses => place.as_array().is_some_and(|list| {
            let urls = list.iter().filter_map(|there| there.get("url").unwrap_or(there).as_str());
            urls.eq(addresses(was).iter().map(String::as_str))
        }),
        Mending::Label => there
            .is_some_and(|there| there.strip_suffix('…').is_some_and(|head| was.starts_with(head))),
        Mending::Wordless => true,
        Mending::Address | Mending::DateUnread | Mending::Name | Mending::Place => place.is_null(),
        _ => false,
    };
    if fits {
        *place = mended.was.clone();
    } else if place.is_null() {
        clear(item, &mended.at);
    }
}

/// A step of a path into JSON.
enum PathStep<'p> {
    Key(&'p str),
    Index(usize),
}

/// Splits a path into its steps: `a.b[1].c`.
fn steps(at: &str) -> Vec<PathStep<'_>> {
    let mut steps = Vec::new();
    for part in at.split('.').filter(|part| *part != PROPERTIES) {
        let mut pieces = part.split('[');
        steps.extend(pieces.next().map(PathStep::Key));
        let indices = pieces.filter_map(|piece| piece.strip_suffix(']')?.parse().ok());
        steps.extend(indices.map(PathStep::Index));
    }
    steps
}

/// Returns the place to which a path leads, and creates it if necessary. Returns `None` if another
/// value is in the way.
fn place<'v>(item: &'v mut Value, at: &str) -> Option<&'v mut Value> {
    let mut place = item;
    for step in steps(at) {
        place = match step {
            PathStep::Key(key) => {
                if place.is_null() {
                    *place = Map::new().into();
                }
                if place.is_array() {
                    place = place.as_array_mut()?.first_mut()?;
                }
                place.as_object_mut()?.entry(key).or_insert(Value::Null)
            }
            PathStep::Index(index) => {
                if !place.is_array() {
                    *place =
                        Value::Array(if place.is_null() { vec![] } else { vec![place.take()] });
                }
                let list = place.as_array_mut()?;
                // Other elements of the list may have been moved elsewhere.
                let index = index.min(list.len());
                if index == list.len() {
                    list.push(Value::Null);
                }
                list.get_mut(index)?
            }
        };
    }
    Some(place)
}

/// Removes what [`place`] created.
fn clear(item: &mut Value, at: &str) {
    fn prune(value: &mut Value, steps: &[PathStep<'_>]) {
        let Some((step, rest)) = steps.split_first() else { return };
        match (step, value) {
            (PathStep::Key(key), Value::Object(map)) => {
                if let Some(inner) = map.get_mut(*key) {
                    prune(inner, rest);
                    if is_nothing(inner) {
                        map.shift_remove(*key);
                    }
                }
            }
            (PathStep::Key(_), Value::Array(list)) => {
                if let Some(inner) = list.first_mut() {
                    prune(inner, steps);
                }
            }
            (PathStep::Index(_), Value::Array(list)) => {
                if let Some(inner) = list.last_mut() {
                    prune(inner, rest);
                    if is_nothing(inner) {
                        list.pop();
                    }
                }
            }
            _ => {}
        }
    }
    prune(item, &steps(at));
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(map) => map.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}
