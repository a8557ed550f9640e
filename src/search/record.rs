//! Conditions on a claim's record as a whole, their names resolved against the catalog.

use super::dates::Dates;
use super::field::{Field, RecordPart};
use super::naming::{Bearers, OpenWords, claims};
use super::span::DateSpan;
use crate::catalog::{Catalog, Facts, Row};
use crate::claim::{ClaimKind, Scope, Status};

/// A condition on a record as a whole.
#[derive(Debug)]
pub(super) enum RecordTest {
    By(Bearers),
    Party(Bearers),
    Topic(OpenWords),
    Verdict(OpenWords),
    Status(Status),
    Kind(ClaimKind),
    Date(DateSpan, Dates),
    Has(RecordPart),
    /// It is one of these, ascending: by its id, or because it is marked.
    Among(Vec<Row>),
}

impl RecordTest {
    /// The condition that a field states; none where it speaks of an item, or of all texts.
    pub(super) fn new(field: &Field, catalog: &Catalog) -> Option<Self> {
        Some(match field {
            Field::By(name) => Self::By(Bearers::agents(name, catalog)),
            Field::Party(name) => Self::Party(Bearers::agents(name, catalog)),
            Field::Topic(name) => {
                Self::Topic(OpenWords::new(name, catalog, |segment| segment.topics.cells(0)))
            }
            Field::Verdict(name) => {
                Self::Verdict(OpenWords::new(name, catalog, |segment| segment.verdicts.cells(1)))
            }
            Field::Status(status) => Self::Status(*status),
            Field::Kind(kind, _) => Self::Kind((*kind)?),
            Field::Date(span) => Self::Date(*span, Dates::new(catalog)),
            Field::Has(part) => Self::Has(*part),
            Field::Id(name) => Self::Among(claims(name, catalog)),
            Field::Marked(marked) => Self::Among(marked.rows(catalog)),
            Field::DeniedBy(_)
            | Field::Scope(_)
            | Field::Stance(_)
            | Field::Source(_)
            | Field::All(_) => return None,
        })
    }

    /// Whether it holds of a claim.
    pub(super) fn holds(&self, row: Row, claim: Facts<'_>) -> bool {
        let dataset = claim.dataset();
        match self {
            Self::By(name) => claim.made().any(|made| name.include(dataset, made.by)),
            Self::Party(name) => claim.parties().any(|party| name.include(dataset, Some(party))),
            Self::Topic(words) => claim.topics().any(|topic| words.include(topic)),
            Self::Verdict(words) => {
                claim.verdicts().any(|verdict| verdict.label.is_some_and(|it| words.include(it)))
            }
            Self::Status(status) => claim.status() == Some(*status),
            Self::Kind(kind) => claim.kind() == Some(*kind),
            Self::Date(span, dates) => span.holds(claim, dates),
            Self::Has(part) => has(claim, *part),
            Self::Among(rows) => rows.binary_search(&row).is_ok(),
        }
    }
}

/// Whether a claim's record has the part.
pub(super) fn has(claim: Facts<'_>, part: RecordPart) -> bool {
    match part {
        RecordPart::Evidence => claim.evidence_count() > 0,
        RecordPart::Denial => claim.denials().any(|denial| denial.scope.is_some_and(Scope::denies)),
        RecordPart::Answer => claim.denial_count() > 0,
        RecordPart::Verdict => claim.verdict_count() > 0,
        RecordPart::Quote => claim.quotes(),
    }
}
