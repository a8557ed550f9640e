//! Blocks of rows, with the rows of each block that match.

use std::sync::Arc;

use super::scan::{WORD, bits};
use crate::catalog::{Arena, Row};

/// The arenas of one corpus, in the order of its rows.
pub(crate) type Segments = Arc<[Arc<Arena>]>;

/// A range of rows of one segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowSpan {
    pub(super) segment: usize,
    /// The first row, counted in the segment; a multiple of 64.
    pub(super) first: usize,
    pub(super) rows: usize,
    /// The first row, counted over all segments.
    pub(super) base: Row,
}

/// The rows of a span that match.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// One bit for each row of the span.
    pub(super) alive: Vec<u64>,
    pub(super) count: usize,
    /// The place after the last letter of the last term for each matching row, if that term is a
    /// fuzzy word. It is empty otherwise, and in blocks made by [`bare`](Self::bare).
    pub(super) ends: Vec<u16>,
    /// The upper bound of the score for each matching row; empty in blocks made by
    /// [`bare`](Self::bare).
    pub(super) bounds: Vec<i16>,
}

/// The bound of a row whose bound doesn't fit.
const UNBOUNDED: i16 = i16::MAX;

impl RowSpan {
    /// Splits all segments into spans of at most `rows` rows.
    pub(super) fn all(segments: &[Arc<Arena>], rows: usize) -> Vec<Self> {
        let mut spans = Vec::new();
        let mut base = Row(0);
        for (segment, arena) in segments.iter().enumerate() {
            for first in (0..arena.len()).step_by(rows.max(WORD)) {
                let rows = rows.max(WORD).min(arena.len() - first);
                spans.push(Self { segment, first, rows, base: base.plus(first) });
            }
            base = base.plus(arena.len());
        }
        spans
    }

    /// Returns the number of words that hold a bit for each row.
    pub(super) fn words(self) -> usize {
        self.rows.div_ceil(WORD)
    }

    /// Returns the bits of the existing rows in one word.
    pub(super) fn word(self, word: usize) -> u64 {
        match self.rows.saturating_sub(word * WORD) {
            WORD.. => u64::MAX,
            rows => (1 << rows) - 1,
        }
    }

    /// Returns the row of the corpus for an index within the span.
    pub(super) fn row(self, index: usize) -> Row {
        self.base.plus(index)
    }
}

impl Block {
    /// Iterates over the matching rows in order, counted from the span's first row.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        rows(&self.alive)
    }

    /// Returns the upper bound of a row's score, if known. `place` is the row's index among the
    /// matching rows.
    pub(super) fn bound(&self, place: usize) -> Option<i32> {
        let bound = self.bounds.get(place).copied().filter(|bound| *bound != UNBOUNDED);
        bound.map(i32::from)
    }

    pub(super) fn push_bound(&mut self, bound: i32) {
        let fits = |bound| i16::try_from(bound).unwrap_or(UNBOUNDED);
        self.bounds.push(fits(bound.max(i32::from(i16::MIN))));
    }

    /// Returns a copy that contains only the rows, without ends and bounds.
    pub(super) fn bare(&self) -> Self {
        Self { alive: self.alive.clone(), count: self.count, ..Self::default() }
    }

    /// Returns the approximate memory of the block, in bytes.
    pub(super) fn bytes(&self) -> usize {
        8 * self.alive.len() + 2 * self.ends.len() + 2 * self.bounds.len() + size_of::<Self>()
    }
}

/// Iterates over the indices of the bits that are set, over all words.
pub(crate) fn rows(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(word, mask)| bits(*mask).map(move |bit| word * WORD + bit))
}
