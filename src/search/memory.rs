//! What one user's searches leave for later ones: the cached levels of the typed query, and the
//! rows of the query's fields.

use std::fmt;
use std::sync::{Arc, Mutex};

use super::corpus::Corpus;
use super::field::Field;
use super::kernel::{QueryCache, Question, RowSets, Search, SearchOutcome};
use super::query::{Atom, AtomKind, Query};
use crate::parallel::locked;

/// The least memory for the levels in bytes, whatever the size of the corpus.
const LEAST: usize = 6 << 20;
/// The bytes for each claim of a large corpus: an end and a bound for the newest level, and
/// bits for older ones.
const FOR_EACH: usize = 6;

#[derive(Default)]
pub(super) struct Memory {
    pub(super) kept: Mutex<CachedSearch>,
    /// Whether the searches of all users of the corpus are reused, or only those of the user.
    shares: bool,
}

#[derive(Default)]
pub(super) struct CachedSearch {
    pub(super) cache: QueryCache,
    /// The number of claims for which the cache's capacity was computed.
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
    /// Creates the memory of one of many users.
    pub(super) fn of_user() -> Self {
        Self { shares: true, ..Self::default() }
    }

    /// Returns the outcome of a question if it is known in full.
    pub(super) fn recall(&self, corpus: &Corpus, question: &Question) -> Option<SearchOutcome> {
        let arenas = corpus.arenas();
        let mut kept = locked(&self.kept);
        let own = kept.cache.recall(&arenas, question);
        if own.is_none() && self.shares {
            kept.cache.add(corpus.common().recall(&arenas, question)?);
            return kept.cache.recall(&arenas, question);
        }
        own
    }

    /// Creates a search for a question that builds on the nearest known search.
    pub(super) fn search(&self, corpus: &Corpus, question: Question) -> Search {
        let arenas = corpus.arenas();
        let kept = locked(&self.kept);
        let own = kept.cache.nearest(&arenas, &question);
        if own.is_none() && self.shares {
            drop(kept);
            let common = corpus.common().nearest(&arenas, &question);
            return Search::new(arenas, question, common.as_ref());
        }
        Search::new(arenas, question, own)
    }

    /// Stores what a search has found so far.
    pub(super) fn keep(&self, search: &Search) {
        if let Some(level) = search.level() {
            locked(&self.kept).cache.add(level);
        }
    }

    /// Stores the results of a finished search, also for other users if they are shared.
    pub(super) fn keep_whole(&self, corpus: &Corpus, search: &Search) {
        self.keep(search);
        if self.shares {
            search.level().into_iter().for_each(|level| corpus.common().keep(level));
        }
    }

    /// Returns the rows that the fields of a query leave, if they are known.
    pub(super) fn rows(&self, corpus: &Arc<Corpus>, query: &Query) -> Option<Arc<RowSets>> {
        let kept = locked(&self.kept);
        let known = kept.filter.as_ref()?;
        let same = Arc::ptr_eq(&known.corpus, corpus) && known.conditions == conditions(query);
        same.then(|| Arc::clone(&known.rows))
    }

    /// Stores the rows that the fields of a query leave.
    pub(super) fn remember(&self, corpus: &Arc<Corpus>, query: &Query, rows: &Arc<RowSets>) {
        let conditions = conditions(query);
        let (corpus, rows) = (Arc::clone(corpus), Arc::clone(rows));
        locked(&self.kept).filter = Some(Filtered { corpus, conditions, rows });
    }

    /// Sets the capacity of the levels to what a corpus needs.
    pub(super) fn measure(&self, corpus: &Corpus) {
        let claims = corpus.catalog().len();
        let mut kept = locked(&self.kept);
        if kept.measured != claims {
            kept.cache = QueryCache::new(LEAST.max(FOR_EACH * claims));
            kept.measured = claims;
        }
    }

    pub(super) fn forget(&self) {
        let mut kept = locked(&self.kept);
        kept.cache.forget();
        kept.filter = None;
    }
}

/// Returns the terms of a query that test only the record, in the query's order.
fn conditions(query: &Query) -> Vec<Vec<Atom>> {
    let of_field = |atom: &Atom| match &atom.value {
        AtomKind::Field(field) => !matches!(field, Field::All(_)),
        AtomKind::Text(_) => false,
    };
    let terms = query.terms.iter().filter(|term| term.alternatives.iter().all(of_field));
    terms.map(|term| term.alternatives.clone()).collect()
}
