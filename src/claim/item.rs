//! The parts of a claim: its makers, evidence, denials, verdicts, wordings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    EvidenceKind, PartialDate, QuoteIs, Recorded, ReliabilityLevel, Scope, Stance, Unknown,
};

/// A number or a text, kept as published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum NumberOrText {
    /// Published as a number.
    Number(serde_json::Number),
    /// Published as a text.
    Text(String),
}

impl std::fmt::Display for NumberOrText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// Where in a source something stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Locator {
    /// Page, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<NumberOrText>,
    /// Section, by its heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Paragraph within the section (or page), from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<u64>,
    /// Sentence within the paragraph, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<u64>,
    /// Line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Time into a recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timecode: Option<NumberOrText>,
    /// First character and the one after the last, from 0.
    #[serde(default, rename = "char", skip_serializing_if = "Option::is_none")]
    pub characters: Option<[u64; 2]>,
    /// The part of an address after its `#`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fragment: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// Who says the claim, where and when.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Made {
    /// The agent who says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub by: Option<String>,
    /// When it was said.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub date: Recorded<PartialDate>,
    /// Where it was said.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Whether this was the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<bool>,
    /// The words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Whose words the quotation gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote_is: Option<QuoteIs>,
    /// The source it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where in the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Locator>,
    /// The agent who put it into these words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreted_by: Option<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// How the claim is put elsewhere.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Wording {
    /// The words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub text: Option<String>,
    /// The source they stand in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub source: Option<String>,
    /// Where in the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Locator>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// Something that speaks for or against a claim, or bears on it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [{ "required": ["excerpt"] }, { "required": ["summary"] }]))]
pub struct Evidence {
    /// Unique among the evidence and denials of its claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default, regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: Option<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub kind: Option<EvidenceKind>,
    /// What it does to the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub stance: Option<Stance>,
    /// Its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// Whose words the excerpt gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt_is: Option<QuoteIs>,
    /// What it says, in the coder's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The source it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The source through which it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// Where in the source that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Locator>,
    /// When it came about.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub date: Recorded<PartialDate>,
    /// The agent it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// How far it can be relied upon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reliability: Option<Reliability>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// How far evidence can be relied upon, and why.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Reliability {
    /// The level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub level: Option<ReliabilityLevel>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// An answer to a claim, and how far it goes in denying it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [{ "required": ["quote"] }, { "required": ["note"] }]))]
pub struct Denial {
    /// Unique among the evidence and denials of its claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default, regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: Option<String>,
    /// The agent who answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub by: Option<String>,
    /// How far the denial goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub scope: Option<Scope>,
    /// Its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Whose words the quotation gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote_is: Option<QuoteIs>,
    /// The agent on whose behalf it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    /// What exactly it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// The way it was said: statement, repost, interview … (open words).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// When it was said.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub date: Recorded<PartialDate>,
    /// The source it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The source through which it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// Where in the source that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Locator>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// A fact-checker's rating of the claim.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Verdict {
    /// The agent who rates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub by: Option<String>,
    /// The rating, kept as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub label: Option<String>,
    /// The scale the rating belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<String>,
    /// The rating as a number, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<NumberOrText>,
    /// The best value there is, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<NumberOrText>,
    /// The worst value there is, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<NumberOrText>,
    /// The rating's explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When it was given.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub date: Recorded<PartialDate>,
    /// The source it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// When and where it happened.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Happened {
    /// When, or from when.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub date: Recorded<PartialDate>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub to: Recorded<PartialDate>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// A sum or a quantity that the claim is about.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Amount {
    /// How much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<NumberOrText>,
    /// Of what money (ISO 4217).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Of what unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What it measures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}
