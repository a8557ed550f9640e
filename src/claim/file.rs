//! What a dataset says about itself and across its claims.

use std::borrow::Cow;
use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FORMAT_VERSION, IssueSeverity, Locator, PartialDate, Recorded, RelationKind, Unknown};

/// A dataset's own description.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DatasetInfo {
    /// The scope of every id in the dataset.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: String,
    /// The title to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub title: Option<String>,
    /// What it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The language of its texts (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// When it was begun.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub created: Recorded<PartialDate>,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub updated: Recorded<PartialDate>,
    /// Who publishes it: an agent, or a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// The terms it may be used under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Its home page.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    #[schemars(extend("format" = "uri"))]
    pub homepage: Recorded<String>,
    /// How it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// What stands at the top of a dataset, before its records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    /// What the dataset says about itself.
    #[serde(rename = "dataset")]
    pub info: DatasetInfo,
    /// Foreign data about it, by dotted key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ext: Option<serde_json::Value>,
    /// What the format does not know, by its name: JSON as it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<(String, String)>,
}

impl Heading {
    /// Whether the format knows a member of that name at the top of a dataset.
    #[must_use]
    pub fn is_known(key: &str) -> bool {
        const LISTS: [&str; 7] =
            ["agents", "sources", "scales", "claims", "relations", "issues", "history"];
        matches!(key, "gainsay" | "dataset" | "ext") || LISTS.contains(&key)
    }

    /// All that stands at the top of a dataset, by its name: JSON.
    ///
    /// # Errors
    /// Where something can’t be written as JSON.
    pub fn members(&self) -> serde_json::Result<Vec<(Cow<'_, str>, Cow<'_, str>)>> {
        let mut members = vec![("gainsay".into(), FORMAT_VERSION.to_string().into())];
        members.push(("dataset".into(), serde_json::to_string(&self.info)?.into()));
        if let Some(ext) = &self.ext {
            members.push(("ext".into(), serde_json::to_string(ext)?.into()));
        }
        for (key, value) in &self.unknown {
            members.push((key.into(), value.into()));
        }
        Ok(members)
    }

    /// The same as one object: the first line of a dataset in lines.
    ///
    /// # Errors
    /// Where something can’t be written as JSON.
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

/// How one claim stands to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Relation {
    /// The claim it is said of.
    pub from: String,
    /// What it is to the other.
    #[serde(rename = "type")]
    pub kind: RelationKind,
    /// The other claim.
    pub to: String,
    /// Anything else.
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
    /// Unique among the issues of a dataset.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: String,
    /// What kind of fault: contradiction, missing-date … (an open word).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub kind: Option<String>,
    /// How grave it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub severity: Option<IssueSeverity>,
    /// The claims it concerns.
    #[serde(default)]
    #[schemars(required, !default)]
    pub about: Vec<String>,
    /// What is wrong.
    pub text: String,
    /// The source at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where in the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locators: Vec<Locator>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// A change to the dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct History {
    /// When.
    #[serde(default)]
    #[schemars(required, !default)]
    pub at: Recorded<PartialDate>,
    /// What was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub what: Option<String>,
    /// By whom: an agent, or a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The claims it touched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// What stood there before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}
