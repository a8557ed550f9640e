//! An ordered parallel map: work on many items by as many threads as there are processors, whose
//! results are taken in the order of the items. Reading the items and taking the results stay with
//! the caller's thread; only as much is under way as keeps the threads busy. This module knows
//! nothing of what the items are. [`locked`] is for all who share values between threads.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope};

/// The bytes of items that go to a thread together, unless one item has more: enough that handing
/// them over costs nothing beside the work.
pub(crate) const BATCH: usize = 1 << 18;

/// Locks despite poisoning: a panic can't leave the values behind these locks half-written.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The work on a batch panicked, so that there is no result and no further one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WorkPanicked;

/// Hands an item on, with the bytes that it holds.
pub(crate) type Put<'p, T, E> = dyn FnMut(T, usize) -> Result<(), E> + 'p;

/// Calls `work` for the items that `feed` puts, a batch at a time, and `take` for each result, in the
/// order of the items. `start` makes the state that a thread keeps from batch to batch; its argument
/// is the thread's number, from 0. Items that don't fill a batch are worked on by this thread.
///
/// # Errors
/// The first error in the order of the items: that of `take`, of a batch whose work panicked, or of
/// `feed`, after everything that it put was taken.
pub(crate) fn map<T: Send, S, R: Send, P: From<WorkPanicked>, E: From<P>>(
    feed: impl FnOnce(&mut Put<'_, T, P>) -> Result<(), E>,
    start: impl Fn(usize) -> S + Sync,
    work: impl Fn(&mut S, Vec<T>) -> R + Sync,
    take: impl FnMut(R) -> Result<(), P>,
) -> Result<(), E> {
    let most = thread::available_parallelism().map_or(1, usize::from);
    let work = Task { start, work };
    thread::scope(|scope| {
        let mut queue = Queue::new(scope, &work, take, most);
        let read = feed(&mut |item, weight| queue.put(item, weight));
        if !queue.is_over {
            queue.end()?;
        }
        read
    })
}

struct Task<I, W> {
    start: I,
    work: W,
}

/// What the work on a batch came to.
type Outcome<R> = Result<R, WorkPanicked>;

/// A batch for whichever thread is free, and where the thread sends the result.
type Job<T, R> = (Vec<T>, SyncSender<Outcome<R>>);

/// Batches on their way to the threads and back.
struct Queue<'s, 'e, T, R, I, W, K> {
    scope: &'s Scope<'s, 'e>,
    work: &'e Task<I, W>,
    take: K,
    /// The batch that is being filled, and its bytes.
    batch: Vec<T>,
    weight: usize,
    jobs: Sender<Job<T, R>>,
    waiting: Arc<Mutex<Receiver<Job<T, R>>>>,
    /// The results of the batches under way, in order, with the batches' bytes.
    due: VecDeque<(Receiver<Outcome<R>>, usize)>,
    under_way: usize,
    threads: usize,
    most: usize,
    /// Whether no further result is taken.
    is_over: bool,
}

impl<'s, 'e, T, S, R, I, W, K, P> Queue<'s, 'e, T, R, I, W, K>
where
    T: Send + 'e,
    R: Send + 'e,
    I: Fn(usize) -> S + Sync,
    W: Fn(&mut S, Vec<T>) -> R + Sync,
    K: FnMut(R) -> Result<(), P>,
    P: From<WorkPanicked>,
{
    fn new(scope: &'s Scope<'s, 'e>, work: &'e Task<I, W>, take: K, most: usize) -> Self {
        let (jobs, waiting) = channel();
        Self {
            scope,
            work,
            take,
            batch: Vec::new(),
            weight: 0,
            jobs,
            waiting: Arc::new(Mutex::new(waiting)),
            due: VecDeque::new(),
            under_way: 0,
            threads: 0,
            most,
            is_over: false,
        }
    }

    fn put(&mut self, item: T, weight: usize) -> Result<(), P> {
        self.batch.push(item);
        self.weight += weight;
        if self.weight >= BATCH { self.send() } else { Ok(()) }
    }

    /// Sends the batch to a thread. First waits until little enough is under way: a batch that is
    /// larger than that is alone under way.
    fn send(&mut self) -> Result<(), P> {
        while !self.due.is_empty() && self.under_way + self.weight > BATCH * (self.most + 2) {
            self.take_next()?;
        }
        if self.threads < self.most {
            let (number, work, waiting) = (self.threads, self.work, Arc::clone(&self.waiting));
            self.scope.spawn(move || work_off(number, work, &waiting));
            self.threads += 1;
        }
        let (done, result) = sync_channel(1);
        // The receiver lives as long as the queue.
        let _ = self.jobs.send((std::mem::take(&mut self.batch), done));
        self.under_way += self.weight;
        self.due.push_back((result, std::mem::take(&mut self.weight)));
        Ok(())
    }

    fn take_next(&mut self) -> Result<(), P> {
        let Some((result, weight)) = self.due.pop_front() else { return Ok(()) };
        self.under_way -= weight;
        let result = result.recv().unwrap_or(Err(WorkPanicked));
        self.taken(result)
    }

    fn taken(&mut self, result: Outcome<R>) -> Result<(), P> {
        let taken = result.map_err(P::from).and_then(&mut self.take);
        self.is_over = taken.is_err();
        taken
    }

    /// Takes the results of everything that was put and is not taken yet.
    fn end(&mut self) -> Result<(), P> {
        if self.threads == 0 {
            let batch = std::mem::take(&mut self.batch);
            let result = tried(&self.work.work, &mut (self.work.start)(0), batch);
            return self.taken(result);
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

/// Works on batches as they come, until there are no more or the results are not taken any more.
fn work_off<T, S, R>(
    number: usize,
    work: &Task<impl Fn(usize) -> S, impl Fn(&mut S, Vec<T>) -> R>,
    waiting: &Mutex<Receiver<Job<T, R>>>,
) {
    let mut state = (work.start)(number);
    loop {
        let next = locked(waiting).recv();
        let Ok((batch, done)) = next else { return };
        let result = tried(&work.work, &mut state, batch);
        // After a panic the state may be half changed.
        let is_sound = result.is_ok();
        if done.send(result).is_err() || !is_sound {
            return;
        }
    }
}

fn tried<T, S, R>(work: &impl Fn(&mut S, Vec<T>) -> R, state: &mut S, batch: Vec<T>) -> Outcome<R> {
    catch_unwind(AssertUnwindSafe(|| work(state, batch))).map_err(|_| WorkPanicked)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, PartialEq, Eq)]
    enum End {
        Enough,
        Unreadable,
        Panicked,
    }

    impl From<WorkPanicked> for End {
        fn from(_: WorkPanicked) -> Self {
            Self::Panicked
        }
    }

    /// Feeds these weights, and takes until `until`; then `feed` ends as `fed` says.
    fn ran(weights: &[usize], until: usize, fed: Result<(), End>) -> (Vec<usize>, Result<(), End>) {
        let mut taken = Vec::new();
        let end = map(
            |put: &mut Put<'_, usize, End>| {
                for (index, weight) in weights.iter().enumerate() {
                    put(index, *weight)?;
                }
                fed
            },
            |_| (),
            |(), batch| batch,
            |batch| {
                for index in batch {
                    if index >= until {
                        return Err(End::Enough);
                    }
                    taken.push(index);
                }
                Ok(())
            },
        );
        (taken, end)
    }

    proptest! {
        #[test]
        fn all_are_taken_in_order_until_it_ends(
            weights in prop::collection::vec(prop_oneof![1..99usize, BATCH / 3..2 * BATCH], 0..60),
            until in 0..90usize,
            fails: bool,
        ) {
            let fed = if fails { Err(End::Unreadable) } else { Ok(()) };
            let (taken, end) = ran(&weights, until, fed);
            let count = weights.len().min(until);
            prop_assert_eq!(taken, (0..count).collect::<Vec<_>>());
            let expected = match (count < weights.len(), fails) {
                (true, _) => Err(End::Enough),
                (false, true) => Err(End::Unreadable),
                (false, false) => Ok(()),
            };
            prop_assert_eq!(end, expected);
        }
    }

    #[test]
    fn a_giant_is_under_way_alone_and_no_more_than_the_limit_allows() {
        use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
        let (held, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let limit = BATCH * (thread::available_parallelism().unwrap().get() + 2);
        let weights = [BATCH, 1, BATCH, 9 * limit, BATCH, BATCH, 1];
        let end: Result<(), End> = map(
            |put: &mut Put<'_, usize, End>| {
                for weight in weights.iter().cycle().take(70) {
                    most.fetch_max(held.fetch_add(*weight, SeqCst) + weight, SeqCst);
                    put(*weight, *weight)?;
                }
                Ok(())
            },
            |_| (),
            |(), batch| batch,
            |batch| {
                held.fetch_sub(batch.into_iter().sum(), SeqCst);
                Ok(())
            },
        );
        assert_eq!(end, Ok(()));
        assert_eq!(held.into_inner(), 0);
        // One giant, and the batches that wait for it.
        assert!(most.into_inner() <= 10 * limit + BATCH, "{limit}");
    }

    #[test]
    fn a_panic_is_an_error_at_its_place_in_the_order() {
        let mut taken = 0;
        let end: Result<(), End> = map(
            |put: &mut Put<'_, usize, End>| (0..50).try_for_each(|index| put(index, BATCH)),
            |_| (),
            |(), batch: Vec<usize>| assert!(!batch.contains(&7), "seven"),
            |()| {
                taken += 1;
                Ok(())
            },
        );
        assert_eq!((end, taken), (Err(End::Panicked), 7));
        let alone: Result<(), End> = map(
            |put: &mut Put<'_, usize, End>| put(7, 1),
            |_| (),
            |(), _: Vec<usize>| panic!("seven"),
            |()| Ok(()),
        );
        assert_eq!(alone, Err(End::Panicked));
    }

    #[test]
    fn each_thread_keeps_its_state_from_batch_to_batch() {
        let mut seen: Vec<Vec<usize>> = Vec::new();
        let end: Result<(), End> = map(
            |put: &mut Put<'_, usize, End>| (0..40).try_for_each(|index| put(index, BATCH)),
            |number| (number, 0),
            |(number, count), _: Vec<usize>| {
                *count += 1;
                (*number, *count)
            },
            |(number, count)| {
                seen.resize(seen.len().max(number + 1), Vec::new());
                seen[number].push(count);
                Ok(())
            },
        );
        assert_eq!(end, Ok(()));
        for counts in &seen {
            assert_eq!(*counts, (1..=counts.len()).collect::<Vec<_>>());
        }
        assert_eq!(seen.iter().map(Vec::len).sum::<usize>(), 40);
    }
}
