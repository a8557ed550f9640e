//! A query made ready for one catalog: names resolved once, then claim by claim.

use super::corpus::Corpus;
use super::field::Field;
use super::item::{ItemAtom, ItemTest, Items, choices};
use super::kernel::{Pattern, Workbench, Worth};
use super::naming::{Bearers, OpenWords, claims};
use super::query::{Atom, AtomKind, How, Needle, Query, Term};
use super::record::{RecordTest, labels};
use super::score::{is_close, least_close, score, searched};
use crate::dataset::{Catalog, Row};

/// A query made ready for one catalog.
#[derive(Debug)]
pub struct Plan {
    terms: Vec<PlannedTerm>,
}

/// What a claim is worth to a query that it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// The sum over the query's terms; 0 where it has no text.
    pub score: i64,
    /// Whether every fuzzy word stands close together; see [`is_close`].
    pub close: bool,
}

/// Which scores are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Those of close matches; loose ones are only told apart from no match.
    Close,
    /// All.
    All,
}

/// Alternatives, by what their truth depends on.
#[derive(Debug, Default)]
struct PlannedTerm {
    texts: Vec<TextAtom>,
    records: Vec<(bool, RecordTest)>,
    items: Vec<ItemAtom>,
}

#[derive(Debug)]
struct TextAtom {
    negated: bool,
    needle: Needle,
    letters: usize,
    /// For the kernel; only of fuzzy needles that it can code.
    pattern: Option<Pattern>,
}

/// A claim that is being weighed.
struct Scales<'a> {
    corpus: &'a Corpus,
    row: Row,
    depth: Depth,
    bench: &'a mut Workbench,
}

impl Plan {
    /// Resolves the query's names against the corpus. The plan fits no other corpus.
    #[must_use]
    pub fn new(query: &Query, corpus: &Corpus) -> Self {
        Self { terms: query.terms.iter().map(|term| PlannedTerm::new(term, corpus)).collect() }
    }

    /// What the claim of a row is worth; `None` where it does not match. At
    /// `Depth::Close` the score of a loose match means nothing.
    ///
    /// # Panics
    /// Where `row` is not a row of the plan's corpus.
    pub fn weigh(
        &self,
        corpus: &Corpus,
        row: Row,
        depth: Depth,
        bench: &mut Workbench,
    ) -> Option<Weight> {
        let catalog = corpus.catalog();
        let mut scales = Scales { corpus, row, depth, bench };
        let mut settled = Vec::with_capacity(self.terms.len());
        for term in &self.terms {
            let weight = term.settle(&mut scales);
            if weight.is_none() && term.items.is_empty() {
                return None;
            }
            settled.push(weight);
        }
        let atoms: Vec<&ItemAtom> = self.terms.iter().flat_map(|term| &term.items).collect();
        if atoms.is_empty() {
            return settled.into_iter().try_fold(Weight::NOTHING, |sum, next| Some(sum.and(next?)));
        }
        let choices = choices(&atoms, catalog.dataset(row), catalog.claim(row));
        let weights = choices.into_iter().filter_map(|items| self.weigh_with(&settled, items));
        weights.reduce(Weight::or)
    }

    /// What the claim is worth where the query speaks of these items.
    fn weigh_with(&self, settled: &[Option<Weight>], items: Items<'_>) -> Option<Weight> {
        let mut terms = self.terms.iter().zip(settled);
        terms.try_fold(Weight::NOTHING, |sum, (term, settled)| {
            let holds = term.items.iter().any(|atom| atom.holds(items));
            let weight = match (holds.then_some(Weight::NOTHING), *settled) {
                (Some(item), Some(settled)) => Some(item.or(settled)),
                (item, settled) => item.or(settled),
            };
            Some(sum.and(weight?))
        })
    }
}

impl Weight {
    /// What holds without being a text.
    const NOTHING: Self = Self { score: 0, close: true };

    fn and(self, other: Self) -> Self {
        Self { score: self.score + other.score, close: self.close && other.close }
    }

    /// The better of two: an alternative never makes a claim less close.
    fn or(self, other: Self) -> Self {
        Self { score: self.score.max(other.score), close: self.close || other.close }
    }
}

