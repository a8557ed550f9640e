//! A set of symbols, with one bit for each symbol.

use super::kernel::rows;
use crate::catalog::{Catalog, Packed, Segment, Symbol};

/// A set of symbols as a bit map.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SymbolSet {
    words: Vec<u64>,
}

impl SymbolSet {
    /// Collects the symbols that occur in a column of any segment.
    pub(super) fn of_column(catalog: &Catalog, column: fn(&Segment) -> &Packed) -> Self {
        let mut set = Self::default();
        for (_, segment) in catalog.segments() {
            let cells = column(segment);
            let met = (0..cells.len()).filter_map(|at| Symbol::from_cell(cells.get(at)));
            met.for_each(|symbol| set.set(symbol, true));
        }
        set
    }

    pub(super) fn set(&mut self, symbol: Symbol, member: bool) {
        let (word, bit) = (symbol.index() / 64, 1 << (symbol.index() % 64));
        if word >= self.words.len() {
            if !member {
                return;
            }
            self.words.resize(word + 1, 0);
        }
        if let Some(word) = self.words.get_mut(word) {
            if member {
                *word |= bit;
            } else {
                *word &= !bit;
            }
        }
    }

    pub(super) fn contains(&self, symbol: Symbol) -> bool {
        let word = self.words.get(symbol.index() / 64).copied().unwrap_or_default();
        word >> (symbol.index() % 64) & 1 == 1
    }

    pub(super) fn contains_cell(&self, cell: u32) -> bool {
        Symbol::from_cell(cell).is_some_and(|symbol| self.contains(symbol))
    }

    /// Iterates over the symbols, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = Symbol> + '_ {
        rows(&self.words).filter_map(|at| Symbol::from_cell(u32::try_from(at + 1).ok()?))
    }
}

impl FromIterator<Symbol> for SymbolSet {
    fn from_iter<I: IntoIterator<Item = Symbol>>(symbols: I) -> Self {
        let mut set = Self::default();
        symbols.into_iter().for_each(|symbol| set.set(symbol, true));
        set
    }
}
