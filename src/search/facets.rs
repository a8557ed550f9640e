//! The fields and values that the filter overlay offers, with the number of claims for each.

mod counter;
mod values;
mod years;

use self::counter::ValueCounter;
use self::values::{GROUPS, Namesakes};
use self::years::YearCounter;
use super::answer::StrongestAnswer;
use super::field::spelled;
use super::marked::Marked;
use super::record::has;
use super::record_part::RecordPart;
use crate::catalog::{Catalog, Row};
use crate::text::{DisplayText, excerpt};

/// A field with the values that occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The field's name. `has` also covers `no:`.
    pub(crate) field: &'static str,
    /// The heading above the values.
    pub(crate) title: &'static str,
    /// The field's values, the most frequent first.
    pub values: Vec<FacetValue>,
}

/// A value that a user can filter by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The condition in the query grammar, with the value quoted if necessary.
    pub query: String,
    pub(crate) label: DisplayText<'static>,
    /// One sentence that says what the value means; empty for names and open words.
    pub(crate) definition: &'static str,
    /// The number of claims that have the value.
    pub count: usize,
}

/// The fields whose values are names. Their queries may hold ids, which users need not know.
const NAMED: [&str; 5] = ["by", "denied-by", "answered-by", "party", "source"];

/// The most columns of a name in a chip.
const CHIP_NAME: usize = 30;

impl FacetValue {
    /// Returns the condition as a chip shows it: its query, with names in place of ids.
    pub(crate) fn chip(&self) -> DisplayText<'static> {
        match self.query.split_once(':') {
            Some((field, _)) if NAMED.contains(&field) => named_chip(field, &self.label),
            _ => self.query.clone().into(),
        }
    }
}

/// Returns the chip of a condition on a party or source.
pub(crate) fn named_chip(field: &str, name: &str) -> DisplayText<'static> {
    format!("{field}: {}", excerpt(name, CHIP_NAME)).into()
}

/// A condition on a part of the record.
struct PartValue {
    /// Whether the part is wanted.
    wanted: bool,
    part: RecordPart,
    label: &'static str,
    definition: &'static str,
}

/// The conditions on parts of the record. They are offered even if no claim meets them.
const PARTS: [PartValue; 10] = [
    part(true, RecordPart::Evidence, "with evidence", ""),
    part(false, RecordPart::Evidence, "without evidence", ""),
    part(true, RecordPart::Verdict, "with a verdict", ""),
    part(true, RecordPart::Quote, "with a quote", "Of the claim, of an answer, or of evidence."),
    part(true, RecordPart::Wording, "with the words of a source", ""),
    part(true, RecordPart::Note, "with a note", "Of the claim, or of one of its items."),
    part(true, RecordPart::Fault, "with a fault of a source", ""),
    part(true, RecordPart::Relation, "related to another claim", ""),
    part(true, RecordPart::Date, "with a date", "Said, happened, answered or checked."),
    part(false, RecordPart::Date, "without a date", ""),
];

const fn part(
    wanted: bool,
    part: RecordPart,
    label: &'static str,
    definition: &'static str,
) -> PartValue {
    PartValue { wanted, part, label, definition }
}

/// Counts the fields and values of the given claims and returns the facets, the most useful
/// fields first. Fields without values are left out, and so are marks if nothing is marked.
pub fn facets(catalog: &Catalog, marked: &Marked, rows: impl Iterator<Item = Row>) -> Vec<Facet> {
    let mut tally = FacetTally::new(marked.rows(catalog));
    tally.add(catalog, rows);
    tally.facets()
}

pub(super) struct FacetTally {
    /// The number of claims with each strongest answer. Each claim counts once.
    answers: [usize; StrongestAnswer::ALL.len()],
    parts: [usize; PARTS.len()],
    /// The claims that the user has marked, ascending, and how many of them were counted.
    marked: (Vec<Row>, usize),
    fields: Vec<ValueCounter>,
    years: YearCounter,
    namesakes: Namesakes,
}

impl FacetTally {
    /// Starts with counts of zero. `marked` holds the rows of the marked claims, ascending.
    pub(super) fn new(marked: Vec<Row>) -> Self {
        Self {
            answers: Default::default(),
            parts: Default::default(),
            marked: (marked, 0),
            fields: GROUPS.iter().map(|_| ValueCounter::default()).collect(),
            years: YearCounter::default(),
            namesakes: Namesakes::default(),
        }
    }

    /// Counts some claims. All calls must use the same catalog.
    pub(super) fn add(&mut self, catalog: &Catalog, rows: impl Iterator<Item = Row>) {
        let linked = catalog.linked_rows();
        for (row, claim) in rows.filter_map(|row| Some((row, catalog.facts(row)?))) {
            self.marked.1 += usize::from(self.marked.0.binary_search(&row).is_ok());
            let strongest = StrongestAnswer::to(claim);
            for (count, answer) in self.answers.iter_mut().zip(StrongestAnswer::ALL) {
                *count += usize::from(answer == strongest);
            }
            for (count, value) in self.parts.iter_mut().zip(PARTS) {
                *count += usize::from(has(linked, row, claim, value.part) == value.wanted);
            }
            self.years.add(catalog, claim);
            let dataset = claim.dataset();
            for (counter, group) in self.fields.iter_mut().zip(GROUPS) {
                counter.begin();
                (group.read)(claim, &mut |value| {
                    let name = || (group.name)(catalog, &self.namesakes, (dataset, value));
                    counter.count(group.field, (dataset, value), name);
                });
            }
        }
    }

    pub(super) fn facets(self) -> Vec<Facet> {
        let fields = self.fields.into_iter().zip(GROUPS);
        let facets = fields.map(|(counter, group)| counter.facet(group.field, group.title));
        let found = facets.chain([self.years.facet()]).filter(|facet| !facet.values.is_empty());
        let marked = (!self.marked.0.is_empty()).then(|| marked_facet(self.marked.1));
        let fixed = [answers_facet(self.answers), parts_facet(self.parts)];
        fixed.into_iter().chain(marked).chain(found).collect()
    }
}

fn marked_facet(count: usize) -> Facet {
    let (query, label) = (spelled("is", "marked"), "marked by you".into());
    let value = FacetValue { query, label, definition: "", count };
    Facet { field: "is", title: "Marks", values: vec![value] }
}

/// Returns the groups of strongest answers. They are offered even if no claim is in them, and
/// their counts add up to all claims.
fn answers_facet(counts: [usize; StrongestAnswer::ALL.len()]) -> Facet {
    let values = counts.into_iter().zip(StrongestAnswer::ALL).map(|(count, answer)| FacetValue {
        query: spelled("answer", answer.name()),
        label: answer.words().into(),
        definition: answer.definition(),
        count,
    });
    Facet { field: "answer", title: "How it is answered", values: values.collect() }
}

fn parts_facet(counts: [usize; PARTS.len()]) -> Facet {
    let values = counts.into_iter().zip(PARTS).map(|(count, value)| FacetValue {
        query: spelled(if value.wanted { "has" } else { "no" }, value.part.name()),
        label: value.label.into(),
        definition: value.definition,
        count,
    });
    Facet { field: "has", title: "What the record has", values: values.collect() }
}
