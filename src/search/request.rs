//! The list of a query's hits, in order.

use std::cmp::Reverse;
use std::fmt;
use std::sync::Arc;
use std::thread;

use super::corpus::Corpus;
use super::dates::Dates;
use super::query::Query;
use super::results::Ranking;
use super::search_job::{Ranked, SearchJob};
use crate::catalog::{Catalog, Row};

/// What is asked of a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchRequest {
    /// What the hits must match.
    pub query: Query,
    /// Their order.
    pub sort: Sort,
    /// Whether loose matches are wanted too.
    pub loose: bool,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best score first; dataset order where the query has no text.
    #[default]
    Rank,
    /// As the datasets have them.
    Dataset,
    /// The latest made first, else by when it happened; undated ones last.
    Date,
    /// Most full and partial denials first.
    Balance,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 4] = [Self::Rank, Self::Dataset, Self::Date, Self::Balance];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rank => "rank",
            Self::Dataset => "dataset",
            Self::Date => "date",
            Self::Balance => "balance",
        }
    }

    /// The order of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.name() == name)
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rank => "best match first",
            Self::Dataset => "dataset order",
            Self::Date => "newest first",
            Self::Balance => "most denied first",
        })
    }
}

/// The hits of a request, all of them; `None` where `cancelled` said that they are no longer
/// wanted.
pub fn rank(
    corpus: &Arc<Corpus>,
    request: &SearchRequest,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Ranking> {
    rank_first(corpus, request, usize::MAX, cancelled)
}

/// The first so many hits of a request.
pub fn rank_first(
    corpus: &Arc<Corpus>,
    request: &SearchRequest,
    first: usize,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Ranking> {
    let memory = Arc::default();
    let ranker = SearchJob::new(Arc::clone(corpus), request.clone(), first, memory);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let work = || loop {
        match ranker.step() {
            _ if cancelled() => return None,
            Ranked::Whole(ranking) => return Some(ranking),
            Ranked::Over => return None,
            Ranked::Wait => thread::yield_now(),
            Ranked::More | Ranked::Partly(_) => {}
        }
    };
    thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let own = work();
        let theirs = helpers.into_iter().filter_map(|helper| helper.join().ok().flatten()).last();
        own.or(theirs)
    })
}

/// Puts claims that stand in dataset order into another that asks nothing of their worth;
/// ties keep it. `row` says which claim an item is.
pub(super) fn order<T>(items: &mut [T], row: impl Fn(&T) -> Row, catalog: &Catalog, sort: Sort) {
    let facts = |item: &T| catalog.facts(row(item));
    match sort {
        Sort::Rank | Sort::Dataset => {}
        Sort::Date => {
            let dates = Dates::new(catalog);
            // Nothing is less than something, so undated claims come last.
            let date = |item: &T| dates.sort_key(facts(item)?);
            items.sort_by_cached_key(|item| Reverse(date(item)));
        }
        Sort::Balance => {
            items.sort_by_cached_key(|item| Reverse(facts(item).map(|it| it.direct_denials())));
        }
    }
}
