//! Searching off the drawing thread. One thread and one slot per reader: the newest request
//! wins, and the search of an older one is given up.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};

use super::corpus::Corpus;
use super::rank::{Ranking, Request, rank};

/// The name of a finder's thread, by which a panic hook can tell that the panic is caught.
pub const THREAD: &str = "search";

/// What a search found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The number under which it was asked.
    pub seq: u64,
    /// The hits; empty where the search broke down.
    pub ranking: Arc<Ranking>,
    /// The corpus whose rows the hits are.
    pub corpus: Arc<Corpus>,
    /// What to tell the reader where the search broke down.
    pub fault: Option<&'static str>,
}

/// Searches for one reader, in a thread of its own that ends with it.
#[derive(Debug)]
pub struct Finder {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

type Search = fn(&Corpus, &Request, &dyn Fn() -> bool) -> Option<Ranking>;

#[derive(Debug)]
struct Asked {
    ticket: u64,
    seq: u64,
    corpus: Arc<Corpus>,
    request: Request,
}

#[derive(Debug, Default)]
struct Slot {
    asked: Option<Asked>,
    ended: bool,
}

#[derive(Debug, Default)]
struct Shared {
    slot: Mutex<Slot>,
    filled: Condvar,
    /// The ticket of the newest request; a search that holds an older one gives up.
    newest: AtomicU64,
}

impl Finder {
    /// Starts the thread; `on_result` is called in it.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn new(on_result: impl Fn(Found) + Send + 'static) -> io::Result<Self> {
        Self::searching(rank, on_result)
    }

    fn searching(search: Search, on_result: impl Fn(Found) + Send + 'static) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = Builder::new().name(THREAD.to_owned()).spawn(move || {
            while let Some(asked) = theirs.wait() {
                if let Some(found) = theirs.find(search, &asked) {
                    // A listener that fails must not end the search for good.
                    let _ = catch_unwind(AssertUnwindSafe(|| on_result(found)));
                }
            }
        })?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Asks for the hits of a request, in place of whatever was asked before. The answer
    /// carries `seq`; a request that a newer one replaces gets none.
    pub fn ask(&self, seq: u64, corpus: Arc<Corpus>, request: Request) {
        let mut slot = self.shared.lock();
        let ticket = self.shared.newest.fetch_add(1, Ordering::Relaxed) + 1;
        slot.asked = Some(Asked { ticket, seq, corpus, request });
        self.shared.filled.notify_one();
    }
}

impl Drop for Finder {
    fn drop(&mut self) {
        let mut slot = self.shared.lock();
        slot.asked = None;
        slot.ended = true;
        self.shared.newest.fetch_add(1, Ordering::Relaxed);
        self.shared.filled.notify_one();
        drop(slot);
        // The thread catches what panics in it; there is nothing to hear from it.
        self.thread.take().map(JoinHandle::join);
    }
}

impl Shared {
    /// The slot. No panic can leave it half-changed, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next request; `None` at the end.
    fn wait(&self) -> Option<Asked> {
        let idle = |slot: &mut Slot| slot.asked.is_none() && !slot.ended;
        let slot = self.filled.wait_while(self.lock(), idle);
        slot.unwrap_or_else(PoisonError::into_inner).asked.take()
    }

    /// What the search found; `None` where a newer request has come meanwhile.
    fn find(&self, search: Search, asked: &Asked) -> Option<Found> {
        let superseded = || self.newest.load(Ordering::Relaxed) != asked.ticket;
        let searched = || search(&asked.corpus, &asked.request, &superseded);
        let (ranking, fault) = match catch_unwind(AssertUnwindSafe(searched)) {
            Ok(ranking) => (ranking?, None),
            Err(_) => (Ranking::default(), Some("the search broke down on this query")),
        };
        let corpus = Arc::clone(&asked.corpus);
        Some(Found { seq: asked.seq, ranking: Arc::new(ranking), corpus, fault })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;
    use crate::search::Sort;

    const PATIENCE: Duration = Duration::from_secs(20);

    /// Stands still until it is cancelled, except for requests sorted by date, and breaks
    /// down on those sorted by balance.
    fn obstinate(_: &Corpus, request: &Request, cancelled: &dyn Fn() -> bool) -> Option<Ranking> {
        match request.sort {
            Sort::Date => return Some(Ranking::default()),
            Sort::Balance => panic!("planted"),
            Sort::Rank | Sort::Dataset => {}
        }
        while !cancelled() {
            std::thread::yield_now();
        }
        None
    }

    fn sorted(sort: Sort) -> Request {
        Request { sort, ..Request::default() }
    }

    #[test]
    fn the_newest_request_wins_and_a_running_older_one_is_given_up() {
        let (send, receive) = mpsc::channel();
        let finder = Finder::searching(obstinate, move |found| send.send(found).unwrap()).unwrap();
        let corpus = Arc::new(Corpus::default());
        for seq in 1..=3 {
            finder.ask(seq, Arc::clone(&corpus), sorted(Sort::Rank));
        }
        finder.ask(4, corpus, sorted(Sort::Date));
        assert_eq!(receive.recv_timeout(PATIENCE).unwrap().seq, 4);
        drop(finder);
        assert!(receive.recv().is_err(), "nothing else was answered");
    }

    #[test]
    fn a_running_search_does_not_hold_up_the_end() {
        let finder = Finder::searching(obstinate, |_| {}).unwrap();
        finder.ask(1, Arc::new(Corpus::default()), sorted(Sort::Rank));
        drop(finder);
    }

    #[test]
    fn a_search_that_breaks_down_is_told_and_the_next_one_runs() {
        let (send, receive) = mpsc::channel();
        let finder = Finder::searching(obstinate, move |found| send.send(found).unwrap()).unwrap();
        let corpus = Arc::new(Corpus::default());
        finder.ask(1, Arc::clone(&corpus), sorted(Sort::Balance));
        let broken = receive.recv_timeout(PATIENCE).unwrap();
        assert_eq!(broken.seq, 1);
        assert!(broken.fault.is_some());
        finder.ask(2, corpus, sorted(Sort::Date));
        assert_eq!(receive.recv_timeout(PATIENCE).unwrap().fault, None);
    }
}
