//! The members of an object: their keys as texts, their values as raw JSON; and objects with
//! repeated keys.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A string: borrowed from the JSON, or owned if it was written with escapes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub(crate) struct JsonString<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl Deref for JsonString<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

/// The members of a JSON object in their order, with repeated keys. Values may be nested to any
/// depth.
pub(crate) struct ObjectMembers<'a>(pub(crate) Vec<(JsonString<'a>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for ObjectMembers<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = ObjectMembers<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(ObjectMembers(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

impl<'a> ObjectMembers<'a> {
    /// Returns the value of the first member with this key.
    pub(crate) fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(name, _)| **name == *key).map(|(_, value)| *value)
    }
}

/// Parses a JSON text. A repeated key doesn't make it unreadable: the last value counts.
pub(crate) fn last_key_wins<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str(text).or_else(|error| {
        let twice = error.to_string().starts_with("duplicate field");
        let last_wins = || serde_json::from_str(text).and_then(serde_json::from_value);
        twice.then(last_wins).and_then(Result::ok).ok_or(error)
    })
}
