//! Needles that a text must contain in one piece.

use super::align::run_score;
use super::pattern::Pattern;
use super::scan::{find_run, is_run};
use crate::catalog::Arena;
use crate::search::query::How;

#[derive(Debug)]
pub(super) struct Run {
    pub(super) how: How,
    pub(super) pattern: Pattern,
}

impl Run {
    pub(super) fn holds(&self, arena: &Arena, row: usize) -> bool {
        arena.bag(row) & self.pattern.bag == self.pattern.bag && self.first(arena, row).is_some()
    }

    /// Returns the score of the best occurrence, or `None` if there is none.
    pub(super) fn score(&self, arena: &Arena, row: usize) -> Option<i32> {
        let mut at = self.first(arena, row)?;
        let (text, length) = arena.text(row);
        let score = |at| run_score(text, at, &self.pattern);
        let mut best = score(at);
        if !matches!(self.how, How::Exact | How::Fuzzy) {
            return Some(best);
        }
        while let Some(next) = find_run(text, length, at + 1, &self.pattern.letters) {
            best = best.max(score(next));
            at = next;
        }
        Some(best)
    }

    /// Returns the first occurrence at a place that the needle allows.
    fn first(&self, arena: &Arena, row: usize) -> Option<usize> {
        let letters = &self.pattern.letters;
        let (text, length) = arena.text(row);
        let last = length.checked_sub(letters.len())?;
        let at = match self.how {
            How::Fuzzy | How::Exact => return find_run(text, length, 0, letters),
            How::Suffix => last,
            How::Whole if last > 0 => return None,
            How::Prefix | How::Whole => 0,
        };
        is_run(text.get(at..length)?, letters).then_some(at)
    }
}
