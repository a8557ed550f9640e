//! A query resolved against one catalog and scored claim by claim. This is the slow path, for
//! queries with a term whose alternatives mix texts with conditions on items, or `all:` with
//! anything else. All other queries go to the [kernel](super::kernel) and the
//! [filter](super::filter).

use super::corpus::Corpus;
use super::field::Field;
use super::filter::FieldTerm;
use super::full_text::WantedWord;
use super::item::{ItemAtom, QueryItems, choices};
use super::query::{AtomKind, How, Needle, Negatable, Query, QueryTerm};
use super::score::{is_close, score};
use crate::catalog::Row;

#[derive(Debug)]
pub(crate) struct SearchPlan {
    terms: Vec<PlannedTerm>,
}

/// The score of a claim for a query that it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClaimWeight {
    /// The sum of the scores of the query's terms, or 0 if it has no text.
    pub(crate) score: i64,
    /// Whether every fuzzy word matches closely; see [`is_close`].
    pub(crate) close: bool,
}

/// The alternatives of a term, grouped by what their result depends on.
#[derive(Debug)]
struct PlannedTerm {
    texts: Vec<Negatable<Needle>>,
    /// Words to find anywhere in what is shown of a claim.
    all: Vec<Negatable<WantedWord>>,
    fields: FieldTerm,
}

impl SearchPlan {
    /// Resolves the query's names against a corpus. The plan is valid only for that corpus.
    pub(crate) fn new(query: &Query, corpus: &Corpus) -> Self {
        Self { terms: query.terms.iter().map(|term| PlannedTerm::new(term, corpus)).collect() }
    }

    /// Returns the weight of a claim, or `None` if it doesn't match.
    pub(crate) fn weigh(&self, corpus: &Corpus, row: Row) -> Option<ClaimWeight> {
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

    /// Returns the weight of a claim if the query refers to the given items.
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
    /// The weight of a condition that holds without being a text.
    const NOTHING: Self = Self { score: 0, close: true };

    fn and(self, other: Self) -> Self {
        Self { score: self.score + other.score, close: self.close && other.close }
    }

    /// Returns the better of two alternatives. An alternative never makes a claim less close.
    fn or(self, other: Self) -> Self {
        Self { score: self.score.max(other.score), close: self.close || other.close }
    }
}

impl PlannedTerm {
    fn new(term: &QueryTerm, corpus: &Corpus) -> Self {
        let mut texts = Vec::new();
        let mut all = Vec::new();
        for atom in &term.alternatives {
            match &atom.value {
                AtomKind::Text(needle) => texts.push(atom.with(needle.clone())),
                AtomKind::Field(Field::All(needle)) => {
                    all.push(atom.with(WantedWord::new(needle.clone(), corpus.catalog())));
                }
                AtomKind::Field(_) => {}
            }
        }
        Self { texts, all, fields: FieldTerm::new(term, corpus.catalog()) }
    }

    /// Returns the best of the alternatives that don't depend on the choice of items, or `None` if
    /// none of them holds.
    fn settle(&self, corpus: &Corpus, row: Row, text: &str) -> Option<ClaimWeight> {
        let texts = self.texts.iter().filter_map(|wanted| weigh(wanted, text));
        let texts = texts.reduce(ClaimWeight::or);
        let catalog = corpus.catalog();
        let holds = || {
            let facts = catalog.facts(row);
            facts.is_some_and(|claim| self.fields.record_holds(row, claim))
                || self.all.iter().any(|word| word.is_met(|word| word.is_shown(catalog, row)))
        };
        // Conditions on the record can't improve this weight, so the record need not be tested.
        let sure = texts.is_some_and(|weight| weight.close && weight.score >= 0);
        let record = (!sure && holds()).then_some(ClaimWeight::NOTHING);
        texts.into_iter().chain(record).reduce(ClaimWeight::or)
    }
}

fn weigh(wanted: &Negatable<Needle>, text: &str) -> Option<ClaimWeight> {
    let needle = &wanted.value;
    let score = score(needle, text);
    if wanted.negated {
        return score.is_none().then_some(ClaimWeight::NOTHING);
    }
    let score = score?;
    Some(ClaimWeight {
        score,
        close: needle.how != How::Fuzzy || is_close(needle.letters(), score),
    })
}
