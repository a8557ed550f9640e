//! A catalog made ready for searching: its claims' texts packed for the kernel. Made once
//! when a catalog is opened, shared by all readers.

use super::SEARCHED_LIMIT;
use super::kernel::Arena;
use crate::dataset::{Catalog, Row};

/// A catalog and its packed texts.
#[derive(Debug, Default)]
pub struct Corpus {
    catalog: Catalog,
    arena: Arena,
}

impl Corpus {
    /// Packs a catalog's texts.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        let rows = (0..catalog.len()).filter_map(|row| Row::try_from(row).ok());
        let arena = Arena::new(rows.map(|row| catalog.folded(row)), SEARCHED_LIMIT);
        Self { catalog, arena }
    }

    /// The catalog.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The packed texts, by row.
    pub(super) fn arena(&self) -> &Arena {
        &self.arena
    }
}
