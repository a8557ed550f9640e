//! One search, run step by step by any number of threads: divide the query, compute the filter,
//! search the texts, and read records if the query requires it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::corpus::Corpus;
use super::filter::Filtering;
use super::full_text::FullTextScan;
use super::kernel::{self, Depth, Question, RowSets, Search, SearchOutcome, SearchStep};
use super::memory::Memory;
use super::query::{AtomKind, Query, QueryTerm};
use super::request::{SearchRequest, Sort, order};
use super::results::{Hit, Hits, Ranking};
use super::scoring::Scoring;
use super::shape::QueryShape;
use crate::catalog::Row;
use crate::parallel::locked;

#[derive(Debug)]
pub(super) enum Ranked {
    /// There may be more to do.
    More,
    /// Nothing can be done until another thread finishes its step.
    Wait,
    /// A part of the result that can be shown while the search continues.
    Partly(Ranking),
    Whole(Ranking),
    Over,
}

pub(super) struct SearchJob {
    corpus: Arc<Corpus>,
    request: SearchRequest,
    /// The number of hits that are wanted from the start of the list.
    first: usize,
    memory: Arc<Memory>,
    stage: Mutex<RankingStage>,
}

#[derive(Debug, Clone)]
enum RankingStage {
    Begin,
    /// A thread is preparing the next stage.
    Between,
    Filter(Arc<Filtering>, Arc<QueryShape>),
    Search(Arc<Search>),
    /// The rows that texts and fields leave are collected, in order to read their records.
    Gather(Arc<Search>, Arc<QueryShape>),
    Read(Arc<FullTextScan>, Arc<QueryShape>),
    Weigh(Arc<Scoring>),
    Over,
}

impl SearchJob {
    /// Creates the search for a request that wants the `first` hits of its list.
    pub(super) fn new(
        corpus: Arc<Corpus>,
        request: SearchRequest,
        first: usize,
        memory: Arc<Memory>,
    ) -> Self {
        Self { corpus, request, first, memory, stage: Mutex::new(RankingStage::Begin) }
    }

    /// Cancels the search. Steps that are running end soon, and no other step begins.
    pub(super) fn cancel(&self) {
        if let RankingStage::Search(search) | RankingStage::Gather(search, _) =
            std::mem::replace(&mut *locked(&self.stage), RankingStage::Over)
        {
            search.cancel();
        }
    }

    /// Returns the result if it needs no work: every claim, or a cached result.
    pub(super) fn known(&self) -> Option<Ranking> {
        let SearchRequest { query, sort, .. } = &self.request;
        if query.is_invalid() {
            return Some(self.unranked(Hits::Rows(Vec::new(), Vec::new())));
        }
        let texts_alone = |term: &QueryTerm| {
            term.alternatives.iter().all(|atom| matches!(atom.value, AtomKind::Text(_)))
        };
        if !query.terms.iter().all(texts_alone) {
            return None;
        }
        let texts = QueryShape::of(query, &self.corpus)?.texts;
        if texts.is_empty() {
            let every = Hits::Every(self.corpus.catalog().len());
            return sort.needs_no_columns().then(|| self.unranked(every));
        }
        let question = self.question(texts, None);
        let known = || self.memory.recall(&self.corpus, &question).map(listed);
        (*sort == Sort::Rank).then(known).flatten()
    }

    pub(super) fn step(&self) -> Ranked {
        let stage = {
            let mut stage = locked(&self.stage);
            match &*stage {
                RankingStage::Begin => std::mem::replace(&mut *stage, RankingStage::Between),
                other => other.clone(),
            }
        };
        match stage {
            RankingStage::Begin => self.begin(),
            RankingStage::Between => Ranked::Wait,
            RankingStage::Filter(filtering, shape) => self.filter(&filtering, &shape),
            RankingStage::Search(search) => self.search(&search),
            RankingStage::Gather(search, shape) => self.gather(&search, &shape),
            RankingStage::Read(reading, shape) => self.read(&reading, &shape),
            RankingStage::Weigh(weighing) => match weighing.step(&self.corpus) {
                SearchStep::Finished => self.end(weighing.ranking(&self.corpus, &self.request)),
                step => waiting(step),
            },
            RankingStage::Over => Ranked::Over,
        }
    }

    fn begin(&self) -> Ranked {
        let corpus = &self.corpus;
        if self.request.query.is_invalid() {
            return self.end(self.unranked(Hits::Rows(Vec::new(), Vec::new())));
        }
        let Some(mut shape) = QueryShape::of(&self.request.query, corpus) else {
            let scoring = Scoring::new(&self.request.query, corpus);
            return self.go_on(RankingStage::Weigh(Arc::new(scoring)));
        };
        if shape.fields.is_empty() {
            return self.filtered(&Arc::new(shape), None);
        }
        if let Some(rows) = self.memory.rows(corpus, &self.request.query) {
            return self.filtered(&Arc::new(shape), Some(rows));
        }
        let filtering = Filtering::new(std::mem::take(&mut shape.fields), corpus);
        self.go_on(RankingStage::Filter(Arc::new(filtering), Arc::new(shape)))
    }

