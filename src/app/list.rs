//! The list of claims as the app holds it: the rows around the screen, the counts and the
//! selection. A claim's position in the list is its rank, from 0.

use super::message::{ListRow, MatchCounts, Window};
use crate::text::DisplayText;

/// The list of claims and the selection in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimList {
    /// The numbers of claims that the search found.
    pub counts: MatchCounts,
    pub(super) window: Window,
    selected: usize,
    /// The rank of the first claim on the screen.
    offset: usize,
    /// The first rank and the number of the rows requested last, which may not have arrived.
    asked: Option<(usize, usize)>,
}

impl ClaimList {
    pub(crate) fn held_bytes(&self) -> usize {
        let texts = self.window.rows.iter().map(|row| {
            let matched = row.matched.capacity() * size_of::<u32>();
            let verdict = row.verdict.as_ref().map_or(0, DisplayText::held_bytes);
            row.text.held_bytes() + matched + verdict
        });
        self.window.rows.capacity() * size_of::<ListRow>() + texts.sum::<usize>()
    }

    /// Replaces the list with a new result and selects a rank.
    pub(crate) fn fill(&mut self, counts: MatchCounts, window: Window, selected: usize) {
        self.window = window;
        self.asked = None;
        self.counts = counts;
        self.select(selected);
    }

    /// Replaces the counts with later ones of the same result.
    pub(crate) fn count(&mut self, counts: MatchCounts) {
        self.counts = counts;
        self.select(self.selected);
    }

    /// Returns the rank of the selected claim, from 0.
    #[must_use]
    pub fn selected(&self) -> usize {
        self.selected
    }

    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the row of a rank, if it is in the window.
    #[must_use]
    pub fn row(&self, rank: usize) -> Option<&ListRow> {
        self.window.rows.get(rank.checked_sub(self.window.first)?)
    }

    /// Returns the row of the selected claim, if it is in the window.
    #[must_use]
    pub fn selected_row(&self) -> Option<&ListRow> {
        self.row(self.selected)
    }

    /// Moves the selection down by a number of ranks, within the list.
    pub(crate) fn move_by(&mut self, by: isize) {
        self.select(self.selected.saturating_add_signed(by));
    }

    /// Selects a rank, or the last one if the list is shorter.
    pub(crate) fn select(&mut self, rank: usize) {
        self.selected = rank.min(self.counts.listed.saturating_sub(1));
    }

    /// Scrolls to the selection on a screen of `height` claims. At an edge the list jumps by
    /// half a screen, so that the following moves redraw only the marker.
    pub(crate) fn reveal(&mut self, height: usize) {
        let height = height.max(1);
        let in_sight = self.offset..self.offset + height;
        if self.selected < in_sight.start {
            self.offset = self.selected.saturating_sub(height / 2);
        } else if self.selected >= in_sight.end {
            self.offset = (self.selected + 1).saturating_sub(height.div_ceil(2).max(1));
        }
        self.offset = self.offset.min(self.counts.listed.saturating_sub(height));
    }

    /// Returns the first rank and the number of the rows to fetch: a screen of `height` claims
    /// with a screen to spare on either side. Returns `None` if the window covers the screen or
    /// these rows are requested already.
    #[must_use]
    pub(crate) fn missing(&mut self, height: usize) -> Option<(usize, usize)> {
        let end = (self.offset + height).min(self.counts.listed);
        let covered = self.window.first..self.window.first + self.window.rows.len();
        if self.offset >= end || (covered.start <= self.offset && end <= covered.end) {
            return None;
        }
        let window = (self.offset.saturating_sub(height), height * 3);
        (self.asked.replace(window) != Some(window)).then_some(window)
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
