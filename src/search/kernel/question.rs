//! A question to a corpus: terms that must all hold, and the rows that may match; and its answer.

use std::sync::Arc;

use super::block::rows;
use super::top::Match;
use crate::search::query::Needle;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    /// The terms, all of which must hold.
    pub(crate) terms: Vec<CompiledTerm>,
    /// The rows that may match, or `None` for all rows.
    pub(crate) filter: Option<Arc<RowSets>>,
    /// Which matches are listed.
    pub(crate) depth: Depth,
    /// The number of matches to list, or 0 if only the matching rows are wanted.
    pub(crate) first: usize,
}

/// The results of a search so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SearchOutcome {
    /// The first matches: the best score first, then the earlier row.
    pub(crate) list: Vec<Match>,
    /// Which matches are listed. It is `All` if close ones were requested but there are none.
    pub(crate) depth: Depth,
    pub(crate) total: usize,
    /// The number of close matches, once it is known.
    pub(crate) close: Option<usize>,
}

/// Which matches are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Only the close matches.
    Close,
    /// All matches, close or loose.
    All,
}

/// Alternatives, one of which must hold. Without any, no row matches.
pub(crate) type CompiledTerm = Vec<Alternative>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Alternative {
    /// The row's text contains the needle, and its score counts.
    Text(Needle),
    /// The row's text doesn't contain the needle. The score is 0.
    Without(Needle),
    /// The row is in the set. The score is 0.
    Rows(Arc<RowSets>),
}

/// Sets of rows, one for each segment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RowSets {
    segments: Vec<Vec<u64>>,
}

impl RowSets {
    /// Creates the sets from the words of each segment: row `r` is bit `r % 64` of word `r / 64`.
    /// Missing words and segments have no rows.
    pub(crate) fn new(segments: Vec<Vec<u64>>) -> Self {
        Self { segments }
    }

    /// Iterates over the rows of a segment, ascending.
    pub(crate) fn of_segment(&self, segment: usize) -> impl Iterator<Item = usize> + '_ {
        let words = self.segments.get(segment).map(Vec::as_slice).unwrap_or_default();
        rows(words)
    }

    /// Returns the 64 rows of a segment from `word * 64` on, as bits.
    pub(super) fn word(&self, segment: usize, word: usize) -> u64 {
        let words = self.segments.get(segment);
        words.and_then(|words| words.get(word)).copied().unwrap_or_default()
    }
}
