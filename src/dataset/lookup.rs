//! From an id to the rows that may bear it: hashes in order, each with its row.

use std::io;

use super::columns::{Cell, Column, Reader, Stored, Writer};
use super::directory::digest;

/// Hashes of ids, ascending, each with its row.
#[derive(Debug, Clone)]
pub struct Lookup<R> {
    hashes: Column<u32>,
    rows: Column<R>,
}

impl<R> Default for Lookup<R> {
    fn default() -> Self {
        Self { hashes: Column::default(), rows: Column::default() }
    }
}

impl<R: Cell + Ord> Lookup<R> {
    /// A lookup of ids, each with its row.
    pub fn new<'a>(ids: impl Iterator<Item = (&'a str, R)>) -> Self {
        let mut pairs: Vec<(u32, R)> = ids.map(|(id, row)| (digest(id.as_bytes()), row)).collect();
        pairs.sort_unstable();
        let (hashes, rows): (Vec<u32>, Vec<R>) = pairs.into_iter().unzip();
        Self { hashes: hashes.into(), rows: rows.into() }
    }

    /// The rows that may bear an id: all that do, and seldom another.
    pub fn candidates(&self, id: &str) -> impl Iterator<Item = R> + '_ {
        let wanted = digest(id.as_bytes());
        let start = self.hashes.partition_point(|hash| *hash < wanted);
        let of_hash = self.hashes.iter().zip(self.rows.iter()).skip(start);
        of_hash.take_while(move |(hash, _)| **hash == wanted).map(|(_, row)| *row)
    }
}

impl<R: Cell> Stored for Lookup<R> {
    fn write(&self, out: &mut Writer) -> io::Result<()> {
        self.hashes.write(out)?;
        self.rows.write(out)
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self { hashes: Column::read(from)?, rows: Column::read(from)? })
    }
}
