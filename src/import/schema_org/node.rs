//! A node of JSON-LD taken apart field by field, each with its path. What nobody takes is left at
//! its place: objects keep their keys, lists their positions (with null where all was taken), so
//! that it can be put back there. Knows nothing of what the fields say.

use hashbrown::HashSet;
use serde_json::{Map, Value};

use super::super::{ClaimDraft, Fields};
use super::fields::OURS;
use super::ids;
use crate::claim::NumberOrText;

/// The member under which some tools put all of a node’s fields.
pub(super) const PROPERTIES: &str = "properties";

/// A node, with the path that leads to it.
#[derive(Debug)]
pub(super) struct GraphNode {
    fields: Fields,
    at: String,
    /// What stands around the fields, where they are under `properties`.
    around: Option<Map<String, Value>>,
}

impl GraphNode {
    /// The node that stands at a path; anything but an object comes back as it is.
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

    /// The path of a field.
    pub(super) fn path(&self, key: &str) -> String {
        join(&self.at, key)
    }

    /// A field as it stands.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.fields.0.get(key)
    }

    /// Takes a field as it stands.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        self.fields.take(key)
    }

    /// Whether the node has a type of this name.
    pub(super) fn is(&self, name: &str) -> bool {
        has_type(&self.fields.0, name)
            || self.around.as_ref().is_some_and(|around| has_type(around, name))
    }

    /// The id of the record of ours that the node mentions.
    pub(super) fn own(&self, lead: &str) -> Option<String> {
        [ids::BESIDE, "@id"].iter().find_map(|key| ids::own(self.get(key), lead))
    }

    /// Takes what names the record of ours.
    pub(super) fn take_own(&mut self, lead: &str) {
        let named = [ids::BESIDE, "@id"].into_iter();
        if let Some(key) = { named }.find(|key| ids::own(self.get(key), lead).is_some()) {
            self.fields.take(key);
        }
    }

    /// Takes the type where it is this one, as we write it ourselves; any other way of writing it
    /// is left.
    pub(super) fn take_type(&mut self, name: &str) {
        if self.get("@type").and_then(Value::as_str) == Some(name) {
            self.fields.take("@type");
        }
    }

    /// Takes a context that says nothing but that this is schema.org.
    pub(super) fn take_context(&mut self) {
        let is_plain = self.get("@context").and_then(Value::as_str).is_some_and(|context| {
            let bare = context.trim_end_matches('/');
            bare == "https://schema.org" || bare == "http://schema.org"
        });
        if is_plain {
            self.fields.take("@context");
        }
    }

    /// Takes a text as it was published: a string, a number, `{"@value": …}`, or the first of
    /// these in a list, whose others are left.
    pub(super) fn raw(&mut self, key: &str) -> Option<String> {
        let (text, left) = text_of(self.fields.take(key)?);
        self.fields.put_back(key, left);
        text
    }

    /// The same, looked at only.
    pub(super) fn peek(&self, key: &str) -> Option<String> {
        text_of(self.get(key)?.clone()).0
    }

    /// Takes a text and makes it readable.
    pub(super) fn text(&mut self, draft: &mut ClaimDraft, key: &str) -> Option<String> {
        let raw = self.raw(key)?;
        draft.some_text(&self.path(key), &raw)
    }

    /// Takes a number, or a text in its place.
    pub(super) fn number_or_text(&mut self, key: &str) -> Option<NumberOrText> {
        self.fields.number_or_text(key)
    }

    /// Takes each value of a field that may be one or a list of them. `take` gets the value and
    /// its path, and returns what it leaves of it.
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

    /// What is left; none where all was taken.
    pub(super) fn left(self) -> Option<Value> {
        let left = self.fields.left();
        let Some(mut around) = self.around else { return left };
        around.extend(left.map(|left| (PROPERTIES.to_owned(), left)));
        Fields(around).left()
    }
}

/// The path of a field of what stands at a path.
fn join(at: &str, key: &str) -> String {
    if at.is_empty() { key.to_owned() } else { [at, ".", key].concat() }
}

/// What is left of a list, by position; none where all was taken.
fn positions(mut left: Vec<Value>) -> Option<Value> {
    let filled = left.iter().rposition(|value| !value.is_null())?;
    left.truncate(filled + 1);
    Some(left.into())
}

/// The text of a value, and what else it holds.
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

/// The types of an object: one, or a list of them, with or without the vocabulary before each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Types<'v>(Option<&'v Value>);

impl<'v> Types<'v> {
    pub(super) fn of(map: &'v Map<String, Value>) -> Self {
        Self(map.get("@type").or_else(|| map.get("type")))
    }

    /// Whether one of them has this name.
    pub(super) fn has(self, name: &str) -> bool {
        Self::named(self.0).any(|kind| kind == name)
    }

    /// Their names.
    pub(super) fn named(types: Option<&'v Value>) -> impl Iterator<Item = &'v str> {
        let types = match types {
            Some(Value::Array(kinds)) => kinds.as_slice(),
            one => one.map(std::slice::from_ref).unwrap_or_default(),
        };
        types.iter().filter_map(Value::as_str).map(bare)
    }
}

/// Whether an object has a type of this name.
pub(super) fn has_type(map: &Map<String, Value>, name: &str) -> bool {
    Types::of(map).has(name)
}

/// A name of schema.org without what may stand before it: `schema:`, `https://schema.org/`.
pub(super) fn bare(name: &str) -> &str {
    let name = name.trim();
    led(name).unwrap_or(name)
}

/// The name that stands after its vocabulary; none where none stands before it.
fn led(name: &str) -> Option<&str> {
    let leads = ["https://schema.org/", "http://schema.org/", "schema:"];
    leads.iter().find_map(|lead| name.strip_prefix(lead))
}

/// Takes what may stand before names of schema.org from the keys of a value and of all within it,
/// but for what is ours. Of a key that stands there both ways, both stay.
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
