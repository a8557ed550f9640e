//! Symbols: ids, topics, labels and dates, each stored once. The columns of claims hold their
//! numbers. This module doesn't know what they name.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::catalog::columns::{StoredColumn, stored_fields};

/// The number of a text among [`Symbols`], in the order of first occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Symbol(u32);

impl Symbol {
    /// Returns the number, from 0.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }

    /// Returns the cell of a column for a symbol; 0 means none.
    pub(crate) fn cell(symbol: Option<Self>) -> u32 {
        symbol.map_or(0, |symbol| symbol.0 + 1)
    }

    /// Returns the symbol in a cell of a column.
    pub(crate) fn from_cell(cell: u32) -> Option<Self> {
        cell.checked_sub(1).map(Self)
    }

    fn new(index: usize) -> Option<Self> {
        // The last number stays unused, because a cell is one more than the number.
        u32::try_from(index).ok().filter(|index| *index < u32::MAX).map(Self)
    }
}

/// Distinct texts, by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Symbols {
    bytes: StoredColumn<u8>,
    /// The end of each text in `bytes`.
    ends: StoredColumn<u64>,
}

impl Symbols {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns the text of a symbol; empty if there is none with that number.
    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        text(&self.bytes, &self.ends, symbol.index())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Symbol, &str)> {
        let numbered = (0..self.len()).filter_map(Symbol::new);
        numbered.map(|symbol| (symbol, self.text(symbol)))
    }
}

fn text<'a>(bytes: &'a [u8], ends: &[u64], index: usize) -> &'a str {
    std::str::from_utf8(raw(bytes, ends, index)).unwrap_or_default()
}

/// Returns the bytes of a text. A comparison of bytes needs no validation as UTF-8.
fn raw<'a>(bytes: &'a [u8], ends: &[u64], index: usize) -> &'a [u8] {
    let end = |index: usize| ends.get(index).and_then(|end| usize::try_from(*end).ok());
    let start = index.checked_sub(1).map_or(Some(0), end);
    let bytes = start.zip(end(index)).and_then(|(start, end)| bytes.get(start..end));
    bytes.unwrap_or_default()
}

stored_fields! { Symbols { bytes ends } }

#[derive(Debug, Clone, Default)]
pub(crate) struct Interner {
    bytes: Vec<u8>,
    ends: Vec<u64>,
    known: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Interner {
    /// Returns the symbol of a text, and adds the text if it is new; `None` beyond four thousand
    /// million distinct texts.
    pub(crate) fn intern(&mut self, wanted: &str) -> Option<Symbol> {
        let wanted = wanted.as_bytes();
        let hash = self.hasher.hash_one(wanted);
        let Self { bytes, ends, known, hasher } = self;
        let is_it = |index: &u32| raw(bytes, ends, *index as usize) == wanted;
        if let Some(index) = known.find(hash, is_it) {
            return Some(Symbol(*index));
        }
        let symbol = Symbol::new(ends.len())?;
        bytes.extend_from_slice(wanted);
        ends.push(bytes.len() as u64);
        let hash_of = |index: &u32| hasher.hash_one(raw(bytes, ends, *index as usize));
        known.insert_unique(hash, symbol.0, hash_of);
        Some(symbol)
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns every text in the order of its number.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|index| text(&self.bytes, &self.ends, index))
    }

    pub(crate) fn symbols(&self) -> Symbols {
        Symbols { bytes: self.bytes.clone().into(), ends: self.ends.clone().into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_has_one_number_and_comes_back(texts in proptest::collection::vec("[a-c]{0,3}", 0..60)) {
            let mut interner = Interner::default();
            let met: Vec<Symbol> = texts.iter().map(|text| interner.intern(text).unwrap()).collect();
            let symbols = interner.symbols();
            for (text, symbol) in texts.iter().zip(met) {
                prop_assert_eq!(symbols.text(symbol), text);
                let found = symbols.iter().find(|(_, known)| known == text);
                prop_assert_eq!(found.map(|(symbol, _)| symbol), Some(symbol));
                prop_assert_eq!(interner.intern(text), Some(symbol));
                prop_assert_eq!(Symbol::from_cell(Symbol::cell(Some(symbol))), Some(symbol));
            }
            let distinct: std::collections::BTreeSet<&str> = symbols.iter().map(|(_, text)| text).collect();
            prop_assert_eq!(distinct.len(), symbols.len());
        }
    }
}
