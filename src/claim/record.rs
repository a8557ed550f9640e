//! The claim itself, and the counts that its record yields.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Amount, ClaimKind, Denial, Evidence, Happened, History, Made, PartialDate, Scope, Stance,
    Status, Unknown, Verdict, Wording,
};

/// The key in a claim’s `ext` under which importing says what it did.
pub const IMPORT: &str = "gainsay.import";

/// Something that somebody says is so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Claim {
    /// Unique among the claims of a dataset.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: String,
    /// The claim in one sentence.
    pub text: String,
    /// The language of the text (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// What kind of claim it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ClaimKind>,
    /// Where it stands in the editor's judgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// What it is about (open words).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// When and where it is said to have happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Happened>,
    /// Sums and quantities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Amount>,
    /// Who says it; at least one.
    #[serde(default)]
    #[schemars(required, !default, length(min = 1))]
    pub made: Vec<Made>,
    /// How it is put elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wordings: Vec<Wording>,
    /// What speaks for or against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Who denies it, and how far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denials: Vec<Denial>,
    /// Fact-checkers' ratings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<Verdict>,
    /// Corrections of this record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<History>,
    /// The editor's notes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Foreign data, by dotted key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub ext: Option<serde_json::Value>,
    /// Fields the format does not know.
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: Unknown,
}

/// How many items a claim has on each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Balance {
    /// Evidence that supports it.
    pub supports: usize,
    /// Evidence that undercuts it.
    pub undercuts: usize,
    /// Evidence that bears on it for neither side.
    pub context: usize,
    /// Denials of it as a whole.
    pub full: usize,
    /// Denials of a part of it.
    pub partial: usize,
    /// Denials that do not name it.
    pub blanket: usize,
    /// Answers that do not deny: non-denial, context, no comment, unclear.
    pub answers: usize,
}

impl Balance {
    /// Counts what evidence does to a claim, and how far denials of it go.
    pub(super) fn of(
        stances: impl Iterator<Item = Option<Stance>>,
        scopes: impl Iterator<Item = Option<Scope>>,
    ) -> Self {
        let mut balance = Self::default();
        for stance in stances {
            match stance {
                Some(Stance::Supports) => balance.supports += 1,
                Some(Stance::Undercuts) => balance.undercuts += 1,
                Some(Stance::Context) | None => balance.context += 1,
            }
        }
        for scope in scopes {
            match scope {
                Some(Scope::Full) => balance.full += 1,
                Some(Scope::Partial) => balance.partial += 1,
                Some(Scope::Blanket) => balance.blanket += 1,
                _ => balance.answers += 1,
            }
        }
        balance
    }

    /// Whether nobody speaks for, against or about the claim.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Denials that name the claim: full and partial.
    #[must_use]
    pub fn direct(&self) -> usize {
        self.full + self.partial
    }
}

impl Claim {
    /// The counts of this claim's evidence and denials.
    #[must_use]
    pub fn balance(&self) -> Balance {
        let stances = self.evidence.iter().map(|evidence| evidence.stance);
        Balance::of(stances, self.denials.iter().map(|denial| denial.scope))
    }

    /// Where the foreign records stand that the claim was imported from: file and line.
    #[must_use]
    pub fn imported_from(&self) -> Vec<(&str, u64)> {
        let origins = self.ext.as_ref().and_then(|ext| ext.get(IMPORT)?.get("origins")?.as_array());
        let origins = origins.map(Vec::as_slice).unwrap_or_default().iter();
        origins
            .filter_map(|it| Some((it.get("file")?.as_str()?, it.get("line")?.as_u64()?)))
            .collect()
    }

    /// The dates on which the claim was made, as recorded.
    pub fn made_dates(&self) -> impl Iterator<Item = &PartialDate> {
        self.made.iter().filter_map(|made| made.date.known())
    }

    /// When the claim is said to have happened, where that is recorded.
    #[must_use]
    pub fn happened_date(&self) -> Option<&PartialDate> {
        self.happened.as_ref().and_then(|happened| happened.date.known())
    }
}