    fn filter(&self, filtering: &Filtering, shape: &Arc<QueryShape>) -> Ranked {
        let step = filtering.step(&self.corpus);
        if step != SearchStep::Finished {
            return waiting(step);
        }
        let rows = Arc::new(filtering.rows());
        self.memory.remember(&self.corpus, &self.request.query, &rows);
        self.filtered(shape, Some(rows))
    }

    /// Continues with the rows that the fields leave.
    fn filtered(&self, shape: &Arc<QueryShape>, filter: Option<Arc<RowSets>>) -> Ranked {
        let corpus = &self.corpus;
        if !shape.all.is_empty() {
            let terms = shape.texts.clone();
            let question = Question { terms, filter, depth: Depth::All, first: 0 };
            let search = Arc::new(Search::new(corpus.arenas(), question, None));
            return self.go_on(RankingStage::Gather(search, Arc::clone(shape)));
        }
        if shape.texts.is_empty() {
            let listed = match &filter {
                None => Hits::Every(corpus.catalog().len()),
                Some(rows) => Hits::Rows(corpus.numbers(rows), Vec::new()),
            };
            return self.end(self.unranked(listed));
        }
        self.texts(shape.texts.clone(), filter)
    }

    /// Starts to search the texts, or takes the result from the cache.
    fn texts(&self, terms: Vec<kernel::CompiledTerm>, filter: Option<Arc<RowSets>>) -> Ranked {
        let ranked = self.request.sort == Sort::Rank;
        let question = self.question(terms, filter);
        if ranked && let Some(outcome) = self.memory.recall(&self.corpus, &question) {
            return self.end(listed(outcome));
        }
        let search = Arc::new(self.memory.search(&self.corpus, question));
        self.go_on(RankingStage::Search(search))
    }

    fn question(&self, terms: Vec<kernel::CompiledTerm>, filter: Option<Arc<RowSets>>) -> Question {
        let depth = if self.request.loose { Depth::All } else { Depth::Close };
        let first = if self.request.sort == Sort::Rank { self.first } else { 0 };
        Question { terms, filter, depth, first }
    }

    fn search(&self, search: &Search) -> Ranked {
        match search.step() {
            SearchStep::Listed if self.request.sort == Sort::Rank => {
                // The next letter may be typed before the close matches are counted.
                self.memory.keep(search);
                search.outcome().map_or(Ranked::More, |found| Ranked::Partly(listed(found)))
            }
            SearchStep::Finished => {
                self.memory.keep_whole(&self.corpus, search);
                let Some(outcome) = search.outcome() else { return Ranked::Over };
                if self.request.sort == Sort::Rank {
                    return self.end(listed(outcome));
                }
                let none_close = outcome.close == Some(0);
                let all = self.request.loose || none_close;
                let depth = if all { Depth::All } else { Depth::Close };
                let rows = search.rows(depth).unwrap_or_default();
                let rows = self.sorted(rows);
                let listed = rows.len();
                let scores = self.scores(search, &rows);
                let hits = Hits::Rows(rows, scores);
                let SearchOutcome { total, close, .. } = outcome;
                let loose_shown = all && close != Some(total);
                self.end(Ranking { hits, listed, total, close, loose_shown, read: None })
            }
            step => waiting(step),
        }
    }

    fn gather(&self, search: &Search, shape: &Arc<QueryShape>) -> Ranked {
        match search.step() {
            // A thread that finishes counting the close matches later finds the rows being read.
            SearchStep::Listed | SearchStep::Finished if self.leaves_gathering() => {
                search.cancel();
                let rows = search.rows(Depth::All).unwrap_or_default();
                let reading = FullTextScan::new(&self.corpus, &shape.all, rows);
                self.go_on(RankingStage::Read(Arc::new(reading), Arc::clone(shape)))
            }
            // The thread that started the reading cancelled the collecting, not the request.
            SearchStep::Over if !matches!(*locked(&self.stage), RankingStage::Over) => Ranked::Wait,
            step => waiting(step),
        }
    }

    /// Ends collecting rows, and returns whether they were being collected.
    fn leaves_gathering(&self) -> bool {
        let mut stage = locked(&self.stage);
        let gathering = matches!(*stage, RankingStage::Gather(..));
        if gathering {
            *stage = RankingStage::Between;
        }
        gathering
    }

