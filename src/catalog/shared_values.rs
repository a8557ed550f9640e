//! Shared values: one copy of each in the process, for as long as any caller holds it.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, Weak};

use crate::parallel::locked;

/// With fewer entries than this, a table is not searched for dropped values.
const FEW: usize = 64;

/// Shared values: one copy of each, for as long as any caller holds it.
#[derive(Debug)]
pub(crate) struct SharedValues<K, T> {
    slots: Mutex<HashMap<K, Slot<T>>>,
}

/// A value, locked while it is loaded.
type Slot<T> = Arc<Mutex<Weak<T>>>;

impl<K, T> Default for SharedValues<K, T> {
    fn default() -> Self {
        Self { slots: Mutex::default() }
    }
}

impl<K: Hash + Eq, T> SharedValues<K, T> {
    /// Returns the value of a key; `load` makes it if no caller holds it. Other callers of the key
    /// wait meanwhile.
    pub(crate) fn get<E>(&self, key: K, load: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let slot = self.slot(key);
        let mut held = locked(&slot);
        if let Some(value) = held.upgrade() {
            return Ok(value);
        }
        let value = Arc::new(load()?);
        *held = Arc::downgrade(&value);
        Ok(value)
    }

    fn slot(&self, key: K) -> Slot<T> {
        let mut slots = locked(&self.slots);
        if slots.len() >= FEW && slots.len() == slots.capacity() {
            // The thread that loads a value holds its slot.
            slots.retain(|_, slot| Arc::strong_count(slot) > 1 || locked(slot).strong_count() > 0);
        }
        Arc::clone(slots.entry(key).or_default())
    }

    /// Returns the values that a caller holds, without those that are being loaded.
    pub(crate) fn values(&self) -> Vec<Arc<T>> {
        let slots = locked(&self.slots);
        slots.values().filter_map(|slot| slot.try_lock().ok()?.upgrade()).collect()
    }

    /// Returns the keys of the values that a caller holds.
    pub(crate) fn keys(&self) -> Vec<K>
    where
        K: Copy,
    {
        let slots = locked(&self.slots);
        let is_held = |slot: &Slot<T>| slot.try_lock().is_ok_and(|it| it.strong_count() > 0);
        slots.iter().filter(|(_, slot)| is_held(slot)).map(|(key, _)| *key).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn all_who_hold_a_value_hold_the_same_and_it_goes_with_the_last() {
        let shared: SharedValues<u32, String> = SharedValues::default();
        let loads = AtomicUsize::new(0);
        let get = |key: u32| {
            let load = || {
                loads.fetch_add(1, Ordering::Relaxed);
                Ok::<_, Infallible>(key.to_string())
            };
            shared.get(key, load).unwrap()
        };
        let held: Vec<Arc<String>> = thread::scope(|scope| {
            let asking: Vec<_> = (0..16).map(|_| scope.spawn(|| get(7))).collect();
            asking.into_iter().map(|it| it.join().unwrap()).collect()
        });
        assert!(held.iter().all(|it| Arc::ptr_eq(it, &held[0])));
        assert_eq!((loads.load(Ordering::Relaxed), shared.values().len()), (1, 1));
        drop(held);
        assert!(shared.values().is_empty());
        assert_eq!(*get(7), "7");
        assert_eq!(loads.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn values_that_are_gone_leave_no_entry_behind() {
        let shared: SharedValues<u32, u32> = SharedValues::default();
        let held = shared.get(0, || Ok::<_, Infallible>(0)).unwrap();
        for key in 1..100_000 {
            shared.get(key, || Ok::<_, Infallible>(key)).unwrap();
        }
        assert!(locked(&shared.slots).len() <= 4 * FEW);
        let again = shared.get(0, || Ok::<_, Infallible>(1)).unwrap();
        assert!(Arc::ptr_eq(&held, &again));
    }

    #[test]
    fn a_failure_is_told_and_the_next_tries_again() {
        let shared: SharedValues<u32, u32> = SharedValues::default();
        assert_eq!(shared.get(1, || Err("no")), Err("no"));
        assert_eq!(shared.get(1, || Ok::<_, &str>(2)).as_deref(), Ok(&2));
    }
}
