//! The list of claims as the explorer holds it: a window of rows, the counts, the selection.

use crate::claim::{Address, Balance, Origin, Status};

/// A claim as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The claim's address.
    pub address: Address,
    /// Where its record stands: what tells apart two that clash.
    pub origin: Origin,
    /// The dataset's id, where several datasets are open.
    pub dataset: Option<String>,
    /// The claim's text in display form.
    pub text: String,
    /// The clusters of the text that the query matches, ascending.
    pub matched: Vec<u32>,
    /// Its evidence and denials, counted.
    pub balance: Balance,
    /// The editor's status.
    pub status: Option<Status>,
    /// The label of its first verdict, in display form.
    pub verdict: Option<String>,
}

/// How many claims a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MatchCounts {
    /// Claims in the list.
    pub listed: usize,
    /// Claims of the dataset.
    pub all: usize,
    /// Matches, close and loose.
    pub total: usize,
    /// Close matches; nothing while they are being counted.
    pub close: Option<usize>,
    /// Whether the loose matches are in the list.
    pub loose_shown: bool,
    /// How many of a hundred records were read, where that takes a while and is not over.
    pub read: Option<u8>,
}

impl MatchCounts {
    /// Loose matches, whether they are in the list or not; none are known while the close
    /// ones are being counted.
    #[must_use]
    pub fn loose(&self) -> usize {
        self.close.map_or(0, |close| self.total.saturating_sub(close))
    }
}

/// A stretch of the list, beginning with the claim of rank `first`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Window {
    /// The rank of its first row, from 0.
    pub first: usize,
    /// Its rows.
    pub rows: Vec<ListRow>,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimList {
    /// How many claims were found.
    pub counts: MatchCounts,
    window: Window,
    selected: usize,
    /// The rank of the first claim on the screen.
    offset: usize,
    /// The stretch that was asked for last. It may not be known yet, and comes when it is.
    asked: Option<(usize, usize)>,
}

impl ClaimList {
    /// The bytes of memory that its rows hold.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        let texts = self.window.rows.iter().map(|row| {
            let matched = row.matched.capacity() * size_of::<u32>();
            row.text.capacity() + matched + row.verdict.as_ref().map_or(0, String::capacity)
        });
        self.window.rows.capacity() * size_of::<ListRow>() + texts.sum::<usize>()
    }

    /// Takes a new result and selects a rank of it.
    pub fn fill(&mut self, counts: MatchCounts, window: Window, selected: usize) {
        self.counts = counts;
        self.window = window;
        self.asked = None;
        self.selected = selected.min(counts.listed.saturating_sub(1));
    }

    /// Takes better counts of the same result.
    pub fn count(&mut self, counts: MatchCounts) {
        self.counts = counts;
        self.select(self.selected);
    }

    /// Takes another stretch of the same result.
    pub fn see(&mut self, window: Window) {
        self.window = window;
    }

    /// The rank of the selected claim, from 0.
    #[must_use]
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// The rank of the first claim on the screen.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The row of a rank, where it is in the window.
    #[must_use]
    pub fn row(&self, rank: usize) -> Option<&ListRow> {
        self.window.rows.get(rank.checked_sub(self.window.first)?)
    }

    /// The selected claim.
    #[must_use]
    pub fn selected_row(&self) -> Option<&ListRow> {
        self.row(self.selected)
    }

    /// Selects the claim `by` ranks further down.
    pub fn move_by(&mut self, by: isize) {
        let last = self.counts.listed.saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }

    /// Selects a rank.
    pub fn select(&mut self, rank: usize) {
        self.selected = rank.min(self.counts.listed.saturating_sub(1));
    }

    /// Brings the selection into sight on a screen of `height` claims: at an edge the list
    /// jumps by half a screen, so that the next moves cost a marker only.
    pub fn reveal(&mut self, height: usize) {
        let height = height.max(1);
        let in_sight = self.offset..self.offset + height;
        if self.selected < in_sight.start {
            self.offset = self.selected.saturating_sub(height / 2);
        } else if self.selected >= in_sight.end {
            self.offset = (self.selected + 1).saturating_sub(height.div_ceil(2).max(1));
        }
        self.offset = self.offset.min(self.counts.listed.saturating_sub(height));
    }

    /// The stretch that should be fetched so that a screen of `height` claims is covered,
    /// with a screen to spare on either side; `None` where the window covers it, or where it
    /// was asked for already.
    #[must_use]
    pub fn missing(&mut self, height: usize) -> Option<(usize, usize)> {
        let end = (self.offset + height).min(self.counts.listed);
        let covered = self.window.first..self.window.first + self.window.rows.len();
        if self.offset >= end || (covered.start <= self.offset && end <= covered.end) {
            return None;
        }
        let stretch = (self.offset.saturating_sub(height), height * 3);
        (self.asked.replace(stretch) != Some(stretch)).then_some(stretch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(listed: usize) -> ClaimList {
        ClaimList {
            counts: MatchCounts { listed, all: listed, ..MatchCounts::default() },
            ..ClaimList::default()
        }
    }

    #[test]
    fn the_list_jumps_by_half_a_screen_at_its_edge() {
        let mut list = list(100);
        list.select(10);
        list.reveal(10);
        assert_eq!(list.offset(), 6);
        list.select(5);
        list.reveal(10);
        assert_eq!(list.offset(), 0);
        list.select(99);
        list.reveal(10);
        assert_eq!(list.offset(), 90);
    }

    proptest! {
        #[test]
        fn the_selection_is_in_range_and_in_sight(
            listed in 0_usize..300, height in 1_usize..60, moves in proptest::collection::vec(-400_isize..400, 0..20),
        ) {
            let mut list = list(listed);
            for by in moves {
                list.move_by(by);
                list.reveal(height);
                prop_assert!(list.selected() < listed.max(1));
                prop_assert!((list.offset()..list.offset() + height).contains(&list.selected()));
            }
        }
    }
}