    fn read(&self, reading: &FullTextScan, shape: &QueryShape) -> Ranked {
        let step = reading.step(&self.corpus);
        if step == SearchStep::Finished {
            let ranking = self.of_read(reading, shape);
            return self.end(Ranking { read: None, ..ranking });
        }
        if reading.should_tell() {
            let ranking = self.of_read(reading, shape);
            return Ranked::Partly(Ranking { read: Some(reading.percent()), ..ranking });
        }
        waiting(step)
    }

    /// Returns the list of claims whose records were read and match.
    fn of_read(&self, reading: &FullTextScan, shape: &QueryShape) -> Ranking {
        let rows = reading.rows();
        if shape.texts.is_empty() {
            return self.unranked(Hits::Rows(rows, Vec::new()));
        }
        let request = SearchRequest { query: Query::default(), ..self.request.clone() };
        let memory = Arc::default();
        let within = Self::new(Arc::clone(&self.corpus), request, self.first, memory);
        let filter = Some(Arc::new(self.corpus.rows(&rows)));
        let mut ranked = within.texts(shape.texts.clone(), filter);
        loop {
            match ranked {
                Ranked::Whole(ranking) => return ranking,
                Ranked::Over | Ranked::Wait => return Ranking::default(),
                Ranked::More | Ranked::Partly(_) => ranked = within.step(),
            }
        }
    }

    /// Returns the list of a query without texts, which has no order by score.
    fn unranked(&self, hits: Hits) -> Ranking {
        let hits = match (hits, self.request.sort) {
            (Hits::Every(count), sort) if !sort.needs_no_columns() => {
                Hits::Rows(self.sorted((0..count).filter_map(Row::new).collect()), Vec::new())
            }
            (Hits::Rows(rows, scores), _) => Hits::Rows(self.sorted(rows), scores),
            (hits, _) => hits,
        };
        let mut ranking = Ranking { hits, ..Ranking::default() };
        ranking.listed = ranking.known();
        ranking.total = ranking.listed;
        ranking.close = Some(ranking.listed);
        ranking
    }

    /// Sorts rows in dataset order by the requested order. Ties keep the dataset order.
    fn sorted(&self, mut rows: Vec<Row>) -> Vec<Row> {
        order(&mut rows, |row| *row, self.corpus.catalog(), self.request.sort);
        rows
    }

    /// Returns the scores of the first of some rows that a search found.
    fn scores(&self, search: &Search, rows: &[Row]) -> Vec<i64> {
        let first = rows.get(..self.first.min(rows.len())).unwrap_or_default();
        let mut ascending = first.to_vec();
        ascending.sort_unstable();
        let filter = Some(Arc::new(self.corpus.rows(&ascending)));
        let terms = search.question().terms.clone();
        let question = Question { terms, filter, depth: Depth::All, first: first.len() };
        let search = Search::new(self.corpus.arenas(), question, None);
        while !matches!(search.step(), SearchStep::Listed | SearchStep::Finished | SearchStep::Over)
        {
        }
        let list = search.outcome().map(|outcome| outcome.list).unwrap_or_default();
        let worth: HashMap<Row, i32> = list.iter().map(|it| (it.row, it.score)).collect();
        first.iter().map(|row| worth.get(row).copied().map_or(0, i64::from)).collect()
    }

    /// Enters the next stage, unless the request was cancelled meanwhile.
    fn go_on(&self, next: RankingStage) -> Ranked {
        let mut stage = locked(&self.stage);
        if !matches!(*stage, RankingStage::Over) {
            *stage = next;
        }
        Ranked::More
    }

    fn end(&self, ranking: Ranking) -> Ranked {
        let before = std::mem::replace(&mut *locked(&self.stage), RankingStage::Over);
        if matches!(before, RankingStage::Over) { Ranked::Over } else { Ranked::Whole(ranking) }
    }
}

fn waiting(step: SearchStep) -> Ranked {
    match step {
        SearchStep::Wait => Ranked::Wait,
        SearchStep::Over => Ranked::Over,
        SearchStep::More | SearchStep::Listed | SearchStep::Finished => Ranked::More,
    }
}

/// Converts the outcome of the kernel to a list.
fn listed(outcome: SearchOutcome) -> Ranking {
    let SearchOutcome { list, depth, total, close } = outcome;
    let hits: Vec<Hit> =
        list.into_iter().map(|it| Hit { row: it.row, score: i64::from(it.score) }).collect();
    let listed = if depth == Depth::All { total } else { close.unwrap_or(hits.len()) };
    // If some matches aren't close, the list shows loose ones too.
    let loose_shown = depth == Depth::All && close != Some(total);
    Ranking { hits: Hits::Best(hits), listed, total, close, loose_shown, read: None }
}
