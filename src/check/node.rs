//! JSON trees in which every value knows its place. `serde_json` validates the text first, so that
//! this parser reads only valid JSON, and no deeper than the readers do.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A value and its byte offset.
#[derive(Debug)]
pub(super) struct JsonNode<'a> {
    pub(super) at: usize,
    pub(super) json: Json<'a>,
}

/// The content of a value. Numbers are kept as written.
#[derive(Debug)]
pub(super) enum Json<'a> {
    Null,
    Truth,
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<JsonNode<'a>>),
    Object(Vec<JsonMember<'a>>),
}

/// A key, its byte offset, and its value.
#[derive(Debug)]
pub(super) struct JsonMember<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) at: usize,
    pub(super) value: JsonNode<'a>,
}

/// The reason why a text is not JSON, with the byte offset.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct JsonError {
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) help: &'static str,
}

impl<'a> JsonNode<'a> {
    /// Parses one JSON text.
    pub(super) fn read(text: &'a str) -> Result<Self, JsonError> {
        serde_json::from_str::<Sound>(text).map_err(|error| fault(text, &error))?;
        Scanner { text, at: 0 }.value().ok_or_else(|| JsonError {
            at: 0,
            message: "is not JSON".into(),
            help: "",
        })
    }

    /// Returns the members of an object; none for another value.
    pub(super) fn members(&self) -> &[JsonMember<'a>] {
        if let Json::Object(members) = &self.json { members } else { &[] }
    }

    /// Returns the items of a list; none for another value.
    pub(super) fn items(&self) -> &[JsonNode<'a>] {
        if let Json::List(items) = &self.json { items } else { &[] }
    }

