//! A request being answered, step by step, by any number of threads: the query divided, the
//! filter worked out, the texts searched, records read where they have to be.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::corpus::Corpus;
use super::everywhere::Reading;
use super::filter::Filtering;
use super::kernel::{self, Depth, Outcome, Question, Rows, Search, Step};
use super::memory::Memory;
use super::query::{AtomKind, Query, Term};
use super::rank::{Request, Sort, order};
use super::ranking::{Hit, Hits, Ranking};
use super::shape::Shape;
use super::weighing::Weighing;
use crate::dataset::Row;

/// What came of a step.
#[derive(Debug)]
pub(super) enum Ranked {
    /// There may be more to do.
    More,
    /// Nothing can be done until another thread's step is over.
    Wait,
    /// So much can be shown while the rest is worked out.
    Partly(Ranking),
    /// The answer.
    Whole(Ranking),
    /// There is nothing left to do.
    Over,
}

/// A request being answered.
pub(super) struct Ranker {
    corpus: Arc<Corpus>,
    request: Request,
    /// How many of the list's first claims are wanted.
    first: usize,
    memory: Arc<Memory>,
    stage: Mutex<Stage>,
}

/// What is being done.
#[derive(Debug, Clone)]
enum Stage {
    Begin,
    /// Somebody is at what comes between.
    Between,
    /// The fields are asked.
    Filter(Arc<Filtering>, Arc<Shape>),
    /// Texts are searched.
    Search(Arc<Search>),
    /// The rows that texts and fields leave are looked for, to be read.
    Gather(Arc<Search>, Arc<Shape>),
    Read(Arc<Reading>, Arc<Shape>),
    Weigh(Arc<Weighing>),
    Over,
}

impl Ranker {
    /// Answers a request with the first so many of its list.
    pub(super) fn new(
        corpus: Arc<Corpus>,
        request: Request,
        first: usize,
        memory: Arc<Memory>,
    ) -> Self {
        Self { corpus, request, first, memory, stage: Mutex::new(Stage::Begin) }
    }

    /// Gives up: what others are at ends soon, and nothing more is begun.
    pub(super) fn cancel(&self) {
        if let Stage::Search(search) | Stage::Gather(search, _) =
            std::mem::replace(&mut *self.stage(), Stage::Over)
        {
            search.cancel();
        }
    }

    /// The answer, where it is known without work: every claim, or what was found before.
    pub(super) fn known(&self) -> Option<Ranking> {
        let Request { query, sort, .. } = &self.request;
        let texts_alone = |term: &Term| {
            term.alternatives.iter().all(|atom| matches!(atom.kind, AtomKind::Text(_)))
        };
        if !query.terms.iter().all(texts_alone) {
            return None;
        }
        let texts = Shape::of(query, &self.corpus)?.texts;
        if texts.is_empty() {
            let every = Hits::Every(self.corpus.catalog().len());
            return matches!(sort, Sort::Rank | Sort::Dataset).then(|| self.unranked(every));
        }
        let question = self.question(texts, None);
        let known = || self.memory.recall(&self.corpus, &question).map(listed);
        (*sort == Sort::Rank).then(known).flatten()
    }

    /// Does a step.
    pub(super) fn step(&self) -> Ranked {
        let stage = {
            let mut stage = self.stage();
            match &*stage {
                Stage::Begin => std::mem::replace(&mut *stage, Stage::Between),
                other => other.clone(),
            }
        };
        match stage {
            Stage::Begin => self.begin(),
            Stage::Between => Ranked::Wait,
            Stage::Filter(filtering, shape) => self.filter(&filtering, &shape),
            Stage::Search(search) => self.search(&search),
            Stage::Gather(search, shape) => self.gather(&search, &shape),
            Stage::Read(reading, shape) => self.read(&reading, &shape),
            Stage::Weigh(weighing) => match weighing.step(&self.corpus) {
                Step::Finished => self.end(weighing.ranking(&self.corpus, &self.request)),
                step => waiting(step),
            },
            Stage::Over => Ranked::Over,
        }
    }

