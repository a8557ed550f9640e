//! The threads that run the searches of all users of a process. Every search is a job of small
//! steps, and jobs take turns, so that an expensive one delays a cheap one by one step at most.
//! The pool must not know what a step does.

use crate::parallel::locked;
use std::collections::VecDeque;
use std::io;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::thread::{Builder, available_parallelism, yield_now};
use std::time::{Duration, Instant};

/// The name of the search threads. A panic hook uses it to tell that the panic is caught.
pub(crate) const THREAD: &str = "search";

/// How long a thread works before it yields the processor. Threads that draw need it only for a
/// moment; without yielding they would wait for the system's time slice, several milliseconds.
/// Yielding after every step would cost a short search a third of its time.
const TURN: Duration = Duration::from_millis(1);

/// Work that is done in steps, by several threads at once.
pub(crate) trait Job: Send + Sync {
    /// Performs the next step. A step that panics is the job's last.
    fn step(&self) -> PoolProgress;

    /// Reports, once, that a step panicked. Other steps may still be running.
    fn broke_down(&self);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PoolProgress {
    /// There may be more to do.
    More,
    /// Nothing can be done until another thread finishes its step.
    Wait,
    Over,
}

/// Threads that run jobs, step by step in turn.
pub(crate) struct Pool {
    shared: Arc<PoolShared>,
    threads: usize,
}

/// A job in a pool. When it is dropped, no further step of the job begins.
#[must_use = "a job is cancelled when it is dropped"]
pub(crate) struct Ticket {
    shared: Arc<PoolShared>,
    number: u64,
}

#[derive(Default)]
struct PoolShared {
    queue: Mutex<PoolQueue>,
    changed: Condvar,
}

#[derive(Default)]
struct PoolQueue {
    /// The jobs, the next one first.
    entries: VecDeque<PoolEntry>,
    number: u64,
    closed: bool,
}

#[derive(Clone)]
struct PoolEntry {
    number: u64,
    job: Arc<dyn Job>,
    /// The number of threads that are running a step of the job.
    busy: usize,
    /// Whether the job waits until one of these steps ends.
    waits: bool,
}

impl Pool {
    /// Returns the pool of this process, which has a thread for each processor. The first call
    /// creates it.
    ///
    /// # Errors
    /// Returns an error if the system can't start a thread. The next call tries again.
    pub(crate) fn shared() -> io::Result<&'static Self> {
        static POOL: OnceLock<Pool> = OnceLock::new();
        if let Some(pool) = POOL.get() {
            return Ok(pool);
        }
        let pool = Self::new(available_parallelism().map_or(1, NonZero::get))?;
        Ok(POOL.get_or_init(|| pool))
    }

    /// Creates a pool of `threads` threads, at least one, or of as many as the system can start.
    pub(crate) fn new(threads: usize) -> io::Result<Self> {
        let mut pool = Self { shared: Arc::default(), threads: 0 };
        for _ in 0..threads.max(1) {
            let shared = Arc::clone(&pool.shared);
            match Builder::new().name(THREAD.to_owned()).spawn(move || shared.work()) {
                Ok(_) => pool.threads += 1,
                Err(error) if pool.threads == 0 => return Err(error),
                Err(_) => break,
            }
        }
        Ok(pool)
    }

    /// Runs a job for as long as its ticket is held. A job that replaces another takes that job's
    /// place in the queue, so that a user who keeps sending requests isn't served earlier.
    pub(crate) fn run(&self, job: Arc<dyn Job>, in_place_of: Option<Ticket>) -> Ticket {
        let mut queue = locked(&self.shared.queue);
        queue.number += 1;
        let number = queue.number;
        let entry = PoolEntry { number, job, busy: 0, waits: false };
        let before = in_place_of.as_ref().and_then(|ticket| queue.entry(ticket.number));
        let replaced = before.map(|before| std::mem::replace(before, entry.clone()));
        if replaced.is_none() {
            // A new job is served before jobs that have had their turn.
            queue.entries.push_front(entry);
        }
        drop(queue);
        self.shared.changed.notify_all();
        // Dropping the jobs can take long, so it happens after the lock is released.
        drop((replaced, in_place_of));
        Ticket { shared: Arc::clone(&self.shared), number }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        locked(&self.shared.queue).closed = true;
        self.shared.changed.notify_all();
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let entry = locked(&self.shared.queue).take(self.number);
        // Dropping the job can take long, so it happens after the lock is released.
        drop(entry);
    }
}

impl PoolShared {
    /// Runs steps until the pool is closed: the main function of each thread.
    fn work(&self) {
        let mut worked = Duration::ZERO;
        while let Some((number, job)) = self.next() {
            let begun = Instant::now();
            let stepped = catch_unwind(AssertUnwindSafe(|| job.step()));
            let progress = stepped.as_ref().copied().unwrap_or(PoolProgress::Over);
            let ended = locked(&self.queue).settle(number, progress);
            if stepped.is_err() && ended.is_some() {
                // A panic in the report must not end the thread.
                let _ = catch_unwind(AssertUnwindSafe(|| job.broke_down()));
            }
            self.changed.notify_all();
            // Dropping the job may panic as well.
            let _ = catch_unwind(AssertUnwindSafe(|| drop((ended, job))));
            worked += begun.elapsed();
            if worked >= TURN {
                worked = Duration::ZERO;
                yield_now();
            }
        }
    }

    /// Waits for the next job. Returns `None` when the pool is closed.
    fn next(&self) -> Option<(u64, Arc<dyn Job>)> {
        let mut queue = locked(&self.queue);
        loop {
            if queue.closed {
                return None;
            }
            if let Some(turn) = queue.turn() {
                return Some(turn);
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl PoolQueue {
    /// Returns the job whose turn it is, and moves it to the end of the queue.
    fn turn(&mut self) -> Option<(u64, Arc<dyn Job>)> {
        let place = self.entries.iter().position(|entry| !entry.waits)?;
        let mut entry = self.entries.remove(place)?;
        entry.busy += 1;
        let turn = (entry.number, Arc::clone(&entry.job));
        self.entries.push_back(entry);
        Some(turn)
    }

    /// Records the end of a step. If the job is over, its entry is removed and returned.
    fn settle(&mut self, number: u64, progress: PoolProgress) -> Option<PoolEntry> {
        if progress == PoolProgress::Over {
            return self.take(number);
        }
        let entry = self.entry(number)?;
        entry.busy = entry.busy.saturating_sub(1);
        // If no other thread runs a step of this job, there is nothing to wait for.
        entry.waits = progress == PoolProgress::Wait && entry.busy > 0;
        None
    }

    fn entry(&mut self, number: u64) -> Option<&mut PoolEntry> {
        self.entries.iter_mut().find(|entry| entry.number == number)
    }

    fn take(&mut self, number: u64) -> Option<PoolEntry> {
        let place = self.entries.iter().position(|entry| entry.number == number)?;
        self.entries.remove(place)
    }
}

#[cfg(test)]
mod tests;
