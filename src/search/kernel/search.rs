//! A search: one question to a corpus, answered block by block by any number of threads.
//!
//! It runs in stages. The first scans all rows and lists the best. If the list should contain
//! close matches but there are none, the next stage makes the list of all matches. The last counts
//! the close matches. Rows whose score can't reach the list are never aligned for it: each row
//! has an upper bound, and the score needed for the list rises while it is made.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use super::align::Workbench;
use super::block::{Block, RowSpan, Segments, rows};
use super::compiled_query::CompiledQuery;
use super::query_cache::{Kinship, QueryLevel};
use super::question::{Depth, Question, SearchOutcome};
use super::top::{Match, Top};
use crate::catalog::Row;
use crate::parallel::locked;

/// How many rows are processed between two checks for cancellation.
pub(crate) const BLOCK: usize = 8192;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SearchStep {
    /// A block is done, and there may be more.
    More,
    /// A block is done, and with it the list and the total. The close matches are not counted
    /// yet. At most one step of a search returns this.
    Listed,
    /// The last block is done. Exactly one step of a search returns this.
    Finished,
    /// Nothing can be done until other threads finish their steps.
    Wait,
    /// The search has ended or was cancelled.
    Over,
}

/// A question to a corpus, with the state of its answer.
#[derive(Debug)]
pub(crate) struct Search {
    pub(super) segments: Segments,
    pub(super) question: Question,
    pub(super) sieves: Vec<CompiledQuery>,
    pub(super) spans: Vec<RowSpan>,
    pub(super) top: Top,
    /// The rows that were scored and listed before all others.
    pub(super) seeds: Vec<Match>,
    pub(super) blocks: Arc<Vec<OnceLock<Block>>>,
    /// One bit for each row of each block, set if the row matches closely.
    pub(super) close: Arc<Vec<OnceLock<Vec<u64>>>>,
    /// The earlier search that this one narrows.
    pub(super) wider: Mutex<Option<Wider>>,
    state: Mutex<SearchState>,
    benches: Mutex<Vec<Workbench>>,
    cancelled: AtomicBool,
    /// The number of rows whose texts were scanned for a match.
    pub(super) tested: AtomicU64,
    /// The number of matching rows that were scored.
    pub(super) aligned: AtomicU64,
    /// The number of blocks that were processed, over all stages.
    pub(super) processed: AtomicU64,
}

/// The blocks of an earlier search, and how this search relates to it.
#[derive(Debug, Clone)]
pub(super) struct Wider {
    pub(super) blocks: Arc<Vec<OnceLock<Block>>>,
    pub(super) kinship: Kinship,
}

#[derive(Debug)]
struct SearchState {
    stage: KernelStage,
    /// The next block of this stage, and how many of its blocks are done.
    next: usize,
    done: usize,
    outcome: SearchOutcome,
    swept: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KernelStage {
    Sweep,
    List(Depth),
    Count,
    Over,
}

impl Search {
    /// Starts a search. It uses the results of an earlier search if the question has the same rows
    /// or fewer, and ignores them otherwise.
    pub(crate) fn new(
        segments: Segments,
        question: Question,
        earlier: Option<&QueryLevel>,
    ) -> Self {
        Self::in_blocks(segments, question, earlier, BLOCK)
    }

    /// Starts a search in blocks of `rows` rows: a multiple of 64, and that of the earlier search.
    pub(super) fn in_blocks(
        segments: Segments,
        question: Question,
        earlier: Option<&QueryLevel>,
        rows: usize,
    ) -> Self {
        let spans = RowSpan::all(&segments, rows);
        let earlier = earlier.filter(|level| level.blocks.len() == spans.len());
        let akin = earlier.and_then(|level| Some((level, level.kinship(&segments, &question)?)));
        let coded =
            |(index, arena): (usize, &Arc<_>)| CompiledQuery::new(&question.terms, arena, index);
        let mut search = Self {
            sieves: segments.iter().enumerate().map(coded).collect(),
            top: Top::new(question.first),
            seeds: Vec::new(),
            blocks: slots(spans.len()),
            close: slots(spans.len()),
            wider: Mutex::default(),
            state: Mutex::new(SearchState::new(question.depth)),
            benches: Mutex::default(),
            cancelled: AtomicBool::new(false),
            tested: AtomicU64::new(0),
            aligned: AtomicU64::new(0),
            processed: AtomicU64::new(0),
            segments,
            question,
            spans,
        };
        if let Some((level, kinship)) = akin {
            search.begin_from(level, kinship);
        }
        search
    }

    fn begin_from(&mut self, level: &QueryLevel, kinship: Kinship) {
        if kinship == Kinship::Same {
            (self.blocks, self.close) = (Arc::clone(&level.blocks), Arc::clone(&level.close));
            locked(&self.state).take(level);
        } else {
            let wider = Wider { blocks: Arc::clone(&level.blocks), kinship };
            self.wider = Mutex::new(Some(wider));
        }
        self.seed(&level.outcome.list);
    }

    /// Processes the next block. Any number of threads may call this at once.
    pub(crate) fn step(&self) -> SearchStep {
        if self.is_cancelled() {
            return SearchStep::Over;
        }
        let (task, index) = {
            let mut state = locked(&self.state);
            match state.claim(self.spans.len()) {
                Some(claimed) => claimed,
                None if state.stage == KernelStage::Over => return SearchStep::Over,
                // A corpus without blocks completes each stage at once.
                None if self.spans.is_empty() => return self.advance(&mut state),
                None => return SearchStep::Wait,
            }
        };
        self.processed.fetch_add(1, Ordering::Relaxed);
        self.process(task, index);
        let mut state = locked(&self.state);
        state.done += 1;
        if state.done == self.spans.len() { self.advance(&mut state) } else { SearchStep::More }
    }

