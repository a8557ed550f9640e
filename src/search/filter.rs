//! Finds the claims that meet a query's conditions on the record, column by column.
//!
//! Conditions on one denial or one piece of evidence constrain each other; [`super::field`]
//! explains the rules. Each condition is first tested on the whole record, which is fast and
//! rarely too permissive. Only if a query has several such conditions, the claims that passed
//! are tested item by item.

use std::sync::OnceLock;

use super::corpus::Corpus;
use super::dates::{DateTest, Occasion};
use super::field::Field;
use super::item::{ItemAtom, ItemTest, choices};
use super::kernel::{RowSets, SearchStep};
use super::naming::Bearers;
use super::query::{Atom, AtomKind, Negatable, QueryTerm};
use super::record::RecordTest;
use super::row_set::RowSet;
use super::turns::Turns;
use crate::catalog::{Catalog, Facts, ItemColumns, Row, Segment};
use crate::claim::{Scope, Vocabulary as _};

/// The alternatives of a term that test the record.
#[derive(Debug, Default)]
pub(super) struct FieldTerm {
    pub(super) records: Vec<Negatable<RecordTest>>,
    pub(super) items: Vec<ItemAtom>,
}

impl FieldTerm {
    /// Resolves the field alternatives of a term against a catalog.
    pub(super) fn new(term: &QueryTerm, catalog: &Catalog) -> Self {
        let mut made = Self::default();
        for atom in &term.alternatives {
            if let AtomKind::Field(field) = &atom.value {
                made.add(atom, field, catalog);
            }
        }
        made
    }

    fn add(&mut self, atom: &Atom, field: &Field, catalog: &Catalog) {
        let test = match field {
            Field::DeniedBy(name) => ItemTest::DeniedBy(Bearers::agents(name, catalog)),
            Field::AnsweredBy(name) => ItemTest::AnsweredBy(Bearers::agents(name, catalog)),
            Field::Date(Some(of), span) if of.is_of_an_answer() => {
                let test = DateTest::new(*span, Some(*of), catalog);
                ItemTest::Dated(*of == Occasion::Denied, test)
            }
            Field::Scope(scope) => ItemTest::Scope(*scope),
            Field::Stance(stance) => ItemTest::Stance(*stance),
            Field::Kind(claim, Some(evidence)) => ItemTest::Kind(*claim, *evidence),
            Field::Source(name) => ItemTest::Source(Bearers::sources(name, catalog)),
            _ => {
                let test = RecordTest::new(field, catalog);
                return self.records.extend(test.map(|test| atom.with(test)));
            }
        };
        self.items.push(atom.with(test));
    }

    /// Returns whether an alternative that tests the record as a whole holds.
    pub(super) fn record_holds(&self, row: Row, claim: Facts<'_>) -> bool {
        self.records.iter().any(|atom| atom.is_met(|test| test.holds(row, claim)))
    }

    /// Returns the claims of a segment for which an alternative may hold. If `alone` is set, no
    /// other condition of the query tests an item, and the result is exact.
    pub(super) fn rows(&self, base: Row, segment: &Segment, alone: bool) -> RowSet {
        let facts = |row| Facts::new(segment, row);
        let mut possible = if self.records.is_empty() {
            RowSet::none(segment.len())
        } else {
            RowSet::of(segment.len(), |row| self.record_holds(base.plus(row), facts(row)))
        };
        for atom in &self.items {
            match (atom.negated, alone) {
                (false, _) => possible.unite(&anywhere(&atom.value, segment)),
                (true, true) => possible.unite(&anywhere(&atom.value, segment).complement()),
                // Another condition may choose an item for which this one doesn't hold.
                (true, false) => return RowSet::all(segment.len()),
            }
        }
        possible
    }
}

/// A filter in progress: the terms of a query that test only the record, which are tested on one
/// segment a step.
#[derive(Debug)]
pub(super) struct Filtering {
    terms: Vec<FieldTerm>,
    /// The rows of each segment as bits.
    found: Vec<OnceLock<Vec<u64>>>,
    turns: Turns,
}

