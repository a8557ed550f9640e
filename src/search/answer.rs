//! The strongest answer to a claim, which puts every claim into exactly one of five groups.

use crate::catalog::Facts;
use crate::claim::Scope;

/// The strongest entry among the denials of a claim, from the strongest to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StrongestAnswer {
    Full,
    Partial,
    Blanket,
    /// Only answers that don't deny, or whose scope the record doesn't say.
    Other,
    /// The record has no answer.
    Missing,
}

impl StrongestAnswer {
    pub(super) const ALL: [Self; 5] =
        [Self::Full, Self::Partial, Self::Blanket, Self::Other, Self::Missing];

    /// Returns the strongest answer to a claim.
    pub(super) fn to(claim: Facts<'_>) -> Self {
        let answers = claim.denials().map(|denial| match denial.scope {
            Some(Scope::Full) => Self::Full,
            Some(Scope::Partial) => Self::Partial,
            Some(Scope::Blanket) => Self::Blanket,
            Some(Scope::NonDenial | Scope::Context | Scope::NoComment | Scope::Unclear) | None => {
                Self::Other
            }
        });
        answers.min().unwrap_or(Self::Missing)
    }

    /// Returns the word in a query: `answer:full`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Blanket => "blanket",
            Self::Other => "other",
            Self::Missing => "none",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.name() == name)
    }

    /// Returns the group's name in the filter overlay.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Full => "denied in full",
            Self::Partial => "denied in part",
            Self::Blanket => "denied only as part of something larger",
            Self::Other => "answered without a denial",
            Self::Missing => "not answered",
        }
    }

    /// Returns one sentence that says which claims are in the group.
    pub(super) fn definition(self) -> &'static str {
        match self {
            Self::Full => "A party denies this claim as a whole.",
            Self::Partial => {
                "A party denies or reframes part of it; no party denies it as a whole."
            }
            Self::Blanket => {
                "A party denies a larger body of claims without naming this one; no party denies this one."
            }
            Self::Other => {
                "A non-denial, another frame, no comment, or an answer whose reach the record does not say."
            }
            Self::Missing => "The record has no answer of any kind.",
        }
    }
}
