//! What a server has done since it began, in numbers. Told in the log, and nowhere else.

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::available_parallelism;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::handler::ConnectionRecord;

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
pub(super) struct Metrics {
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
    /// Answers that wait until their readers take more.
    pub(super) waiting: Waiting,
    /// Answers that were cut off since others that wait hold too much.
    pub(super) cut: Counter,
    /// How many pieces of answers are made at a time.
    pub(super) making: Making,
}

/// The pieces of answers that are made at a time: as many as there are processors to make them.
#[derive(Debug)]
pub(super) struct Making(Semaphore);

impl Default for Making {
    fn default() -> Self {
        Self(Semaphore::new(available_parallelism().map_or(2, NonZero::get)))
    }
}

impl Making {
    /// Waits until a piece may be made; it may until what comes is dropped.
    pub(super) async fn acquire(&self) -> Option<SemaphorePermit<'_>> {
        self.0.acquire().await.ok()
    }
}

/// Pieces of answers that were handed to connections and are not taken yet.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    pieces: AtomicU64,
    bytes: AtomicU64,
}

/// A piece that waits, for as long as this is there.
#[derive(Debug)]
pub(super) struct PendingPiece<'w> {
    waiting: &'w Waiting,
    bytes: u64,
}

impl Waiting {
    /// A piece of so many bytes waits from now on.
    pub(super) fn begin(&self, bytes: usize) -> PendingPiece<'_> {
        let bytes = bytes as u64;
        self.pieces.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        PendingPiece { waiting: self, bytes }
    }

    /// How many wait, and their bytes.
    pub(super) fn get(&self) -> (u64, u64) {
        (self.pieces.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed))
    }
}

impl PendingPiece<'_> {
    /// The bytes of all pieces that wait.
    pub(super) fn all(&self) -> u64 {
        self.waiting.get().1
    }
}

impl Drop for PendingPiece<'_> {
    fn drop(&mut self) {
        self.waiting.pieces.fetch_sub(1, Ordering::Relaxed);
        self.waiting.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl Metrics {
    /// Counts a connection that has ended.
    pub(super) fn end(&self, visit: &ConnectionRecord) {
        let (keys, bytes) = visit.counts();
        self.ended.add(1);
        self.answers.add(u64::from(visit.done.is_some()));
        self.keys.add(keys);
        self.bytes.add(bytes);
    }
}