impl Filtering {
    pub(super) fn new(terms: Vec<FieldTerm>, corpus: &Corpus) -> Self {
        let found: Vec<_> = corpus.catalog().segments().map(|_| OnceLock::new()).collect();
        Self { terms, turns: Turns::new(found.len()), found }
    }

    pub(super) fn step(&self, corpus: &Corpus) -> SearchStep {
        self.turns.step(|index| {
            let segment = corpus.catalog().segments().nth(index);
            if let Some(((base, segment), slot)) = segment.zip(self.found.get(index)) {
                let _ = slot.set(self.test(base, segment).into_words());
            }
        })
    }

    /// Returns the rows. Every segment must have been tested.
    pub(super) fn rows(&self) -> RowSets {
        RowSets::new(
            self.found.iter().map(|slot| slot.get().cloned().unwrap_or_default()).collect(),
        )
    }

    /// Returns the claims of a segment that meet every condition.
    fn test(&self, base: Row, segment: &Segment) -> RowSet {
        let atoms: Vec<&ItemAtom> = self.terms.iter().flat_map(|term| &term.items).collect();
        let alone = atoms.len() == 1;
        let mut rows = RowSet::all(segment.len());
        for term in &self.terms {
            rows.intersect(&term.rows(base, segment, alone));
        }
        if atoms.len() > 1 {
            rows.retain(|row| self.holds(base.plus(row), Facts::new(segment, row), &atoms));
        }
        rows
    }

    /// Returns whether some choice of items fulfils every term.
    fn holds(&self, row: Row, claim: Facts<'_>, atoms: &[&ItemAtom]) -> bool {
        let settled: Vec<bool> =
            self.terms.iter().map(|term| term.record_holds(row, claim)).collect();
        choices(atoms, claim).into_iter().any(|items| {
            let mut terms = self.terms.iter().zip(&settled);
            terms.all(|(term, settled)| *settled || term.items.iter().any(|it| it.holds(items)))
        })
    }
}

/// Returns the claims of a segment for which a condition, without its negation, holds for any
/// item of the record.
fn anywhere(test: &ItemTest, segment: &Segment) -> RowSet {
    let (denials, evidence) = (&segment.denials, &segment.evidence);
    match test {
        // Each dataset resolves names on its own, so this shortcut needs a segment of one dataset.
        ItemTest::AnsweredBy(name) if segment.dataset.is_zero() => {
            with_item(denials, |item| is_of(denials, item, name))
        }
        ItemTest::DeniedBy(name) if segment.dataset.is_zero() => {
            let scopes = denials.cells(0);
            let denies = |item| {
                let code = u8::try_from(scopes.get(item)).ok();
                code.and_then(Scope::from_code).is_some_and(Scope::denies)
            };
            with_item(denials, |item| is_of(denials, item, name) && denies(item))
        }
        ItemTest::Scope(scope) => {
            let (cells, code) = (denials.cells(0), u32::from(scope.code()));
            with_item(denials, |item| cells.get(item) == code)
        }
        ItemTest::Stance(stance) => {
            let (cells, code) = (evidence.cells(0), u32::from(stance.code()));
            with_item(evidence, |item| cells.get(item) & 3 == code)
        }
        _ => RowSet::of(segment.len(), |row| test.fits_any(Facts::new(segment, row))),
    }
}

/// Returns whether one of the agents of the first dataset gave an answer, or it was given on the
/// agent's behalf.
fn is_of<const N: usize>(denials: &ItemColumns<N>, item: usize, name: &Bearers) -> bool {
    let meant = name.of_first_dataset();
    [1, 2].iter().any(|cell| meant.contains_cell(denials.cells(*cell).get(item)))
}

/// Returns the claims that have an item which fulfils `holds`.
fn with_item<const N: usize>(table: &ItemColumns<N>, holds: impl Fn(usize) -> bool) -> RowSet {
    let mut ranges = table.ranges();
    let length = table.len();
    RowSet::of(length, |_| ranges.next().is_some_and(|mut range| range.any(&holds)))
}
