//! Open records: one copy of each in the process, shared by all users who open it, and a limit for
//! all of them together.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::catalog::claims::{ReadError, Row};
use crate::catalog::record_index::RecordPlace;
use crate::catalog::referred::ReferredRecords;
use crate::claim::{Agent, Dossier, RankedLabels, Source, Summary};

/// With fewer entries than this, a table is not searched for dropped values.
const FEW: usize = 64;
/// The length of a record that is opened whatever else is open: those of a thousand users take less
/// memory than one record of the largest kind.
const SMALL: u64 = 64 << 10;
/// The largest number of bytes in memory for each byte of a record. Measured: 6 for a record of
/// evidence alone, 8 for items with little text.
const GROWTH: u64 = 8;
/// The largest number of summaries of long records that are kept.
const SUMMARIES: usize = 512;

/// The limits for open records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ceilings {
    /// The length of the longest record that is opened, in bytes of its file.
    pub(crate) record: u64,
    /// The bytes of memory that all open records together may hold.
    pub(crate) all: u64,
}

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
        let mut held = unpoisoned(slot.lock());
        if let Some(value) = held.upgrade() {
            return Ok(value);
        }
        let value = Arc::new(load()?);
        *held = Arc::downgrade(&value);
        Ok(value)
    }

    fn slot(&self, key: K) -> Slot<T> {
        let mut slots = unpoisoned(self.slots.lock());
        if slots.len() >= FEW && slots.len() == slots.capacity() {
            // The thread that loads a value holds its slot.
            slots.retain(|_, slot| {
                Arc::strong_count(slot) > 1 || unpoisoned(slot.lock()).strong_count() > 0
            });
        }
        Arc::clone(slots.entry(key).or_default())
    }

    /// Returns the values that a caller holds, without those that are being loaded.
    fn values(&self) -> Vec<Arc<T>> {
        let slots = unpoisoned(self.slots.lock());
        slots.values().filter_map(|slot| slot.try_lock().ok()?.upgrade()).collect()
    }

    /// Returns the keys of the values that a caller holds.
    pub(crate) fn keys(&self) -> Vec<K>
    where
        K: Copy,
    {
        let slots = unpoisoned(self.slots.lock());
        let is_held = |slot: &Slot<T>| slot.try_lock().is_ok_and(|it| it.strong_count() > 0);
        slots.iter().filter(|(_, slot)| is_held(slot)).map(|(key, _)| *key).collect()
    }
}

/// Locks despite poisoning: a panic can't leave the values behind these locks half-written.
fn unpoisoned<'l, T>(
    lock: Result<MutexGuard<'l, T>, PoisonError<MutexGuard<'l, T>>>,
) -> MutexGuard<'l, T> {
    lock.unwrap_or_else(PoisonError::into_inner)
}

/// The open records of a catalog.
#[derive(Debug, Default)]
pub(crate) struct OpenRecords {
    dossiers: SharedValues<Row, Dossier>,
    texts: SharedValues<Row, String>,
    /// The summaries of long records, which each list that shows them would otherwise read again.
    summaries: Mutex<HashMap<Row, Arc<Summary>>>,
    pub(crate) agents: ReferredRecords<Agent>,
    pub(crate) sources: ReferredRecords<Source>,
    pub(crate) scales: ReferredRecords<RankedLabels>,
    /// The limits; 0 for none.
    longest: AtomicU64,
    most: AtomicU64,
    /// The bytes reserved for records that are being loaded.
    loading: AtomicU64,
}

