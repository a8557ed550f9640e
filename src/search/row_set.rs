//! A set of the rows of one segment, with one bit for each row.

/// A set of the rows from 0 up to a fixed length.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RowSet {
    words: Vec<u64>,
    length: usize,
}

impl RowSet {
    /// Creates the set of rows below `length` for which `holds` returns `true`.
    pub(crate) fn of(length: usize, mut holds: impl FnMut(usize) -> bool) -> Self {
        let mut set = Self::none(length);
        (0..length).filter(|row| holds(*row)).for_each(|row| set.insert(row));
        set
    }

    /// Creates the empty set, into which rows below `length` can be inserted.
    pub(crate) fn none(length: usize) -> Self {
        Self { words: vec![0; length.div_ceil(64)], length }
    }

    pub(crate) fn all(length: usize) -> Self {
        Self::of(length, |_| true)
    }

    pub(crate) fn insert(&mut self, row: usize) {
        if let Some(word) = self.words.get_mut(row / 64) {
            *word |= 1 << (row % 64);
        }
    }

    /// Keeps only the rows for which `holds` returns `true`.
    pub(crate) fn retain(&mut self, mut holds: impl FnMut(usize) -> bool) {
        for (at, word) in self.words.iter_mut().enumerate() {
            let mut left = *word;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                if !holds(at * 64 + bit as usize) {
                    *word &= !(1 << bit);
                }
            }
        }
    }

    pub(crate) fn intersect(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    pub(crate) fn unite(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    pub(crate) fn complement(&self) -> Self {
        let mut other =
            Self { words: self.words.iter().map(|word| !word).collect(), length: self.length };
        if let Some(last) = other.words.last_mut()
            && !self.length.is_multiple_of(64)
        {
            *last &= (1 << (self.length % 64)) - 1;
        }
        other
    }

    /// Converts the set to words of 64 rows each, the first row in the lowest bit.
    pub(crate) fn into_words(self) -> Vec<u64> {
        self.words
    }
}
