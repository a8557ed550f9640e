//! Counting what the filters offer over a whole list, as a job of the pool: in steps like a
//! search, so that a reader who asks again and again holds nobody up.

use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use super::corpus::Corpus;
use super::facets::{Facet, Tally};
use super::marked::Marked;
use super::memory::Memory;
use super::pool::{Job, Progress};
use super::rank::{Request, Sort};
use super::ranker::{Ranked, Ranker};
use super::ranking::Ranking;

/// How many claims are counted in a step.
const BLOCK: usize = 4096;

/// A list, as far as it is known, and what it answers.
#[derive(Debug, Clone)]
pub struct List {
    /// What its claims are rows of.
    pub corpus: Arc<Corpus>,
    /// What was asked.
    pub request: Request,
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
    stage: Mutex<Stage>,
    on_result: Listener,
}

enum Stage {
    /// The rest of the list is found, in whatever order.
    Find(Arc<Ranker>),
    /// Claims are counted, from a rank on.
    Count(Arc<Ranking>, usize, Tally),
    Over,
}

impl Counting {
    /// Counts over a list; what the reader's searches know of it is made use of.
    pub(super) fn new(list: List, memory: Arc<Memory>, on_result: Listener) -> Self {
        let List { corpus, request, marked, ranking } = list;
        let stage = if ranking.known() < ranking.listed {
            let request = Request { sort: Sort::Dataset, ..request };
            Stage::Find(Arc::new(Ranker::new(Arc::clone(&corpus), request, 0, memory)))
        } else {
            Stage::Count(ranking, 0, Tally::new(marked.rows(corpus.catalog())))
        };
        Self { corpus, marked, stage: Mutex::new(stage), on_result }
    }

    /// Gives up what is being found.
    pub(super) fn cancel(&self) {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Stage::Find(ranker) = std::mem::replace(&mut *stage, Stage::Over) {
            ranker.cancel();
        }
    }

    fn find(&self, ranker: &Ranker) -> Progress {
        match ranker.step() {
            Ranked::More | Ranked::Partly(_) => Progress::More,
            // Another thread comes with the whole.
            Ranked::Wait | Ranked::Over => Progress::Wait,
            Ranked::Whole(ranking) => {
                let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
                if let Stage::Find(_) = *stage {
                    let tally = Tally::new(self.marked.rows(self.corpus.catalog()));
                    *stage = Stage::Count(Arc::new(ranking), 0, tally);
                }
                Progress::More
            }
        }
    }
}

impl Job for Counting {
    fn step(&self) -> Progress {
        let mut stage = match self.stage.try_lock() {
            Ok(stage) => stage,
            // One thread counts at a time.
            Err(TryLockError::WouldBlock) => return Progress::Wait,
            // Its last step broke down.
            Err(TryLockError::Poisoned(_)) => return Progress::Over,
        };
        let (ranking, at, tally) = match &mut *stage {
            Stage::Find(ranker) => {
                let ranker = Arc::clone(ranker);
                drop(stage);
                return self.find(&ranker);
            }
            Stage::Count(ranking, at, tally) => (ranking, at, tally),
            Stage::Over => return Progress::Over,
        };
        let end = (*at + BLOCK).min(ranking.known());
        let rows = (*at..end).filter_map(|rank| ranking.hit(rank)).map(|hit| hit.row);
        tally.add(self.corpus.catalog(), rows);
        *at = end;
        if end < ranking.known() {
            return Progress::More;
        }
        let done = std::mem::replace(&mut *stage, Stage::Over);
        drop(stage);
        if let Stage::Count(_, _, tally) = done {
            (self.on_result)(tally.facets());
        }
        Progress::Over
    }

    /// The reader keeps the counts that stand there.
    fn broke_down(&self) {}
}
