//! What a search found, kept for the searches that follow it: who types another letter
//! narrows what is already known, and who takes one away has been there before.

use std::sync::{Arc, OnceLock};

use super::block::{Block, Segments};
use super::compiled_query::KnownRows;
use super::question::{Alternative, CompiledTerm, Question};
use super::search::{Search, SearchOutcome};
use crate::search::query::{How, Needle};

/// How much memory a trail takes at most, unless it is told otherwise.
const BUDGET: usize = 32 << 20;

/// What a search found.
#[derive(Debug, Clone)]
pub struct QueryLevel {
    pub(super) segments: Segments,
    pub(super) question: Question,
    pub(super) blocks: Arc<Vec<OnceLock<Block>>>,
    pub(super) close: Arc<Vec<OnceLock<Vec<u64>>>>,
    pub(super) outcome: SearchOutcome,
}

/// How a question's rows are akin to those that an earlier one found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kinship {
    /// They are the same.
    Same,
    /// They are among them.
    Narrower {
        known: KnownRows,
        /// How many letters the first term that is not known had, 0 where it is new.
        extended: usize,
    },
}

impl QueryLevel {
    /// How the rows of a question are akin to this one's; `None` where nothing is known.
    pub(super) fn kinship(&self, segments: &Segments, question: &Question) -> Option<Kinship> {
        let pairs = || self.segments.iter().zip(segments.iter());
        let same = self.segments.len() == segments.len() && pairs().all(|(a, b)| Arc::ptr_eq(a, b));
        if !same || self.question.filter != question.filter {
            return None;
        }
        if self.question.has_the_rows_of(question) {
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

    /// Whether it answers a question in full.
    pub(super) fn answers(&self, segments: &Segments, question: &Question) -> bool {
        let (first, listed) = (self.question.first, self.outcome.list.len());
        self.question.depth == question.depth
            && self.outcome.close.is_some()
            && (question.first <= first || listed < first)
            // Without a list there is no falling back to one of loose matches.
            && (question.first == 0) == (first == 0)
            && self.kinship(segments, question) == Some(Kinship::Same)
    }

    /// The same without what only the newest level needs.
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

    /// How much memory it takes, about.
    pub(super) fn bytes(&self) -> usize {
        let blocks = self.blocks.iter().filter_map(OnceLock::get).map(Block::bytes);
        let close = self.close.iter().filter_map(OnceLock::get).map(|words| 8 * words.len());
        blocks.sum::<usize>() + close.sum::<usize>() + 8 * self.outcome.list.len()
    }
}

/// The fuzzy word that a term is, where it is nothing else.
fn word(term: &CompiledTerm) -> Option<&Needle> {
    match &term.alternatives[..] {
        [Alternative::Text(needle)] if needle.how == How::Fuzzy => Some(needle),
        _ => None,
    }
}

/// The searches that one reader's typing went through, each narrowing the one before.
#[derive(Debug)]
pub struct QueryCache {
    levels: Vec<QueryLevel>,
    budget: usize,
}

impl Default for QueryCache {
    fn default() -> Self {
        Self::new(BUDGET)
    }
}

impl QueryCache {
    /// A trail that takes at most about so many bytes.
    #[must_use]
    pub fn new(budget: usize) -> Self {
        Self { levels: Vec::new(), budget }
    }

    /// What is already known to answer a question in full.
    #[must_use]
    pub fn recall(&self, segments: &Segments, question: &Question) -> Option<SearchOutcome> {
        let answers = |level: &&QueryLevel| level.answers(segments, question);
        let mut outcome = self.levels.iter().rev().find(answers)?.outcome.clone();
        outcome.list.truncate(question.first);
        Some(outcome)
    }

    /// What is already known of the rows of a question.
    #[must_use]
    pub fn nearest(&self, segments: &Segments, question: &Question) -> Option<&QueryLevel> {
        let akin = |level: &&QueryLevel| level.kinship(segments, question).is_some();
        self.levels.iter().rev().find(akin)
    }

    /// Keeps what a search found, in place of what it doesn't narrow. Does nothing where the
    /// search has no list yet; a search may be kept again once it is finished.
    pub fn keep(&mut self, search: &Search) {
        if let Some(level) = search.level() {
            self.add(level);
        }
    }

    /// Adds what another reader's search found.
    pub fn add(&mut self, level: QueryLevel) {
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

    /// Forgets everything, as for a reader who is away.
    pub fn forget(&mut self) {
        self.levels = Vec::new();
    }

    /// How much memory it takes, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.levels.iter().map(QueryLevel::bytes).sum()
    }
}
