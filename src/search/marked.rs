//! The claims that a user has marked, which `is:marked` finds. Marks belong to one user and
//! change during a session. A query therefore carries its marks: caches compare whole queries, so
//! that a cached result never answers for other marks.

use std::collections::HashSet;
use std::sync::Arc;

use crate::catalog::{Catalog, Row};
use crate::claim::Address;

/// The most claims that can be marked at once, which takes about a megabyte of addresses.
pub(crate) const MARKS_LIMIT: usize = 10_000;

/// A set of marked claims by address, because rows change when files are reloaded. Clones
/// share the set until one of them is changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked(Arc<HashSet<Address>>);

impl Marked {
    /// Returns the number of marked claims.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether no claim is marked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether a claim is marked.
    pub(crate) fn contains(&self, address: &Address) -> bool {
        self.0.contains(address)
    }

    /// Marks a claim, and returns whether it was unmarked before.
    pub(crate) fn insert(&mut self, address: Address) -> bool {
        Arc::make_mut(&mut self.0).insert(address)
    }

    /// Removes a claim's mark, and returns whether it had one.
    pub(crate) fn remove(&mut self, address: &Address) -> bool {
        self.contains(address) && Arc::make_mut(&mut self.0).remove(address)
    }

    /// Iterates over the addresses of the marked claims, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Address> {
        self.0.iter()
    }

    /// Returns the rows of the marked claims in a catalog, ascending. Marks of claims that the
    /// catalog doesn't contain are left out.
    pub(crate) fn rows(&self, catalog: &Catalog) -> Vec<Row> {
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