impl PlannedTerm {
    fn new(term: &Term, corpus: &Corpus) -> Self {
        let mut planned = Self::default();
        for Atom { negated, kind } in &term.alternatives {
            match kind {
                AtomKind::Text(needle) => {
                    let letters = needle.letters();
                    let needle = needle.clone();
                    let fuzzy = needle.how == How::Fuzzy;
                    let pattern =
                        fuzzy.then(|| Pattern::new(corpus.arena(), &needle.text)).flatten();
                    planned.texts.push(TextAtom { negated: *negated, needle, letters, pattern });
                }
                AtomKind::Field(field) => planned.add_field(*negated, field, corpus.catalog()),
            }
        }
        planned
    }

    fn add_field(&mut self, negated: bool, field: &Field, catalog: &Catalog) {
        let test = match field {
            Field::DeniedBy(name) => ItemTest::DeniedBy(Bearers::agents(name, catalog)),
            Field::Scope(scope) => ItemTest::Scope(*scope),
            Field::Stance(stance) => ItemTest::Stance(*stance),
            Field::Kind(claim, Some(evidence)) => ItemTest::Kind(*claim, *evidence),
            Field::Source(name) => ItemTest::Source(Bearers::sources(name, catalog)),
            _ => {
                self.records.extend(record_test(field, catalog).map(|test| (negated, test)));
                return;
            }
        };
        self.items.push(ItemAtom { negated, test });
    }

    /// The best of the alternatives that do not depend on the choice of items; `None` where
    /// none of them holds.
    fn settle(&self, scales: &mut Scales) -> Option<Weight> {
        // Which of several alternatives is best can only be told by all their scores.
        let alone = self.texts.len() + self.records.len() + self.items.len() == 1;
        let depth = if alone { scales.depth } else { Depth::All };
        let texts = self.texts.iter().filter_map(|atom| atom.weigh(scales, depth));
        let texts = texts.reduce(Weight::or);
        let catalog = scales.corpus.catalog();
        let holds =
            |(negated, test): &(bool, RecordTest)| test.holds(catalog, scales.row) != *negated;
        let record = self.records.iter().any(holds).then_some(Weight::NOTHING);
        texts.into_iter().chain(record).reduce(Weight::or)
    }
}

impl TextAtom {
    fn weigh(&self, scales: &mut Scales, depth: Depth) -> Option<Weight> {
        if let (Some(pattern), false) = (&self.pattern, self.negated) {
            return self.weigh_fuzzy(pattern, scales, depth);
        }
        let score = score(&self.needle, searched(scales.corpus.catalog().folded(scales.row)));
        if self.negated {
            return score.is_none().then_some(Weight::NOTHING);
        }
        let score = score?;
        let close = self.needle.how != How::Fuzzy || is_close(self.letters, score);
        Some(Weight { score, close })
    }

    fn weigh_fuzzy(&self, pattern: &Pattern, scales: &mut Scales, depth: Depth) -> Option<Weight> {
        let wanted = match depth {
            Depth::Close => i32::try_from(least_close(self.letters)).unwrap_or(i32::MAX),
            Depth::All => i32::MIN,
        };
        match scales.bench.weigh(scales.corpus.arena(), scales.row as usize, pattern, wanted) {
            Worth::None => None,
            Worth::Less => Some(Weight { score: 0, close: false }),
            Worth::Score(score) => {
                let score = i64::from(score);
                Some(Weight { score, close: is_close(self.letters, score) })
            }
        }
    }
}

/// The condition on the record as a whole that a field states, where it states one.
fn record_test(field: &Field, catalog: &Catalog) -> Option<RecordTest> {
    let claims_of = || (0..).take(catalog.len()).map(|row| catalog.claim(row));
    Some(match field {
        Field::By(name) => RecordTest::By(Bearers::agents(name, catalog)),
        Field::Party(name) => RecordTest::Party(Bearers::agents(name, catalog)),
        Field::Topic(name) => {
            let topics = claims_of().flat_map(|claim| &claim.topics).map(String::as_str);
            RecordTest::Topic(OpenWords::new(name, topics))
        }
        Field::Verdict(name) => {
            RecordTest::Verdict(OpenWords::new(name, claims_of().flat_map(labels)))
        }
        Field::Status(status) => RecordTest::Status(*status),
        Field::Kind(kind, _) => RecordTest::Kind((*kind)?),
        Field::Date(span) => RecordTest::Date(*span),
        Field::Has(part) => RecordTest::Has(*part),
        Field::Id(name) => RecordTest::Id(claims(name, catalog)),
        Field::All(needle) => RecordTest::All(needle.clone()),
        Field::DeniedBy(_) | Field::Scope(_) | Field::Stance(_) | Field::Source(_) => return None,
    })
}
