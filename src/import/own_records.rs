//! Checks gainsay records that are imported again from another format. Each must be a record that a
//! dataset can hold; its content is not changed.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::EntityKind;
use crate::claim::{Agent, Claim, History, Issue, Relation, Scale, Source, is_id};

/// A valid record that is imported again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Returned {
    /// A claim, with its id and its text.
    Claim(String, String),
    /// An agent, a source or a scale, with its id.
    Known(EntityKind, String),
    /// A record that belongs to no claim.
    Apart,
}

/// The keys with which the lines of a dataset begin.
pub(super) const NAMES: [&str; 7] =
    ["claim", "agent", "source", "scale", "relation", "issue", "history"];

impl Returned {
    /// Checks a record that a line holds under `name`.
    ///
    /// # Errors
    /// Returns the reason why it is not a valid record of that name.
    pub(super) fn read(name: &str, record: &Value) -> Result<Self, String> {
        match name {
            "claim" => {
                let claim: Claim = model(record)?;
                if claim.text.trim().is_empty() {
                    return Err("its text is blank".to_owned());
                }
                if claim.ext.is_some_and(|ext| !ext.is_object()) {
                    return Err("its `ext` is not an object".to_owned());
                }
                Ok(Self::Claim(checked(claim.id)?, claim.text))
            }
            "agent" => known(EntityKind::Agent, model::<Agent>(record)?.id),
            "source" => known(EntityKind::Source, model::<Source>(record)?.id),
            "scale" => known(EntityKind::Scale, model::<Scale>(record)?.id),
            "relation" => model::<Relation>(record).map(|_| Self::Apart),
            "issue" => checked(model::<Issue>(record)?.id).map(|_| Self::Apart),
            "history" => model::<History>(record).map(|_| Self::Apart),
            _ => Err("there are no such records".to_owned()),
        }
    }
}

/// Returns true if a record’s JSON text parses as a record of that name. A key of the format that
/// stands twice makes it fail: the program that reads the dataset would refuse it too.
pub(super) fn is_read_from(name: &str, text: &str) -> bool {
    fn is<T: DeserializeOwned>(text: &str) -> bool {
        serde_json::from_str::<T>(text).is_ok()
    }
    match name {
        "claim" => is::<Claim>(text),
        "agent" => is::<Agent>(text),
        "source" => is::<Source>(text),
        "scale" => is::<Scale>(text),
        "relation" => is::<Relation>(text),
        "issue" => is::<Issue>(text),
        "history" => is::<History>(text),
        _ => false,
    }
}

fn known(kind: EntityKind, id: String) -> Result<Returned, String> {
    Ok(Returned::Known(kind, checked(id)?))
}

fn model<T: DeserializeOwned>(record: &Value) -> Result<T, String> {
    T::deserialize(record).map_err(|error| error.to_string())
}

fn checked(id: String) -> Result<String, String> {
    if is_id(&id) { Ok(id) } else { Err(format!("“{id}” is not a valid id")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn records_are_known_by_what_they_are() {
        let read = |name: &str, record: Value| Returned::read(name, &record);
        let claim = read("claim", json!({"id": "c", "text": "Yes."}));
        assert_eq!(claim, Ok(Returned::Claim("c".into(), "Yes.".into())));
        assert_eq!(
            read("scale", json!({"id": "s"})),
            Ok(Returned::Known(EntityKind::Scale, "s".into()))
        );
        let relation = json!({"from": "a", "type": "restates", "to": "b"});
        assert_eq!(read("relation", relation), Ok(Returned::Apart));
    }

    #[test]
    fn what_no_dataset_could_hold_is_refused() {
        for (name, record) in [
            ("claim", json!({"id": "c", "text": " "})),
            ("claim", json!({"id": "C d", "text": "Yes."})),
            ("claim", json!([])),
            ("claim", json!({"id": "c", "text": "Yes.", "ext": ["a"]})),
            ("agent", json!({"id": 5})),
            ("agent", json!({"id": "a", "name": ["x"]})),
            ("source", json!({"id": ""})),
            ("scale", json!("s")),
            ("relation", json!({"from": "a"})),
            ("issue", json!({"id": "../x", "text": "late"})),
            ("history", json!(7)),
            ("verdict", json!({"id": "v"})),
        ] {
            assert!(Returned::read(name, &record).is_err(), "{name} {record}");
        }
    }
}
