//! Searching off the drawing thread: one slot per reader, in the pool of the process. The
//! newest request wins, and the search of an older one is given up.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::cache_expiry;
use super::corpus::Corpus;
use super::counting::{Counting, PartialList};
use super::facets::Facet;
use super::memory::Memory;
use super::pool::{Job, Pool, PoolProgress, Ticket};
use super::request::SearchRequest;
use super::results::Ranking;
use super::search_job::{Ranked, SearchJob};

/// The name of the searching threads, by which a panic hook can tell that the panic is caught.
pub const THREAD: &str = "search";

/// What a search found.
#[derive(Debug, Clone)]
pub struct FinderResult {
    /// The number under which it was asked.
    pub seq: u64,
    /// The hits; empty where the search broke down.
    pub ranking: Arc<Ranking>,
    /// The corpus whose rows the hits are.
    pub corpus: Arc<Corpus>,
    /// What to tell the reader where the search broke down.
    pub fault: Option<&'static str>,
}

/// Who is told what was found.
type Listener = Arc<dyn Fn(FinderResult) + Send + Sync>;

/// Searches for one reader.
pub struct Finder {
    pool: &'static Pool,
    on_result: Listener,
    memory: Arc<Memory>,
    /// The number of the newest request: what an older one finds is told nobody.
    newest: Arc<AtomicU64>,
    /// The request being answered.
    current: Mutex<Option<(Arc<PoolRequest>, Ticket)>>,
    /// The list whose filters are being counted.
    counting: Mutex<Option<(Arc<Counting>, Ticket)>>,
}

impl fmt::Debug for Finder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finder").field("newest", &self.newest).finish_non_exhaustive()
    }
}

/// A request as the pool does it.
struct PoolRequest {
    number: u64,
    newest: Arc<AtomicU64>,
    seq: u64,
    corpus: Arc<Corpus>,
    ranker: SearchJob,
    on_result: Listener,
    /// Whether the whole was told: a part that another thread comes with later is old.
    ended: Mutex<bool>,
}

/// How much of an answer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Part,
    Whole,
}

impl Finder {
    /// A finder in the pool of this process; `on_result` is called in its threads, more than
    /// once for a request of which a part can be shown before the whole.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn new(on_result: impl Fn(FinderResult) + Send + Sync + 'static) -> io::Result<Self> {
        Self::with(Memory::of_reader(), Arc::new(on_result))
    }

    /// A finder that makes no use of what other finders found, for measurements.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn alone(on_result: impl Fn(FinderResult) + Send + Sync + 'static) -> io::Result<Self> {
        Self::with(Memory::default(), Arc::new(on_result))
    }

    fn with(memory: Memory, on_result: Listener) -> io::Result<Self> {
        Ok(Self {
            pool: Pool::shared()?,
            on_result,
            memory: Arc::new(memory),
            newest: Arc::default(),
            current: Mutex::default(),
            counting: Mutex::default(),
        })
    }

    /// Asks for the first so many hits of a request, in place of whatever was asked before.
    /// The answers carry `seq`; a request that a newer one replaces gets none.
    pub fn ask(&self, seq: u64, corpus: &Arc<Corpus>, request: SearchRequest, first: usize) {
        if let Some(found) = self.ask_or_know(seq, corpus, request, first) {
            (self.on_result)(found);
        }
    }

    /// The same, but what is known without a search is given back at once, and told nobody else.
    pub fn ask_or_know(
        &self,
        seq: u64,
        corpus: &Arc<Corpus>,
        request: SearchRequest,
        first: usize,
    ) -> Option<FinderResult> {
        let number = self.newest.fetch_add(1, Ordering::Relaxed) + 1;
        let before = self.give_up();
        self.memory.measure(corpus);
        cache_expiry::used(&self.memory);
        let memory = Arc::clone(&self.memory);
        let ranker = SearchJob::new(Arc::clone(corpus), request, first, memory);
        if let Some(ranking) = ranker.known() {
            let (ranking, corpus) = (Arc::new(ranking), Arc::clone(corpus));
            return Some(FinderResult { seq, ranking, corpus, fault: None });
        }
        let asked = Arc::new(PoolRequest {
            number,
            newest: Arc::clone(&self.newest),
            seq,
            corpus: Arc::clone(corpus),
            ranker,
            on_result: Arc::clone(&self.on_result),
            ended: Mutex::new(false),
        });
        let ticket = self.pool.run(Arc::clone(&asked) as Arc<dyn Job>, before);
        *self.current() = Some((asked, ticket));
        None
    }

    /// Counts what the filters offer over a list, in place of the list that was being counted.
    pub fn count(&self, list: PartialList, on_result: impl Fn(Vec<Facet>) + Send + Sync + 'static) {
        let memory = Arc::clone(&self.memory);
        let counting = Arc::new(Counting::new(list, memory, Box::new(on_result)));
        let before = self.give_up_counting();
        let ticket = self.pool.run(Arc::clone(&counting) as Arc<dyn Job>, before);
        *self.counting() = Some((counting, ticket));
    }

    fn give_up_counting(&self) -> Option<Ticket> {
        let (counting, ticket) = self.counting().take()?;
        counting.cancel();
        Some(ticket)
    }

    fn counting(&self) -> MutexGuard<'_, Option<(Arc<Counting>, Ticket)>> {
        self.counting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives up what is being answered; its ticket is left for what comes in its place.
    fn give_up(&self) -> Option<Ticket> {
        let (asked, ticket) = self.current().take()?;
        asked.ranker.cancel();
        Some(ticket)
    }

    fn current(&self) -> MutexGuard<'_, Option<(Arc<PoolRequest>, Ticket)>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Finder {
    fn drop(&mut self) {
        self.newest.fetch_add(1, Ordering::Relaxed);
        drop((self.give_up(), self.give_up_counting()));
    }
}

impl PoolRequest {
    fn tell(&self, ranking: Ranking, extent: Extent, fault: Option<&'static str>) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if *ended {
            return;
        }
        *ended = extent == Extent::Whole;
        if self.newest.load(Ordering::Relaxed) == self.number {
            let (ranking, corpus) = (Arc::new(ranking), Arc::clone(&self.corpus));
            (self.on_result)(FinderResult { seq: self.seq, ranking, corpus, fault });
        }
    }
}

impl Job for PoolRequest {
    fn step(&self) -> PoolProgress {
        match self.ranker.step() {
            Ranked::More => PoolProgress::More,
            Ranked::Wait => PoolProgress::Wait,
            Ranked::Partly(ranking) => {
                self.tell(ranking, Extent::Part, None);
                PoolProgress::More
            }
            Ranked::Whole(ranking) => {
                self.tell(ranking, Extent::Whole, None);
                PoolProgress::Over
            }
            Ranked::Over => PoolProgress::Over,
        }
    }

    fn broke_down(&self) {
        self.tell(
            Ranking::default(),
            Extent::Whole,
            Some("internal error while searching for this query"),
        );
    }
}

#[cfg(test)]
mod tests;
