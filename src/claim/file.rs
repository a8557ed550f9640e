//! What a dataset says about itself and across its claims.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{IssueSeverity, Locator, PartialDate, Recorded, RelationKind, Unknown};

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
}

impl From<DatasetInfo> for Heading {
    fn from(info: DatasetInfo) -> Self {
        Self { info, ext: None }
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
