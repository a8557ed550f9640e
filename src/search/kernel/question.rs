//! What is asked of a corpus: terms that must all hold, over the rows that may match at all.

use std::sync::Arc;

use crate::search::query::Needle;

/// What is asked of a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What must hold, all of it.
    pub terms: Vec<CompiledTerm>,
    /// The rows that may match at all; all where there are none given.
    pub filter: Option<Arc<RowSets>>,
    /// Which matches are listed.
    pub depth: Depth,
    /// How many matches are listed; none where only the rows that match are wanted.
    pub first: usize,
}

/// Which matches are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Close ones.
    Close,
    /// All.
    All,
}

/// Alternatives, of which one must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompiledTerm {
    /// Without any, nothing matches.
    pub alternatives: Vec<Alternative>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alternative {
    /// A text that stands in the row's text, worth its score.
    Text(Needle),
    /// A text that does not stand in it, worth nothing.
    Without(Needle),
    /// The row is one of these, worth nothing.
    Rows(Arc<RowSets>),
}

/// Sets of rows, one a segment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowSets {
    segments: Vec<Vec<u64>>,
}

impl RowSets {
    /// Sets of rows by segment: row `r` is bit `r % 64` of word `r / 64`. Words and segments
    /// that are missing have no rows.
    #[must_use]
    pub fn new(segments: Vec<Vec<u64>>) -> Self {
        Self { segments }
    }

    /// The rows of a segment, ascending.
    pub fn of_segment(&self, segment: usize) -> impl Iterator<Item = usize> + '_ {
        let words = self.segments.get(segment).map(Vec::as_slice).unwrap_or_default();
        let bits = |word: u64| (0..64).filter(move |bit| word >> bit & 1 == 1);
        words
            .iter()
            .enumerate()
            .flat_map(move |(at, word)| bits(*word).map(move |bit| at * 64 + bit))
    }

    /// The rows from `word * 64` on of a segment, a bit each.
    pub(super) fn word(&self, segment: usize, word: usize) -> u64 {
        let words = self.segments.get(segment);
        words.and_then(|words| words.get(word)).copied().unwrap_or_default()
    }
}

impl Question {
    /// Whether it asks for the same rows as another, whichever of them are listed.
    pub(super) fn has_the_rows_of(&self, other: &Self) -> bool {
        self.filter == other.filter && self.terms == other.terms
    }
}
