//! Conditions on a claim's record as a whole, with names resolved against the catalog.

use std::sync::Arc;

use super::answer::StrongestAnswer;
use super::dates::{DateTest, Occasion};
use super::field::Field;
use super::naming::{Bearers, OpenWords, claims};
use super::record_part::RecordPart;
use crate::catalog::{Catalog, Facts, LinkedRows, Row};
use crate::claim::{ClaimKind, Status};

#[derive(Debug)]
pub(super) enum RecordTest {
    By(Bearers),
    Party(Bearers),
    Topic(OpenWords),
    Verdict(OpenWords),
    Answer(StrongestAnswer),
    Status(Status),
    Kind(ClaimKind),
    Date(DateTest),
    /// The part, and the claims that relations and faults name if it is one of these.
    Has(RecordPart, Arc<LinkedRows>),
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
            Field::Date(of, span) if !of.is_some_and(Occasion::is_of_an_answer) => {
                Self::Date(DateTest::new(*span, *of, catalog))
            }
            Field::Has(part) => Self::Has(*part, linked_rows(*part, catalog)),
            Field::Id(name) => Self::Among(claims(name, catalog)),
            Field::Marked(marked) => Self::Among(marked.rows(catalog)),
            Field::Date(..)
            | Field::DeniedBy(_)
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
            Self::Date(test) => test.holds(claim),
            Self::Has(part, linked) => has(linked, row, claim, *part),
            Self::Among(rows) => rows.binary_search(&row).is_ok(),
        }
    }
}

/// Returns the claims that relations and faults name, or none if the test of a part doesn't need
/// them.
fn linked_rows(part: RecordPart, catalog: &Catalog) -> Arc<LinkedRows> {
    match part {
        RecordPart::Fault | RecordPart::Relation => Arc::clone(catalog.linked_rows()),
        _ => Arc::default(),
    }
}

/// Returns whether a claim's record has a part.
pub(super) fn has(linked: &LinkedRows, row: Row, claim: Facts<'_>, part: RecordPart) -> bool {
    match part {
        RecordPart::Evidence => claim.evidence_count() > 0,
        RecordPart::Denial => claim.denials().any(|denial| denial.denies()),
        RecordPart::Answer => claim.denial_count() > 0,
        RecordPart::Verdict => claim.verdict_count() > 0,
        RecordPart::Quote => claim.quotes(),
        RecordPart::Wording => claim.wording_count() > 0,
        RecordPart::Note => claim.notes(),
        RecordPart::Fault => linked.is_faulty(row),
        RecordPart::Relation => linked.is_related(row),
        RecordPart::Date => claim.dates().next().is_some(),
    }
}
