//! Reads files in the background, one reading at a time. A reading that makes no progress for too
//! long is abandoned, so that later ones don't wait for it; a failed one is repeated after a
//! growing pause.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, sleep_until};

/// The pause after the first failure. Each further failure in a row doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause between two attempts, unless an attempt itself takes long.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// The pause after an attempt lasts at least this many times as long as the attempt.
const SHARE: u32 = 10;
/// How many readings that hang are left running at most. Each holds a thread.
const MOST_HUNG: usize = 3;

/// The reason for a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// The files may have changed.
    Noticed,
    /// The last reading failed and its pause is over.
    Retried,
    /// A signal asked for it (SIGHUP).
    Asked,
    /// A signal asked for it and for the end of sessions whose key is revoked (SIGUSR2).
    Revoked,
}

/// Reports the progress of a reading, and tells the reading that it was abandoned.
#[derive(Debug)]
pub(super) struct Heartbeat {
    began: Instant,
    /// Milliseconds from the beginning to the last report of progress.
    last: AtomicU64,
    abandoned: AtomicBool,
}

impl Heartbeat {
    fn new() -> Self {
        let (last, abandoned) = (AtomicU64::new(0), AtomicBool::new(false));
        Self { began: Instant::now(), last, abandoned }
    }

    /// Reports progress. Returns `Break` if the reading was abandoned and should stop.
    pub(super) fn beat(&self) -> ControlFlow<()> {
        let passed = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(passed, Ordering::Relaxed);
        if self.abandoned.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn last(&self) -> Instant {
        self.began + Duration::from_millis(self.last.load(Ordering::Relaxed))
    }
}

/// A function that reads files for a given reason and reports its progress.
pub(super) type ReadFunction<T> = dyn Fn(Cause, &Heartbeat) -> T + Send + Sync;

/// How long a reading may make no progress.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReadTimeouts {
    /// The limit while no signal asks for another reading.
    pub(super) usual: Duration,
    /// The limit while a signal asks for another reading.
    pub(super) asked: Duration,
}

#[derive(Debug)]
pub(super) enum ReadOutcome<T> {
    /// The reading ended with this value.
    Read(T),
    /// The reading hung, panicked or couldn't start, for this reason.
    Failed(String),
}

pub(super) struct Worker<T> {
    read: Arc<ReadFunction<T>>,
    timeouts: ReadTimeouts,
    running: Option<Running<T>>,
    /// The reason for the next reading, if one was requested.
    next: Option<Cause>,
    /// Readings that hang and were abandoned.
    hung: Vec<JoinHandle<T>>,
    failures: u32,
    /// How long the last reading took.
    took: Duration,
    /// When the files are read again after a failure.
    retry: Option<Instant>,
}

struct Running<T> {
    cause: Cause,
    task: JoinHandle<T>,
    heartbeat: Arc<Heartbeat>,
}

