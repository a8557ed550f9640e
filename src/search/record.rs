//! Conditions on a claim's record as a whole, their names resolved against the catalog.

use super::field::Part;
use super::naming::{Bearers, OpenWords};
use super::query::Needle;
use super::score::contains;
use super::span::DateSpan;
use super::texts::{parties, texts};
use crate::claim::{Claim, ClaimKind, Scope, Status};
use crate::dataset::{Catalog, Dataset, Row};
use crate::text;

/// A condition on a record as a whole.
#[derive(Debug)]
pub(super) enum RecordTest {
    By(Bearers),
    Party(Bearers),
    Topic(OpenWords),
    Verdict(OpenWords),
    Status(Status),
    Kind(ClaimKind),
    Date(DateSpan),
    Has(Part),
    /// The rows, ascending.
    Id(Vec<Row>),
    All(Needle),
}

impl RecordTest {
    pub(super) fn holds(&self, catalog: &Catalog, row: Row) -> bool {
        let (dataset, claim) = (catalog.dataset(row), catalog.claim(row));
        match self {
            Self::By(name) => {
                claim.made.iter().any(|made| name.include(dataset, made.by.as_deref()))
            }
            Self::Party(name) => parties(claim).any(|party| name.include(dataset, Some(party))),
            Self::Topic(words) => claim.topics.iter().any(|topic| words.include(topic)),
            Self::Verdict(words) => labels(claim).any(|label| words.include(label)),
            Self::Status(status) => claim.status == Some(*status),
            Self::Kind(kind) => claim.kind == Some(*kind),
            Self::Date(span) => span.holds(claim),
            Self::Has(part) => has(claim, *part),
            Self::Id(rows) => rows.binary_search(&row).is_ok(),
            Self::All(needle) => says(dataset, claim, needle),
        }
    }
}

/// The labels of a claim's verdicts.
pub(super) fn labels(claim: &Claim) -> impl Iterator<Item = &str> {
    claim.verdicts.iter().filter_map(|verdict| verdict.label.as_deref())
}

/// Whether a claim's record has the part.
pub(super) fn has(claim: &Claim, part: Part) -> bool {
    match part {
        Part::Evidence => !claim.evidence.is_empty(),
        Part::Denial => claim.denials.iter().any(|denial| denial.scope.is_some_and(Scope::denies)),
        Part::Answer => !claim.denials.is_empty(),
        Part::Verdict => !claim.verdicts.is_empty(),
        Part::Quote => {
            claim.made.iter().any(|made| made.quote.is_some())
                || claim.denials.iter().any(|denial| denial.quote.is_some())
                || claim.evidence.iter().any(|evidence| evidence.excerpt.is_some())
        }
    }
}

fn says(dataset: &Dataset, claim: &Claim, needle: &Needle) -> bool {
    let texts = texts(dataset, claim);
    texts.iter().any(|text| contains(needle, &text::fold(&text::line(text))))
}
