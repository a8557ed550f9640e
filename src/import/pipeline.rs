//! Work on many things by as many threads as there are processors, its results taken in the order
//! of the things. Reading and taking stay with the caller’s thread; only so much is under way as
//! keeps the threads busy. Knows nothing of what the things are.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope};

use crate::input::Diagnostic;

/// The bytes of things that go to a thread together, unless one has more: enough that handing
/// over costs nothing beside the work.
const BATCH: usize = 1 << 18;

/// Hands a thing on, with the bytes that it holds.
pub(super) type Put<'p, T> = dyn FnMut(T, usize) -> Result<(), Diagnostic> + 'p;

/// Has things that `feed` puts worked on, a batch at a time, and `take`s what comes of each batch
/// in order. What is less than a batch is worked on at once, by this thread.
///
/// # Errors
/// The first in the order of the things: where `take` ends it, or `feed` does, after all that it
/// put was taken.
///
/// # Panics
/// Where `work` does.
pub(super) fn run<T: Send, R: Send, E: From<Diagnostic>>(
    feed: impl FnOnce(&mut Put<'_, T>) -> Result<(), E>,
    work: impl Fn(Vec<T>) -> R + Sync,
    take: impl FnMut(R) -> Result<(), Diagnostic>,
) -> Result<(), E> {
    let most = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let mut belt = Belt::new(scope, &work, take, most);
        let read = feed(&mut |thing, weight| belt.put(thing, weight));
        if !belt.is_over {
            belt.end()?;
        }
        read
    })
}

/// A batch for whichever thread is free, and where it sends what comes of it.
type Job<T, R> = (Vec<T>, SyncSender<R>);

/// Batches on their way to the threads and back.
struct Belt<'s, 'e, T, R, W, K> {
    scope: &'s Scope<'s, 'e>,
    work: &'e W,
    take: K,
    /// The batch that is being filled, and its bytes.
    batch: Vec<T>,
    weight: usize,
    jobs: Sender<Job<T, R>>,
    queue: Arc<Mutex<Receiver<Job<T, R>>>>,
    /// What comes of the batches under way, in order, with their bytes.
    due: VecDeque<(Receiver<R>, usize)>,
    /// The bytes under way.
    under_way: usize,
    threads: usize,
    most: usize,
    /// Whether nothing more is taken.
    is_over: bool,
}

impl<'s, 'e, T, R, W, K> Belt<'s, 'e, T, R, W, K>
where
    T: Send + 'e,
    R: Send + 'e,
    W: Fn(Vec<T>) -> R + Sync,
    K: FnMut(R) -> Result<(), Diagnostic>,
{
    fn new(scope: &'s Scope<'s, 'e>, work: &'e W, take: K, most: usize) -> Self {
        let (jobs, queue) = channel();
        Self {
            scope,
            work,
            take,
            batch: Vec::new(),
            weight: 0,
            jobs,
            queue: Arc::new(Mutex::new(queue)),
            due: VecDeque::new(),
            under_way: 0,
            threads: 0,
            most,
            is_over: false,
        }
    }

    fn put(&mut self, thing: T, weight: usize) -> Result<(), Diagnostic> {
        self.batch.push(thing);
        self.weight += weight;
        if self.weight >= BATCH { self.send() } else { Ok(()) }
    }

    /// Sends the batch off; first waits until there is room, so that a giant is under way alone.
    fn send(&mut self) -> Result<(), Diagnostic> {
        while !self.due.is_empty() && self.under_way + self.weight > BATCH * (self.most + 2) {
            self.take_next()?;
        }
        if self.threads < self.most {
            self.threads += 1;
            let (work, queue) = (self.work, Arc::clone(&self.queue));
            self.scope.spawn(move || work_off(work, &queue));
        }
        let (done, result) = sync_channel(1);
        // The queue’s end is ours too: it takes whatever comes.
        let _ = self.jobs.send((std::mem::take(&mut self.batch), done));
        self.under_way += self.weight;
        self.due.push_back((result, std::mem::take(&mut self.weight)));
        Ok(())
    }

    /// Takes what comes of the batch that is next in order.
    fn take_next(&mut self) -> Result<(), Diagnostic> {
        let Some((result, weight)) = self.due.pop_front() else { return Ok(()) };
        self.under_way -= weight;
        // A thread that broke down sends nothing; its panic goes on when the scope ends.
        let broke = |_| Diagnostic::error("-", "internal error: a thread failed");
        let taken = result.recv().map_err(broke).and_then(&mut self.take);
        self.is_over = taken.is_err();
        taken
    }

    /// Takes all that is under way, and what wasn’t sent yet.
    fn end(&mut self) -> Result<(), Diagnostic> {
        if self.threads == 0 {
            let batch = std::mem::take(&mut self.batch);
            return (self.take)((self.work)(batch));
        }
        if !self.batch.is_empty() {
            self.send()?;
        }
        while !self.due.is_empty() {
            self.take_next()?;
        }
        Ok(())
    }
}

