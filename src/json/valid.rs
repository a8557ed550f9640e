//! JSON that is validated and not kept.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Any JSON, validated as strictly as if it were kept: numbers, texts and depth. Serde's
/// `IgnoredAny` would accept any depth, lone surrogates, and numbers out of range. `K` reads the
/// keys of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ValidJson<K = ValidText>(PhantomData<K>);

impl<'de, K: Deserialize<'de>> Deserialize<'de> for ValidJson<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self(PhantomData))
    }
}

impl<'de, K: Deserialize<'de>> Visitor<'de> for ValidJson<K> {
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
        while members.next_entry::<K, Self>()?.is_some() {}
        Ok(self)
    }
}

/// A text that is only validated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ValidText;

impl<'de> Deserialize<'de> for ValidText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Self)
    }
}

impl Visitor<'_> for ValidText {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

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
            let read = serde_json::from_str::<ValidJson>(&text).err();
            prop_assert_eq!(kept, read.map(|error| error.to_string()));
        }
    }
}
