//! The rows that match, block by block.

use std::sync::Arc;

use super::scan::{WORD, bits};
use crate::catalog::Arena;

/// Arenas of one corpus, in the order of its rows.
pub type Segments = Arc<[Arc<Arena>]>;

/// A stretch of rows of one segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowSpan {
    pub(super) segment: usize,
    /// Its first row in the segment; a multiple of 64.
    pub(super) first: usize,
    pub(super) rows: usize,
    /// The number of its first row over all segments.
    pub(super) base: usize,
}

/// Those rows of a span that match.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// A bit a row.
    pub(super) alive: Vec<u64>,
    /// How many there are.
    pub(super) count: usize,
    /// For each of them the place after the last term's last letter, if that is a fuzzy
    /// word; empty where it is not, or where it was forgotten.
    pub(super) ends: Vec<u16>,
    /// For each of them what its score is at most; empty where it was forgotten.
    pub(super) bounds: Vec<i16>,
}

/// No bound that fits.
const UNBOUNDED: i16 = i16::MAX;

impl RowSpan {
    /// The spans of all segments, of at most so many rows each.
    pub(super) fn all(segments: &[Arc<Arena>], rows: usize) -> Vec<Self> {
        let mut spans = Vec::new();
        let mut base = 0;
        for (segment, arena) in segments.iter().enumerate() {
            for first in (0..arena.len()).step_by(rows.max(WORD)) {
                let rows = rows.max(WORD).min(arena.len() - first);
                spans.push(Self { segment, first, rows, base: base + first });
            }
            base += arena.len();
        }
        spans
    }

    /// The number of words that its rows take.
    pub(super) fn words(self) -> usize {
        self.rows.div_ceil(WORD)
    }

    /// A bit for each of its rows in one of its words.
    pub(super) fn word(self, word: usize) -> u64 {
        match self.rows.saturating_sub(word * WORD) {
            WORD.. => u64::MAX,
            rows => (1 << rows) - 1,
        }
    }

    /// The number over all segments of one of its rows.
    pub(super) fn number(self, row: usize) -> u32 {
        u32::try_from(self.base + row).unwrap_or(u32::MAX)
    }
}

impl Block {
    /// The rows that match, counted from the span's first, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        rows(&self.alive)
    }

    /// What the score of a row is at most; the row is told by its place among those that
    /// match.
    pub(super) fn bound(&self, place: usize) -> Option<i32> {
        let bound = self.bounds.get(place).copied().filter(|bound| *bound != UNBOUNDED);
        bound.map(i32::from)
    }

    pub(super) fn push_bound(&mut self, bound: i32) {
        let fits = |bound| i16::try_from(bound).unwrap_or(UNBOUNDED);
        self.bounds.push(fits(bound.max(i32::from(i16::MIN))));
    }

    /// The same rows, and nothing else about them.
    pub(super) fn bare(&self) -> Self {
        Self { alive: self.alive.clone(), count: self.count, ..Self::default() }
    }

    /// How much memory it takes, about.
    pub(super) fn bytes(&self) -> usize {
        8 * self.alive.len() + 2 * self.ends.len() + 2 * self.bounds.len() + size_of::<Self>()
    }
}

/// The places of the bits that are set, over all words.
pub(super) fn rows(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(word, mask)| bits(*mask).map(move |bit| word * WORD + bit))
}
