//! The claims that a reader marked: what `is:marked` asks for. They are the reader's own and
//! change while they read, so that a query bears them with it: what is remembered of a search
//! is remembered under its query, and never answers for other marks.

use std::collections::HashSet;
use std::sync::Arc;

use super::field::Field;
use super::query::{AtomKind, Query};
use crate::catalog::{Catalog, Row};
use crate::claim::Address;

/// How many claims can be marked at once: about a megabyte of addresses.
pub const MARKS_LIMIT: usize = 10_000;

/// Claims that are marked, by address: rows change when files are read anew. A copy shares
/// them until either is changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked(Arc<HashSet<Address>>);

impl Marked {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a claim is one of them.
    #[must_use]
    pub fn contains(&self, address: &Address) -> bool {
        self.0.contains(address)
    }

    /// Marks a claim; says whether it was not.
    pub fn insert(&mut self, address: Address) -> bool {
        Arc::make_mut(&mut self.0).insert(address)
    }

    /// Takes a claim's mark away; says whether it had one.
    pub fn remove(&mut self, address: &Address) -> bool {
        self.contains(address) && Arc::make_mut(&mut self.0).remove(address)
    }

    /// Their addresses, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Address> {
        self.0.iter()
    }

    /// Their rows in a catalog, ascending; those that it doesn't have are left out.
    #[must_use]
    pub fn rows(&self, catalog: &Catalog) -> Vec<Row> {
        let mut rows: Vec<Row> =
            self.0.iter().flat_map(|address| catalog.resolve(address)).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

impl FromIterator<Address> for Marked {
    fn from_iter<I: IntoIterator<Item = Address>>(addresses: I) -> Self {
        Self(Arc::new(addresses.into_iter().collect()))
    }
}

impl Query {
    /// The same, asked by a reader who marked these. As it is read, a query knows of no marks.
    #[must_use]
    pub fn with_marks(mut self, marked: &Marked) -> Self {
        for atom in self.terms.iter_mut().flat_map(|term| &mut term.alternatives) {
            if let AtomKind::Field(Field::Marked(theirs)) = &mut atom.kind {
                *theirs = marked.clone();
            }
        }
        self
    }

    /// Whether what it finds depends on what is marked.
    #[must_use]
    pub fn asks_marks(&self) -> bool {
        let mut atoms = self.terms.iter().flat_map(|term| &term.alternatives);
        atoms.any(|atom| matches!(atom.kind, AtomKind::Field(Field::Marked(_))))
    }
}
