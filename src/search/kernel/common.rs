//! What the searches of all readers found, kept in common: what many ask, as the first letters
//! of a word are, is worked out once. Of a level it keeps what tells the rows and the list,
//! and leaves the rest to the [trail](super::query_cache) of the reader whose search it was.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::block::Segments;
use super::query_cache::QueryLevel;
use super::question::{Alternative, Question};
use super::search::Search;

/// How much memory it takes at most, about: a few hundred levels of 100,000 rows, and some
/// dozens of a million.
const BUDGET: usize = 16 << 20;
/// The longest list that is kept: one that was gone through to its end is one reader's.
const LONGEST: usize = 1024;

/// What the searches of all readers found in a corpus.
#[derive(Debug, Default)]
pub struct Common {
    /// What was asked for last stands first.
    levels: Mutex<VecDeque<QueryLevel>>,
}

impl Common {
    /// What answers a question in full.
    pub fn recall(&self, segments: &Segments, question: &Question) -> Option<QueryLevel> {
        self.take(|level| level.answers(segments, question))
    }

    /// What is known of the rows of a question: the longest that narrows to it.
    pub fn nearest(&self, segments: &Segments, question: &Question) -> Option<QueryLevel> {
        let levels = self.lock();
        let akin = levels.iter().filter(|level| level.kinship(segments, question).is_some());
        akin.min_by_key(|level| level.outcome.total).cloned()
    }

    /// Keeps what a finished search found. Rows that fields or marks leave are one reader's, as
    /// is a list without an end.
    pub fn keep(&self, search: &Search) {
        let Some(level) = search.level().filter(is_common) else { return };
        let level = level.bare();
        let known = |other: &QueryLevel| other.answers(&level.segments, &level.question);
        drop(self.take(known));
        let mut levels = self.lock();
        if !levels.front().is_some_and(known) {
            levels.push_front(level);
        }
        let mut room = BUDGET;
        levels.retain(|level| {
            let bytes = level.bytes();
            let fits = bytes <= room;
            room = room.saturating_sub(bytes);
            fits
        });
    }

    /// How much memory it takes, about.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.lock().iter().map(QueryLevel::bytes).sum()
    }

    /// A level, which then stands first.
    fn take(&self, wanted: impl Fn(&QueryLevel) -> bool) -> Option<QueryLevel> {
        let mut levels = self.lock();
        let place = levels.iter().position(wanted)?;
        let level = levels.remove(place)?;
        levels.push_front(level.clone());
        Some(level)
    }

    /// No panic can leave it half-changed, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, VecDeque<QueryLevel>> {
        self.levels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_common(level: &QueryLevel) -> bool {
    let of_rows = |other: &Alternative| matches!(other, Alternative::Rows(_));
    let mut alternatives = level.question.terms.iter().flat_map(|term| &term.alternatives);
    level.question.filter.is_none()
        && !alternatives.any(of_rows)
        && level.question.first > 0
        && level.outcome.list.len() <= LONGEST
        && level.outcome.close.is_some()
}