/// Works on batches as they come, until there are no more or nobody takes what comes of them.
fn work_off<T, R>(work: &impl Fn(Vec<T>) -> R, queue: &Mutex<Receiver<Job<T, R>>>) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((batch, done)) = next else { return };
        if done.send(work(batch)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Feeds these weights, and takes until `until`; then `feed` ends as told.
    fn ran(
        weights: &[usize],
        until: usize,
        fed: Result<(), Diagnostic>,
    ) -> (Vec<usize>, Option<String>) {
        let mut taken = Vec::new();
        let end: Result<(), Diagnostic> = run(
            |put| {
                for (index, weight) in weights.iter().enumerate() {
                    put(index, *weight)?;
                }
                fed
            },
            |batch| batch,
            |batch| {
                for index in batch {
                    if index >= until {
                        return Err(Diagnostic::error("-", "enough"));
                    }
                    taken.push(index);
                }
                Ok(())
            },
        );
        (taken, end.err().map(|problem| problem.message))
    }

    proptest! {
        #[test]
        fn all_are_taken_in_order_until_it_ends(
            weights in prop::collection::vec(prop_oneof![1..99usize, BATCH / 3..2 * BATCH], 0..60),
            until in 0..90usize,
            fails: bool,
        ) {
            let fed = if fails { Err(Diagnostic::error("-", "unreadable")) } else { Ok(()) };
            let (taken, end) = ran(&weights, until, fed);
            let count = weights.len().min(until);
            prop_assert_eq!(taken, (0..count).collect::<Vec<_>>());
            let expected = if count < weights.len() { Some("enough") } else { fails.then_some("unreadable") };
            prop_assert_eq!(end.as_deref(), expected);
        }
    }

    #[test]
    fn a_giant_is_under_way_alone_and_no_more_than_there_is_room_for() {
        use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
        let (held, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let room = BATCH * (thread::available_parallelism().unwrap().get() + 2);
        let weights = [BATCH, 1, BATCH, 9 * room, BATCH, BATCH, 1];
        let end: Result<(), Diagnostic> = run(
            |put| {
                for weight in weights.iter().cycle().take(70) {
                    most.fetch_max(held.fetch_add(*weight, SeqCst) + weight, SeqCst);
                    put(*weight, *weight)?;
                }
                Ok(())
            },
            |batch| batch,
            |batch| {
                held.fetch_sub(batch.into_iter().sum(), SeqCst);
                Ok(())
            },
        );
        assert_eq!(end, Ok(()));
        assert_eq!(held.into_inner(), 0);
        // One giant, and what waits for it to be done.
        assert!(most.into_inner() <= 10 * room + BATCH, "{room}");
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_goes_on() {
        let _: Result<(), Diagnostic> = run(
            |put| (0..50).try_for_each(|index| put(index, BATCH)),
            |batch| assert!(!batch.contains(&7), "seven"),
            |()| Ok(()),
        );
    }
}
