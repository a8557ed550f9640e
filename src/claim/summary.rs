//! The summary of a claim for a list: its text, its status, and the counts of its items.

use serde::Deserialize;

use super::{Balance, Scope, Stance, Status};

/// The fields of a claim that a list shows. For a record of 50,000 items it holds a few hundred
/// bytes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "SummaryFields")]
pub struct Summary {
    /// The claim in one sentence.
    pub text: String,
    /// The status of the claim in the editor's judgement.
    pub status: Option<Status>,
    /// The label of the first verdict that has one.
    pub verdict: Option<String>,
    /// The number of verdicts with a label.
    pub ratings: usize,
    /// The counts of evidence and denials.
    pub balance: Balance,
}

/// The fields of a record that its summary needs.
#[derive(Deserialize)]
struct SummaryFields {
    text: String,
    #[serde(default)]
    status: Option<Status>,
    #[serde(default)]
    evidence: Vec<SummaryEvidence>,
    #[serde(default)]
    denials: Vec<SummaryDenial>,
    #[serde(default)]
    verdicts: Vec<SummaryVerdict>,
}

#[derive(Deserialize)]
struct SummaryEvidence {
    #[serde(default)]
    stance: Option<Stance>,
}

#[derive(Deserialize)]
struct SummaryDenial {
    #[serde(default)]
    scope: Option<Scope>,
}

#[derive(Deserialize)]
struct SummaryVerdict {
    #[serde(default)]
    label: Option<String>,
}

impl From<SummaryFields> for Summary {
    fn from(outline: SummaryFields) -> Self {
        let stances = outline.evidence.iter().map(|evidence| evidence.stance);
        let scopes = outline.denials.iter().map(|denial| denial.scope);
        Self {
            balance: Balance::of(stances, scopes),
            text: outline.text,
            status: outline.status,
            ratings: outline.verdicts.iter().filter(|verdict| verdict.label.is_some()).count(),
            verdict: outline.verdicts.into_iter().find_map(|verdict| verdict.label),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Claim;

    #[test]
    fn a_summary_says_what_the_whole_claim_does() {
        let record = r#"{"id":"c","text":"It is so","status":"disputed","notes":"n","x":[1],
            "evidence":[{"stance":"supports"},{"stance":"context","summary":"s"},{}],
            "verdicts":[{"by":"a"},{"label":"False"},{"label":"True"}],
            "denials":[{"scope":"full"},{"scope":"no-comment"},{"quote":"no"}]}"#;
        let claim: Claim = serde_json::from_str(record).unwrap();
        let summary: Summary = serde_json::from_str(record).unwrap();
        assert_eq!((&summary.text, summary.status), (&claim.text, claim.status));
        assert_eq!(summary.balance, claim.balance());
        assert_eq!((summary.verdict.as_deref(), summary.ratings), (Some("False"), 2));
    }
}
