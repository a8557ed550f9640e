//! Conditions on a claim's record as a whole, with names resolved against the catalog.

use super::answer::StrongestAnswer;
use super::dates::{DateSpan, Dates};
use super::field::{Field, RecordPart};
use super::naming::{Bearers, OpenWords, claims};
use crate::catalog::{Catalog, Facts, Row};
use crate::claim::{ClaimKind, Scope, Status};

#[derive(Debug)]
pub(super) enum RecordTest {
    By(Bearers),
    Party(Bearers),
    Topic(OpenWords),
    Verdict(OpenWords),
    Answer(StrongestAnswer),
    Status(Status),
    Kind(ClaimKind),
    Date(DateSpan, Dates),
    Has(RecordPart),
    /// The claim is one of these rows, ascending. They have the wanted id or are marked.
    Among(Vec<Row>),
}

impl RecordTest {
    /// Resolves a field. Returns `None` if it tests an item or all texts of the record.
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
            Field::Answer(answer) => Self::Answer(*answer),
            Field::Status(status) => Self::Status(*status),
            Field::Kind(kind, _) => Self::Kind((*kind)?),
            Field::Date(span) => Self::Date(*span, Dates::new(catalog)),
            Field::Has(part) => Self::Has(*part),
            Field::Id(name) => Self::Among(claims(name, catalog)),
            Field::Marked(marked) => Self::Among(marked.rows(catalog)),
            Field::DeniedBy(_)
            | Field::AnsweredBy(_)
            | Field::Scope(_)
            | Field::Stance(_)
            | Field::Source(_)
            | Field::All(_) => return None,
        })
    }

    pub(super) fn holds(&self, row: Row, claim: Facts<'_>) -> bool {
        let dataset = claim.dataset();
        match self {
            Self::By(name) => claim.made().any(|made| name.include(dataset, made.by)),
            Self::Party(name) => claim.parties().any(|party| name.include(dataset, Some(party))),
            Self::Topic(words) => claim.topics().any(|topic| words.include(topic)),
            Self::Verdict(words) => {
                claim.verdicts().any(|verdict| verdict.label.is_some_and(|it| words.include(it)))
            }
            Self::Answer(answer) => StrongestAnswer::to(claim) == *answer,
            Self::Status(status) => claim.status() == Some(*status),
            Self::Kind(kind) => claim.kind() == Some(*kind),
            Self::Date(span, dates) => span.holds(claim, dates),
            Self::Has(part) => has(claim, *part),
            Self::Among(rows) => rows.binary_search(&row).is_ok(),
        }
    }
}

pub(super) fn has(claim: Facts<'_>, part: RecordPart) -> bool {
    match part {
        RecordPart::Evidence => claim.evidence_count() > 0,
        RecordPart::Denial => claim.denials().any(|denial| denial.scope.is_some_and(Scope::denies)),
        RecordPart::Answer => claim.denial_count() > 0,
        RecordPart::Verdict => claim.verdict_count() > 0,
        RecordPart::Quote => claim.quotes(),
    }
}
