//! A cache of recently used values that fits into a budget of bytes.

use std::hash::Hash;
use std::sync::{Arc, Mutex};

use lru::LruCache;

use crate::parallel::locked;

/// The values that were used last. If they exceed the limits, those unused for the longest time are
/// dropped; the newest value stays, however large it is.
#[derive(Debug)]
pub(crate) struct Recent<K: Hash + Eq, V> {
    kept: Mutex<RecentValues<K, V>>,
    budget: RecentLimits,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct RecentLimits {
    pub(crate) values: usize,
    /// The largest number of bytes that the values take together.
    pub(crate) bytes: u64,
}

impl RecentLimits {
    /// The limits for records that claims refer to, kept for the next claim that refers to them.
    pub(crate) const REFERRED: Self = Self { values: 256, bytes: 16 << 20 };
}

#[derive(Debug)]
struct RecentValues<K: Hash + Eq, V> {
    /// Each value, with the bytes that it takes.
    values: LruCache<K, (Arc<V>, u64)>,
    bytes: u64,
}

impl<K: Hash + Eq, V> Recent<K, V> {
    pub(crate) fn new(budget: RecentLimits) -> Self {
        let kept = RecentValues { values: LruCache::unbounded(), bytes: 0 };
        Self { kept: Mutex::new(kept), budget }
    }

    /// Returns the value of a key if it was used recently.
    pub(crate) fn get(&self, key: &K) -> Option<Arc<V>> {
        locked(&self.kept).values.get(key).map(|(value, _)| Arc::clone(value))
    }

    /// Adds a value that takes `bytes` bytes.
    pub(crate) fn put(&self, key: K, value: Arc<V>, bytes: u64) {
        let RecentLimits { values: most, bytes: limit } = self.budget;
        let mut kept = locked(&self.kept);
        let replaced = kept.values.put(key, (value, bytes));
        kept.bytes = kept.bytes + bytes - replaced.map_or(0, |(_, bytes)| bytes);
        while kept.values.len() > 1 && (kept.values.len() > most || kept.bytes > limit) {
            let forgotten = kept.values.pop_lru();
            kept.bytes -= forgotten.map_or(0, |(_, (_, bytes))| bytes);
        }
    }

    pub(crate) fn clear(&self) {
        let mut kept = locked(&self.kept);
        kept.values.clear();
        kept.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recent(values: usize, bytes: u64) -> Recent<u32, u32> {
        Recent::new(RecentLimits { values, bytes })
    }

    fn kept(recent: &Recent<u32, u32>) -> Vec<u32> {
        (0..10).filter(|key| locked(&recent.kept).values.contains(key)).collect()
    }

    #[test]
    fn what_was_not_used_for_longest_is_forgotten_first() {
        let recent = recent(10, 30);
        for key in 0..3 {
            recent.put(key, Arc::new(key), 10);
        }
        assert_eq!(recent.get(&0).as_deref(), Some(&0));
        recent.put(3, Arc::new(3), 10);
        assert_eq!(kept(&recent), [0, 2, 3]);
        recent.put(3, Arc::new(4), 1);
        recent.put(4, Arc::new(4), 9);
        assert_eq!(kept(&recent), [0, 2, 3, 4], "a value that is replaced counts once");
    }

    #[test]
    fn the_number_of_values_is_limited_too() {
        let recent = recent(2, 1000);
        for key in 0..5 {
            recent.put(key, Arc::new(key), 1);
        }
        assert_eq!(kept(&recent), [3, 4]);
    }

    #[test]
    fn the_newest_value_stays_however_large_it_is() {
        let recent = recent(10, 30);
        recent.put(0, Arc::new(0), 10);
        recent.put(1, Arc::new(1), 1000);
        assert_eq!(kept(&recent), [1]);
        recent.put(2, Arc::new(2), 10);
        assert_eq!(kept(&recent), [2]);
        recent.clear();
        assert!(kept(&recent).is_empty());
        assert_eq!(locked(&recent.kept).bytes, 0);
    }
}
