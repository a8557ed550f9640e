//! The list of a query's hits, as far as it was worked out.

use crate::catalog::Row;

/// A claim that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The claim.
    pub row: Row,
    /// What it is worth to the query; 0 far down a list that is not ordered by it.
    pub score: i64,
}

/// The hits of a request. The list may be longer than what is known of it: its order is
/// worked out as far as somebody looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranking {
    pub(super) hits: Hits,
    /// How many claims are in the list; while the close matches are counted, as many of them
    /// as are known.
    pub listed: usize,
    /// How many claims match, closely or not; while records are read, so far.
    pub total: usize,
    /// How many match closely, once they are counted.
    pub close: Option<usize>,
    /// Whether loose matches are in the list: because they were asked for, or because
    /// nothing is close.
    pub loose_shown: bool,
    /// How many of a hundred records were read, where they have to be and are not all yet.
    pub read: Option<u8>,
}

/// What is known of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hits {
    /// It is every claim, so many, in dataset order.
    Every(usize),
    /// It is these claims, in this order; the first of them with what they are worth.
    Rows(Vec<Row>, Vec<i64>),
    /// It begins with these.
    Best(Vec<Hit>),
}

impl Default for Hits {
    fn default() -> Self {
        Self::Every(0)
    }
}

impl Ranking {
    /// How many of the list's first claims are known.
    #[must_use]
    pub fn known(&self) -> usize {
        match &self.hits {
            Hits::Every(count) => *count,
            Hits::Rows(rows, _) => rows.len(),
            Hits::Best(hits) => hits.len(),
        }
    }

    /// The claim of a rank, from 0, where it is known.
    #[must_use]
    pub fn hit(&self, rank: usize) -> Option<Hit> {
        match &self.hits {
            Hits::Every(count) => {
                let row = Row::try_from(rank).ok().filter(|_| rank < *count)?;
                Some(Hit { row, score: 0 })
            }
            Hits::Rows(rows, scores) => {
                let score = scores.get(rank).copied().unwrap_or_default();
                rows.get(rank).map(|row| Hit { row: *row, score })
            }
            Hits::Best(hits) => hits.get(rank).copied(),
        }
    }

    /// The claims that are known, in order.
    pub fn iter(&self) -> impl Iterator<Item = Hit> + '_ {
        (0..self.known()).filter_map(|rank| self.hit(rank))
    }

    /// The rank of the first claim among `rows`, where it is known.
    #[must_use]
    pub fn rank_of(&self, rows: &[Row]) -> Option<usize> {
        match &self.hits {
            Hits::Every(count) => rows.first().map(|row| *row as usize).filter(|row| row < count),
            _ => self.iter().position(|hit| rows.contains(&hit.row)),
        }
    }

    /// How many claims match, but not closely; nothing while that is counted.
    #[must_use]
    pub fn loose(&self) -> Option<usize> {
        self.close.map(|close| self.total.saturating_sub(close))
    }
}
