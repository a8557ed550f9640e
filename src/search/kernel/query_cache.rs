//! The results of a user's earlier searches. A search for one more letter narrows the results of
//! the search before; after a deleted letter, the earlier results are still there.

use std::sync::{Arc, OnceLock};

use super::block::{Block, Segments};
use super::compiled_query::KnownRows;
use super::question::{Alternative, CompiledTerm, Question, SearchOutcome};
use crate::search::query::{How, Needle};

/// The default limit of a cache's memory, in bytes.
const BUDGET: usize = 32 << 20;

#[derive(Debug, Clone)]
pub(crate) struct QueryLevel {
    pub(super) segments: Segments,
    pub(super) question: Question,
    pub(super) blocks: Arc<Vec<OnceLock<Block>>>,
    pub(super) close: Arc<Vec<OnceLock<Vec<u64>>>>,
    pub(super) outcome: SearchOutcome,
}

/// How the rows of a question relate to those that an earlier search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kinship {
    /// The question has the rows of the earlier search.
    Same,
    /// The question's rows are among those of the earlier search.
    Narrower {
        known: KnownRows,
        /// The number of letters that the first changed term had before, or 0 if it is new.
        extended: usize,
    },
}

impl QueryLevel {
    /// Returns how a question's rows relate to those of this level, or `None` if the level says
    /// nothing about them.
    pub(super) fn kinship(&self, segments: &Segments, question: &Question) -> Option<Kinship> {
        let pairs = || self.segments.iter().zip(segments.iter());
        let same = self.segments.len() == segments.len() && pairs().all(|(a, b)| Arc::ptr_eq(a, b));
        if !same || self.question.filter != question.filter {
            return None;
        }
        if self.question.terms == question.terms {
            return Some(Kinship::Same);
        }
        let (last, before) = self.question.terms.split_last()?;
        let rest = question.terms.strip_prefix(before)?;
        let (next, more) = rest.split_first()?;
        let (mut known, mut extended) = (KnownRows { terms: before.len() + 1, letters: 0 }, 0);
        if next != last {
            let (word, longer) = (word(last)?, word(next)?);
            longer.text.strip_prefix(&word.text)?;
            extended = word.letters();
            known.terms = before.len();
            if more.is_empty() && word.respects_case() == longer.respects_case() {
                known.letters = extended;
            }
        }
        Some(Kinship::Narrower { known, extended })
    }

    /// Returns whether this level answers a question in full.
    pub(super) fn answers(&self, segments: &Segments, question: &Question) -> bool {
        let (first, listed) = (self.question.first, self.outcome.list.len());
        self.question.depth == question.depth
            && self.outcome.close.is_some()
            && (question.first <= first || listed < first)
            // Without a list, there is no second list of loose matches to fall back to.
            && (question.first == 0) == (first == 0)
            && self.kinship(segments, question) == Some(Kinship::Same)
    }

    /// Strips what only the newest level needs: the ends and bounds of its rows.
    pub(super) fn bare(self) -> Self {
        let bare = |slot: &OnceLock<Block>| {
            slot.get().map(Block::bare).map_or_else(OnceLock::new, OnceLock::from)
        };
        let blocks = self.blocks.iter().map(bare).collect();
        Self { blocks: Arc::new(blocks), ..self }
    }

    fn is_bare(&self) -> bool {
        let mut blocks = self.blocks.iter().filter_map(OnceLock::get);
        blocks.all(|block| block.bounds.is_empty())
    }

    /// Returns the approximate memory of the level, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let blocks = self.blocks.iter().filter_map(OnceLock::get).map(Block::bytes);
        let close = self.close.iter().filter_map(OnceLock::get).map(|words| 8 * words.len());
        blocks.sum::<usize>() + close.sum::<usize>() + 8 * self.outcome.list.len()
    }
}

/// Returns the fuzzy word of a term that consists only of it.
fn word(term: &CompiledTerm) -> Option<&Needle> {
    match &term[..] {
        [Alternative::Text(needle)] if needle.how == How::Fuzzy => Some(needle),
        _ => None,
    }
}

/// The levels of one user's query, each of which narrows the one before.
#[derive(Debug)]
pub(crate) struct QueryCache {
    levels: Vec<QueryLevel>,
    budget: usize,
}

impl Default for QueryCache {
    fn default() -> Self {
        Self::new(BUDGET)
    }
}

impl QueryCache {
    /// Creates a cache with an approximate memory limit in bytes.
    pub(crate) fn new(budget: usize) -> Self {
        Self { levels: Vec::new(), budget }
    }

    /// Returns the outcome of a question if a level answers it in full.
    pub(crate) fn recall(&self, segments: &Segments, question: &Question) -> Option<SearchOutcome> {
        let answers = |level: &&QueryLevel| level.answers(segments, question);
        let mut outcome = self.levels.iter().rev().find(answers)?.outcome.clone();
        outcome.list.truncate(question.first);
        Some(outcome)
    }

    /// Returns the newest level whose rows include those of a question.
    pub(crate) fn nearest(&self, segments: &Segments, question: &Question) -> Option<&QueryLevel> {
        let akin = |level: &&QueryLevel| level.kinship(segments, question).is_some();
        self.levels.iter().rev().find(akin)
    }

    /// Adds the results of a search, which may be another user's, and drops levels that it doesn't
    /// narrow. A search may be added a second time when it is finished.
    pub(crate) fn add(&mut self, level: QueryLevel) {
        let narrowed = |older: &QueryLevel| {
            matches!(
                older.kinship(&level.segments, &level.question),
                Some(Kinship::Narrower { .. })
            )
        };
        self.levels.retain(narrowed);
        let older =
            self.levels.drain(..).map(|level| if level.is_bare() { level } else { level.bare() });
        self.levels = older.collect();
        self.levels.push(level);
        let mut bytes: usize = self.bytes();
        while bytes > self.budget && !self.levels.is_empty() {
            bytes -= self.levels.remove(0).bytes();
        }
    }

    pub(crate) fn forget(&mut self) {
        self.levels = Vec::new();
    }

    /// Returns the approximate memory of the cache, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.levels.iter().map(QueryLevel::bytes).sum()
    }
}
