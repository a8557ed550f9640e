//! The agents, sources or scales of a dataset: their names and the places of their records. The
//! records are read when they are shown.

use hashbrown::HashMap;

use crate::catalog::columns::{StoredColumn, stored_fields};
use crate::catalog::lookup::Lookup;
use crate::catalog::record_index::{RecordIndex, RecordIndexBuilder, RecordPlace};
use crate::catalog::symbols::Symbol;
use crate::claim::{Agent, Source};

/// The records of one kind, by number.
#[derive(Debug, Clone, Default)]
pub struct EntityTable {
    records: RecordIndex,
    lookup: Lookup<u32>,
    /// The cell of each record's id.
    ids: StoredColumn<u32>,
    /// The names of each record, each name after its length.
    names: StoredColumn<u8>,
    /// The end of each record's names.
    ends: StoredColumn<u64>,
    /// The details of each record, each after its length, and the end of each record's details.
    details: StoredColumn<u8>,
    detail_ends: StoredColumn<u64>,
    /// For each record the cells of the two records that are shown with it.
    beside: StoredColumn<u32>,
}

/// What a page shows of a record.
#[derive(Debug, Default)]
pub(crate) struct EntityTexts<'a> {
    /// First the name to show, empty if there is none, then the other names.
    pub(crate) names: Vec<&'a str>,
    /// What is shown beside the name: an agent's role, a source's dates and archived copies.
    pub(crate) details: Vec<&'a str>,
    /// The ids of the records that are shown with this one: an agent's affiliation; a source's
    /// publisher, and the source through which it is known.
    pub(crate) beside: [Option<&'a str>; 2],
}

/// The largest number of archived copies of a source whose details are kept, as many as are shown.
const MOST_COPIES: usize = 10;

impl<'a> EntityTexts<'a> {
    pub(crate) fn of_agent(agent: &'a Agent) -> Self {
        let aliases = agent.aliases.iter().map(String::as_str);
        Self {
            names: std::iter::once(agent.name.as_deref().unwrap_or_default())
                .chain(aliases)
                .collect(),
            details: agent.role.as_deref().into_iter().collect(),
            beside: [agent.affiliation.as_deref(), None],
        }
    }

    pub(crate) fn of_source(source: &'a Source) -> Self {
        let title = source.title.as_deref().unwrap_or_default();
        let url = source.url.known().map(String::as_str);
        let published = source.published.known().map(|date| date.0.as_str());
        let copies =
            source.archived.iter().take(MOST_COPIES).flat_map(|copy| {
                [copy.url.as_deref(), copy.at.known().map(|date| date.0.as_str())]
            });
        Self {
            names: std::iter::once(title).chain(url).collect(),
            details: published.into_iter().chain(copies.flatten()).collect(),
            beside: [source.publisher.as_deref(), source.via.as_deref()],
        }
    }
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
        rows.into_iter().find(|row| self.records.entry(*row).1 == id)
    }

    pub(crate) fn entry(&self, row: usize) -> (RecordPlace, String) {
        self.records.entry(row)
    }

    /// Returns the symbols of the ids, in the order of the records.
    pub(crate) fn symbols(&self) -> impl Iterator<Item = Symbol> + '_ {
        self.ids.iter().filter_map(|cell| Symbol::from_cell(*cell))
    }

    /// Returns the symbol of a record's id.
    pub(crate) fn symbol(&self, row: usize) -> Option<Symbol> {
        self.ids.get(row).copied().and_then(Symbol::from_cell)
    }

    /// Returns the name to show of a record, if it has one: an agent's name, a source's title.
    pub(crate) fn name(&self, row: usize) -> Option<&str> {
        self.names(row).next().filter(|name| !name.is_empty())
    }

    /// Returns the names of a record: first the name to show, which may be empty, then the others.
    pub(crate) fn names(&self, row: usize) -> impl Iterator<Item = &str> {
        texts(&self.names, &self.ends, row)
    }

    /// Returns what a page shows of a record beside its name.
    pub(crate) fn details(&self, row: usize) -> impl Iterator<Item = &str> {
        texts(&self.details, &self.detail_ends, row)
    }

    /// Returns the symbols of the records that are shown with a record; see [`EntityTexts`].
    pub(crate) fn beside(&self, row: usize) -> [Option<Symbol>; 2] {
        [2 * row, 2 * row + 1].map(|at| self.beside.get(at).copied().and_then(Symbol::from_cell))
    }
}

/// Returns the texts of a row, given all texts, each after its length, and the end of each row.
fn texts<'a>(all: &'a [u8], ends: &'a [u64], row: usize) -> impl Iterator<Item = &'a str> {
    let end = |row: usize| ends.get(row).and_then(|end| usize::try_from(*end).ok());
    let start = row.checked_sub(1).map_or(Some(0), end);
    let range = start.zip(end(row)).and_then(|(start, end)| all.get(start..end));
    let mut rest = range.unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk()?;
        let (text, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        rest = after;
        std::str::from_utf8(text).ok()
    })
}

/// Adds the texts of a row, each after its length.
fn push_texts(all: &mut Vec<u8>, ends: &mut Vec<u64>, texts: &[&str]) {
    for text in texts {
        let Ok(length) = u32::try_from(text.len()) else { continue };
        all.extend_from_slice(&length.to_le_bytes());
        all.extend_from_slice(text.as_bytes());
    }
    ends.push(all.len() as u64);
}

stored_fields! {
    EntityTable { records lookup ids names ends details detail_ends beside }
}

#[derive(Debug, Default)]
pub(crate) struct EntityTableBuilder {
    entries: Vec<(RecordPlace, Box<str>)>,
    by_symbol: HashMap<Symbol, usize>,
    ids: Vec<u32>,
    names: Vec<u8>,
    ends: Vec<u64>,
    details: Vec<u8>,
    detail_ends: Vec<u64>,
    beside: Vec<u32>,
}

impl EntityTableBuilder {
    /// Returns the place of the record with an id.
    pub(crate) fn place(&self, symbol: Symbol) -> Option<RecordPlace> {
        self.entries.get(*self.by_symbol.get(&symbol)?).map(|(place, _)| *place)
    }

    /// Adds a record with what is shown of it, and the cells of the records that are shown with it.
    pub(crate) fn push(
        &mut self,
        symbol: Symbol,
        id: &str,
        place: RecordPlace,
        texts: &EntityTexts<'_>,
        beside: [u32; 2],
    ) {
        self.by_symbol.insert(symbol, self.entries.len());
        self.entries.push((place, id.into()));
        self.ids.push(Symbol::cell(Some(symbol)));
        push_texts(&mut self.names, &mut self.ends, &texts.names);
        push_texts(&mut self.details, &mut self.detail_ends, &texts.details);
        self.beside.extend(beside);
    }

    pub(crate) fn build(&self) -> EntityTable {
        let mut records = RecordIndexBuilder::default();
        for (place, id) in &self.entries {
            records.push(*place, id);
        }
        let ids = self.entries.iter().map(|(_, id)| &**id);
        EntityTable {
            records: records.build(),
            lookup: Lookup::new(ids.zip(0..)),
            ids: self.ids.clone().into(),
            names: self.names.clone().into(),
            ends: self.ends.clone().into(),
            details: self.details.clone().into(),
            detail_ends: self.detail_ends.clone().into(),
            beside: self.beside.clone().into(),
        }
    }
}
