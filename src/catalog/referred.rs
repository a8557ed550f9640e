//! The agents, sources and scales that claims refer to: one copy of each. Those used last are kept,
//! so that the next claim that refers to them needn't read them again.

use std::sync::Arc;

use crate::catalog::claims::ReadError;
use crate::catalog::open_records::SharedValues;
use crate::catalog::recent::{Recent, RecentLimits};
use crate::catalog::record_index::RecordPlace;

/// The records of one kind that claims refer to, by their places.
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
    pub(crate) fn get(
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
    pub(crate) fn lengths(&self) -> u64 {
        self.held.keys().iter().map(|place| u64::from(place.length)).sum()
    }

    /// Drops the records that no dossier holds.
    pub(crate) fn forget_recent(&self) {
        self.recent.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        records.forget_recent();
        assert_eq!(records.lengths(), 10);
        drop((held, again));
        assert_eq!(records.lengths(), 0);
    }
}
