//! JSON trees in which every value knows its place. `serde_json` validates the text first, so that
//! this parser reads only valid JSON, and no deeper than the readers do.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{JsonCursor, JsonError, ValidJson, string_length};

/// A value and its byte offset.
#[derive(Debug)]
pub(crate) struct JsonNode<'a> {
    pub(crate) at: usize,
    pub(crate) json: Json<'a>,
}

/// The content of a value. Numbers are kept as written.
#[derive(Debug)]
pub(crate) enum Json<'a> {
    Null,
    Bool,
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<JsonNode<'a>>),
    Object(Vec<JsonMember<'a>>),
}

/// A key, its byte offset, and its value.
#[derive(Debug)]
pub(crate) struct JsonMember<'a> {
    pub(crate) key: Cow<'a, str>,
    pub(crate) at: usize,
    pub(crate) value: JsonNode<'a>,
}

impl<'a> JsonNode<'a> {
    pub(crate) fn read(text: &'a str) -> Result<Self, JsonError> {
        let error = |error| JsonError::new(&error, text);
        serde_json::from_str::<ValidJson>(text).map_err(error)?;
        TreeParser(JsonCursor::new(text)).value().ok_or_else(|| JsonError {
            at: 0,
            message: "invalid JSON".into(),
            help: "",
        })
    }

    /// Returns the members of an object; none for another value.
    pub(crate) fn members(&self) -> &[JsonMember<'a>] {
        if let Json::Object(members) = &self.json { members } else { &[] }
    }

    /// Returns the items of a list; none for another value.
    pub(crate) fn items(&self) -> &[JsonNode<'a>] {
        if let Json::List(items) = &self.json { items } else { &[] }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&JsonNode<'a>> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.value)
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Json::Text(text) = &self.json { Some(text) } else { None }
    }

    pub(crate) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(JsonNode::text)
    }

    /// Returns the kind of value, for a message.
    pub(crate) fn kind(&self) -> &'static str {
        match self.json {
            Json::Null => "null",
            Json::Bool => "true or false",
            Json::Number(_) => "a number",
            Json::Text(_) => "text",
            Json::List(_) => "a list",
            Json::Object(_) => "an object",
        }
    }

    /// Returns the members whose key occurred before in their object.
    pub(crate) fn repeated(&self) -> impl Iterator<Item = &JsonMember<'a>> {
        let mut seen = HashSet::new();
        self.members().iter().filter(move |member| !seen.insert(member.key.as_ref()))
    }

    /// Returns a hash of the content: equal for equal records, whatever their layout.
    pub(crate) fn digest(&self, text: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        std::mem::discriminant(&self.json).hash(&mut hasher);
        match &self.json {
            Json::Null => {}
            Json::Bool => text.get(self.at..=self.at).hash(&mut hasher),
            Json::Number(number) => number.hash(&mut hasher),
            Json::Text(text) => text.hash(&mut hasher),
            Json::List(items) => {
                for item in items {
                    item.digest(text).hash(&mut hasher);
                }
            }
            Json::Object(members) => {
                let mut parts: Vec<(&str, u64)> = members
                    .iter()
                    .map(|member| (member.key.as_ref(), member.value.digest(text)))
                    .collect();
                parts.sort_unstable();
                parts.hash(&mut hasher);
            }
        }
        hasher.finish()
    }
}

/// A parser of JSON that is known to be valid; returns `None` if it isn't.
struct TreeParser<'a>(JsonCursor<'a>);

impl<'a> TreeParser<'a> {
    fn value(&mut self) -> Option<JsonNode<'a>> {
        self.0.blanks();
        let at = self.0.at();
        let json = match self.0.peek()? {
            b'{' => Json::Object(self.object()?),
            b'[' => Json::List(self.list()?),
            b'"' => Json::Text(self.string()?),
            _ => self.word()?,
        };
        Some(JsonNode { at, json })
    }

    fn object(&mut self) -> Option<Vec<JsonMember<'a>>> {
        self.0.token(b'{')?;
        let mut members = Vec::new();
        let mut more = !self.0.closes(b'}');
        while more {
            let at = self.0.at();
            let key = self.string()?;
            self.0.blanks();
            self.0.token(b':')?;
            members.push(JsonMember { key, at, value: self.value()? });
            more = self.0.goes_on(b'}')?;
        }
        Some(members)
    }

    fn list(&mut self) -> Option<Vec<JsonNode<'a>>> {
        self.0.token(b'[')?;
        let mut items = Vec::new();
        let mut more = !self.0.closes(b']');
        while more {
            items.push(self.value()?);
            more = self.0.goes_on(b']')?;
        }
        Some(items)
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        let quoted = self.0.take(string_length(self.0.rest()))?;
        if quoted.contains('\\') {
            return serde_json::from_str(quoted).ok().map(Cow::Owned);
        }
        quoted.strip_prefix('"')?.strip_suffix('"').map(Cow::Borrowed)
    }

    fn word(&mut self) -> Option<Json<'a>> {
        let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
        let rest = self.0.rest();
        match self.0.take(rest.iter().position(ends).unwrap_or(rest.len()))? {
            "" => None,
            "null" => Some(Json::Null),
            "true" | "false" => Some(Json::Bool),
            number => Some(Json::Number(number)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn digest(text: &str) -> u64 {
        JsonNode::read(text).unwrap().digest(text)
    }

    #[test]
    fn layout_and_order_of_keys_do_not_change_a_digest() {
        assert_eq!(
            digest(r#"{"a":[1,true],"b":"\u0061"}"#),
            digest(r#" {"b":"a", "a":[1, true]}"#)
        );
        assert_ne!(digest("[true]"), digest("[false]"));
        assert_ne!(digest("[[],1]"), digest("[[1]]"));
    }

    #[test]
    fn a_fault_knows_its_byte() {
        let at = |text: &str| JsonNode::read(text).unwrap_err().at;
        assert_eq!(at("{\n \"a\": ,}"), 8);
        assert_eq!(at("x"), 0);
        assert_eq!(at("[1"), 1);
        assert_eq!(at("[1,\n2,\n]"), 7);
        assert!(JsonNode::read(&"[".repeat(100_000)).unwrap_err().message.contains("too deep"));
    }

    fn plain(node: &JsonNode) -> Value {
        match &node.json {
            Json::Null => Value::Null,
            Json::Bool => Value::Bool(true),
            Json::Number(number) => serde_json::from_str(number).unwrap(),
            Json::Text(text) => Value::String(text.to_string()),
            Json::List(items) => items.iter().map(plain).collect(),
            Json::Object(members) => members
                .iter()
                .map(|member| (member.key.to_string(), plain(&member.value)))
                .collect(),
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            Just(Value::Bool(true)),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                proptest::collection::vec((any::<String>(), inner), 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_tree_says_what_the_text_says(value in any_json(), pretty: bool) {
            let text = if pretty { serde_json::to_string_pretty(&value).unwrap() } else { value.to_string() };
            prop_assert_eq!(plain(&JsonNode::read(&text).unwrap()), value);
        }
    }
}
