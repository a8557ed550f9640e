//! Agents, sources and rating scales: the records that claims refer to by id.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Access, AgentKind, NumberOrText, PartialDate, Recorded, Unknown};

/// A person, organisation or group that makes, answers or publishes claims.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Agent {
    /// The id, unique among the agents of a dataset.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: String,
    /// The kind of party: person, organisation, group, publication or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub kind: Option<AgentKind>,
    /// The name to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub name: Option<String>,
    /// Other names by which the party is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The party's occupation, office or purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The agent that the party belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<String>,
    /// The groups that the party is a member of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub memberships: Vec<String>,
    /// Addresses that identify the party elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(url))]
    pub same_as: Vec<String>,
    /// A note about the party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// A paper, page, post, film or statement that records cite.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [
    { "required": ["title"] },
    { "required": ["url"], "properties": { "url": { "type": "string" } } }
]))]
pub struct Source {
    /// The id, unique among the sources of a dataset.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: String,
    /// The kind of source: article, court-filing, statement … (an open word).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub kind: Option<String>,
    /// The title of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The agents who wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The agent who published the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// The date of publication.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub published: Recorded<PartialDate>,
    /// The date when the coder read it.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub accessed: Recorded<PartialDate>,
    /// The web address (http or https).
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    #[schemars(extend("format" = "uri"))]
    pub url: Recorded<String>,
    /// Copies of the source in archives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub archived: Vec<Archived>,
    /// The language of the source (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whether the coder has seen the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// The source through which the coder knows this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// The terms of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// A note about the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// The largest number of authors that are named for a source.
const MOST_AUTHORS: usize = 10;

impl Source {
    /// Returns the authors that are named wherever the source is described: the first ten.
    #[must_use]
    pub fn named_authors(&self) -> &[String] {
        self.authors.get(..MOST_AUTHORS).unwrap_or(&self.authors)
    }
}

/// A copy of a source in an archive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Archived {
    /// The web address of the copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default, url)]
    pub url: Option<String>,
    /// The date when the copy was made.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub at: Recorded<PartialDate>,
    /// The SHA-256 hash of the copy, in hexadecimal.
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
    /// The id, unique among the scales of a dataset.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: String,
    /// The agent who rates on this scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub by: Option<String>,
    /// The labels of the scale.
    #[serde(default)]
    #[schemars(required, !default)]
    pub labels: Vec<Label>,
    /// The value of the best rating, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<NumberOrText>,
    /// The value of the worst rating, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<NumberOrText>,
    /// A note about the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// A rating that a scale allows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Label {
    /// The rating as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub label: Option<String>,
    /// The rank of the label on the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<f64>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// The labels of a scale in the order of their ranks, each with its place. All verdicts on the
/// scale share one value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RankedLabels {
    /// The place of each label, from 1.
    places: BTreeMap<String, usize>,
    first: String,
    last: String,
}

impl RankedLabels {
    /// Collects the labels of `scale` that have a rank.
    #[must_use]
    pub fn of(scale: &Scale) -> Self {
        let ranked = scale.labels.iter().filter_map(|it| Some((it.rank?, it.label.as_deref()?)));
        let mut ranked: Vec<(f64, &str)> = ranked.collect();
        ranked.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let Some(((_, first), (_, last))) = ranked.first().zip(ranked.last()) else {
            return Self::default();
        };
        let places = ranked.iter().map(|(_, label)| (*label).to_owned()).zip(1..);
        Self { places: places.collect(), first: (*first).to_owned(), last: (*last).to_owned() }
    }

    /// Returns the place of a label in words: "3 of 6, from “pants-fire” to “true”". The ranks
    /// don't say which end is the better one.
    #[must_use]
    pub fn place(&self, label: &str) -> Option<String> {
        let place = self.places.get(label)?;
        let Self { places, first, last } = self;
        Some(format!("{place} of {}, from “{first}” to “{last}”", places.len()))
    }
}
