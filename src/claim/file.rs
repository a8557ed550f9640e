//! The records of a dataset other than claims, agents, sources and scales: its description,
//! relations, source faults and history.

use std::borrow::Cow;
use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    FORMAT_VERSION, IssueSeverity, Locator, PartialDate, RecordKind, Recorded, RelationKind,
    Unknown,
};

/// A dataset's description of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DatasetInfo {
    /// The scope of every id in the dataset.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: String,
    /// The title of the dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub title: Option<String>,
    /// What the dataset holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The language of the dataset's texts (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The date when the dataset was begun.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub created: Recorded<PartialDate>,
    /// The date of the last change.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub updated: Recorded<PartialDate>,
    /// The publisher: an agent's id, or a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// The terms of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// The home page on the web.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    #[schemars(extend("format" = "uri"))]
    pub homepage: Recorded<String>,
    /// How the dataset was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// The member at the top of a dataset with the address of a JSON Schema.
const SCHEMA: &str = "$schema";

/// The members at the top of a dataset, before its records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    /// The dataset's description of itself.
    #[serde(rename = "dataset")]
    pub info: DatasetInfo,
    /// Foreign data about the dataset, by dotted key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ext: Option<serde_json::Value>,
    /// The members that the format does not know: name and JSON text as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<(String, String)>,
}

impl Heading {
    /// Returns whether the format knows a member of this name at the top of a dataset.
    #[must_use]
    pub fn is_known(key: &str) -> bool {
        matches!(key, "gainsay" | "dataset" | "ext")
            || RecordKind::ALL.iter().any(|kind| kind.list_key() == key)
    }

    /// Returns the number of fields, here and in the description, that the format does not know.
    /// `$schema`, which only editors read, is kept among the unknown members and not counted.
    pub(crate) fn unknown_fields(&self) -> usize {
        let members = self.unknown.iter().filter(|(key, _)| key != SCHEMA).count();
        members + self.info.unknown.len()
    }

    /// Returns the members at the top of a dataset: names and JSON texts.
    ///
    /// # Errors
    /// Returns an error if a value can't be written as JSON.
    pub fn members(&self) -> serde_json::Result<Vec<(Cow<'_, str>, Cow<'_, str>)>> {
        let is_schema = |(key, _): &&(String, String)| key == SCHEMA;
        let mut members: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
        // Editors and people look for it in the first line.
        members.extend(
            self.unknown.iter().find(is_schema).map(|(key, value)| (key.into(), value.into())),
        );
        members.push(("gainsay".into(), FORMAT_VERSION.to_string().into()));
        members.push(("dataset".into(), serde_json::to_string(&self.info)?.into()));
        if let Some(ext) = &self.ext {
            members.push(("ext".into(), serde_json::to_string(ext)?.into()));
        }
        for (key, value) in self.unknown.iter().filter(|member| !is_schema(member)) {
            members.push((key.into(), value.into()));
        }
        Ok(members)
    }

    /// Returns the members as one JSON object: the first line of an NDJSON dataset.
    ///
    /// # Errors
    /// Returns an error if a value can't be written as JSON.
    pub fn line(&self) -> serde_json::Result<String> {
        let mut line = String::new();
        for (key, value) in self.members()? {
            line.push(if line.is_empty() { '{' } else { ',' });
            let _ = write!(line, "{}:{value}", serde_json::to_string(&key)?);
        }
        line.push('}');
        Ok(line)
    }
}

impl From<DatasetInfo> for Heading {
    fn from(info: DatasetInfo) -> Self {
        Self { info, ext: None, unknown: Vec::new() }
    }
}

/// A relation between two claims.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Relation {
    /// The claim that the relation is about.
    pub from: String,
    /// How `from` relates to `to`.
    #[serde(rename = "type")]
    pub kind: RelationKind,
    /// The other claim of the relation.
    pub to: String,
    /// A note about the relation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// A fault of a source that concerns claims.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Issue {
    /// The id, unique among the issues of a dataset.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: String,
    /// The kind of fault: contradiction, missing-date … (an open word).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub kind: Option<String>,
    /// How serious the fault is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub severity: Option<IssueSeverity>,
    /// The claims that the fault concerns.
    #[serde(default)]
    #[schemars(required, !default)]
    pub about: Vec<String>,
    /// A description of the fault.
    pub text: String,
    /// The source with the fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The places of the fault in the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locators: Vec<Locator>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// A change to the dataset or to a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct History {
    /// The date of the change.
    #[serde(default)]
    #[schemars(required, !default)]
    pub at: Recorded<PartialDate>,
    /// A description of the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub what: Option<String>,
    /// The author of the change: an agent's id, or a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The claims that the change concerns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// The text before the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}
