//! A query made ready for one catalog, weighed claim by claim: the slow way, for queries
//! that ask of one item or of some text, either will do. All others go to the
//! [kernel](super::kernel) and the [filter](super::filter).

use super::corpus::Corpus;
use super::field::Field;
use super::filter::FieldTerm;
use super::full_text::says;
use super::item::{ItemAtom, QueryItems, choices};
use super::query::{AtomKind, How, Needle, Query, QueryTerm};
use super::score::{is_close, score};
use crate::catalog::Row;

/// A query made ready for one catalog.
#[derive(Debug)]
pub struct SearchPlan {
    terms: Vec<PlannedTerm>,
}

/// What a claim is worth to a query that it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimWeight {
    /// The sum over the query's terms; 0 where it has no text.
    pub score: i64,
    /// Whether every fuzzy word stands close together; see [`is_close`].
    pub close: bool,
}

/// Alternatives, by what their truth depends on.
#[derive(Debug)]
struct PlannedTerm {
    texts: Vec<(bool, Needle)>,
    /// Words looked for in the whole record.
    all: Vec<(bool, Needle)>,
    fields: FieldTerm,
}

impl SearchPlan {
    /// Resolves the query's names against the corpus. The plan fits no other corpus.
    #[must_use]
    pub fn new(query: &Query, corpus: &Corpus) -> Self {
        Self { terms: query.terms.iter().map(|term| PlannedTerm::new(term, corpus)).collect() }
    }

    /// What the claim of a row is worth; `None` where it does not match.
    pub fn weigh(&self, corpus: &Corpus, row: Row) -> Option<ClaimWeight> {
        let claim = corpus.catalog().facts(row)?;
        let text = corpus.searched(row);
        let mut settled = Vec::with_capacity(self.terms.len());
        for term in &self.terms {
            let weight = term.settle(corpus, row, &text);
            if weight.is_none() && term.fields.items.is_empty() {
                return None;
            }
            settled.push(weight);
        }
        let atoms: Vec<&ItemAtom> = self.terms.iter().flat_map(|term| &term.fields.items).collect();
        if atoms.is_empty() {
            return settled
                .into_iter()
                .try_fold(ClaimWeight::NOTHING, |sum, next| Some(sum.and(next?)));
        }
        let choices = choices(&atoms, claim);
        let weights = choices.into_iter().filter_map(|items| self.weigh_with(&settled, items));
        weights.reduce(ClaimWeight::or)
    }

    /// What the claim is worth where the query speaks of these items.
    fn weigh_with(
        &self,
        settled: &[Option<ClaimWeight>],
        items: QueryItems<'_>,
    ) -> Option<ClaimWeight> {
        let mut terms = self.terms.iter().zip(settled);
        terms.try_fold(ClaimWeight::NOTHING, |sum, (term, settled)| {
            let holds = term.fields.items.iter().any(|atom| atom.holds(items));
            let weight = match (holds.then_some(ClaimWeight::NOTHING), *settled) {
                (Some(item), Some(settled)) => Some(item.or(settled)),
                (item, settled) => item.or(settled),
            };
            Some(sum.and(weight?))
        })
    }
}

impl ClaimWeight {
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
    fn new(term: &QueryTerm, corpus: &Corpus) -> Self {
        let mut texts = Vec::new();
        let mut all = Vec::new();
        for atom in &term.alternatives {
            match &atom.kind {
                AtomKind::Text(needle) => texts.push((atom.negated, needle.clone())),
                AtomKind::Field(Field::All(needle)) => all.push((atom.negated, needle.clone())),
                AtomKind::Field(_) => {}
            }
        }
        Self { texts, all, fields: FieldTerm::new(term, corpus.catalog()) }
    }

    /// The best of the alternatives that do not depend on the choice of items; `None` where
    /// none of them holds.
    fn settle(&self, corpus: &Corpus, row: Row, text: &str) -> Option<ClaimWeight> {
        let texts = self.texts.iter().filter_map(|(negated, needle)| weigh(*negated, needle, text));
        let texts = texts.reduce(ClaimWeight::or);
        let catalog = corpus.catalog();
        let holds = || {
            let facts = catalog.facts(row);
            facts.is_some_and(|claim| self.fields.record_holds(row, claim))
                || self.all.iter().any(|(negated, needle)| says(catalog, row, needle) != *negated)
        };
        // What is read of the record makes a text neither better nor less close.
        let sure = texts.is_some_and(|weight| weight.close && weight.score >= 0);
        let record = (!sure && holds()).then_some(ClaimWeight::NOTHING);
        texts.into_iter().chain(record).reduce(ClaimWeight::or)
    }
}

fn weigh(negated: bool, needle: &Needle, text: &str) -> Option<ClaimWeight> {
    let score = score(needle, text);
    if negated {
        return score.is_none().then_some(ClaimWeight::NOTHING);
    }
    let score = score?;
    Some(ClaimWeight {
        score,
        close: needle.how != How::Fuzzy || is_close(needle.letters(), score),
    })
}