    fn begin(&self) -> Ranked {
        let corpus = &self.corpus;
        let Some(mut shape) = Shape::of(&self.request.query, corpus) else {
            return self.go_on(Stage::Weigh(Arc::new(Weighing::new(&self.request.query, corpus))));
        };
        if !shape.asks_fields {
            return self.filtered(&Arc::new(shape), None);
        }
        if let Some(rows) = self.memory.rows(corpus, &self.request.query) {
            return self.filtered(&Arc::new(shape), Some(rows));
        }
        let filtering = Filtering::new(shape.filter.take().unwrap_or_default(), corpus);
        self.go_on(Stage::Filter(Arc::new(filtering), Arc::new(shape)))
    }

    fn filter(&self, filtering: &Filtering, shape: &Arc<Shape>) -> Ranked {
        let step = filtering.step(&self.corpus);
        if step != Step::Finished {
            return waiting(step);
        }
        let rows = Arc::new(filtering.rows());
        self.memory.remember(&self.corpus, &self.request.query, &rows);
        self.filtered(shape, Some(rows))
    }

    /// Goes on with the rows that the fields leave.
    fn filtered(&self, shape: &Arc<Shape>, filter: Option<Arc<Rows>>) -> Ranked {
        let corpus = &self.corpus;
        if !shape.all.is_empty() {
            let terms = shape.texts.clone();
            let question = Question { terms, filter, depth: Depth::All, first: 0 };
            let search = Arc::new(Search::new(corpus.arenas(), question, None));
            return self.go_on(Stage::Gather(search, Arc::clone(shape)));
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

    /// Begins to search texts, or remembers what was found before.
    fn texts(&self, terms: Vec<kernel::Term>, filter: Option<Arc<Rows>>) -> Ranked {
        let ranked = self.request.sort == Sort::Rank;
        let question = self.question(terms, filter);
        if ranked && let Some(outcome) = self.memory.recall(&self.corpus, &question) {
            return self.end(listed(outcome));
        }
        let search = Arc::new(self.memory.search(&self.corpus, question));
        self.go_on(Stage::Search(search))
    }

    fn question(&self, terms: Vec<kernel::Term>, filter: Option<Arc<Rows>>) -> Question {
        let depth = if self.request.loose { Depth::All } else { Depth::Close };
        let first = if self.request.sort == Sort::Rank { self.first } else { 0 };
        Question { terms, filter, depth, first }
    }

    fn search(&self, search: &Search) -> Ranked {
        match search.step() {
            Step::Listed if self.request.sort == Sort::Rank => {
                // The next letter may come before the close matches are counted.
                self.memory.keep(search);
                search.outcome().map_or(Ranked::More, |found| Ranked::Partly(listed(found)))
            }
            Step::Finished => {
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
                let Outcome { total, close, .. } = outcome;
                let loose_shown = all && close != Some(total);
                self.end(Ranking { hits, listed, total, close, loose_shown, read: None })
            }
            step => waiting(step),
        }
    }

    fn gather(&self, search: &Search, shape: &Arc<Shape>) -> Ranked {
        match search.step() {
            // Who comes to the end of counting the close ones comes late: they are being read.
            Step::Listed | Step::Finished if self.leaves_gathering() => {
                search.cancel();
                let rows = search.rows(Depth::All).unwrap_or_default();
                let reading = Reading::new(&self.corpus, &shape.all, rows);
                self.go_on(Stage::Read(Arc::new(reading), Arc::clone(shape)))
            }
            // Whoever goes on to read has given the gathering up, not the request.
            Step::Over if !matches!(*self.stage(), Stage::Over) => Ranked::Wait,
            step => waiting(step),
        }
    }

    /// Whether rows were being gathered; from now on they are not.
    fn leaves_gathering(&self) -> bool {
        let mut stage = self.stage();
        let gathering = matches!(*stage, Stage::Gather(..));
        if gathering {
            *stage = Stage::Between;
        }
        gathering
    }

    fn read(&self, reading: &Reading, shape: &Shape) -> Ranked {
        let step = reading.step(&self.corpus);
        if step == Step::Finished {
            let ranking = self.of_read(reading, shape);
            return self.end(Ranking { read: None, ..ranking });
        }
        if reading.should_tell() {
            let ranking = self.of_read(reading, shape);
            return Ranked::Partly(Ranking { read: Some(reading.percent()), ..ranking });
        }
        waiting(step)
    }

    /// The list of the claims that were read and say what is asked.
    fn of_read(&self, reading: &Reading, shape: &Shape) -> Ranking {
        let rows = reading.rows();
        if shape.texts.is_empty() {
            return self.unranked(Hits::Rows(rows, Vec::new()));
        }
        let request = Request { query: Query::default(), ..self.request.clone() };
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

    /// A list that isn't ordered by worth: of a query without texts.
    fn unranked(&self, hits: Hits) -> Ranking {
        let hits = match (hits, self.request.sort) {
            (Hits::Every(count), Sort::Date | Sort::Balance) => {
                Hits::Rows(self.sorted((0..).take(count).collect()), Vec::new())
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

    /// Rows that stand in dataset order in the order that is asked for; ties keep it.
    fn sorted(&self, mut rows: Vec<Row>) -> Vec<Row> {
        order(&mut rows, |row| *row, self.corpus.catalog(), self.request.sort);
        rows
    }

    /// What the first of some rows are worth that a search found.
    fn scores(&self, search: &Search, rows: &[Row]) -> Vec<i64> {
        let first = rows.get(..self.first.min(rows.len())).unwrap_or_default();
        let mut ascending = first.to_vec();
        ascending.sort_unstable();
        let filter = Some(Arc::new(self.corpus.rows(&ascending)));
        let terms = search.question().terms.clone();
        let question = Question { terms, filter, depth: Depth::All, first: first.len() };
        let search = Search::new(self.corpus.arenas(), question, None);
        while !matches!(search.step(), Step::Listed | Step::Finished | Step::Over) {}
        let list = search.outcome().map(|outcome| outcome.list).unwrap_or_default();
        let worth: HashMap<Row, i32> = list.iter().map(|it| (it.row, it.score)).collect();
        first.iter().map(|row| worth.get(row).copied().map_or(0, i64::from)).collect()
    }

    /// Begins a stage, unless the request was given up meanwhile.
    fn go_on(&self, next: Stage) -> Ranked {
        let mut stage = self.stage();
        if !matches!(*stage, Stage::Over) {
            *stage = next;
        }
        Ranked::More
    }

    fn end(&self, ranking: Ranking) -> Ranked {
        let before = std::mem::replace(&mut *self.stage(), Stage::Over);
        if matches!(before, Stage::Over) { Ranked::Over } else { Ranked::Whole(ranking) }
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn waiting(step: Step) -> Ranked {
    match step {
        Step::Wait => Ranked::Wait,
        Step::Over => Ranked::Over,
        Step::More | Step::Listed | Step::Finished => Ranked::More,
    }
}

/// What the kernel found, as a list.
fn listed(outcome: Outcome) -> Ranking {
    let Outcome { list, depth, total, close } = outcome;
    let hits: Vec<Hit> =
        list.into_iter().map(|it| Hit { row: it.row, score: i64::from(it.score) }).collect();
    let listed = if depth == Depth::All { total } else { close.unwrap_or(hits.len()) };
    // Where not all are close, the loose ones among them are shown.
    let loose_shown = depth == Depth::All && close != Some(total);
    Ranking { hits: Hits::Best(hits), listed, total, close, loose_shown, read: None }
}