/// Memory that is reserved for a record until it is loaded.
struct Reservation<'r> {
    of: &'r AtomicU64,
    bytes: u64,
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.of.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl OpenRecords {
    pub(crate) fn limit(&self, ceilings: Ceilings) {
        self.longest.store(ceilings.record, Ordering::Relaxed);
        self.most.store(ceilings.all, Ordering::Relaxed);
    }

    /// Returns a claim's dossier; `length` is that of its record.
    pub(crate) fn dossier(
        &self,
        row: Row,
        length: u64,
        load: impl FnOnce() -> Result<Dossier, ReadError>,
    ) -> Result<Arc<Dossier>, ReadError> {
        self.dossiers.get(row, || {
            let _reserved = self.admit(length, length * GROWTH)?;
            load()
        })
    }

    /// Returns a record's text; `length` is that of the record.
    pub(crate) fn text(
        &self,
        row: Row,
        length: u64,
        load: impl FnOnce() -> Result<String, ReadError>,
    ) -> Result<Arc<String>, ReadError> {
        if length <= SMALL {
            return load().map(Arc::new);
        }
        self.texts.get(row, || {
            let _reserved = self.admit(0, length)?;
            load()
        })
    }

    /// Returns a claim's summary, and keeps that of a long record.
    pub(crate) fn summary(
        &self,
        row: Row,
        length: u64,
        load: impl FnOnce() -> Result<Summary, ReadError>,
    ) -> Result<Arc<Summary>, ReadError> {
        if length <= SMALL {
            return load().map(Arc::new);
        }
        if let Some(summary) = unpoisoned(self.summaries.lock()).get(&row) {
            return Ok(Arc::clone(summary));
        }
        // The table is not locked during the read, so that a slow read doesn't block the lists of
        // other users.
        let summary = Arc::new(load()?);
        if summary.text.len() as u64 <= SMALL {
            let mut kept = unpoisoned(self.summaries.lock());
            if kept.len() >= SUMMARIES {
                kept.clear();
            }
            kept.insert(row, Arc::clone(&summary));
        }
        Ok(summary)
    }

    /// Returns a record that claims refer to.
    pub(crate) fn referred<T>(
        &self,
        records: &ReferredRecords<T>,
        place: RecordPlace,
        load: impl FnOnce() -> Result<T, ReadError>,
    ) -> Result<Arc<T>, ReadError> {
        let length = u64::from(place.length);
        records.get(place, || {
            let _reserved = self.admit(length, length * GROWTH)?;
            load()
        })
    }

    /// Reserves memory for a record of `length` bytes, which takes `bytes` when it is loaded, if
    /// the limits allow it.
    fn admit(&self, length: u64, bytes: u64) -> Result<Reservation<'_>, ReadError> {
        let (longest, most) =
            (self.longest.load(Ordering::Relaxed), self.most.load(Ordering::Relaxed));
        if longest > 0 && length > longest {
            return Err(ReadError::TooLong { length, longest });
        }
        let loading = self.loading.fetch_add(bytes, Ordering::Relaxed);
        let reserved = Reservation { of: &self.loading, bytes };
        let is_too_much = || self.held() + loading + bytes > most;
        if most > 0 && bytes > SMALL * GROWTH && is_too_much() {
            self.forget_recent();
            if is_too_much() {
                return Err(ReadError::TooMany { most });
            }
        }
        Ok(reserved)
    }

    fn forget_recent(&self) {
        self.agents.forget_recent();
        self.sources.forget_recent();
        self.scales.forget_recent();
    }

    /// Returns the bytes that all open records hold.
    pub(crate) fn held(&self) -> u64 {
        let dossiers = self.dossiers.values();
        let texts = self.texts.values();
        let texts = texts.iter().map(|text| text.capacity());
        let of_claims = dossiers.iter().map(|it| it.held_bytes()).chain(texts).sum::<usize>();
        let referred = self.agents.lengths() + self.sources.lengths() + self.scales.lengths();
        of_claims as u64 + referred * GROWTH
    }

    /// Returns the number of open records.
    pub(crate) fn count(&self) -> usize {
        self.dossiers.values().len() + self.texts.values().len()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::AtomicUsize;
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
        assert!(unpoisoned(shared.slots.lock()).len() <= 4 * FEW);
        let again = shared.get(0, || Ok::<_, Infallible>(1)).unwrap();
        assert!(Arc::ptr_eq(&held, &again));
    }

    #[test]
    fn a_failure_is_told_and_the_next_tries_again() {
        let shared: SharedValues<u32, u32> = SharedValues::default();
        assert_eq!(shared.get(1, || Err("no")), Err("no"));
        assert_eq!(shared.get(1, || Ok::<_, &str>(2)).as_deref(), Ok(&2));
    }

    #[test]
    fn ceilings_hold_for_one_record_and_for_all() {
        let open = OpenRecords::default();
        let text = |row, length: usize| {
            open.text(row, length as u64, || Ok::<_, ReadError>("x".repeat(length)))
        };
        let held = text(Row(0), 3 << 20).unwrap();
        open.limit(Ceilings { record: 1 << 20, all: 4 << 20 });
        assert!(matches!(text(Row(1), 3 << 20), Err(ReadError::TooMany { .. })));
        assert!(text(Row(1), 1 << 10).is_ok(), "a small one is always opened");
        assert!(Arc::ptr_eq(&held, &text(Row(0), 3 << 20).unwrap()), "what is open stays so");
        drop(held);
        assert!(text(Row(1), 3 << 20).is_ok());
        let dossier = open.dossier(Row(0), 2 << 20, || Err(ReadError::Changed));
        assert!(matches!(dossier, Err(ReadError::TooLong { .. })));
    }

    #[test]
    fn records_that_are_being_loaded_count_too() {
        let open = OpenRecords::default();
        open.limit(Ceilings { record: 0, all: 4 << 20 });
        let load = |length: usize| Ok::<_, ReadError>("x".repeat(length));
        let mut second = None;
        let first = open.text(Row(0), 3 << 20, || {
            second = Some(open.text(Row(1), 3 << 20, || load(3 << 20)));
            load(3 << 20)
        });
        assert!(matches!(second, Some(Err(ReadError::TooMany { .. }))));
        drop(first.unwrap());
        assert!(open.text(Row(1), 3 << 20, || load(3 << 20)).is_ok(), "nothing stays reserved");
    }
}
