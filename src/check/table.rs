//! A hash table of numbers that stays dense while it grows: a million ids must cost their hashes,
//! not the free half of a table that has just doubled.
//!
//! It uses open addressing in shards. A shard grows by a fifth when seven eighths of it are used,
//! so that at least 72 in 100 slots are in use. Only one shard grows at a time, so that few old
//! slots exist beside the new ones at any moment.

/// The value under a key: 12 bytes, so that an entry takes 20.
pub(super) type Value = [u32; 3];

const SHARD_BITS: u32 = 6;
const SMALLEST: usize = 16;

/// A map from hashes to numbers.
#[derive(Debug)]
pub(super) struct NumberTable(Vec<Shard>);

/// Keys and values in parallel lists; the key 0 marks a free slot.
#[derive(Debug, Default)]
struct Shard {
    keys: Vec<u64>,
    values: Vec<Value>,
    taken: usize,
}

impl Default for NumberTable {
    fn default() -> Self {
        Self((0..1 << SHARD_BITS).map(|_| Shard::default()).collect())
    }
}

impl NumberTable {
    pub(super) fn get(&self, key: u64) -> Option<Value> {
        let key = used(key);
        let shard = self.0.get(shard(key))?;
        shard.values.get(shard.slot(key).ok()?).copied()
    }

    /// Returns the value under a key, to be changed. If there is none, inserts `value` and returns
    /// `None`.
    pub(super) fn insert(&mut self, key: u64, value: Value) -> Option<&mut Value> {
        let key = used(key);
        let shard = self.0.get_mut(shard(key))?;
        match shard.slot(key) {
            Ok(slot) => shard.values.get_mut(slot),
            Err(slot) => {
                shard.take(slot, key, value);
                None
            }
        }
    }

    /// Returns the value under a key, to be changed.
    pub(super) fn get_mut(&mut self, key: u64) -> Option<&mut Value> {
        let key = used(key);
        let shard = self.0.get_mut(shard(key))?;
        let slot = shard.slot(key).ok()?;
        shard.values.get_mut(slot)
    }

    /// Returns the number of shards. With [`NumberTable::key`], a caller can visit all keys while
    /// it changes values.
    pub(super) fn shards(&self) -> usize {
        self.0.len()
    }

    /// Returns the key in a slot of a shard: `None` beyond the last slot, 0 for a free one.
    pub(super) fn key(&self, shard: usize, slot: usize) -> Option<u64> {
        self.0.get(shard)?.keys.get(slot).copied()
    }

    /// Returns the bytes that the table takes, including those of a shard that grows.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        let bytes = |shard: &Shard| {
            shard.keys.capacity() * size_of::<u64>() + shard.values.capacity() * size_of::<Value>()
        };
        let growing = self.0.iter().map(bytes).max().unwrap_or(0);
        self.0.iter().map(bytes).sum::<usize>() + growing * 6 / 5 + size_of_val(self.0.as_slice())
    }
}

/// Returns the key to store, because 0 marks a free slot.
fn used(key: u64) -> u64 {
    key.max(1)
}

fn shard(key: u64) -> usize {
    usize::try_from(key >> (u64::BITS - SHARD_BITS)).expect("few bits are left")
}

impl Shard {
    /// Returns the slot of a key, or the free one that it would take.
    fn slot(&self, key: u64) -> Result<usize, usize> {
        let mut slot = self.home(key);
        for _ in 0..self.keys.len() {
            match self.keys.get(slot) {
                Some(0) => return Err(slot),
                Some(other) if *other == key => return Ok(slot),
                _ => slot = if slot + 1 < self.keys.len() { slot + 1 } else { 0 },
            }
        }
        Err(slot)
    }

    /// Returns the slot where the search for a key begins: the bits below those of the shard,
    /// spread over the slots.
    fn home(&self, key: u64) -> usize {
        let spread = u128::from(key << SHARD_BITS) * self.keys.len() as u128;
        usize::try_from(spread >> u64::BITS).expect("it is below the number of slots")
    }

    fn take(&mut self, free: usize, key: u64, value: Value) {
        let mut slot = free;
        if (self.taken + 1) * 8 > self.keys.len() * 7 {
            self.grow();
            slot = self.slot(key).unwrap_or_else(|slot| slot);
        }
        self.put(slot, key, value);
        self.taken += 1;
    }

    fn put(&mut self, slot: usize, key: u64, value: Value) {
        if let (Some(keys), Some(values)) = (self.keys.get_mut(slot), self.values.get_mut(slot)) {
            (*keys, *values) = (key, value);
        }
    }

    fn grow(&mut self) {
        let slots = (self.keys.len() + self.keys.len() / 5).max(SMALLEST);
        let grown = Self { keys: vec![0; slots], values: vec![[0; 3]; slots], taken: self.taken };
        let Self { keys, values, .. } = std::mem::replace(self, grown);
        for (key, value) in keys.into_iter().zip(values).filter(|(key, _)| *key != 0) {
            let slot = self.slot(key).unwrap_or_else(|slot| slot);
            self.put(slot, key, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_answers_like_a_map(
            // Few high bits are used, so that one shard grows and its keys collide.
            steps in proptest::collection::vec((0..400u64, any::<u32>(), any::<bool>()), 0..1500),
        ) {
            let (mut table, mut map) = (NumberTable::default(), HashMap::new());
            for (key, number, high) in steps {
                let key = if high { u64::MAX - key } else { key };
                let value = [number, 0, 1];
                let there = table.insert(key, value).copied();
                prop_assert_eq!(there, map.get(&key.max(1)).copied());
                map.entry(key.max(1)).or_insert(value);
            }
            for (key, value) in &map {
                prop_assert_eq!(table.get(*key), Some(*value));
            }
            let slots = (0..table.shards()).flat_map(|shard| {
                (0..).map_while({ let table = &table; move |slot| table.key(shard, slot) })
            });
            prop_assert_eq!(slots.filter(|key| *key != 0).count(), map.len());
            prop_assert_eq!(table.get(1_000), None);
        }
    }
}
