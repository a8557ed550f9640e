//! Packed columns: numbers in as few bytes as the largest of them needs.

use std::io;

use super::{IndexReader, IndexWriter, Stored, StoredColumn};

/// Numbers in 0, 1, 2 or 4 bytes each: 0 if all of them are 0.
#[derive(Debug, Clone, Default)]
pub(crate) struct Packed {
    width: Width,
    length: usize,
    bytes: StoredColumn<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Width {
    #[default]
    Zero = 0,
    One = 1,
    Two = 2,
    Four = 4,
}

impl Packed {
    /// Packs numbers in the width of the largest.
    pub(crate) fn new(numbers: &[u32]) -> Self {
        let width = match numbers.iter().max() {
            None | Some(0) => Width::Zero,
            Some(0..=0xff) => Width::One,
            Some(0..=0xffff) => Width::Two,
            Some(_) => Width::Four,
        };
        let kept = |number: &u32| number.to_le_bytes().into_iter().take(width as usize);
        let bytes: Vec<u8> = numbers.iter().flat_map(kept).collect();
        Self { width, length: numbers.len(), bytes: bytes.into() }
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.width == Width::Zero
    }

    /// Returns the number at an index; 0 beyond the end.
    pub(crate) fn get(&self, at: usize) -> u32 {
        let bytes = &*self.bytes;
        match self.width {
            Width::Zero => 0,
            Width::One => bytes.get(at).copied().map_or(0, u32::from),
            Width::Two => match bytes.get(at * 2..at * 2 + 2) {
                Some(&[low, high]) => u32::from(u16::from_le_bytes([low, high])),
                _ => 0,
            },
            Width::Four => match bytes.get(at * 4..at * 4 + 4) {
                Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
                _ => 0,
            },
        }
    }

    /// Returns the largest number; 0 if there is none.
    pub(crate) fn max(&self) -> u32 {
        if self.is_zero() { 0 } else { (0..self.length).map(|at| self.get(at)).max().unwrap_or(0) }
    }

    pub(crate) fn sum(&self, range: std::ops::Range<usize>) -> usize {
        match self.width {
            Width::Zero => 0,
            Width::One => {
                let bytes = self.bytes.get(range).unwrap_or_default();
                bytes.iter().map(|byte| usize::from(*byte)).sum()
            }
            Width::Two | Width::Four => range.map(|at| self.get(at) as usize).sum(),
        }
    }
}

impl Stored for Packed {
    fn write(&self, out: &mut IndexWriter) -> io::Result<()> {
        out.number(self.width as u64)?;
        self.length.write(out)?;
        self.bytes.write(out)
    }

    fn read(from: &mut IndexReader) -> Option<Self> {
        let width = match from.number()? {
            0 => Width::Zero,
            1 => Width::One,
            2 => Width::Two,
            4 => Width::Four,
            _ => return None,
        };
        let length = usize::read(from)?;
        let bytes = StoredColumn::read(from)?;
        let fits = length.checked_mul(width as usize) == Some(bytes.len());
        fits.then_some(Self { width, length, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn packed_numbers_come_back(
            numbers in prop_oneof![
                proptest::collection::vec(0_u32..1, 0..50),
                proptest::collection::vec(0_u32..256, 0..50),
                proptest::collection::vec(0_u32..65_536, 0..50),
                proptest::collection::vec(any::<u32>(), 0..50),
            ],
        ) {
            let packed = Packed::new(&numbers);
            prop_assert_eq!(packed.len(), numbers.len());
            let back: Vec<u32> = (0..numbers.len()).map(|at| packed.get(at)).collect();
            prop_assert_eq!(packed.sum(0..numbers.len()), numbers.iter().map(|n| *n as usize).sum::<usize>());
            prop_assert_eq!(back, numbers);
        }
    }
}
