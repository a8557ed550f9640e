//! The checksum of an index: a hash of the hashes of its blocks, so that several threads can
//! compute it.

use std::io::{self, Write};
use std::thread;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

const BLOCK: usize = 4 << 20;

/// Returns the checksum of bytes, computed on all processors.
pub(super) fn of(bytes: &[u8]) -> u64 {
    let blocks: Vec<&[u8]> = bytes.chunks(BLOCK).collect();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = blocks.len().div_ceil(threads).max(1);
    let hash = |part: &[&[u8]]| -> Vec<u64> { part.iter().map(|it| xxh3_64(it)).collect() };
    let hashes = thread::scope(|scope| {
        let parts: Vec<_> =
            blocks.chunks(share).map(|part| scope.spawn(move || hash(part))).collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().expect("hashing does not panic"))
            .collect::<Vec<u64>>()
    });
    together(&hashes)
}

fn together(hashes: &[u64]) -> u64 {
    xxh3_64(bytemuck::cast_slice(hashes))
}

/// A writer that passes bytes on and computes their checksum.
pub(super) struct Summing<W> {
    out: W,
    length: u64,
    hashes: Vec<u64>,
    /// The block that is not full yet.
    open: Xxh3,
    filled: usize,
}

impl<W: Write> Summing<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, length: 0, hashes: Vec::new(), open: Xxh3::new(), filled: 0 }
    }

    /// Returns the length and the checksum of all bytes written.
    pub(super) fn finish(mut self) -> io::Result<(u64, u64)> {
        if self.filled > 0 {
            self.hashes.push(self.open.digest());
        }
        self.out.flush()?;
        Ok((self.length, together(&self.hashes)))
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = bytes.len().min(BLOCK - self.filled);
        let count = self.out.write(&bytes[..room])?;
        self.open.update(&bytes[..count]);
        self.length += count as u64;
        self.filled += count;
        if self.filled == BLOCK {
            self.hashes.push(self.open.digest());
            self.open = Xxh3::new();
            self.filled = 0;
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_in_pieces_sums_up_as_the_whole() {
        let bytes: Vec<u8> = (0..BLOCK * 2 + 12_345).map(|at| at.to_le_bytes()[0]).collect();
        for end in [0, 1, BLOCK, BLOCK + 1, bytes.len()] {
            let bytes = &bytes[..end];
            let mut out = Summing::new(Vec::new());
            for piece in bytes.chunks(1_000_003) {
                out.write_all(piece).unwrap();
            }
            assert_eq!(out.finish().unwrap(), (end as u64, of(bytes)));
        }
    }
}
