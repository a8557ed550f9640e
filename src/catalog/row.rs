//! Row numbers, by which the catalog and searches name claims.

/// The number of a claim in a [`Catalog`](super::Catalog), from 0, in dataset order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Row(pub u32);

impl Row {
    /// Returns the row with an index, or `None` if a catalog can't have so many.
    #[must_use]
    pub fn new(index: usize) -> Option<Self> {
        u32::try_from(index).ok().map(Self)
    }

    /// Returns the row as an index over the whole catalog.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// Returns the row of a claim by its index within the segment that begins with this row.
    pub(crate) fn plus(self, within: usize) -> Self {
        Self(u32::try_from(within).map_or(u32::MAX, |within| self.0.saturating_add(within)))
    }

    /// Returns the index within the segment that begins with the row `base`.
    pub(crate) fn within(self, base: Self) -> usize {
        self.0.saturating_sub(base.0) as usize
    }
}
