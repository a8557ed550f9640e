//! Columns of items: each claim has any number of items, and each item has a fixed number of cells.

use std::io;
use std::ops::Range;

use super::{IndexReader, IndexWriter, Packed, Stored, StoredColumn};

/// The number of claims between two checkpoints.
const STRIDE: usize = 64;

/// The items of many claims, `N` cells each.
#[derive(Debug, Clone)]
pub(crate) struct ItemColumns<const N: usize> {
    counts: Packed,
    /// The number of items before every claim whose number is divisible by [`STRIDE`].
    checkpoints: StoredColumn<u32>,
    cells: [Packed; N],
}

impl<const N: usize> Default for ItemColumns<N> {
    fn default() -> Self {
        let cells = std::array::from_fn(|_| Packed::default());
        Self { counts: Packed::default(), checkpoints: StoredColumn::default(), cells }
    }
}

impl<const N: usize> ItemColumns<N> {
    pub(crate) fn items(&self, claim: usize) -> impl Iterator<Item = [u32; N]> + '_ {
        self.range(claim).map(|item| std::array::from_fn(|cell| self.cells[cell].get(item)))
    }

    pub(crate) fn len(&self) -> usize {
        self.counts.len()
    }

    pub(crate) fn count(&self, claim: usize) -> usize {
        self.counts.get(claim) as usize
    }

    /// Returns one cell of all items, as a column.
    pub(crate) fn cells(&self, cell: usize) -> &Packed {
        &self.cells[cell]
    }

    /// Returns the range of items of every claim, in order.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut end = 0;
        (0..self.counts.len()).map(move |claim| {
            let start = end;
            end += self.count(claim);
            start..end
        })
    }

    fn range(&self, claim: usize) -> Range<usize> {
        let count = self.count(claim);
        if count == 0 {
            return 0..0;
        }
        let before = self.checkpoints.get(claim / STRIDE).copied().unwrap_or_default() as usize;
        let start = before + self.counts.sum(claim / STRIDE * STRIDE..claim);
        start..start + count
    }
}

impl<const N: usize> Stored for ItemColumns<N> {
    fn write(&self, out: &mut IndexWriter) -> io::Result<()> {
        self.counts.write(out)?;
        self.checkpoints.write(out)?;
        self.cells.iter().try_for_each(|cell| cell.write(out))
    }

    fn read(from: &mut IndexReader) -> Option<Self> {
        let mut table = Self {
            counts: Packed::read(from)?,
            checkpoints: StoredColumn::read(from)?,
            ..Self::default()
        };
        for cell in &mut table.cells {
            *cell = Packed::read(from)?;
        }
        Some(table)
    }
}

#[derive(Debug, Default)]
pub(crate) struct TableBuilder<const N: usize> {
    items: Vec<[u32; N]>,
    /// The end of each claim's items.
    ends: Vec<usize>,
}

impl<const N: usize> TableBuilder<N> {
    pub(crate) fn push(&mut self, items: impl IntoIterator<Item = [u32; N]>) {
        self.items.extend(items);
        self.ends.push(self.items.len());
    }

    /// Adds a claim of another builder. The first `codes` cells of its items stay as they are, and
    /// `cell` converts the others.
    pub(crate) fn adopt(
        &mut self,
        from: &Self,
        claim: usize,
        codes: usize,
        cell: impl Fn(u32) -> u32,
    ) {
        self.push(from.items(claim).iter().map(|item| {
            std::array::from_fn(|at| if at < codes { item[at] } else { cell(item[at]) })
        }));
    }

    pub(crate) fn items(&self, claim: usize) -> &[[u32; N]] {
        let start = claim.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start..self.ends[claim]]
    }

    pub(crate) fn pack(&self) -> ItemColumns<N> {
        // A record with more items than 32 bits can count doesn't fit in memory.
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (mut counts, mut checkpoints, mut before) = (Vec::new(), Vec::new(), 0);
        for (claim, end) in self.ends.iter().enumerate() {
            if claim.is_multiple_of(STRIDE) {
                checkpoints.push(number(before));
            }
            counts.push(number(end - before));
            before = *end;
        }
        let column = |cell: usize| self.items.iter().map(|item| item[cell]).collect::<Vec<u32>>();
        ItemColumns {
            counts: Packed::new(&counts),
            checkpoints: checkpoints.into(),
            cells: std::array::from_fn(|cell| Packed::new(&column(cell))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_claim_has_its_items_back(
            claims in proptest::collection::vec(proptest::collection::vec(any::<[u32; 2]>(), 0..5), 0..300),
        ) {
            let mut drafts = TableBuilder::<2>::default();
            for items in &claims {
                drafts.push(items.iter().copied());
            }
            let table = drafts.pack();
            for (claim, items) in claims.iter().enumerate() {
                prop_assert_eq!(&table.items(claim).collect::<Vec<_>>(), items);
                prop_assert_eq!(table.count(claim), items.len());
            }
            for ((claim, items), range) in claims.iter().enumerate().zip(table.ranges()) {
                prop_assert_eq!(drafts.items(claim), items.as_slice());
                prop_assert_eq!(range.len(), items.len());
            }
        }
    }
}
