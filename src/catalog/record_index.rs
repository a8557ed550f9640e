//! The record index: ids and places of records in a compact encoding.
//!
//! Records follow each other in a file, so an entry stores its difference from the entry before:
//! the gap between the records, and the number of letters that their ids share. Every [`STRIDE`]th
//! entry is complete, so that finding one reads at most that many.

use crate::catalog::columns::{StoredColumn, stored_fields};

/// The largest number of entries that build on each other.
const STRIDE: usize = 64;

/// The place of a record, and a hash of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct RecordPlace {
    pub(crate) file: u32,
    pub(crate) offset: u64,
    pub(crate) length: u32,
    /// From 1.
    pub(crate) line: u32,
    /// The hash of the record's bytes; see [`digest`].
    pub(crate) hash: u32,
}

/// Returns the hash that detects a changed record: the lower half of XXH3's 64 bits.
pub(crate) fn digest(record: &[u8]) -> u32 {
    low(xxhash_rust::xxh3::xxh3_64(record))
}

/// The ids and places of records, by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecordIndex {
    length: usize,
    bytes: StoredColumn<u8>,
    /// The offset of every [`STRIDE`]th entry.
    starts: StoredColumn<u64>,
}

impl RecordIndex {
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Returns the place and the id of an entry; a default place and an empty id if there is no
    /// such entry.
    pub(crate) fn entry(&self, index: usize) -> (RecordPlace, String) {
        let mut entries = self.entries_from(index / STRIDE);
        for _ in 0..index % STRIDE {
            entries.advance();
        }
        if index < self.length && entries.advance().is_some() {
            let id = String::from_utf8(entries.id).unwrap_or_default();
            return (entries.place, id);
        }
        (RecordPlace::default(), String::new())
    }

    /// Calls `visit` with the number and the id of every entry, in order.
    pub(crate) fn each_id(&self, mut visit: impl FnMut(usize, &str)) {
        let mut entries = self.entries_from(0);
        for index in 0..self.length {
            if index.is_multiple_of(STRIDE) {
                entries = self.entries_from(index / STRIDE);
            }
            if entries.advance().is_none() {
                return;
            }
            visit(index, std::str::from_utf8(&entries.id).unwrap_or_default());
        }
    }

    fn entries_from(&self, stride: usize) -> Entries<'_> {
        let start = self.starts.get(stride).copied().and_then(|start| start.try_into().ok());
        let rest = start.and_then(|start: usize| self.bytes.get(start..)).unwrap_or_default();
        Entries { rest, place: RecordPlace::default(), id: Vec::new() }
    }
}

stored_fields! {
    RecordIndex { length bytes starts }
    if |index: &RecordIndex| index.starts.len() == index.length.div_ceil(STRIDE)
}

struct Entries<'a> {
    rest: &'a [u8],
    /// The place and the id that were read last.
    place: RecordPlace,
    id: Vec<u8>,
}

impl Entries<'_> {
    /// Reads the next entry; `None` if the bytes are exhausted or damaged.
    fn advance(&mut self) -> Option<()> {
        let end = self.place.offset.wrapping_add(u64::from(self.place.length));
        let file = self.signed()?;
        self.place.file = self.place.file.wrapping_add(low(file));
        self.place.offset = end.wrapping_add(self.signed()?);
        self.place.length = low(self.number()?);
        let line = self.signed()?;
        self.place.line = self.place.line.wrapping_add(low(line));
        let (hash, rest) = self.rest.split_first_chunk()?;
        self.place.hash = u32::from_le_bytes(*hash);
        self.rest = rest;
        let shared = usize::try_from(self.number()?).ok()?;
        let own = usize::try_from(self.number()?).ok()?;
        let (own, rest) = self.rest.split_at_checked(own)?;
        self.id.truncate(shared);
        self.id.extend_from_slice(own);
        self.rest = rest;
        Some(())
    }

    /// Reads a number with seven bits a byte, the lowest first (LEB128).
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// Reads a difference, in which small numbers of either sign are short (zigzag).
    fn signed(&mut self) -> Option<u64> {
        let number = self.number()?;
        Some((number >> 1) ^ (number & 1).wrapping_neg())
    }
}

/// Returns the lower half of a number: of a hash, or of a difference of 32 bits, which wraps
/// around.
pub(crate) fn low(number: u64) -> u32 {
    let [a, b, c, d, ..] = number.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

#[derive(Debug, Clone, Default)]
pub(crate) struct RecordIndexBuilder {
    bytes: Vec<u8>,
    starts: Vec<u64>,
    length: usize,
    last: RecordPlace,
    last_id: Vec<u8>,
}

impl RecordIndexBuilder {
    pub(crate) fn push(&mut self, place: RecordPlace, id: &str) {
        if self.length.is_multiple_of(STRIDE) {
            self.starts.push(self.bytes.len() as u64);
            self.last = RecordPlace::default();
            self.last_id.clear();
        }
        let end = self.last.offset.wrapping_add(u64::from(self.last.length));
        self.signed(difference(place.file, self.last.file));
        self.signed(place.offset.wrapping_sub(end));
        self.number(u64::from(place.length));
        self.signed(difference(place.line, self.last.line));
        self.bytes.extend_from_slice(&place.hash.to_le_bytes());
        let pairs = self.last_id.iter().zip(id.as_bytes());
        let shared = pairs.take_while(|(before, here)| before == here).count();
        let own = &id.as_bytes()[shared..];
        self.number(shared as u64);
        self.number(own.len() as u64);
        self.bytes.extend_from_slice(own);
        self.last_id.truncate(shared);
        self.last_id.extend_from_slice(own);
        self.last = place;
        self.length += 1;
    }

    pub(crate) fn build(&self) -> RecordIndex {
        RecordIndex {
            length: self.length,
            bytes: self.bytes.clone().into(),
            starts: self.starts.clone().into(),
        }
    }

    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }

    fn signed(&mut self, number: u64) {
        let sign = number.cast_signed() >> 63;
        self.number((number << 1) ^ sign.cast_unsigned());
    }
}

fn difference(one: u32, other: u32) -> u64 {
    i64::from(one.wrapping_sub(other).cast_signed()).cast_unsigned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place() -> impl Strategy<Value = RecordPlace> {
        let far = prop_oneof![0_u64..1000, any::<u64>()];
        (0_u32..3, far, any::<u32>(), any::<u32>(), any::<u32>()).prop_map(
            |(file, offset, length, line, hash)| RecordPlace { file, offset, length, line, hash },
        )
    }

    proptest! {
        #[test]
        fn entries_come_back(entries in proptest::collection::vec((place(), "[ab]{0,4}é?"), 0..200)) {
            let mut builder = RecordIndexBuilder::default();
            for (place, id) in &entries {
                builder.push(*place, id);
            }
            let built = builder.build();
            prop_assert_eq!(built.len(), entries.len());
            let mut ids = Vec::new();
            built.each_id(|index, id| ids.push((index, id.to_owned())));
            for (index, (place, id)) in entries.iter().enumerate() {
                prop_assert_eq!(built.entry(index), (*place, id.clone()));
                prop_assert_eq!(&ids[index], &(index, id.clone()));
            }
            prop_assert_eq!(built.entry(entries.len()), (RecordPlace::default(), String::new()));
        }

        #[test]
        fn damaged_bytes_break_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..200), index in 0_usize..70) {
            let built = RecordIndex { length: 64, bytes: bytes.into(), starts: vec![0].into() };
            let _ = built.entry(index);
            built.each_id(|_, _| {});
        }
    }
}
