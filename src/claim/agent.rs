//! Parties and papers: who is named, and what is cited.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Access, AgentKind, NumberOrText, PartialDate, Recorded, Unknown};

/// Somebody who makes, answers or publishes claims.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Agent {
    /// Unique among the agents of a dataset.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: String,
    /// Person, organisation, group, publication or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub kind: Option<AgentKind>,
    /// The name to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub name: Option<String>,
    /// Other names the party goes by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// What the party is or does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The agent it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<String>,
    /// Groups it is a member of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub memberships: Vec<String>,
    /// Addresses of the same party elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(url))]
    pub same_as: Vec<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// A paper, page, post, film or statement that is cited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [
    { "required": ["title"] },
    { "required": ["url"], "properties": { "url": { "type": "string" } } }
]))]
pub struct Source {
    /// Unique among the sources of a dataset.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: String,
    /// What it is: article, court-filing, statement … (an open word).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub kind: Option<String>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Agents who wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The agent who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// When it came out.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub published: Recorded<PartialDate>,
    /// When the coder read it.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub accessed: Recorded<PartialDate>,
    /// Its address (http or https).
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    #[schemars(extend("format" = "uri"))]
    pub url: Recorded<String>,
    /// Copies kept elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub archived: Vec<Archived>,
    /// Its language (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whether the coder has seen it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// The source through which it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// The terms it may be used under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// The most authors of a source that are named.
const MOST_AUTHORS: usize = 10;

impl Source {
    /// The authors that are named wherever the source is described: the first ten.
    #[must_use]
    pub fn named_authors(&self) -> &[String] {
        self.authors.get(..MOST_AUTHORS).unwrap_or(&self.authors)
    }
}

/// A copy of a source in an archive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Archived {
    /// The copy's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default, url)]
    pub url: Option<String>,
    /// When the copy was made.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub at: Recorded<PartialDate>,
    /// SHA-256 of the copy, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// A publisher's list of ratings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Scale {
    /// Unique among the scales of a dataset.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: String,
    /// The agent whose scale it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub by: Option<String>,
    /// Its labels.
    #[serde(default)]
    #[schemars(required, !default)]
    pub labels: Vec<Label>,
    /// The value of the best rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<NumberOrText>,
    /// The value of the worst rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<NumberOrText>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// One rating of a scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Label {
    /// The rating as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub label: Option<String>,
    /// Its place on the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<f64>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}