    fn process(&self, task: KernelStage, index: usize) {
        let mut workbench = locked(&self.benches).pop().unwrap_or_default();
        match task {
            KernelStage::Sweep => self.sweep(index, &mut workbench),
            KernelStage::List(depth) => self.list(index, depth, &mut workbench),
            KernelStage::Count => self.count(index, &mut workbench),
            KernelStage::Over => {}
        }
        locked(&self.benches).push(workbench);
    }

    pub(crate) fn question(&self) -> &Question {
        &self.question
    }

    /// Cancels the search: no further block is begun.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Returns the results, or `None` until the list and the total are known.
    pub(crate) fn outcome(&self) -> Option<SearchOutcome> {
        let state = locked(&self.state);
        state.swept.then(|| state.outcome.clone())
    }

    /// Returns the results for later searches, or `None` until the list and the total are known.
    pub(crate) fn level(&self) -> Option<QueryLevel> {
        Some(QueryLevel {
            segments: Arc::clone(&self.segments),
            question: self.question.clone(),
            blocks: Arc::clone(&self.blocks),
            close: Arc::clone(&self.close),
            outcome: self.outcome()?,
        })
    }

    /// Returns all rows that match to a depth, ascending, or `None` until they are known.
    pub(crate) fn rows(&self, depth: Depth) -> Option<Vec<Row>> {
        let SearchOutcome { list, total, close, .. } = self.outcome()?;
        let alive = |index: usize| self.blocks.get(index)?.get().map(|block| &block.alive[..]);
        let close_of = |index: usize| self.close.get(index)?.get().map(Vec::as_slice);
        if depth == Depth::All || close == Some(total) {
            return self.numbers(alive);
        }
        let close = close?;
        self.numbers(close_of).or_else(|| {
            // The close matches were not counted because the list holds all of them.
            let mut rows: Vec<Row> = list.iter().take(close).map(|found| found.row).collect();
            rows.sort_unstable();
            Some(rows)
        })
    }

    pub(super) fn add_work(&self, tested: u64, aligned: u64) {
        self.tested.fetch_add(tested, Ordering::Relaxed);
        self.aligned.fetch_add(aligned, Ordering::Relaxed);
    }

    fn numbers<'a>(&self, words: impl Fn(usize) -> Option<&'a [u64]>) -> Option<Vec<Row>> {
        let mut numbers = Vec::new();
        for (index, span) in self.spans.iter().enumerate() {
            numbers.extend(rows(words(index)?).map(|row| span.row(row)));
        }
        Some(numbers)
    }

    /// Ends a stage and begins the next.
    fn advance(&self, state: &mut SearchState) -> SearchStep {
        match state.stage {
            KernelStage::Sweep => {
                let blocks = self.blocks.iter().filter_map(OnceLock::get);
                state.outcome.total = blocks.map(|block| block.count).sum();
                *locked(&self.wider) = None;
                self.advance_list(state, self.question.depth)
            }
            KernelStage::List(depth) => self.advance_list(state, depth),
            KernelStage::Count => {
                let words = self.close.iter().filter_map(OnceLock::get).flatten();
                let close = words.map(|word| word.count_ones() as usize).sum();
                state.outcome.close = Some(close);
                state.begin(KernelStage::Over);
                SearchStep::Finished
            }
            KernelStage::Over => SearchStep::Over,
        }
    }

    fn advance_list(&self, state: &mut SearchState, depth: Depth) -> SearchStep {
        let first = self.question.first;
        let found = &mut state.outcome;
        found.list = self.top.list();
        found.depth = depth;
        let all_listed = depth == Depth::Close && found.list.len() < first;
        if found.close.is_none() {
            let always = self.sieves.iter().all(CompiledQuery::is_always_close);
            let known = if always { Some(found.total) } else { None };
            found.close = known.or(all_listed.then_some(found.list.len()));
        }
        if all_listed && found.list.is_empty() && found.total > 0 {
            state.begin(KernelStage::List(Depth::All));
            return SearchStep::More;
        }
        let counted = found.close.is_some();
        state.begin(if counted { KernelStage::Over } else { KernelStage::Count });
        if counted { SearchStep::Finished } else { SearchStep::Listed }
    }
}

impl SearchState {
    fn new(depth: Depth) -> Self {
        let outcome = SearchOutcome { list: Vec::new(), depth, total: 0, close: None };
        Self { stage: KernelStage::Sweep, next: 0, done: 0, outcome, swept: false }
    }

    /// Begins with the results of an earlier search for the same rows.
    fn take(&mut self, level: &QueryLevel) {
        self.outcome.total = level.outcome.total;
        // If the close rows were not counted, the earlier list held all of them; this list may not.
        let counted = level.close.iter().all(|slot| slot.get().is_some());
        self.outcome.close = level.outcome.close.filter(|_| counted);
        self.stage = KernelStage::List(self.outcome.depth);
    }

    fn claim(&mut self, blocks: usize) -> Option<(KernelStage, usize)> {
        let claimed = (self.stage, self.next);
        (self.stage != KernelStage::Over && self.next < blocks).then(|| {
            self.next += 1;
            claimed
        })
    }

    fn begin(&mut self, stage: KernelStage) {
        (self.stage, self.next, self.done) = (stage, 0, 0);
        self.swept |= matches!(stage, KernelStage::Count | KernelStage::Over);
    }
}

fn slots<T>(count: usize) -> Arc<Vec<OnceLock<T>>> {
    Arc::new(std::iter::repeat_with(OnceLock::new).take(count).collect())
}
