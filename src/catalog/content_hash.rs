//! A hash of a record's content, whatever its layout. Records are compared by it, so that a record
//! that many others are compared with is read only once.

use std::hash::{BuildHasher, Hash, Hasher};

use hashbrown::DefaultHashBuilder;
use serde::Serialize;
use serde_json::Value;

/// A hash of a record's content. Records with equal hashes count as equal: among a million
/// different records, the probability that any two collide is one in thirty million.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ContentHash(u64);

/// Returns the hash of a record, under a key of this process; `None` if it can't be written as
/// JSON.
pub(crate) fn content_hash(
    hasher: &DefaultHashBuilder,
    record: &impl Serialize,
) -> Option<ContentHash> {
    let value = serde_json::to_value(record).ok()?;
    Some(ContentHash(hash(hasher, &value)))
}

/// Returns the hash of a value. Equal values have equal hashes, whatever the order of their
/// objects' keys.
fn hash(hasher: &DefaultHashBuilder, value: &Value) -> u64 {
    let mut state = hasher.build_hasher();
    std::mem::discriminant(value).hash(&mut state);
    match value {
        Value::Null => {}
        Value::Bool(truth) => truth.hash(&mut state),
        Value::Number(number) => number.hash(&mut state),
        Value::String(text) => text.hash(&mut state),
        Value::Array(items) => {
            state.write_usize(items.len());
            for item in items {
                state.write_u64(hash(hasher, item));
            }
        }
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| {
                hasher.hash_one((key.as_str(), hash(hasher, value)))
            };
            // A sum doesn't depend on the order, and no key occurs twice.
            let sum = members.iter().map(member).fold(0, u64::wrapping_add);
            (members.len(), sum).hash(&mut state);
        }
    }
    state.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_keys_and_layout_do_not_matter_and_everything_else_does() {
        let hasher = DefaultHashBuilder::default();
        let hash = |text: &str| {
            let value: Value = serde_json::from_str(text).unwrap();
            content_hash(&hasher, &value).unwrap()
        };
        assert_eq!(
            hash(r#"{"a":[1,null],"b":{"c":"x"}}"#),
            hash(r#"{ "b":{"c":"x"}, "a":[1,null]}"#)
        );
        assert_eq!(hash("[0.0]"), hash("[-0.0]"), "equal numbers");
        let different = [
            "null",
            "true",
            "false",
            "0",
            "1",
            "1.0",
            r#""""#,
            r#""1""#,
            "[]",
            "[[]]",
            "[1]",
            "[1,1]",
            "[[1],1]",
            "{}",
            r#"{"a":1}"#,
            r#"{"a":"1"}"#,
            r#"{"b":1}"#,
            r#"{"a":{"b":1}}"#,
            r#"{"a":1,"b":2}"#,
            r#"{"a":2,"b":1}"#,
        ];
        for (at, one) in different.iter().enumerate() {
            for other in different.iter().skip(at + 1) {
                assert_ne!(hash(one), hash(other), "{one} {other}");
            }
        }
    }
}
