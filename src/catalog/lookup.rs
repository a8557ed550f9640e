//! Lookups from an id to the rows that may have it: sorted hashes, each with its row. Rows of one
//! hash keep the order in which they were given.

use crate::catalog::columns::{ColumnNumber, StoredColumn, stored_fields};
use crate::catalog::record_index::digest;

/// The hashes of ids, ascending, each with its row.
#[derive(Debug, Clone)]
pub(crate) struct Lookup<R> {
    hashes: StoredColumn<u32>,
    rows: StoredColumn<R>,
}

impl<R> Default for Lookup<R> {
    fn default() -> Self {
        Self { hashes: StoredColumn::default(), rows: StoredColumn::default() }
    }
}

impl<R: ColumnNumber> Lookup<R> {
    /// Creates a lookup of ids, each with its row.
    pub(crate) fn new<'a>(ids: impl Iterator<Item = (&'a str, R)>) -> Self {
        let mut pairs: Vec<(u32, R)> = ids.map(|(id, row)| (digest(id.as_bytes()), row)).collect();
        pairs.sort_by_key(|(hash, _)| *hash);
        let (hashes, rows): (Vec<u32>, Vec<R>) = pairs.into_iter().unzip();
        Self { hashes: hashes.into(), rows: rows.into() }
    }

    /// Returns the rows that may have an id: all that do, and seldom another.
    pub(crate) fn candidates(&self, id: &str) -> impl Iterator<Item = R> + '_ {
        self.of_hash(id).iter().copied()
    }

    /// Returns the candidates from the first on for which `before` is false. All rows for which it
    /// is true must have been given before the others.
    pub(crate) fn candidates_from(
        &self,
        id: &str,
        before: impl Fn(R) -> bool,
    ) -> impl Iterator<Item = R> + '_ {
        let rows = self.of_hash(id);
        let start = rows.partition_point(|row| before(*row));
        rows.iter().skip(start).copied()
    }

    fn of_hash(&self, id: &str) -> &[R] {
        let wanted = digest(id.as_bytes());
        let start = self.hashes.partition_point(|hash| *hash < wanted);
        let rest = self.hashes.get(start..).unwrap_or_default();
        let end = start + rest.partition_point(|hash| *hash == wanted);
        self.rows.get(start..end).unwrap_or_default()
    }
}

stored_fields! { Lookup<R: ColumnNumber> { hashes rows } }
