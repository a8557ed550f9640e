//! An ordered parallel map: one thread for each processor works on batches of items, and the caller
//! receives the results in the order of the items.
//!
//! Reading items and taking results stay on the caller’s thread. The batches under way are limited
//! to what keeps the threads busy. The module knows nothing about the items.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope};

use crate::input::Diagnostic;

/// The number of bytes at which a batch is sent to a thread: enough that the hand-over costs nothing
/// beside the work.
const BATCH: usize = 1 << 18;

/// Passes on an item, with the number of bytes that it holds.
pub(super) type Put<'p, T> = dyn FnMut(T, usize) -> Result<(), Diagnostic> + 'p;

/// Runs `work` on the items that `feed` passes on, batch by batch, and calls `take` with the result
/// of each batch in order. If there is less than one batch, the caller’s thread does the work.
///
/// # Errors
/// Returns the first error in the order of the items: an error of `take`, or the error of `feed`
/// after the results of everything it passed on were taken.
///
/// # Panics
/// Panics if `work` panics.
pub(super) fn run<T: Send, R: Send, E: From<Diagnostic>>(
    feed: impl FnOnce(&mut Put<'_, T>) -> Result<(), E>,
    work: impl Fn(Vec<T>) -> R + Sync,
    take: impl FnMut(R) -> Result<(), Diagnostic>,
) -> Result<(), E> {
    let most = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let mut batches = BatchQueue::new(scope, &work, take, most);
        let read = feed(&mut |thing, weight| batches.put(thing, weight));
        if !batches.is_over {
            batches.end()?;
        }
        read
    })
}

/// A batch for the next free thread, and the channel for its result.
type Job<T, R> = (Vec<T>, SyncSender<R>);

/// The batches on their way to the threads, and their results on the way back.
struct BatchQueue<'s, 'e, T, R, W, K> {
    scope: &'s Scope<'s, 'e>,
    work: &'e W,
    take: K,
    /// The batch that is being filled.
    batch: Vec<T>,
    /// The size of that batch in bytes.
    weight: usize,
    jobs: Sender<Job<T, R>>,
    queue: Arc<Mutex<Receiver<Job<T, R>>>>,
    /// The results of the batches under way, in order, with the bytes of each batch.
    due: VecDeque<(Receiver<R>, usize)>,
    /// The bytes of all batches under way.
    under_way: usize,
    threads: usize,
    most: usize,
    /// Whether `take` failed, so that no further result is taken.
    is_over: bool,
}

impl<'s, 'e, T, R, W, K> BatchQueue<'s, 'e, T, R, W, K>
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

    /// Sends the batch. Waits until the batches under way leave space for it; a batch larger than
    /// the limit is sent when no other is under way.
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
        // This thread holds the receiver too, so sending can’t fail.
        let _ = self.jobs.send((std::mem::take(&mut self.batch), done));
        self.under_way += self.weight;
        self.due.push_back((result, std::mem::take(&mut self.weight)));
        Ok(())
    }

    /// Waits for the next result in order and takes it.
    fn take_next(&mut self) -> Result<(), Diagnostic> {
        let Some((result, weight)) = self.due.pop_front() else { return Ok(()) };
        self.under_way -= weight;
        // A thread that panicked sends nothing; the scope passes its panic on when it ends.
        let broke = |_| Diagnostic::error("-", "a thread broke down");
        let taken = result.recv().map_err(broke).and_then(&mut self.take);
        self.is_over = taken.is_err();
        taken
    }

    /// Takes the results of all batches under way, and of the batch that was not sent yet.
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

/// Works on batches until there are none left or the receiver of a result is gone.
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

    /// Feeds items of these weights and takes results up to `until`; then `feed` returns the given
    /// result.
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
        // One giant, and the batches that wait until it is done.
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
