//! A catalog prepared for searching, shared by all users.

use std::sync::Arc;

use super::kernel::{Common, RowSets, Segments};
use super::row_set::RowSet;
use crate::catalog::{Catalog, Row, Segment};

/// A catalog, its packed texts, and the cache of searches that all users share.
#[derive(Debug)]
pub struct Corpus {
    catalog: Catalog,
    arenas: Segments,
    common: Common,
}

impl Default for Corpus {
    fn default() -> Self {
        Self::new(Catalog::default())
    }
}

impl Corpus {
    /// Prepares a catalog for searching.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        let arenas = catalog.segments().map(|(_, segment)| Arc::clone(&segment.arena)).collect();
        Self { catalog, arenas, common: Common::default() }
    }

    /// Returns the catalog that is searched.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    pub(super) fn arenas(&self) -> Segments {
        Arc::clone(&self.arenas)
    }

    pub(super) fn common(&self) -> &Common {
        &self.common
    }

    pub(super) fn searched(&self, row: Row) -> String {
        self.catalog.searched(row)
    }

    /// Converts sets of rows to row numbers of the catalog, ascending.
    pub(super) fn numbers(&self, rows: &RowSets) -> Vec<Row> {
        let segments = self.catalog.segments().enumerate();
        let numbers = segments
            .flat_map(|(index, (base, _))| rows.of_segment(index).map(move |row| base.plus(row)));
        numbers.collect()
    }

    /// Converts ascending row numbers of the catalog to sets of rows.
    pub(super) fn rows(&self, numbers: &[Row]) -> RowSets {
        let mut rest = numbers;
        let of_segment = |(base, segment): (Row, &Arc<Segment>)| {
            let mut set = RowSet::none(segment.len());
            while let Some((row, after)) = rest.split_first() {
                let row = row.within(base);
                if row >= segment.len() {
                    break;
                }
                set.insert(row);
                rest = after;
            }
            set.into_words()
        };
        RowSets::new(self.catalog.segments().map(of_segment).collect())
    }
}
