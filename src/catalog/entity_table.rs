//! The agents, sources or scales of a dataset: their names and the places of their records. The
//! records are read when they are shown.

use hashbrown::HashMap;

use crate::catalog::columns::{StoredColumn, stored_fields};
use crate::catalog::lookup::Lookup;
use crate::catalog::record_index::{RecordIndex, RecordIndexBuilder, RecordPlace};
use crate::catalog::symbols::Symbol;

/// The records of one kind, by number.
#[derive(Debug, Clone, Default)]
pub struct EntityTable {
    directory: RecordIndex,
    lookup: Lookup<u32>,
    /// The cell of each record's id.
    ids: StoredColumn<u32>,
    /// The names of each record, each name after its length.
    names: StoredColumn<u8>,
    /// The end of each record's names.
    ends: StoredColumn<u64>,
}

impl EntityTable {
    /// Returns the number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Returns the number of the record with an id.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        let rows = self.lookup.candidates(id).map(|row| row as usize);
        rows.into_iter().find(|row| self.directory.entry(*row).1 == id)
    }

    pub(crate) fn entry(&self, row: usize) -> (RecordPlace, String) {
        self.directory.entry(row)
    }

    /// Returns the symbols of the ids, in the order of the records.
    pub(crate) fn symbols(&self) -> impl Iterator<Item = Symbol> + '_ {
        self.ids.iter().filter_map(|cell| Symbol::from_cell(*cell))
    }

    /// Returns the names of a record: first the name to show, which may be empty, then the others.
    pub(crate) fn names(&self, row: usize) -> impl Iterator<Item = &str> {
        let end = |row: usize| self.ends.get(row).and_then(|end| usize::try_from(*end).ok());
        let start = row.checked_sub(1).map_or(Some(0), end);
        let stretch = start.zip(end(row)).and_then(|(start, end)| self.names.get(start..end));
        let mut rest = stretch.unwrap_or_default();
        std::iter::from_fn(move || {
            let (length, after) = rest.split_first_chunk()?;
            let (name, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            rest = after;
            std::str::from_utf8(name).ok()
        })
    }
}

stored_fields! { EntityTable { directory lookup ids names ends } }

#[derive(Debug, Default)]
pub(crate) struct EntityTableBuilder {
    entries: Vec<(RecordPlace, Box<str>)>,
    by_symbol: HashMap<Symbol, usize>,
    ids: Vec<u32>,
    names: Vec<u8>,
    ends: Vec<u64>,
}

impl EntityTableBuilder {
    /// Returns the place of the record with an id.
    pub(crate) fn place(&self, symbol: Symbol) -> Option<RecordPlace> {
        self.entries.get(*self.by_symbol.get(&symbol)?).map(|(place, _)| *place)
    }

    /// Adds a record with its names: first the name to show, empty if there is none, then the
    /// others.
    pub(crate) fn push<'a>(
        &mut self,
        symbol: Symbol,
        id: &str,
        place: RecordPlace,
        names: impl IntoIterator<Item = &'a str>,
    ) {
        self.by_symbol.insert(symbol, self.entries.len());
        self.entries.push((place, id.into()));
        self.ids.push(Symbol::cell(Some(symbol)));
        for name in names {
            let Ok(length) = u32::try_from(name.len()) else { continue };
            self.names.extend_from_slice(&length.to_le_bytes());
            self.names.extend_from_slice(name.as_bytes());
        }
        self.ends.push(self.names.len() as u64);
    }

    pub(crate) fn register(&self) -> EntityTable {
        let mut directory = RecordIndexBuilder::default();
        for (place, id) in &self.entries {
            directory.push(*place, id);
        }
        let ids = self.entries.iter().map(|(_, id)| &**id);
        EntityTable {
            directory: directory.directory(),
            lookup: Lookup::new(ids.zip(0..)),
            ids: self.ids.clone().into(),
            names: self.names.clone().into(),
            ends: self.ends.clone().into(),
        }
    }
}
