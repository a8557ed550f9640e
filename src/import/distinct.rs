//! Lists that hold nothing twice, however long they get: a hostile file can have a hundred
//! thousand different items in one claim, and comparing each with all before would take hours.

use hashbrown::{HashMap, HashSet};
use serde::Serialize;
use serde_json::{Map, Value, json};
use xxhash_rust::xxh3::xxh3_128;

/// So many items are compared one by one; it takes more until hashing them pays.
const FEW: usize = 16;

/// What a list holds once it is long: of each item, as it is written, a hash of 128 bits.
#[derive(Debug, Clone, Default)]
pub(super) struct Distinct(HashSet<u128>);

impl Distinct {
    /// Adds an item to the list that this was always called with, unless it is there; says whether
    /// it was added.
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

/// Values under keys, each key with one value, or with a list of those that differ.
#[derive(Debug, Default)]
pub(super) struct Gathered(HashMap<String, Distinct>);

impl Gathered {
    /// Adds a value to the map that this was always called with, unless it is there; says whether
    /// it was added.
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

/// What an item says, in 128 bits.
pub(super) fn hash(item: &impl Serialize) -> u128 {
    // What can’t be written is nothing that a record holds.
    xxh3_128(&serde_json::to_vec(item).unwrap_or_default())
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
