//! Counts what a server has done since it started. The numbers appear in the log and nowhere else.

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::available_parallelism;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::connection_record::SessionRecord;

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

#[derive(Debug, Default)]
pub(super) struct Metrics {
    /// The number of sessions that began.
    pub(super) sessions: Counter,
    /// The number of connections that ended.
    pub(super) ended: Counter,
    /// The number of answers and key presses of sessions that ended, and of the bytes sent to them.
    pub(super) answers: Counter,
    pub(super) keys: Counter,
    pub(super) bytes: Counter,
    /// The number of times the dataset was reloaded, and of failures.
    pub(super) reloads: Counter,
    pub(super) failures: Counter,
    /// The pieces of answers that wait for their clients.
    pub(super) waiting: Waiting,
    /// The number of answers that were cut off because others that wait hold too much memory.
    pub(super) cut: Counter,
    /// Limits how many pieces of answers are written at the same time.
    pub(super) making: Making,
}

/// A semaphore with one permit for each processor, held while a piece of an answer is written.
#[derive(Debug)]
pub(super) struct Making(Semaphore);

impl Default for Making {
    fn default() -> Self {
        Self(Semaphore::new(available_parallelism().map_or(2, NonZero::get)))
    }
}

impl Making {
    /// Waits for a permit to write a piece. Dropping the permit ends it.
    pub(super) async fn acquire(&self) -> Option<SemaphorePermit<'_>> {
        self.0.acquire().await.ok()
    }
}

/// The pieces of answers that connections haven't taken yet.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    pieces: AtomicU64,
    bytes: AtomicU64,
}

/// A piece that waits. Dropping it stops counting it.
#[derive(Debug)]
pub(super) struct PendingPiece<'w> {
    waiting: &'w Waiting,
    bytes: u64,
}

impl Waiting {
    /// Counts a piece of this many bytes as waiting.
    pub(super) fn begin(&self, bytes: usize) -> PendingPiece<'_> {
        let bytes = bytes as u64;
        self.pieces.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        PendingPiece { waiting: self, bytes }
    }

    /// Returns the number of waiting pieces and their bytes.
    pub(super) fn get(&self) -> (u64, u64) {
        (self.pieces.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed))
    }
}

impl Drop for PendingPiece<'_> {
    fn drop(&mut self) {
        self.waiting.pieces.fetch_sub(1, Ordering::Relaxed);
        self.waiting.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl Metrics {
    /// Counts a session that has ended.
    pub(super) fn end_session(&self, session: &SessionRecord) {
        let (keys, bytes) = session.counts();
        self.answers.add(u64::from(session.done.is_some()));
        self.keys.add(keys);
        self.bytes.add(bytes);
    }
}
