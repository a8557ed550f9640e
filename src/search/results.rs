//! The list of a query's hits, as far as it is known.

use crate::catalog::Row;

/// A claim that matches the query, with its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The row of the claim.
    pub row: Row,
    /// The score of the claim, or 0 far down a list that isn't ordered by score.
    pub score: i64,
}

/// The hits of a request. The list may be longer than the known hits, because its order is
/// computed only as far as the user scrolls.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranking {
    pub(super) hits: Hits,
    /// The number of claims in the list. While the close matches are being counted, it is the
    /// number of those known so far.
    pub listed: usize,
    /// The number of matches, close or not. While records are being read, it is the number so far.
    pub total: usize,
    /// The number of close matches, once they are counted.
    pub close: Option<usize>,
    /// Whether the list contains loose matches, because they were requested or because no match
    /// is close.
    pub(crate) loose_shown: bool,
    /// The share of records read in percent, while the search reads records.
    pub(crate) read: Option<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hits {
    /// The list is every claim in dataset order; their number is given.
    Every(usize),
    /// The list is these claims in this order. The scores belong to the first of them.
    Rows(Vec<Row>, Vec<i64>),
    /// The list begins with these claims.
    Best(Vec<Hit>),
}

impl Default for Hits {
    fn default() -> Self {
        Self::Every(0)
    }
}

impl Ranking {
    /// Returns how many claims are known from the start of the list.
    pub(crate) fn known(&self) -> usize {
        match &self.hits {
            Hits::Every(count) => *count,
            Hits::Rows(rows, _) => rows.len(),
            Hits::Best(hits) => hits.len(),
        }
    }

    /// Returns the claim at a rank, counted from 0, if it is known.
    pub(crate) fn hit(&self, rank: usize) -> Option<Hit> {
        match &self.hits {
            Hits::Every(count) => {
                let row = Row::new(rank).filter(|_| rank < *count)?;
                Some(Hit { row, score: 0 })
            }
            Hits::Rows(rows, scores) => {
                let score = scores.get(rank).copied().unwrap_or_default();
                rows.get(rank).map(|row| Hit { row: *row, score })
            }
            Hits::Best(hits) => hits.get(rank).copied(),
        }
    }

    /// Iterates over the known claims in order.
    pub fn iter(&self) -> impl Iterator<Item = Hit> + '_ {
        (0..self.known()).filter_map(|rank| self.hit(rank))
    }

    /// Returns the rank of the first known claim that is among `rows`.
    pub(crate) fn rank_of(&self, rows: &[Row]) -> Option<usize> {
        match &self.hits {
            Hits::Every(count) => rows.first().map(|row| row.index()).filter(|row| row < count),
            _ => self.iter().position(|hit| rows.contains(&hit.row)),
        }
    }
}
