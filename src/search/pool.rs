//! The threads that search, for all readers of a process. Whatever is searched comes in
//! small steps, and every search gets one in its turn: a dear one holds up a cheap one by a
//! step at most. Knows nothing of what a step does.

use std::collections::VecDeque;
use std::io;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{Builder, available_parallelism, yield_now};
use std::time::{Duration, Instant};

use super::finder::THREAD;

/// How long a thread works until it lets others have the processor: threads that draw need it
/// for a moment only, and would else wait for as long as the system lets this one have it, which
/// is several milliseconds. After every step it would cost a short search a third of its time.
const TURN: Duration = Duration::from_millis(1);

/// Something done in steps, by several threads at once.
pub trait Job: Send + Sync {
    /// Does the next step. A step that panics is the job's last.
    fn step(&self) -> PoolProgress;

    /// Told once, where a step panicked. Others may still be at theirs.
    fn broke_down(&self);
}

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolProgress {
    /// There may be more to do.
    More,
    /// Nothing can be done until another thread's step is over.
    Wait,
    /// There is no more to do.
    Over,
}

/// Threads that do jobs, step by step in turn.
#[derive(Debug)]
pub struct Pool {
    shared: Arc<PoolShared>,
    threads: usize,
}

/// A job in a pool; once it is dropped, no further step of the job is begun.
#[derive(Debug)]
#[must_use = "a job is cancelled when it is dropped"]
pub struct Ticket {
    shared: Arc<PoolShared>,
    number: u64,
}

#[derive(Debug, Default)]
struct PoolShared {
    queue: Mutex<PoolQueue>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct PoolQueue {
    /// Whose turn it is stands first.
    entries: VecDeque<PoolEntry>,
    number: u64,
    closed: bool,
}

#[derive(Clone)]
struct PoolEntry {
    number: u64,
    job: Arc<dyn Job>,
    /// How many threads are at a step of it.
    busy: usize,
    /// Whether nothing can be done until one of those steps is over.
    waits: bool,
}

impl std::fmt::Debug for PoolEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { number, busy, waits, .. } = self;
        write!(f, "Entry {{ number: {number}, busy: {busy}, waits: {waits} }}")
    }
}

impl Pool {
    /// The pool of this process: a thread for each processor, from the first use on.
    ///
    /// # Errors
    /// Where the system gives no thread; the next use tries again.
    pub fn shared() -> io::Result<&'static Self> {
        static POOL: OnceLock<Pool> = OnceLock::new();
        if let Some(pool) = POOL.get() {
            return Ok(pool);
        }
        let pool = Self::new(available_parallelism().map_or(1, NonZero::get))?;
        Ok(POOL.get_or_init(|| pool))
    }

    /// A pool of so many threads, at least one, or of as many as the system gives.
    ///
    /// # Errors
    /// Where it gives none.
    pub fn new(threads: usize) -> io::Result<Self> {
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

    /// How many threads it has.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Does a job, for as long as its ticket is held. In the place of another it waits for the
    /// other's turn: who asks for ever new things comes no sooner than who asks for one.
    pub fn run(&self, job: Arc<dyn Job>, in_place_of: Option<Ticket>) -> Ticket {
        let mut queue = self.shared.lock();
        queue.number += 1;
        let number = queue.number;
        let entry = PoolEntry { number, job, busy: 0, waits: false };
        let before = in_place_of.as_ref().and_then(|ticket| queue.entry(ticket.number));
        let replaced = before.map(|before| std::mem::replace(before, entry.clone()));
        if replaced.is_none() {
            // Whoever comes is served before those who have had their turn.
            queue.entries.push_front(entry);
        }
        drop(queue);
        self.shared.changed.notify_all();
        // The jobs may be dropped with these, which the others need not wait for.
        drop((replaced, in_place_of));
        Ticket { shared: Arc::clone(&self.shared), number }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.changed.notify_all();
    }
}

impl Ticket {
    /// Whether the job is still to be done, or being done.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.shared.lock().entry(self.number).is_some()
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let entry = self.shared.lock().take(self.number);
        // The job may be dropped with it, which the others need not wait for.
        drop(entry);
    }
}

impl PoolShared {
    /// The queue. No panic can leave it half-changed, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, PoolQueue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a thread of the pool does.
    fn work(&self) {
        let mut worked = Duration::ZERO;
        while let Some((number, job)) = self.next() {
            let begun = Instant::now();
            let stepped = catch_unwind(AssertUnwindSafe(|| job.step()));
            let progress = stepped.as_ref().copied().unwrap_or(PoolProgress::Over);
            let ended = self.lock().settle(number, progress);
            if stepped.is_err() && ended.is_some() {
                // Somebody who can't even be told must not end the thread.
                let _ = catch_unwind(AssertUnwindSafe(|| job.broke_down()));
            }
            self.changed.notify_all();
            // Dropping what was asked for may panic as well.
            let _ = catch_unwind(AssertUnwindSafe(|| drop((ended, job))));
            worked += begun.elapsed();
            if worked >= TURN {
                worked = Duration::ZERO;
                yield_now();
            }
        }
    }

    /// The job whose turn it is; `None` at the end.
    fn next(&self) -> Option<(u64, Arc<dyn Job>)> {
        let mut queue = self.lock();
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
    /// The job whose turn it is; it then goes to the end.
    fn turn(&mut self) -> Option<(u64, Arc<dyn Job>)> {
        let place = self.entries.iter().position(|entry| !entry.waits)?;
        let mut entry = self.entries.remove(place)?;
        entry.busy += 1;
        let turn = (entry.number, Arc::clone(&entry.job));
        self.entries.push_back(entry);
        Some(turn)
    }

    /// Takes note of a step that is over; gives back the entry, should it be the last.
    fn settle(&mut self, number: u64, progress: PoolProgress) -> Option<PoolEntry> {
        if progress == PoolProgress::Over {
            return self.take(number);
        }
        let entry = self.entry(number)?;
        entry.busy = entry.busy.saturating_sub(1);
        // Where nobody else is at it, there is nothing to wait for.
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
