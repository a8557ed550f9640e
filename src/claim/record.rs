//! The claim record: the counts of its evidence and denials, and the ids that it refers to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Amount, ClaimKind, Denial, Evidence, Happened, History, Made, PartialDate, Scope, Stance,
    Status, Unknown, Verdict, Wording,
};

/// The key in a claim's `ext` under which an import records what it did.
pub const IMPORT: &str = "gainsay.import";

/// A statement that a party makes, with its evidence, denials and verdicts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Claim {
    /// The id, unique among the claims of a dataset.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9._-]{0,95}$"))]
    pub id: String,
    /// The claim in one sentence.
    pub text: String,
    /// The language of the text (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The kind of claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ClaimKind>,
    /// The status of the claim in the editor's judgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The topics of the claim (open words).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// The time and place of the event that the claim is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Happened>,
    /// The sums and quantities that the claim is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Amount>,
    /// The occasions on which the claim was made; at least one.
    #[serde(default)]
    #[schemars(required, !default, length(min = 1))]
    pub made: Vec<Made>,
    /// The claim in the words of sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wordings: Vec<Wording>,
    /// The evidence for and against the claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The denials of the claim and other answers to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denials: Vec<Denial>,
    /// The ratings of fact-checkers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<Verdict>,
    /// The corrections of this record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<History>,
    /// The notes of the editor.
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

/// The number of items on each side of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Balance {
    /// Pieces of evidence that support the claim.
    pub supports: usize,
    /// Pieces of evidence that undercut the claim.
    pub undercuts: usize,
    /// Pieces of evidence that give context.
    pub context: usize,
    /// Denials of the claim as a whole.
    pub full: usize,
    /// Denials of a part of the claim.
    pub partial: usize,
    /// Denials that do not name the claim.
    pub blanket: usize,
    /// Answers that do not deny: non-denial, context, no comment, unclear.
    pub answers: usize,
}

impl Balance {
    /// Counts the stances of evidence and the scopes of denials.
    pub(crate) fn of(
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

    /// Returns whether the claim has neither evidence nor answers.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the number of denials that name the claim: full and partial.
    #[must_use]
    pub fn direct(&self) -> usize {
        self.full + self.partial
    }
}

impl Claim {
    /// Returns the counts of this claim's evidence and denials.
    #[must_use]
    pub fn balance(&self) -> Balance {
        let stances = self.evidence.iter().map(|evidence| evidence.stance);
        Balance::of(stances, self.denials.iter().map(|denial| denial.scope))
    }

    /// Returns file and line of each foreign record that the claim was imported from.
    #[must_use]
    pub fn imported_from(&self) -> Vec<(&str, u64)> {
        let origins = self.ext.as_ref().and_then(|ext| ext.get(IMPORT)?.get("origins")?.as_array());
        let origins = origins.map(Vec::as_slice).unwrap_or_default().iter();
        origins
            .filter_map(|it| Some((it.get("file")?.as_str()?, it.get("line")?.as_u64()?)))
            .collect()
    }

    /// Returns the dates on which the claim was made, as recorded.
    pub fn made_dates(&self) -> impl Iterator<Item = &PartialDate> {
        self.made.iter().filter_map(|made| made.date.known())
    }

    /// Returns the date of the event that the claim is about, if one is recorded.
    #[must_use]
    pub fn happened_date(&self) -> Option<&PartialDate> {
        self.happened.as_ref().and_then(|happened| happened.date.known())
    }

    /// Returns the ids of all agents that the record names, in order of appearance, with
    /// repetitions.
    pub fn agent_ids(&self) -> impl Iterator<Item = &str> {
        let made = self.made.iter().flat_map(|made| [&made.by, &made.interpreted_by]);
        let evidence = self.evidence.iter().map(|evidence| &evidence.by);
        let denials = self.denials.iter().flat_map(|denial| [&denial.by, &denial.on_behalf_of]);
        let verdicts = self.verdicts.iter().map(|verdict| &verdict.by);
        let history = self.history.iter().map(|change| &change.by);
        made.chain(evidence)
            .chain(denials)
            .chain(verdicts)
            .chain(history)
            .flatten()
            .map(String::as_str)
    }

    /// Returns the ids of all sources that the record cites, in order of appearance, with
    /// repetitions.
    pub fn source_ids(&self) -> impl Iterator<Item = &str> {
        let made = self.made.iter().map(|made| &made.source);
        let wordings = self.wordings.iter().map(|wording| &wording.source);
        let evidence = self.evidence.iter().flat_map(|evidence| [&evidence.source, &evidence.via]);
        let denials = self.denials.iter().flat_map(|denial| [&denial.source, &denial.via]);
        let verdicts = self.verdicts.iter().map(|verdict| &verdict.source);
        made.chain(wordings)
            .chain(evidence)
            .chain(denials)
            .chain(verdicts)
            .flatten()
            .map(String::as_str)
    }

    /// Returns the number of fields, at every depth, that the format does not know.
    #[must_use]
    pub fn unknown_fields(&self) -> usize {
        let made = self.made.iter().flat_map(|made| {
            [Some(&made.unknown), made.locator.as_ref().map(|locator| &locator.unknown)]
        });
        let wordings = self.wordings.iter().flat_map(|wording| {
            [Some(&wording.unknown), wording.locator.as_ref().map(|locator| &locator.unknown)]
        });
        let evidence = self.evidence.iter().flat_map(|evidence| {
            [
                Some(&evidence.unknown),
                evidence.locator.as_ref().map(|locator| &locator.unknown),
                evidence.reliability.as_ref().map(|reliability| &reliability.unknown),
            ]
        });
        let denials = self.denials.iter().flat_map(|denial| {
            [Some(&denial.unknown), denial.locator.as_ref().map(|locator| &locator.unknown)]
        });
        let rest = self.verdicts.iter().map(|verdict| &verdict.unknown);
        let rest = rest.chain(self.amounts.iter().map(|amount| &amount.unknown));
        let rest = rest.chain(self.happened.iter().map(|happened| &happened.unknown));
        let rest = rest.chain(self.history.iter().map(|change| &change.unknown));
        let rest = rest.chain([&self.unknown]).map(Some);
        let all = made.chain(wordings).chain(evidence).chain(denials).chain(rest);
        all.flatten().map(Unknown::len).sum()
    }
}
