//! The tables of corresponding fields for agents, sources and datasets. A field with a counterpart
//! in schema.org is written under that name; any other is written under its own name with the
//! prefix `gainsay:`. Writing and reading use one table, so that a record comes back as it was.

use serde_json::{Map, Value, json};

use super::ids::{self, OURS};
use super::party::TYPES;
use crate::claim::{AgentKind, Vocabulary};

/// The form in which a field’s value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carried {
    /// A text, which is not changed.
    Text,
    /// A list of texts, which is not changed.
    Texts,
    /// An agent’s id, written as a reference.
    Agent,
    /// A list of agents’ ids, written as references.
    Agents,
    /// A name, written as that of an organisation.
    Name,
    /// A kind of agent, written as a type.
    Kind,
}

/// The fields of a kind of record, with their names in schema.org.
pub(super) struct FieldTable(&'static [(&'static str, &'static str, Carried)]);

pub(super) const AGENT: FieldTable = FieldTable(&[
    ("kind", "@type", Carried::Kind),
    ("name", "name", Carried::Text),
    ("aliases", "alternateName", Carried::Texts),
    ("role", "jobTitle", Carried::Text),
    ("affiliation", "affiliation", Carried::Agent),
    ("memberships", "memberOf", Carried::Texts),
    ("same_as", "sameAs", Carried::Texts),
    ("note", "description", Carried::Text),
]);

pub(super) const SOURCE: FieldTable = FieldTable(&[
    ("kind", "genre", Carried::Text),
    ("title", "name", Carried::Text),
    ("authors", "author", Carried::Agents),
    ("publisher", "publisher", Carried::Agent),
    ("published", "datePublished", Carried::Text),
    ("url", "url", Carried::Text),
    ("language", "inLanguage", Carried::Text),
    ("licence", "license", Carried::Text),
    ("note", "description", Carried::Text),
]);

pub(super) const DATASET: FieldTable = FieldTable(&[
    ("title", "name", Carried::Text),
    ("description", "description", Carried::Text),
    ("language", "inLanguage", Carried::Text),
    ("created", "dateCreated", Carried::Text),
    ("updated", "dateModified", Carried::Text),
    ("publisher", "publisher", Carried::Name),
    ("licence", "license", Carried::Text),
    ("homepage", "url", Carried::Text),
]);

impl FieldTable {
    /// Writes the fields of a record into a node, except for the id.
    pub(super) fn write(&self, record: &Map<String, Value>, node: &mut Map<String, Value>) {
        for (key, value) in record.iter().filter(|(key, _)| *key != "id") {
            let known = self.0.iter().find(|(ours, ..)| ours == key);
            let written = known.and_then(|(_, theirs, how)| {
                let written = how.write(value)?;
                (how.read(&written).as_ref() == Some(value)).then_some((*theirs, written))
            });
            match written {
                Some((theirs, written)) => node.insert(theirs.to_owned(), written),
                None => node.insert(format!("{OURS}{key}"), value.clone()),
            };
        }
    }

    /// Reads the fields of a record from a node. The caller passes the id.
    pub(super) fn read(&self, id: &str, node: &Map<String, Value>) -> Map<String, Value> {
        let mut record = Map::new();
        record.insert("id".to_owned(), id.into());
        for (key, value) in node {
            let known = self.0.iter().find(|(_, theirs, _)| theirs == key);
            if let Some(key) = key.strip_prefix(OURS) {
                record.insert(key.to_owned(), value.clone());
            } else if let Some((ours, _, how)) = known
                && let Some(read) = how.read(value)
            {
                record.entry((*ours).to_owned()).or_insert(read);
            }
        }
        record
    }
}

impl Carried {
    fn write(self, value: &Value) -> Option<Value> {
        let refer = |id: &Value| Some(json!({ "@id": format!("{}{}", ids::AGENT, id.as_str()?) }));
        match self {
            Self::Text => value.is_string().then(|| value.clone()),
            Self::Texts => texts(value).then(|| value.clone()),
            Self::Agent => refer(value),
            Self::Agents => value.as_array()?.iter().map(refer).collect(),
            Self::Name => {
                value.is_string().then(|| json!({ "@type": "Organization", "name": value }))
            }
            Self::Kind => {
                let kind = AgentKind::from_name(value.as_str()?)?;
                TYPES.iter().find(|(_, known)| *known == kind).map(|(name, _)| (*name).into())
            }
        }
    }

    fn read(self, value: &Value) -> Option<Value> {
        let referred = |value: &Value| {
            let id = value.get("@id")?.as_str()?;
            id.strip_prefix(ids::AGENT).map(Value::from)
        };
        match self {
            Self::Text => value.is_string().then(|| value.clone()),
            Self::Texts if value.is_string() => Some(json!([value])),
            Self::Texts => texts(value).then(|| value.clone()),
            Self::Agent => referred(value),
            Self::Agents => value.as_array()?.iter().map(referred).collect(),
            Self::Name => value.get("name").filter(|name| name.is_string()).cloned(),
            Self::Kind => {
                let name = value.as_str()?;
                TYPES.iter().find(|(known, _)| *known == name).map(|(_, kind)| kind.name().into())
            }
        }
    }
}

/// Returns true if a value is a list of texts.
fn texts(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(Value::is_string))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<String>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            Just(json!([])),
            prop::collection::vec("[a-z]{1,3}", 1..3).prop_map(Value::from),
            Just(json!([null, {"a": 1}])),
            Just(json!({})),
        ]
    }

    proptest! {
        #[test]
        fn any_record_comes_back(kind in prop::sample::select(AgentKind::ALL), which in 0..3_usize,
            values in prop::collection::vec(any_value(), 12), other in any_value()) {
            let table = [AGENT, SOURCE, DATASET].into_iter().nth(which).unwrap();
            let keys = table.0.iter().map(|(ours, ..)| (*ours).to_owned());
            let mut record: Map<String, Value> = keys.zip(values).collect();
            record.insert("id".into(), "x".into());
            record.insert("more".into(), other);
            if which == 0 {
                record.insert("kind".into(), kind.name().into());
            }
            let mut node = Map::new();
            table.write(&record, &mut node);
            prop_assert_eq!(table.read("x", &node), record);
        }
    }
}
