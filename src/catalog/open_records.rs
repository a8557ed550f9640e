//! Open records: one copy of each in the process, shared by all users who open it, and a limit for
//! all of them together.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::catalog::outdated::ReadError;
use crate::catalog::recent::{Recent, RecentLimits};
use crate::catalog::record_index::RecordPlace;
use crate::catalog::row::Row;
use crate::catalog::shared_values::SharedValues;
use crate::claim::{Agent, Dossier, RankedLabels, Source, Summary};
use crate::parallel::locked;

/// The length of a record that is opened whatever else is open: those of a thousand users take less
/// memory than one record of the largest kind.
pub(crate) const SMALL: u64 = 64 << 10;
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

/// The records of one kind that claims refer to, by their places: one copy of each. Those used last
/// are kept, so that the next claim that refers to them needn't read them again.
#[derive(Debug)]
pub(crate) struct ReferredRecords<T> {
    /// The records that a dossier holds, and those of `recent`.
    held: SharedValues<RecordPlace, T>,
    recent: Recent<RecordPlace, T>,
}

impl<T> Default for ReferredRecords<T> {
    fn default() -> Self {
        Self { held: SharedValues::default(), recent: Recent::new(RecentLimits::REFERRED) }
    }
}

impl<T> ReferredRecords<T> {
    /// Returns the record of a place; `load` reads it if no dossier holds it and it was not used
    /// recently.
    fn get(
        &self,
        place: RecordPlace,
        load: impl FnOnce() -> Result<T, ReadError>,
    ) -> Result<Arc<T>, ReadError> {
        if let Some(record) = self.recent.get(&place) {
            return Ok(record);
        }
        let record = self.held.get(place, load)?;
        self.recent.put(place, Arc::clone(&record), place.length.into());
        Ok(record)
    }

    /// Returns the bytes that these records have in their files.
    fn lengths(&self) -> u64 {
        self.held.keys().iter().map(|place| u64::from(place.length)).sum()
    }
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
        if let Some(summary) = locked(&self.summaries).get(&row) {
            return Ok(Arc::clone(summary));
        }
        // The table is not locked during the read, so that a slow read doesn't block the lists of
        // other users.
        let summary = Arc::new(load()?);
        if summary.text.len() as u64 <= SMALL {
            let mut kept = locked(&self.summaries);
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
            self.agents.recent.clear();
            self.sources.recent.clear();
            self.scales.recent.clear();
            if is_too_much() {
                return Err(ReadError::TooMany { most });
            }
        }
        Ok(reserved)
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
    use super::*;

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

    fn place(offset: u64, length: u32) -> RecordPlace {
        RecordPlace { offset, length, ..RecordPlace::default() }
    }

    #[test]
    fn a_record_is_read_once_for_all_that_refer_to_it() {
        let records: ReferredRecords<u64> = ReferredRecords::default();
        let first = records.get(place(1, 10), || Ok(1)).unwrap();
        let second = records.get(place(1, 10), || Err(ReadError::Changed)).unwrap();
        assert!(Arc::ptr_eq(&first, &second));
        assert_eq!(records.lengths(), 10);
    }

    #[test]
    fn what_is_held_outlasts_what_is_recent_and_is_not_read_again() {
        let records: ReferredRecords<u64> = ReferredRecords::default();
        let held = records.get(place(0, 10), || Ok(0)).unwrap();
        for offset in 1..1000 {
            drop(records.get(place(offset, 10), || Ok(offset)).unwrap());
        }
        let again = records.get(place(0, 10), || Err(ReadError::Changed)).unwrap();
        assert!(Arc::ptr_eq(&held, &again));
        records.recent.clear();
        assert_eq!(records.lengths(), 10);
        drop((held, again));
        assert_eq!(records.lengths(), 0);
    }
}
