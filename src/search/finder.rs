//! Runs searches outside the drawing thread. A user has one slot in the pool of the process; a
//! newer request cancels the search of an older one.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::cache_expiry;
use super::corpus::Corpus;
use super::counting::{Counting, PartialList};
use super::facets::Facet;
use super::memory::Memory;
use super::pool::{Job, Pool, PoolProgress, Ticket};
use super::request::{SearchId, SearchRequest};
use super::results::Ranking;
use super::search_job::{Ranked, SearchJob};
use crate::parallel::locked;

/// The result of a search, or a part of it.
#[derive(Debug, Clone)]
pub struct FinderResult {
    /// The number that the caller gave to the request.
    pub id: SearchId,
    /// The hits, or none if the search panicked.
    pub ranking: Arc<Ranking>,
    /// The corpus whose rows the hits are.
    pub corpus: Arc<Corpus>,
    /// The message for the user if the search panicked.
    pub fault: Option<&'static str>,
}

type Listener = Arc<dyn Fn(FinderResult) + Send + Sync>;

/// The searches of one user.
pub struct Finder {
    pool: &'static Pool,
    on_result: Listener,
    memory: Arc<Memory>,
    /// The number of the newest request. Results of older requests are dropped.
    newest: Arc<AtomicU64>,
    current: Mutex<Option<(Arc<PoolRequest>, Ticket)>>,
    counting: Mutex<Option<(Arc<Counting>, Ticket)>>,
}

impl fmt::Debug for Finder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finder").field("newest", &self.newest).finish_non_exhaustive()
    }
}

struct PoolRequest {
    number: u64,
    newest: Arc<AtomicU64>,
    id: SearchId,
    corpus: Arc<Corpus>,
    search: SearchJob,
    on_result: Listener,
    /// Whether the complete result was reported. A partial result that another thread reports
    /// afterwards is outdated and dropped.
    ended: Mutex<bool>,
}

impl Finder {
    /// Creates a finder that uses the pool of this process. `on_result` is called in the pool's
    /// threads, more than once for a request if a part can be shown before the whole.
    pub(crate) fn new(
        on_result: impl Fn(FinderResult) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::with(Memory::of_user(), Arc::new(on_result))
    }

    /// Creates a finder that doesn't use the results of other finders, for measurements.
    ///
    /// # Errors
    /// Returns an error if the system can't start a thread.
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

    /// Requests the `first` hits of a search, in place of any earlier request. Results carry
    /// `id`. A request that is replaced by a newer one gets no more results.
    pub fn ask(&self, id: SearchId, corpus: &Arc<Corpus>, request: SearchRequest, first: usize) {
        if let Some(found) = self.ask_or_know(id, corpus, request, first) {
            (self.on_result)(found);
        }
    }

    /// Requests the `first` hits like [`ask`](Self::ask), but returns a result that is known
    /// without a search at once, and doesn't report it to the callback.
    pub(crate) fn ask_or_know(
        &self,
        id: SearchId,
        corpus: &Arc<Corpus>,
        request: SearchRequest,
        first: usize,
    ) -> Option<FinderResult> {
        let number = self.newest.fetch_add(1, Ordering::Relaxed) + 1;
        let before = self.give_up();
        self.memory.measure(corpus);
        cache_expiry::used(&self.memory);
        let memory = Arc::clone(&self.memory);
        let search = SearchJob::new(Arc::clone(corpus), request, first, memory);
        if let Some(ranking) = search.known() {
            let (ranking, corpus) = (Arc::new(ranking), Arc::clone(corpus));
            return Some(FinderResult { id, ranking, corpus, fault: None });
        }
        let asked = Arc::new(PoolRequest {
            number,
            newest: Arc::clone(&self.newest),
            id,
            corpus: Arc::clone(corpus),
            search,
            on_result: Arc::clone(&self.on_result),
            ended: Mutex::new(false),
        });
        let ticket = self.pool.run(Arc::clone(&asked) as Arc<dyn Job>, before);
        *locked(&self.current) = Some((asked, ticket));
        None
    }

    /// Counts the filter values over a list, in place of any list that is being counted.
    pub(crate) fn count(
        &self,
        list: PartialList,
        on_result: impl Fn(Vec<Facet>) + Send + Sync + 'static,
    ) {
        let memory = Arc::clone(&self.memory);
        let counting = Arc::new(Counting::new(list, memory, Box::new(on_result)));
        let before = self.give_up_counting();
        let ticket = self.pool.run(Arc::clone(&counting) as Arc<dyn Job>, before);
        *locked(&self.counting) = Some((counting, ticket));
    }

    /// Returns whether a search or a count is still to report its result.
    pub(crate) fn is_busy(&self) -> bool {
        let searching =
            locked(&self.current).as_ref().is_some_and(|(asked, _)| !*locked(&asked.ended));
        searching
            || locked(&self.counting).as_ref().is_some_and(|(counting, _)| !counting.has_ended())
    }

    fn give_up_counting(&self) -> Option<Ticket> {
        let (counting, ticket) = locked(&self.counting).take()?;
        counting.cancel();
        Some(ticket)
    }

    /// Cancels the current request. Its ticket is returned, for the request that takes its place.
    fn give_up(&self) -> Option<Ticket> {
        let (asked, ticket) = locked(&self.current).take()?;
        asked.search.cancel();
        Some(ticket)
    }
}

impl Drop for Finder {
    fn drop(&mut self) {
        self.newest.fetch_add(1, Ordering::Relaxed);
        drop((self.give_up(), self.give_up_counting()));
    }
}

impl PoolRequest {
    /// Reports a result: the whole, after which no other is reported, or a part.
    fn tell(&self, ranking: Ranking, whole: bool, fault: Option<&'static str>) {
        let mut ended = locked(&self.ended);
        if *ended {
            return;
        }
        *ended = whole;
        if self.newest.load(Ordering::Relaxed) == self.number {
            let (ranking, corpus) = (Arc::new(ranking), Arc::clone(&self.corpus));
            (self.on_result)(FinderResult { id: self.id, ranking, corpus, fault });
        }
    }
}

impl Job for PoolRequest {
    fn step(&self) -> PoolProgress {
        match self.search.step() {
            Ranked::More => PoolProgress::More,
            Ranked::Wait => PoolProgress::Wait,
            Ranked::Partly(ranking) => {
                self.tell(ranking, false, None);
                PoolProgress::More
            }
            Ranked::Whole(ranking) => {
                self.tell(ranking, true, None);
                PoolProgress::Over
            }
            Ranked::Over => PoolProgress::Over,
        }
    }

    fn broke_down(&self) {
        let fault = Some("internal error while searching for this query");
        self.tell(Ranking::default(), true, fault);
    }
}

#[cfg(test)]
mod tests;
