//! The best rows found so far, shared by all threads of a search.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::catalog::Row;
use crate::parallel::locked;

/// A row that matches, with its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) row: Row,
    pub(crate) score: i32,
}

/// The order of the list: the better score first, then the earlier row. The greatest place is
/// the last of the list.
type Place = (Reverse<i32>, Row);

/// The first places of a list that is being made.
#[derive(Debug)]
pub(super) struct Top {
    first: usize,
    heap: Mutex<BinaryHeap<Place>>,
    /// The last place of the full list: the score in the high half, the row in the low half.
    last: AtomicU64,
}

/// A value lower than any score.
const NO_SCORE: i32 = i32::MIN / 2;

impl Top {
    pub(super) fn new(first: usize) -> Self {
        let last = if first == 0 { i32::MAX } else { NO_SCORE };
        Self { first, heap: Mutex::default(), last: AtomicU64::new(packed(last, Row(0))) }
    }

    /// Returns the lowest score with which a row is still listed. It never decreases.
    pub(super) fn wanted(&self, row: Row) -> i32 {
        // An older value is lower than needed, which costs time but not correctness.
        let packed = self.last.load(Ordering::Relaxed);
        let (score, last) = unpacked(packed);
        if score == NO_SCORE || row < last { score } else { score.saturating_add(1) }
    }

    /// Lists a row, unless the list is full of better ones. Each row must be pushed at most once.
    pub(super) fn push(&self, Match { row, score }: Match) {
        let mut heap = locked(&self.heap);
        let place = (Reverse(score), row);
        if heap.len() < self.first {
            heap.push(place);
        } else if let Some(mut last) = heap.peek_mut().filter(|last| place < **last) {
            *last = place;
        }
        if heap.len() == self.first
            && let Some((Reverse(score), row)) = heap.peek()
        {
            self.last.store(packed(*score, *row), Ordering::Relaxed);
        }
    }

    /// Returns the list in order.
    pub(super) fn list(&self) -> Vec<Match> {
        let heap = locked(&self.heap);
        let sorted = heap.clone().into_sorted_vec();
        sorted.into_iter().map(|(Reverse(score), row)| Match { row, score }).collect()
    }
}

fn packed(score: i32, row: Row) -> u64 {
    u64::from(score.cast_unsigned()) << 32 | u64::from(row.0)
}

fn unpacked(packed: u64) -> (i32, Row) {
    let low = u32::try_from(packed & u64::from(u32::MAX)).unwrap_or_default();
    (u32::try_from(packed >> 32).unwrap_or_default().cast_signed(), Row(low))
}