    /// Returns the value under a key.
    pub(super) fn get(&self, key: &str) -> Option<&JsonNode<'a>> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.value)
    }

    /// Returns the text, if the value is one.
    pub(super) fn text(&self) -> Option<&str> {
        if let Json::Text(text) = &self.json { Some(text) } else { None }
    }

    /// Returns the text under a key.
    pub(super) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(JsonNode::text)
    }

    /// Returns the kind of value, for a message.
    pub(super) fn kind(&self) -> &'static str {
        match self.json {
            Json::Null => "null",
            Json::Truth => "true or false",
            Json::Number(_) => "a number",
            Json::Text(_) => "text",
            Json::List(_) => "a list",
            Json::Object(_) => "an object",
        }
    }

    /// Returns the members whose key occurred before in their object.
    pub(super) fn repeated(&self) -> impl Iterator<Item = &JsonMember<'a>> {
        let mut seen = HashSet::new();
        self.members().iter().filter(move |member| !seen.insert(member.key.as_ref()))
    }

    /// Returns a hash of the content: equal for equal records, whatever their layout.
    pub(super) fn digest(&self, text: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        std::mem::discriminant(&self.json).hash(&mut hasher);
        match &self.json {
            Json::Null => {}
            Json::Truth => text.get(self.at..=self.at).hash(&mut hasher),
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

fn fault(text: &str, error: &serde_json::Error) -> JsonError {
    let line_start = text
        .match_indices('\n')
        .map(|(newline, _)| newline + 1)
        .nth(error.line().saturating_sub(2))
        .filter(|_| error.line() > 1)
        .unwrap_or(0);
    let at = (line_start + error.column().saturating_sub(1)).min(text.len());
    let whole = error.to_string();
    let said = whole.split(" at line ").next().unwrap_or_default();
    let (message, help) = in_plain_words(said);
    JsonError { at, message, help }
}

/// Returns the parser's message in words for people who don't write parsers, with a suggestion.
fn in_plain_words(said: &str) -> (String, &'static str) {
    let (message, help) = match said {
        "recursion limit exceeded" => {
            return (
                "is nested too deeply: more than 127 levels".into(),
                "no record of the format needs more than a few levels",
            );
        }
        "EOF while parsing a value" => ("it ends where a value is expected", CUT_OFF),
        "EOF while parsing an object" => ("it ends inside an object", CUT_OFF),
        "EOF while parsing a list" => ("it ends inside a list", CUT_OFF),
        "EOF while parsing a string" => ("it ends inside a string", CUT_OFF),
        "expected `,` or `}`" => ("expected a comma or } here", "is a comma missing?"),
        "expected `,` or `]`" => ("expected a comma or ] here", "is a comma missing?"),
        "expected `:`" => ("expected a colon here", "write \"field\": value"),
        "key must be a string" => ("expected a field name in quotation marks here", ""),
        "trailing comma" => ("no value follows this comma", "remove the last comma"),
        "trailing characters" => (
            "unexpected text after the end of the JSON value",
            "is it NDJSON? its first line is the header {\"gainsay\":1,\"dataset\":{…}}",
        ),
        "expected value" | "expected ident" => (
            "expected a value here",
            "a value is a string in straight quotation marks, a number, true, false, null, [list] or {object}",
        ),
        "control character (\\u0000-\\u001F) found while parsing a string" => (
            "unescaped line break, tab or control character in a string",
            "close the quotation mark, or write \\n, \\t or \\u00XX",
        ),
        "invalid escape" => {
            ("a backslash before a character that can’t be escaped", "write \\\\ for a backslash")
        }
        "invalid number" => ("the number is not a valid JSON number", ""),
        "number out of range" => ("the number is too large", "put it in quotation marks"),
        other => (other, ""),
    };
    (format!("invalid JSON: {message}"), help)
}

const CUT_OFF: &str = "the file is truncated, or a bracket or quotation mark is not closed";

/// Any JSON, read to its end and not kept, but validated as strictly as if it were: numbers, texts
/// and depth. `IgnoredAny` would accept more.
struct Sound;

impl<'de> Deserialize<'de> for Sound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Sound {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        while members.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

/// A parser of JSON that is known to be valid; returns `None` if it isn't.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.at += blanks;
        rest.get(blanks).copied()
    }

    /// Skips `byte` if it is next, and returns whether it was.
    fn pass(&mut self, byte: u8) -> bool {
        let next = self.peek() == Some(byte);
        self.at += usize::from(next);
        next
    }

    fn value(&mut self) -> Option<JsonNode<'a>> {
        let first = self.peek()?;
        let at = self.at;
        let json = match first {
            b'{' => Json::Object(self.object()?),
            b'[' => Json::List(self.list()?),
            b'"' => Json::Text(self.string()?),
            _ => self.word()?,
        };
        Some(JsonNode { at, json })
    }

    fn object(&mut self) -> Option<Vec<JsonMember<'a>>> {
        self.at += 1;
        let mut members = Vec::new();
        while self.peek()? != b'}' {
            let at = self.at;
            let key = self.string()?;
            if !self.pass(b':') {
                return None;
            }
            members.push(JsonMember { key, at, value: self.value()? });
            self.pass(b',');
        }
        self.at += 1;
        Some(members)
    }

    fn list(&mut self) -> Option<Vec<JsonNode<'a>>> {
        self.at += 1;
        let mut items = Vec::new();
        while self.peek()? != b']' {
            items.push(self.value()?);
            self.pass(b',');
        }
        self.at += 1;
        Some(items)
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        let rest = self.text.get(self.at..)?;
        let mut escaped = false;
        let mut plain = true;
        let end = rest.bytes().skip(1).position(|byte| {
            let closes = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            plain &= !escaped;
            closes
        })?;
        let quoted = rest.get(..end + 2)?;
        self.at += quoted.len();
        if plain {
            return quoted.get(1..=end).map(Cow::Borrowed);
        }
        serde_json::from_str(quoted).ok().map(Cow::Owned)
    }

    fn word(&mut self) -> Option<Json<'a>> {
        let rest = self.text.get(self.at..)?;
        let ends = |byte: u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
        let word = rest.get(..rest.bytes().position(ends).unwrap_or(rest.len()))?;
        self.at += word.len();
        match word {
            "" => None,
            "null" => Some(Json::Null),
            "true" | "false" => Some(Json::Truth),
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
            Json::Truth => Value::Bool(true),
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
        /// Generates bytes that occur in JSON, and pieces of it that are nearly valid.
        #[test]
        fn what_is_kept_and_what_is_only_read_are_equally_strict(
            parts in proptest::collection::vec(
                prop_oneof![
                    "[\\[\\]{}:,\"0-9eE.+\\-tfn\\\\u \n]{1,3}",
                    Just("\"a\":".to_owned()),
                    Just("{\"a\":[1e400]}".to_owned()),
                    Just("\"\\ud800\"".to_owned()),
                    Just("[".repeat(130)),
                    Just("{\"a\":".repeat(130)),
                ],
                0..8,
            ),
        ) {
            let text = parts.concat();
            let kept = serde_json::from_str::<Value>(&text).err().map(|error| error.to_string());
            let read = serde_json::from_str::<Sound>(&text).err().map(|error| error.to_string());
            prop_assert_eq!(kept, read);
        }

        #[test]
        fn a_tree_says_what_the_text_says(value in any_json(), pretty: bool) {
            let text = if pretty { serde_json::to_string_pretty(&value).unwrap() } else { value.to_string() };
            prop_assert_eq!(plain(&JsonNode::read(&text).unwrap()), value);
        }
    }
}
