//! Counts the values of the filter overlay over a whole list, as a job of the pool. It works in
//! steps like a search, so that a user who asks repeatedly doesn't delay other users.

use std::sync::{Arc, Mutex, TryLockError};

use super::corpus::Corpus;
use super::facets::{Facet, FacetTally};
use super::marked::Marked;
use super::memory::Memory;
use super::pool::{Job, PoolProgress};
use super::request::{SearchRequest, Sort};
use super::results::Ranking;
use super::search_job::{Ranked, SearchJob};
use crate::parallel::locked;

/// How many claims one step counts.
const BLOCK: usize = 4096;

/// The known part of a list, with the request that it answers.
#[derive(Debug, Clone)]
pub(crate) struct PartialList {
    /// The corpus whose rows the list contains.
    pub(crate) corpus: Arc<Corpus>,
    /// The request that the list answers.
    pub(crate) request: SearchRequest,
    /// The claims that the user has marked.
    pub(crate) marked: Marked,
    /// The ranking as far as it is known.
    pub(crate) ranking: Arc<Ranking>,
}

type Listener = Box<dyn Fn(Vec<Facet>) + Send + Sync>;

pub(super) struct Counting {
    corpus: Arc<Corpus>,
    marked: Marked,
    stage: Mutex<CountingStage>,
    on_result: Listener,
    /// Whether the counts were reported, or never will be. Locked while they are reported.
    ended: Mutex<bool>,
}

enum CountingStage {
    /// Finds the rest of the list, in any order.
    Find(Arc<SearchJob>),
    /// Counts the claims of a ranking from a rank on.
    Count(Arc<Ranking>, usize, Box<FacetTally>),
    Over,
}

impl Counting {
    /// Prepares counting a list. An incomplete list is completed first, with the help of what
    /// the user's earlier searches left in `memory`.
    pub(super) fn new(list: PartialList, memory: Arc<Memory>, on_result: Listener) -> Self {
        let PartialList { corpus, request, marked, ranking } = list;
        let stage = if ranking.known() < ranking.listed {
            let request = SearchRequest { sort: Sort::Dataset, ..request };
            CountingStage::Find(Arc::new(SearchJob::new(Arc::clone(&corpus), request, 0, memory)))
        } else {
            let tally = FacetTally::new(marked.rows(corpus.catalog()));
            CountingStage::Count(ranking, 0, Box::new(tally))
        };
        Self { corpus, marked, stage: Mutex::new(stage), on_result, ended: Mutex::new(false) }
    }

    /// Returns whether the counts were reported, or never will be.
    pub(super) fn has_ended(&self) -> bool {
        *locked(&self.ended)
    }

    /// Cancels the job, and the search that completes its list.
    pub(super) fn cancel(&self) {
        let mut stage = locked(&self.stage);
        if let CountingStage::Find(search) = std::mem::replace(&mut *stage, CountingStage::Over) {
            search.cancel();
        }
    }

    fn find(&self, search: &SearchJob) -> PoolProgress {
        match search.step() {
            Ranked::More | Ranked::Partly(_) => PoolProgress::More,
            // Another thread completes the list.
            Ranked::Wait | Ranked::Over => PoolProgress::Wait,
            Ranked::Whole(ranking) => {
                let mut stage = locked(&self.stage);
                if let CountingStage::Find(_) = *stage {
                    let tally = FacetTally::new(self.marked.rows(self.corpus.catalog()));
                    *stage = CountingStage::Count(Arc::new(ranking), 0, Box::new(tally));
                }
                PoolProgress::More
            }
        }
    }
}

impl Job for Counting {
    fn step(&self) -> PoolProgress {
        let mut stage = match self.stage.try_lock() {
            Ok(stage) => stage,
            // Only one thread counts at a time.
            Err(TryLockError::WouldBlock) => return PoolProgress::Wait,
            // The last step panicked.
            Err(TryLockError::Poisoned(_)) => return PoolProgress::Over,
        };
        let (ranking, at, tally) = match &mut *stage {
            CountingStage::Find(search) => {
                let search = Arc::clone(search);
                drop(stage);
                return self.find(&search);
            }
            CountingStage::Count(ranking, at, tally) => (ranking, at, tally),
            CountingStage::Over => return PoolProgress::Over,
        };
        let end = (*at + BLOCK).min(ranking.known());
        let rows = (*at..end).filter_map(|rank| ranking.hit(rank)).map(|hit| hit.row);
        tally.add(self.corpus.catalog(), rows);
        *at = end;
        if end < ranking.known() {
            return PoolProgress::More;
        }
        let done = std::mem::replace(&mut *stage, CountingStage::Over);
        drop(stage);
        if let CountingStage::Count(_, _, tally) = done {
            let mut ended = locked(&self.ended);
            (self.on_result)(tally.facets());
            *ended = true;
        }
        PoolProgress::Over
    }

    /// Reports no counts: the user keeps those that are shown.
    fn broke_down(&self) {
        *locked(&self.ended) = true;
    }
}
