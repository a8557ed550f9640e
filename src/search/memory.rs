//! What one reader's searches leave for those that follow: the levels of what was typed, and
//! the rows of the filter that stands beside it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::corpus::Corpus;
use super::field::Field;
use super::kernel::{QueryCache, Question, RowSets, Search, SearchOutcome};
use super::query::{Atom, AtomKind, Query};

/// Bytes that the levels take, whatever the corpus' size.
const LEAST: usize = 6 << 20;
/// Bytes that they take for each claim of a large one: an end and a bound of the newest
/// level, and bits of older ones.
const FOR_EACH: usize = 6;

/// What searches left.
#[derive(Default)]
pub(super) struct Memory {
    kept: Mutex<CachedSearch>,
    company: Company,
}

/// Whose searches are remembered.
#[derive(Debug, Default)]
enum Company {
    /// One's own.
    #[default]
    Alone,
    /// Those of all readers of the corpus.
    Shared,
}

#[derive(Default)]
struct CachedSearch {
    trail: QueryCache,
    /// How many claims the trail's room was measured for.
    measured: usize,
    filter: Option<Filtered>,
}

/// The rows that the fields of a query leave.
struct Filtered {
    corpus: Arc<Corpus>,
    conditions: Vec<Vec<Atom>>,
    rows: Arc<RowSets>,
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

impl Memory {
    /// The memory of one of many readers.
    pub(super) fn of_reader() -> Self {
        Self { company: Company::Shared, ..Self::default() }
    }

    /// What is known to answer a question in full.
    pub(super) fn recall(&self, corpus: &Corpus, question: &Question) -> Option<SearchOutcome> {
        let arenas = corpus.arenas();
        let mut kept = self.lock();
        let own = kept.trail.recall(&arenas, question);
        if let (None, Company::Shared) = (&own, &self.company) {
            kept.trail.add(corpus.common().recall(&arenas, question)?);
            return kept.trail.recall(&arenas, question);
        }
        own
    }

    /// A search for a question that makes use of what is known.
    pub(super) fn search(&self, corpus: &Corpus, question: Question) -> Search {
        let arenas = corpus.arenas();
        let kept = self.lock();
        let own = kept.trail.nearest(&arenas, &question);
        if let (None, Company::Shared) = (own, &self.company) {
            drop(kept);
            let common = corpus.common().nearest(&arenas, &question);
            return Search::new(arenas, question, common.as_ref());
        }
        Search::new(arenas, question, own)
    }

    /// Remembers what a search has found so far.
    pub(super) fn keep(&self, search: &Search) {
        self.lock().trail.keep(search);
    }

    /// Remembers what a search has found that is finished.
    pub(super) fn keep_whole(&self, corpus: &Corpus, search: &Search) {
        self.keep(search);
        if let Company::Shared = self.company {
            corpus.common().keep(search);
        }
    }

    /// The rows that the fields of a query leave, where they are known.
    pub(super) fn rows(&self, corpus: &Arc<Corpus>, query: &Query) -> Option<Arc<RowSets>> {
        let kept = self.lock();
        let known = kept.filter.as_ref()?;
        let same = Arc::ptr_eq(&known.corpus, corpus) && known.conditions == conditions(query);
        same.then(|| Arc::clone(&known.rows))
    }

    /// Remembers the rows that the fields of a query leave.
    pub(super) fn remember(&self, corpus: &Arc<Corpus>, query: &Query, rows: &Arc<RowSets>) {
        let conditions = conditions(query);
        let (corpus, rows) = (Arc::clone(corpus), Arc::clone(rows));
        self.lock().filter = Some(Filtered { corpus, conditions, rows });
    }

    /// Gives the levels as much room as a corpus calls for.
    pub(super) fn measure(&self, corpus: &Corpus) {
        let claims = corpus.catalog().len();
        let mut kept = self.lock();
        if kept.measured != claims {
            kept.trail = QueryCache::new(LEAST.max(FOR_EACH * claims));
            kept.measured = claims;
        }
    }

    /// Forgets everything, as for a reader who is away.
    pub(super) fn forget(&self) {
        let mut kept = self.lock();
        kept.trail.forget();
        kept.filter = None;
    }

    /// How much memory the levels take, about.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.lock().trail.bytes()
    }

    fn lock(&self) -> MutexGuard<'_, CachedSearch> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a query asks of records alone, wherever in the query that stands.
fn conditions(query: &Query) -> Vec<Vec<Atom>> {
    let of_field = |atom: &Atom| match &atom.kind {
        AtomKind::Field(field) => !matches!(field, Field::All(_)),
        AtomKind::Text(_) => false,
    };
    let terms = query.terms.iter().filter(|term| term.alternatives.iter().all(of_field));
    terms.map(|term| term.alternatives.clone()).collect()
}
