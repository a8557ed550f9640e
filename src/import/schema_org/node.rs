//! A JSON-LD node whose fields are taken one by one, each with its path. What remains keeps its
//! place: objects keep their keys, and lists their positions, with null for elements that were
//! taken, so that the remains can be put back. Knows nothing of the fields’ contents.

use hashbrown::HashSet;
use serde_json::{Map, Value};

use super::super::{ClaimDraft, DayMonthOrder, Fields};
use super::ids::{self, OURS};
use crate::claim::{NumberOrText, PartialDate, Recorded};

/// The member under which some tools put all fields of a node.
pub(super) const PROPERTIES: &str = "properties";

/// The kinds of nodes that hold a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NodeKind {
    ClaimReview,
    /// A review of a picture, film or recording.
    MediaReview,
    /// A claim without a review in the document.
    Claim,
}

#[derive(Debug)]
pub(super) struct ClaimNode {
    pub(super) kind: NodeKind,
    pub(super) node: Value,
    /// The address of the page around the node.
    pub(super) page: Option<String>,
}

/// A node, with the path that leads to it.
#[derive(Debug)]
pub(super) struct GraphNode {
    fields: Fields,
    at: String,
    /// The members beside `properties`, if that holds the fields.
    around: Option<Map<String, Value>>,
}

impl GraphNode {
    /// Returns the node at a path; a value that is not an object is returned as the error.
    pub(super) fn of(value: Value, at: &str) -> Result<Self, Value> {
        let Fields(mut map) = Fields::of(value)?;
        Ok(match map.shift_remove(PROPERTIES) {
            Some(Value::Object(inner)) => {
                let at = join(at, PROPERTIES);
                Self { fields: Fields(inner), at, around: Some(map) }
            }
            other => {
                map.extend(other.map(|other| (PROPERTIES.to_owned(), other)));
                Self { fields: Fields(map), at: at.to_owned(), around: None }
            }
        })
    }

    pub(super) fn path(&self, key: &str) -> String {
        join(&self.at, key)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.fields.0.get(key)
    }

    /// Takes a field of any type.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        self.fields.take(key)
    }

    /// Returns true if the node has a type of this name.
    pub(super) fn is(&self, name: &str) -> bool {
        has_type(&self.fields.0, name)
            || self.around.as_ref().is_some_and(|around| has_type(around, name))
    }

    /// Returns the id of the gainsay record that the node names.
    pub(super) fn own(&self, lead: &str) -> Option<String> {
        [ids::BESIDE, "@id"].iter().find_map(|key| ids::own(self.get(key), lead))
    }

    /// Takes the member that names the gainsay record.
    pub(super) fn take_own(&mut self, lead: &str) {
        let named = [ids::BESIDE, "@id"].into_iter();
        if let Some(key) = { named }.find(|key| ids::own(self.get(key), lead).is_some()) {
            self.fields.take(key);
        }
    }

    /// Takes the type if it is this one in the form that the writer uses; any other form stays.
    pub(super) fn take_type(&mut self, name: &str) {
        if self.get("@type").and_then(Value::as_str) == Some(name) {
            self.fields.take("@type");
        }
    }

    /// Takes a context that only declares schema.org.
    pub(super) fn take_context(&mut self) {
        let is_plain = self.get("@context").and_then(Value::as_str).is_some_and(|context| {
            let bare = context.trim_end_matches('/');
            bare == "https://schema.org" || bare == "http://schema.org"
        });
        if is_plain {
            self.fields.take("@context");
        }
    }

    /// Takes a text as it was published: a string, a number, `{"@value": …}`, or the first of these
    /// in a list, whose other elements stay.
    pub(super) fn raw(&mut self, key: &str) -> Option<String> {
        let (text, left) = text_of(self.fields.take(key)?);
        self.fields.put_back(key, left);
        text
    }

    /// Returns a text like [`GraphNode::raw`], without taking it.
    pub(super) fn peek(&self, key: &str) -> Option<String> {
        text_of(self.get(key)?.clone()).0
    }

    pub(super) fn text(&mut self, draft: &mut ClaimDraft, key: &str) -> Option<String> {
        let raw = self.raw(key)?;
        draft.some_text(&self.path(key), &raw)
    }

    /// Takes and reads the texts of these fields up to the first that has one.
    pub(super) fn first_text(&mut self, draft: &mut ClaimDraft, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| self.text(draft, key))
    }

    pub(super) fn published(&mut self, draft: &mut ClaimDraft) -> Recorded<PartialDate> {
        let Some(date) = self.raw("datePublished") else { return Recorded::Absent };
        draft.date(&self.path("datePublished"), &date, DayMonthOrder::Unknown)
    }

    /// Takes a number, or a text in its place.
    pub(super) fn number_or_text(&mut self, key: &str) -> Option<NumberOrText> {
        self.fields.number_or_text(key)
    }

    /// Takes each value of a field that holds one value or a list. `take` gets a value and its
    /// path, and returns what remains of it.
    pub(super) fn each(&mut self, key: &str, mut take: impl FnMut(Value, &str) -> Option<Value>) {
        let Some(value) = self.fields.take(key) else { return };
        let path = self.path(key);
        let left = match value {
            Value::Array(list) => {
                let left = list.into_iter().enumerate().map(|(index, value)| {
                    take(value, &format!("{path}[{index}]")).unwrap_or_default()
                });
                positions(left.collect())
            }
            value => take(value, &path),
        };
        self.fields.put_back(key, left);
    }

    /// Returns what remains, or `None` if everything was taken.
    pub(super) fn left(self) -> Option<Value> {
        let left = self.fields.left();
        let Some(mut around) = self.around else { return left };
        around.extend(left.map(|left| (PROPERTIES.to_owned(), left)));
        Fields(around).left()
    }
}

