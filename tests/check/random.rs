//! Tests that any content of a file gets diagnostics and no panic, and that `check` agrees with the
//! JSON schema.

use gainsay::claim::schema;
use gainsay::input::Severity;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{Checker, REFERENCE, check};

/// Replaces the value at a random path of the dataset by `to`.
fn changed(mut value: Value, path: &[usize], to: &Value) -> Value {
    let mut spot = &mut value;
    for step in path {
        let next = match spot {
            Value::Object(map) if !map.is_empty() => {
                let at = step % map.len();
                map.values_mut().nth(at)
            }
            Value::Array(items) if !items.is_empty() => {
                let at = step % items.len();
                items.get_mut(at)
            }
            _ => None,
        };
        // The value above has no child to go to.
        match next {
            Some(next) => spot = next,
            None => return value,
        }
    }
    *spot = to.clone();
    value
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(7)),
        Just(json!(-1)),
        Just(json!([])),
        Just(json!({})),
        Just(json!([1, "a"])),
        Just(json!("full")),
        Just(json!("A b")),
        Just(json!({ "unknown": 1 })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// `check` reports an error exactly where the schema refuses, except for rules that a schema
    /// cannot express.
    #[test]
    fn check_and_schema_agree(path in proptest::collection::vec(any::<usize>(), 1..6), to in any_value()) {
        let value = changed(serde_json::from_str(REFERENCE).unwrap(), &path, &to);
        let refused = !jsonschema::draft202012::is_valid(&schema(), &value);
        let beyond = ["names a", "related to itself", "circular", "is used twice", "appears twice", "is empty", "is blank", "is no", "is not in the calendar", "has no host name", "ends before it begins"];
        let found = check(&value.to_string());
        let errors = found.iter().filter(|found| found.severity == Severity::Error);
        let told = errors.clone().any(|found| !beyond.iter().any(|beyond| found.message.contains(beyond))
            || found.message.contains("is missing") || found.message.contains("is not a valid id") || found.message.contains("`made` is empty"));
        prop_assert_eq!(told, refused, "{:#?}", found);
    }

    #[test]
    fn any_mutated_dataset_is_checked_without_a_panic(at in 0..REFERENCE.len(), length in 0..40usize, to in proptest::collection::vec(any::<u8>(), 0..8)) {
        let mut bytes = REFERENCE.as_bytes().to_vec();
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, to);
        let mut checker = Checker::new();
        checker.file_bytes("m", &bytes);
        for problem in checker.finish() {
            prop_assert!(problem.line > 0 && problem.column > 0);
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for name in ["a.json", "a.ndjson"] {
            let mut checker = Checker::new();
            checker.file_bytes(name, &bytes);
            let _ = checker.checked();
        }
    }
}
