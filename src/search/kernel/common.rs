//! A cache of search results that all users share, so that frequent questions, such as the first
//! letters of a word, are answered once. Of each level it keeps only the rows and the list;
//! the rest stays in the [cache](super::query_cache) of the user who searched.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::block::Segments;
use super::query_cache::QueryLevel;
use super::question::{Alternative, Question};
use crate::parallel::locked;

/// The approximate upper bound of its memory in bytes: a few hundred levels of 100,000 rows, or
/// some dozens of a million.
const BUDGET: usize = 16 << 20;
/// The longest list that is kept. A longer one belongs to a user who scrolled far down.
const LONGEST: usize = 1024;

/// The results of all users' searches in a corpus.
#[derive(Debug, Default)]
pub(crate) struct Common {
    /// The levels, the most recently used first.
    pub(crate) levels: Mutex<VecDeque<QueryLevel>>,
}

impl Common {
    /// Returns a level that answers a question in full.
    pub(crate) fn recall(&self, segments: &Segments, question: &Question) -> Option<QueryLevel> {
        self.take(|level| level.answers(segments, question))
    }

    /// Returns the level that narrows a question's rows the most.
    pub(crate) fn nearest(&self, segments: &Segments, question: &Question) -> Option<QueryLevel> {
        let levels = locked(&self.levels);
        let akin = levels.iter().filter(|level| level.kinship(segments, question).is_some());
        akin.min_by_key(|level| level.outcome.total).cloned()
    }

    /// Keeps the results of a finished search. Searches among the rows of fields or marks are not
    /// kept, and neither are searches with long lists or none: other users rarely repeat them.
    pub(crate) fn keep(&self, level: QueryLevel) {
        if !is_common(&level) {
            return;
        }
        let level = level.bare();
        let known = |other: &QueryLevel| other.answers(&level.segments, &level.question);
        drop(self.take(known));
        let mut levels = locked(&self.levels);
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

    /// Returns a level and moves it to the front.
    fn take(&self, wanted: impl Fn(&QueryLevel) -> bool) -> Option<QueryLevel> {
        let mut levels = locked(&self.levels);
        let place = levels.iter().position(wanted)?;
        let level = levels.remove(place)?;
        levels.push_front(level.clone());
        Some(level)
    }
}

fn is_common(level: &QueryLevel) -> bool {
    let of_rows = |other: &Alternative| matches!(other, Alternative::Rows(_));
    let mut alternatives = level.question.terms.iter().flatten();
    level.question.filter.is_none()
        && !alternatives.any(of_rows)
        && level.question.first > 0
        && level.outcome.list.len() <= LONGEST
        && level.outcome.close.is_some()
}
