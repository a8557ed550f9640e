//! The JSON Schema of the format, derived from the model's types. Editors complete and validate
//! against it, and `check` walks it. This module knows the types and reads no file.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::claim::{Agent, Claim, DatasetInfo, History, Issue, Relation, Scale, Source};

/// A dataset for gainsay: claims, who makes them, the evidence, and who denies them.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "never built: it gives the schema its shape")]
struct Document {
    /// The address of this schema, for editors that complete and check what is written.
    #[serde(rename = "$schema")]
    schema: Option<String>,
    /// The version of the format.
    #[schemars(extend("const" = 1))]
    gainsay: u64,
    /// The dataset's description of itself.
    dataset: DatasetInfo,
    /// The parties that make, answer and publish claims.
    agents: Option<Vec<Agent>>,
    /// The sources that records cite.
    sources: Option<Vec<Source>>,
    /// Publishers' lists of ratings.
    scales: Option<Vec<Scale>>,
    /// The claims of the dataset.
    claims: Vec<Claim>,
    /// The relations between claims.
    relations: Option<Vec<Relation>>,
    /// The faults of sources.
    issues: Option<Vec<Issue>>,
    /// The changes to the dataset.
    history: Option<Vec<History>>,
    /// Foreign data, by dotted key.
    ext: Option<Map<String, Value>>,
}

/// The kind of record on a line of NDJSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// A person, organisation, group or publication.
    Agent,
    /// A source that records cite.
    Source,
    /// A publisher's list of ratings.
    Scale,
    /// A claim with its evidence and denials.
    Claim,
    /// A relation between two claims.
    Relation,
    /// A fault of a source.
    Issue,
    /// A change to the dataset.
    History,
}

impl RecordKind {
    /// Every kind, in the order of the format's table.
    pub const ALL: [Self; 7] = [
        Self::Agent,
        Self::Source,
        Self::Scale,
        Self::Claim,
        Self::Relation,
        Self::Issue,
        Self::History,
    ];

    /// Returns the key under which a line of NDJSON holds such a record.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.names().0
    }

    /// Returns the key under which a document holds the list of such records.
    pub(crate) fn list_key(self) -> &'static str {
        self.names().1
    }

    /// Returns the name of the record's definition in the schema.
    pub(crate) fn definition(self) -> &'static str {
        self.names().2
    }

    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Agent => ("agent", "agents", "Agent"),
            Self::Source => ("source", "sources", "Source"),
            Self::Scale => ("scale", "scales", "Scale"),
            Self::Claim => ("claim", "claims", "Claim"),
            Self::Relation => ("relation", "relations", "Relation"),
            Self::Issue => ("issue", "issues", "Issue"),
            Self::History => ("history", "history", "History"),
        }
    }
}

/// Returns the schema of a JSON document (draft 2020-12), with a definition for every object.
#[must_use]
pub fn schema() -> Value {
    let mut schema = SchemaSettings::draft2020_12()
        .with_transform(Plain)
        .into_generator()
        .into_root_schema_for::<Document>();
    schema.insert("title".into(), "gainsay dataset, version 1".into());
    schema.to_value()
}

/// Returns the schema of a line of NDJSON that holds a record of this kind.
#[must_use]
pub fn record_schema(kind: RecordKind) -> Value {
    with_definitions(&format!("gainsay {} record, version 1", kind.key()), one_key(kind))
}

/// Returns the schema of any line of NDJSON: the header or one record.
#[must_use]
pub fn line_schema() -> Value {
    let header = json!({
        "type": "object",
        "properties": {
            "$schema": schema()["properties"]["$schema"].clone(),
            "gainsay": { "type": "integer", "const": 1 },
            "dataset": { "$ref": "#/$defs/DatasetInfo" },
            "ext": schema()["properties"]["ext"].clone()
        },
        "required": ["gainsay", "dataset"],
        "additionalProperties": false
    });
    let lines: Vec<Value> =
        std::iter::once(header).chain(RecordKind::ALL.into_iter().map(one_key)).collect();
    with_definitions("gainsay NDJSON line, version 1", json!({ "oneOf": lines }))
}

fn one_key(kind: RecordKind) -> Value {
    let definition = json!({ "$ref": format!("#/$defs/{}", kind.definition()) });
    let properties: Map<String, Value> =
        std::iter::once((kind.key().to_owned(), definition)).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": [kind.key()],
        "additionalProperties": false
    })
}

fn with_definitions(title: &str, mut body: Value) -> Value {
    let whole = schema();
    if let Some(body) = body.as_object_mut() {
        for key in ["$schema", "$defs"] {
            if let Some(value) = whole.get(key) {
                body.insert(key.into(), value.clone());
            }
        }
        body.insert("title".into(), title.into());
    }
    body
}

/// A transform that removes what serde's types add to the format. `Option` in the types means that
/// the reader accepts a missing field; it never means that the format allows `null`.
#[derive(Clone)]
struct Plain;

impl Transform for Plain {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(schema) = schema.as_object_mut() else { return };
        // The defaults that serde fills in are no advice to a writer, and the widths of numbers are
        // not JSON formats.
        schema.remove("default");
        if schema.get("format").is_some_and(|format| format == "uint64" || format == "double") {
            schema.remove("format");
        }
        without_null_type(schema);
        without_null_choice(schema);
    }
}

fn without_null_type(schema: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = schema.get_mut("type") else { return };
    types.retain(|name| name != "null");
    if let [one] = &types[..] {
        let one = one.clone();
        schema.insert("type".into(), one);
    }
}

/// Removes the `null` that comes from `Option`. The one of `Recorded` has a description and stays.
fn without_null_choice(schema: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = schema.get_mut("anyOf") else { return };
    let before = choices.len();
    choices.retain(|choice| *choice != json!({ "type": "null" }));
    if choices.len() == before || choices.len() != 1 {
        return;
    }
    let only = choices.pop();
    schema.remove("anyOf");
    if let Some(Value::Object(only)) = only {
        for (key, value) in only {
            schema.entry(key).or_insert(value);
        }
    }
}
