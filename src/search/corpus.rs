//! A catalog made ready for searching, shared by all readers.

use crate::dataset::{Catalog, Row};

/// A catalog and what searching it needs.
#[derive(Debug, Default)]
pub struct Corpus {
    catalog: Catalog,
}

impl Corpus {
    /// A corpus of a catalog.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        Self { catalog }
    }

    /// The catalog.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The searched text of a claim.
    pub(super) fn searched(&self, row: Row) -> String {
        self.catalog.searched(row)
    }
}
