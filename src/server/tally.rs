//! What a server has done since it began, in numbers. Told in the log, and nowhere else.

use std::sync::atomic::{AtomicU64, Ordering};

use super::visitor::Visit;

/// A number that only grows.
#[derive(Debug, Default)]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub(super) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What has been done.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Sessions that began.
    pub(super) sessions: Counter,
    /// Connections that ended, and what they asked for, pressed and were sent.
    pub(super) ended: Counter,
    pub(super) answers: Counter,
    pub(super) keys: Counter,
    pub(super) bytes: Counter,
    /// Readings anew: of the dataset, and those that failed.
    pub(super) reloads: Counter,
    pub(super) failures: Counter,
}

impl Tally {
    /// Counts a connection that has ended.
    pub(super) fn end(&self, visit: &Visit) {
        let (keys, bytes) = visit.counts();
        self.ended.add(1);
        self.answers.add(u64::from(visit.done.is_some()));
        self.keys.add(keys);
        self.bytes.add(bytes);
    }
}
