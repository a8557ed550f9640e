//! What one reader's searches leave for those that follow: the levels of what was typed, and
//! the rows of the filter that stands beside it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::corpus::Corpus;
use super::kernel::{Rows, Trail};
use super::query::{AtomKind, Query, Term};

/// Bytes that the levels take, whatever the corpus' size.
const LEAST: usize = 6 << 20;
/// Bytes that they take for each claim of a large one: an end and a bound of the newest
/// level, and bits of older ones.
const FOR_EACH: usize = 6;

/// What searches left.
#[derive(Default)]
pub(super) struct Memory {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    trail: Trail,
    /// How many claims the trail's room was measured for.
    measured: usize,
    filter: Option<Filtered>,
}

/// The rows that the fields of a query leave.
struct Filtered {
    corpus: Arc<Corpus>,
    terms: Vec<Term>,
    rows: Option<Arc<Rows>>,
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

impl Memory {
    /// The levels.
    pub(super) fn trail(&self) -> Guard<'_> {
        Guard(self.lock())
    }

    /// The rows that the fields of a query leave, worked out if they are not known.
    pub(super) fn rows(
        &self,
        corpus: &Arc<Corpus>,
        query: &Query,
        work_out: impl FnOnce() -> Option<Arc<Rows>>,
    ) -> Option<Arc<Rows>> {
        let fields: Vec<Term> =
            query.terms.iter().filter(|term| asks_no_text(term)).cloned().collect();
        if fields.is_empty() {
            return work_out();
        }
        if let Some(known) = &self.lock().filter
            && Arc::ptr_eq(&known.corpus, corpus)
            && same(&known.terms, &fields)
        {
            return known.rows.clone();
        }
        let rows = work_out();
        let filtered = Filtered { corpus: Arc::clone(corpus), terms: fields, rows: rows.clone() };
        self.lock().filter = Some(filtered);
        rows
    }

    /// Gives the levels as much room as a corpus calls for.
    pub(super) fn measure(&self, corpus: &Corpus) {
        let claims = corpus.catalog().len();
        let mut kept = self.lock();
        if kept.measured != claims {
            kept.trail = Trail::new(LEAST.max(FOR_EACH * claims));
            kept.measured = claims;
        }
    }

    /// Forgets everything, as for a reader who is away.
    pub(super) fn forget(&self) {
        let mut kept = self.lock();
        kept.trail.forget();
        kept.filter = None;
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The levels, for as long as nobody else uses them.
pub(super) struct Guard<'m>(MutexGuard<'m, Kept>);

impl std::ops::Deref for Guard<'_> {
    type Target = Trail;
    fn deref(&self) -> &Trail {
        &self.0.trail
    }
}

impl std::ops::DerefMut for Guard<'_> {
    fn deref_mut(&mut self) -> &mut Trail {
        &mut self.0.trail
    }
}

fn asks_no_text(term: &Term) -> bool {
    term.alternatives.iter().all(|atom| matches!(atom.kind, AtomKind::Field(_)))
}

/// Whether terms ask the same, wherever they stand.
fn same(one: &[Term], other: &[Term]) -> bool {
    let asks =
        |terms: &[Term]| terms.iter().map(|term| term.alternatives.clone()).collect::<Vec<_>>();
    asks(one) == asks(other)
}
