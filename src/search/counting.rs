//! Counting what the filters offer over a whole list, as a job of the pool: in steps like a
//! search, so that a reader who asks again and again holds nobody up.

use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use super::corpus::Corpus;
use super::facets::{Facet, FacetTally};
use super::marked::Marked;
use super::memory::Memory;
use super::pool::{Job, PoolProgress};
use super::request::{SearchRequest, Sort};
use super::results::Ranking;
use super::search_job::{Ranked, SearchJob};

/// How many claims are counted in a step.
const BLOCK: usize = 4096;

/// A list, as far as it is known, and what it answers.
#[derive(Debug, Clone)]
pub struct PartialList {
    /// What its claims are rows of.
    pub corpus: Arc<Corpus>,
    /// What was asked.
    pub request: SearchRequest,
    /// What the reader marked.
    pub marked: Marked,
    /// What was found.
    pub ranking: Arc<Ranking>,
}

/// Who is told what was counted.
type Listener = Box<dyn Fn(Vec<Facet>) + Send + Sync>;

/// A list being counted.
pub(super) struct Counting {
    corpus: Arc<Corpus>,
    marked: Marked,
    stage: Mutex<CountingStage>,
    on_result: Listener,
}

enum CountingStage {
    /// The rest of the list is found, in whatever order.
    Find(Arc<SearchJob>),
    /// Claims are counted, from a rank on.
    Count(Arc<Ranking>, usize, FacetTally),
    Over,
}

impl Counting {
    /// Counts over a list; what the reader's searches know of it is made use of.
    pub(super) fn new(list: PartialList, memory: Arc<Memory>, on_result: Listener) -> Self {
        let PartialList { corpus, request, marked, ranking } = list;
        let stage = if ranking.known() < ranking.listed {
            let request = SearchRequest { sort: Sort::Dataset, ..request };
            CountingStage::Find(Arc::new(SearchJob::new(Arc::clone(&corpus), request, 0, memory)))
        } else {
            CountingStage::Count(ranking, 0, FacetTally::new(marked.rows(corpus.catalog())))
        };
        Self { corpus, marked, stage: Mutex::new(stage), on_result }
    }

    /// Gives up what is being found.
    pub(super) fn cancel(&self) {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if let CountingStage::Find(ranker) = std::mem::replace(&mut *stage, CountingStage::Over) {
            ranker.cancel();
        }
    }

    fn find(&self, ranker: &SearchJob) -> PoolProgress {
        match ranker.step() {
            Ranked::More | Ranked::Partly(_) => PoolProgress::More,
            // Another thread comes with the whole.
            Ranked::Wait | Ranked::Over => PoolProgress::Wait,
            Ranked::Whole(ranking) => {
                let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
                if let CountingStage::Find(_) = *stage {
                    let tally = FacetTally::new(self.marked.rows(self.corpus.catalog()));
                    *stage = CountingStage::Count(Arc::new(ranking), 0, tally);
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
            // One thread counts at a time.
            Err(TryLockError::WouldBlock) => return PoolProgress::Wait,
            // Its last step broke down.
            Err(TryLockError::Poisoned(_)) => return PoolProgress::Over,
        };
        let (ranking, at, tally) = match &mut *stage {
            CountingStage::Find(ranker) => {
                let ranker = Arc::clone(ranker);
                drop(stage);
                return self.find(&ranker);
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
            (self.on_result)(tally.facets());
        }
        PoolProgress::Over
    }

    /// The reader keeps the counts that stand there.
    fn broke_down(&self) {}
}
