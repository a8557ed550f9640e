//! Lists without duplicates, at any length. A hostile file can have a hundred thousand different
//! items in one claim, and comparing each with all before it would take hours.

use hashbrown::{HashMap, HashSet};
use serde::Serialize;
use serde_json::{Map, Value, json};
use xxhash_rust::xxh3::xxh3_128;

/// The length up to which comparing the items one by one is faster than hashing them.
const FEW: usize = 16;

/// The 128-bit hash of every item of a list, once the list is long.
#[derive(Debug, Clone, Default)]
pub(super) struct Distinct(HashSet<u128>);

impl Distinct {
    /// Adds an item to `list` unless the list holds it, and returns true if it was added. Every
    /// call must pass the same list.
    pub(super) fn add<T: PartialEq + Serialize>(&mut self, list: &mut Vec<T>, item: T) -> bool {
        let is_new = if list.len() < FEW {
            !list.contains(&item)
        } else {
            if self.0.is_empty() {
                self.0.extend(list.iter().map(hash));
            }
            self.0.insert(hash(&item))
        };
        if is_new {
            list.push(item);
        }
        is_new
    }
}

/// Values under keys: each key has one value, or a list of the values that differ.
#[derive(Debug, Default)]
pub(super) struct Gathered(HashMap<String, Distinct>);

impl Gathered {
    /// Adds a value under `key` unless it is there, and returns true if it was added. Every call
    /// must pass the same map.
    pub(super) fn add(&mut self, map: &mut Map<String, Value>, key: &str, value: Value) -> bool {
        match map.get_mut(key) {
            None => map.insert(key.to_owned(), value).is_none(),
            Some(before) if *before == value => false,
            Some(Value::Array(list)) => self.0.entry_ref(key).or_default().add(list, value),
            Some(before) => {
                *before = json!([before.take(), value]);
                true
            }
        }
    }
}

/// Returns the 128-bit hash of an item’s JSON.
pub(super) fn hash(item: &impl Serialize) -> u128 {
    xxh3_128(&serde_json::to_vec(item).expect("an item of a record can be written as JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_there_twice(items in prop::collection::vec(0..60_u32, 0..200)) {
            let (mut list, mut distinct, mut slow) = (Vec::new(), Distinct::default(), Vec::new());
            for item in items {
                let is_new = !slow.contains(&item);
                slow.extend(is_new.then_some(item));
                prop_assert_eq!(distinct.add(&mut list, item), is_new);
            }
            prop_assert_eq!(list, slow);
        }
    }
}