impl<T: Send + 'static> Worker<T> {
    pub(super) fn new(read: Arc<ReadFunction<T>>, timeouts: ReadTimeouts) -> Self {
        let (hung, next) = (Vec::new(), None);
        let took = Duration::ZERO;
        Self { read, timeouts, running: None, next, hung, failures: 0, took, retry: None }
    }

    /// Requests a reading. It starts now, or after the reading that runs at present.
    pub(super) fn ask(&mut self, cause: Cause) {
        self.next = self.next.max(Some(cause));
    }

    /// Waits until a reading ends and returns its reason and result. The caller must then report
    /// with [`Worker::succeeded`] or [`Worker::failed`] whether the result is usable. The future
    /// can be dropped and the method called again without loss.
    pub(super) async fn ended(&mut self) -> (Cause, ReadOutcome<T>) {
        loop {
            if let Some(running) = &mut self.running {
                let timeout = match self.next {
                    Some(Cause::Asked | Cause::Revoked) => self.timeouts.asked,
                    _ => self.timeouts.usual,
                };
                let hangs = running.heartbeat.last() + timeout;
                tokio::select! {
                    read = &mut running.task => {
                        let cause = running.cause;
                        self.took = running.heartbeat.began.elapsed();
                        self.running = None;
                        return (cause, match read {
                            Ok(read) => ReadOutcome::Read(read),
                            Err(broken) => ReadOutcome::Failed(format!("reading failed ({broken})")),
                        });
                    }
                    () = sleep_until(hangs) => {
                        if running.heartbeat.last() + timeout <= Instant::now() {
                            return self.abandon(timeout);
                        }
                    }
                }
            } else if let Some(cause) = self.next.take() {
                if let Some(failed) = self.begin(cause) {
                    return (cause, failed);
                }
            } else if let Some(due) = self.retry {
                sleep_until(due).await;
                self.retry = None;
                self.next = Some(Cause::Retried);
            } else {
                std::future::pending::<()>().await;
            }
        }
    }

    fn begin(&mut self, cause: Cause) -> Option<ReadOutcome<T>> {
        self.hung.retain(|task| !task.is_finished());
        if self.hung.len() >= MOST_HUNG {
            let count = self.hung.len();
            return Some(ReadOutcome::Failed(format!(
                "{count} earlier attempts are still hanging"
            )));
        }
        self.took = Duration::ZERO;
        let heartbeat = Arc::new(Heartbeat::new());
        let (read, theirs) = (Arc::clone(&self.read), Arc::clone(&heartbeat));
        let task = spawn_blocking(move || read(cause, &theirs));
        self.running = Some(Running { cause, task, heartbeat });
        None
    }

    fn abandon(&mut self, timeout: Duration) -> (Cause, ReadOutcome<T>) {
        let why = format!("reading made no progress for {} s", timeout.as_secs_f64());
        let Some(running) = self.running.take() else {
            return (Cause::Noticed, ReadOutcome::Failed(why));
        };
        running.heartbeat.abandoned.store(true, Ordering::Relaxed);
        self.hung.push(running.task);
        (running.cause, ReadOutcome::Failed(why))
    }

    /// Records that the last reading succeeded.
    pub(super) fn succeeded(&mut self) {
        (self.failures, self.retry) = (0, None);
    }

    /// Records that the last reading failed, and returns the pause before the next attempt.
    pub(super) fn failed(&mut self) -> Duration {
        let doubled = FIRST_PAUSE.saturating_mul(1 << self.failures.min(16));
        let pause = doubled.min(LONGEST_PAUSE).max(self.took.saturating_mul(SHARE));
        self.failures = self.failures.saturating_add(1);
        self.retry = Some(Instant::now() + pause);
        pause
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// Longer than anything in these tests takes.
    const ENOUGH: Duration = Duration::from_secs(30);
    const SHORT: Duration = Duration::from_millis(20);

    /// Returns a worker whose readings report their reason when they begin and end when they
    /// receive a number.
    fn worker(timeouts: ReadTimeouts) -> (Worker<u32>, Receiver<Cause>, Sender<u32>) {
        let (begun, begins) = channel();
        let (tell, told) = channel();
        let told = Mutex::new(told);
        let read = move |cause, _: &Heartbeat| {
            begun.send(cause).unwrap();
            told.lock().unwrap().recv().unwrap()
        };
        (Worker::new(Arc::new(read), timeouts), begins, tell)
    }

    fn number(ended: (Cause, ReadOutcome<u32>)) -> u32 {
        match ended.1 {
            ReadOutcome::Read(number) => number,
            ReadOutcome::Failed(why) => panic!("{why}"),
        }
    }

    #[tokio::test]
    async fn whoever_asks_meanwhile_has_it_read_once_more() {
        let timeouts = ReadTimeouts { usual: ENOUGH, asked: ENOUGH };
        let (mut worker, begins, tell) = worker(timeouts);
        worker.ask(Cause::Noticed);
        tokio::select! {
            biased;
            _ = worker.ended() => panic!("nothing was told yet"),
            () = tokio::task::yield_now() => {}
        }
        for cause in [Cause::Noticed, Cause::Asked, Cause::Revoked, Cause::Noticed] {
            worker.ask(cause);
        }
        for read in [1, 2] {
            tell.send(read).unwrap();
            assert_eq!(number(worker.ended().await), read);
        }
        assert_eq!(begins.try_iter().collect::<Vec<_>>(), [Cause::Noticed, Cause::Revoked]);
        assert!(worker.running.is_none() && worker.next.is_none());
    }

    #[tokio::test]
    async fn a_reading_that_hangs_keeps_no_later_one_waiting() {
        let timeouts = ReadTimeouts { usual: ENOUGH, asked: SHORT };
        let (begun, begins) = channel();
        // Each reading waits for a message of its own; the first receives its message last.
        let (first, second) = (channel::<()>(), channel::<()>());
        let waits = Mutex::new(vec![second.1, first.1]);
        let read = move |_, heartbeat: &Heartbeat| {
            let word = waits.lock().unwrap().pop().unwrap();
            begun.send(()).unwrap();
            word.recv().unwrap();
            heartbeat.beat().is_break()
        };
        let mut worker = Worker::new(Arc::new(read), timeouts);
        worker.ask(Cause::Asked);
        tokio::select! {
            biased;
            _ = worker.ended() => panic!("it hangs"),
            () = tokio::task::yield_now() => {}
        }
        worker.ask(Cause::Asked);
        let (_, hung) = worker.ended().await;
        assert!(matches!(hung, ReadOutcome::Failed(why) if why.contains("no progress")));
        second.0.send(()).unwrap();
        assert!(matches!(worker.ended().await, (Cause::Asked, ReadOutcome::Read(false))));
        assert_eq!(begins.try_iter().count(), 2);
        first.0.send(()).unwrap();
        let abandoned = worker.hung.pop().unwrap();
        assert!(abandoned.await.unwrap(), "it is told to break off");
    }

    #[tokio::test]
    async fn readings_that_hang_are_bounded() {
        let timeouts = ReadTimeouts { usual: Duration::ZERO, asked: Duration::ZERO };
        let (mut worker, begins, tell) = worker(timeouts);
        for _ in 0..MOST_HUNG {
            worker.ask(Cause::Noticed);
            assert!(matches!(worker.ended().await.1, ReadOutcome::Failed(_)));
        }
        worker.ask(Cause::Asked);
        let (cause, failed) = worker.ended().await;
        assert_eq!(cause, Cause::Asked);
        assert!(matches!(failed, ReadOutcome::Failed(why) if why.contains("3 earlier attempts")));
        for _ in 0..MOST_HUNG {
            tell.send(0).unwrap();
        }
        while worker.hung.iter().any(|task| !task.is_finished()) {
            tokio::task::yield_now().await;
        }
        tell.send(7).unwrap();
        worker.timeouts = ReadTimeouts { usual: ENOUGH, asked: ENOUGH };
        worker.ask(Cause::Asked);
        assert_eq!(number(worker.ended().await), 7);
        assert_eq!(begins.try_iter().count(), MOST_HUNG + 1);
    }

    #[tokio::test]
    async fn failures_are_tried_again_after_growing_pauses() {
        let (mut worker, begins, tell) = worker(ReadTimeouts { usual: ENOUGH, asked: ENOUGH });
        let pauses: Vec<u64> = (0..8).map(|_| worker.failed().as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        worker.took = Duration::from_secs(30);
        assert_eq!(worker.failed().as_secs(), 300, "reading takes a tenth of the time at most");
        worker.retry = Some(Instant::now());
        tell.send(1).unwrap();
        assert_eq!(worker.ended().await.0, Cause::Retried);
        assert_eq!(begins.try_iter().collect::<Vec<_>>(), [Cause::Retried]);
        worker.succeeded();
        assert!(worker.retry.is_none() && worker.failed() == FIRST_PAUSE);
    }
}