/// Returns the path of the field `key` of the value at the path `at`.
fn join(at: &str, key: &str) -> String {
    if at.is_empty() { key.to_owned() } else { [at, ".", key].concat() }
}

/// Returns what remains of a list, by position, or `None` if everything was taken.
fn positions(mut left: Vec<Value>) -> Option<Value> {
    let filled = left.iter().rposition(|value| !value.is_null())?;
    left.truncate(filled + 1);
    Some(left.into())
}

/// Splits a value into its text and the rest.
fn text_of(value: Value) -> (Option<String>, Option<Value>) {
    match value {
        Value::String(text) if !text.trim().is_empty() => (Some(text), None),
        Value::Number(number) => (Some(number.to_string()), None),
        Value::Object(mut map) => {
            let (text, left) = map.shift_remove("@value").map_or((None, None), text_of);
            map.extend(left.map(|left| ("@value".to_owned(), left)));
            (text, Fields(map).left())
        }
        Value::Array(mut list) => {
            let found = list.iter_mut().find_map(|value| {
                let (text, left) = text_of(value.clone());
                text.inspect(|_| *value = left.unwrap_or_default())
            });
            (found, positions(list))
        }
        other => (None, Some(other)),
    }
}

/// The types of an object: one or a list, with or without a vocabulary as prefix.
#[derive(Debug, Clone, Copy)]
pub(super) struct Types<'v>(Option<&'v Value>);

impl<'v> Types<'v> {
    pub(super) fn of(map: &'v Map<String, Value>) -> Self {
        Self(map.get("@type").or_else(|| map.get("type")))
    }

    /// Returns true if one of the types has this name.
    pub(super) fn has(self, name: &str) -> bool {
        Self::named(self.0).any(|kind| kind == name)
    }

