//! The parts of a claim: who makes it, its evidence, denials, verdicts and wordings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    EvidenceKind, PartialDate, QuoteIs, Recorded, ReliabilityLevel, Scope, Stance, Unknown,
};

/// A number or a text, kept as it was published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum NumberOrText {
    /// A value published as a number.
    Number(serde_json::Number),
    /// A value published as a text.
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

/// A place within a source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Locator {
    /// The page, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<NumberOrText>,
    /// The section, by its heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The paragraph within the section (or page), from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub paragraph: Option<u64>,
    /// The sentence within the paragraph, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub sentence: Option<u64>,
    /// The line of the source, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub line: Option<u64>,
    /// The time from the beginning of a recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timecode: Option<NumberOrText>,
    /// The first character and the one after the last, from 0.
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

/// One making of the claim: who said it, where and when.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Made {
    /// The agent who says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub by: Option<String>,
    /// The date when it was said.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub date: Recorded<PartialDate>,
    /// The place or occasion where it was said.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Whether this was the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<bool>,
    /// The words in which it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Whose words the quotation gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote_is: Option<QuoteIs>,
    /// The source that holds the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The place within the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Locator>,
    /// The agent who put it into these words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreted_by: Option<String>,
    /// A note about this making of the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// The claim in the words of a source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Wording {
    /// The words of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub text: Option<String>,
    /// The source that holds the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub source: Option<String>,
    /// The place within the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Locator>,
    /// A note about the wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// A piece of evidence that supports a claim, undercuts it or gives context.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [{ "required": ["excerpt"] }, { "required": ["summary"] }]))]
pub struct Evidence {
    /// The id, unique among the evidence and denials of its claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default, regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: Option<String>,
    /// The kind of evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub kind: Option<EvidenceKind>,
    /// What the evidence does to the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub stance: Option<Stance>,
    /// The words of the evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// Whose words the excerpt gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt_is: Option<QuoteIs>,
    /// What the evidence says, in the coder's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The source of the evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The source through which the coder knows the evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// The place within the source that the coder read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Locator>,
    /// The date of the evidence.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub date: Recorded<PartialDate>,
    /// The agent from whom the evidence comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// How reliable the evidence is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reliability: Option<Reliability>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// How reliable a piece of evidence is, and why.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Reliability {
    /// The level of reliability.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub level: Option<ReliabilityLevel>,
    /// The reason for the level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// An answer to a claim, and how far it denies the claim.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [{ "required": ["quote"] }, { "required": ["note"] }, { "properties": { "scope": { "const": "no-comment" } }, "required": ["scope"] }]))]
pub struct Denial {
    /// The id, unique among the evidence and denials of its claim.
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
    /// The words of the denial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Whose words the quotation gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote_is: Option<QuoteIs>,
    /// The agent on whose behalf the denial is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    /// The statement or question that the denial answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// The medium of the answer: statement, repost, interview … (an open word).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The date when it was said.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub date: Recorded<PartialDate>,
    /// The source of the denial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The source through which the coder knows the denial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// The place within the source that the coder read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Locator>,
    /// A note about the denial.
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
    /// The agent who gives the rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub by: Option<String>,
    /// The rating, kept as it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(required, !default)]
    pub label: Option<String>,
    /// The scale that the rating belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<String>,
    /// The rating as a number, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<NumberOrText>,
    /// The best value of the scale, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<NumberOrText>,
    /// The worst value of the scale, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<NumberOrText>,
    /// The explanation of the rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The date of the rating.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub date: Recorded<PartialDate>,
    /// The source of the rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// The time and place of the event that a claim is about.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Happened {
    /// The date, or the first date of a period.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub date: Recorded<PartialDate>,
    /// The last date of the period.
    #[serde(default, skip_serializing_if = "Recorded::is_absent")]
    pub to: Recorded<PartialDate>,
    /// The place of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// A note about the event.
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
    /// The number of units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<NumberOrText>,
    /// The currency of a sum (ISO 4217).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The unit of a quantity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The thing that the amount measures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}