    pub(super) fn named(types: Option<&'v Value>) -> impl Iterator<Item = &'v str> {
        let types = match types {
            Some(Value::Array(kinds)) => kinds.as_slice(),
            one => one.map(std::slice::from_ref).unwrap_or_default(),
        };
        types.iter().filter_map(Value::as_str).map(bare)
    }
}

/// Returns true if an object has a type of this name.
pub(super) fn has_type(map: &Map<String, Value>, name: &str) -> bool {
    Types::of(map).has(name)
}

/// Returns a name of schema.org without its prefix: `schema:`, `https://schema.org/`.
pub(super) fn bare(name: &str) -> &str {
    let name = name.trim();
    led(name).unwrap_or(name)
}

/// Returns the name after its prefix, or `None` if there is no prefix.
fn led(name: &str) -> Option<&str> {
    let leads = ["https://schema.org/", "http://schema.org/", "schema:"];
    leads.iter().find_map(|lead| name.strip_prefix(lead))
}

/// Returns the kind of a node, or `None` if it holds no claim.
pub(super) fn kind(map: &Map<String, Value>) -> Option<NodeKind> {
    let types = Types::of(map);
    let has = |name: &str| types.has(name);
    let about_claim =
        || matches!(map.get("itemReviewed"), Some(Value::Object(item)) if has_type(item, "Claim"));
    let inner = map.get(PROPERTIES).and_then(Value::as_object);
    let reviewed = |map: &Map<String, Value>| map.contains_key("claimReviewed");
    let says_so = !has("Claim") && (reviewed(map) || inner.is_some_and(reviewed));
    if has("ClaimReview") || says_so {
        Some(NodeKind::ClaimReview)
    } else if has("MediaReview") {
        Some(NodeKind::MediaReview)
    } else if has("Review") && about_claim() {
        Some(NodeKind::ClaimReview)
    } else {
        has("Claim").then_some(NodeKind::Claim)
    }
}

pub(super) fn id(node: &Value) -> Option<&str> {
    node.get("@id").and_then(Value::as_str).filter(|id| !id.is_empty())
}

/// Returns true if an object only refers to another.
pub(super) fn is_reference(map: &Map<String, Value>) -> bool {
    map.len() <= 2
        && map.contains_key("@id")
        && map.keys().all(|key| key == "@id" || key == "@type")
}

/// The limit for the nodes put into one claim, in bytes as [`weight`](crate::json::lossless::weight) estimates them. A graph can
/// refer to itself without end.
pub(super) const FOLLOWED: usize = 1 << 20;

/// Removes the prefixes of schema.org’s names from the keys of a value and everything in it, except
/// inside of gainsay’s own members. If a key is there with and without a prefix, both stay.
pub(super) fn make_bare(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(make_bare),
        Value::Object(map) => {
            let theirs = map.iter_mut().filter(|(key, _)| !key.starts_with(OURS));
            theirs.for_each(|(_, value)| make_bare(value));
            if !map.keys().any(|key| led(key).is_some()) {
                return;
            }
            let names: HashSet<String> = map.keys().cloned().collect();
            for (key, value) in std::mem::take(map) {
                let name = led(&key).filter(|name| !names.contains(*name));
                let name = name.filter(|name| !map.contains_key(*name)).map(str::to_owned);
                map.insert(name.unwrap_or(key), value);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_may_name_their_vocabulary() {
        let mut value = json!({"schema:author": [{"https://schema.org/name": "x", "schemas": 1}],
            "schema:name": "z", "name": "y", "see ": null, "x": {"schema:schema:n": 1, "schema:n": 2},
            "gainsay:ext": {"schema:n": 3}});
        make_bare(&mut value);
        let bare = json!({"author": [{"name": "x", "schemas": 1}],
            "schema:name": "z", "name": "y", "see ": null, "x": {"schema:schema:n": 1, "n": 2},
            "gainsay:ext": {"schema:n": 3}});
        assert_eq!(value, bare);
    }

    fn node(value: Value) -> GraphNode {
        GraphNode::of(value, "").unwrap()
    }

    #[test]
    fn texts_are_found_however_they_are_wrapped() {
        for (value, text, left) in [
            (json!("x"), Some("x"), None),
            (json!(" "), None, Some(json!(" "))),
            (json!(5), Some("5"), None),
            (
                json!({"@value": "x", "@language": "en"}),
                Some("x"),
                Some(json!({"@language": "en"})),
            ),
            (json!(["", {"@value": "x"}, "y"]), Some("x"), Some(json!(["", null, "y"]))),
            (json!(["x"]), Some("x"), None),
            (json!({"a": 1}), None, Some(json!({"a": 1}))),
        ] {
            let mut node = node(json!({ "name": value }));
            assert_eq!(node.raw("name").as_deref(), text);
            assert_eq!(node.left(), left.map(|left| json!({ "name": left })));
        }
    }

    #[test]
    fn what_is_left_keeps_its_place() {
        let mut node = node(json!({"type": "x", "properties": {"list": [1, 2, 3], "one": 4}}));
        node.each("list", |value, at| {
            assert!(at.starts_with("properties.list["));
            (value == 2).then_some(value)
        });
        node.each("one", |_, _| None);
        assert_eq!(node.left(), Some(json!({"type": "x", "properties": {"list": [null, 2]}})));
    }

    #[test]
    fn types_are_known_with_and_without_their_vocabulary() {
        for kind in ["Claim", "schema:Claim", "https://schema.org/Claim", "http://schema.org/Claim"]
        {
            assert!(node(json!({ "@type": kind })).is("Claim"));
            assert!(node(json!({ "@type": ["x", kind] })).is("Claim"));
        }
        assert!(!node(json!({ "@type": "ClaimReview" })).is("Claim"));
    }
}
