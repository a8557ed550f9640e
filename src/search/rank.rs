//! The list of a query's hits, in order.

use std::cmp::Reverse;
use std::fmt;

use super::corpus::Corpus;
use super::dates::Dates;
use super::plan::Plan;
use super::query::Query;
use crate::dataset::{Catalog, Row};

/// How many claims are weighed between two looks at whether the search is still wanted.
const BLOCK: usize = 512;

/// What is asked of a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
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

/// A claim that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The claim.
    pub row: Row,
    /// What it is worth to the query.
    pub score: i64,
}

/// The hits of a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranking {
    /// The hits to show, in order.
    pub hits: Vec<Hit>,
    /// How many claims match closely.
    pub close: usize,
    /// How many claims match, but not closely.
    pub loose: usize,
    /// Whether loose matches are among the hits: because they were asked for, or because
    /// nothing is close.
    pub loose_shown: bool,
}

/// The hits of a request; `None` where `cancelled` said that they are no longer wanted.
pub fn rank(corpus: &Corpus, request: &Request, cancelled: &dyn Fn() -> bool) -> Option<Ranking> {
    let plan = Plan::new(&request.query, corpus);
    let mut ranking = Ranking::default();
    let mut all = Vec::new();
    for (count, row) in (0..).take(corpus.catalog().len()).enumerate() {
        if count.is_multiple_of(BLOCK) && cancelled() {
            return None;
        }
        let Some(weight) = plan.weigh(corpus, row) else { continue };
        if weight.close {
            ranking.close += 1;
        } else {
            ranking.loose += 1;
        }
        all.push((weight.close, Hit { row, score: weight.score }));
    }
    let loose = request.loose || ranking.close == 0;
    ranking.loose_shown = loose && ranking.loose > 0;
    ranking.hits =
        all.into_iter().filter(|(close, _)| *close || loose).map(|(_, hit)| hit).collect();
    order(&mut ranking.hits, corpus.catalog(), request.sort);
    Some(ranking)
}

/// Puts hits that stand in dataset order into another; ties keep it.
fn order(hits: &mut [Hit], catalog: &Catalog, sort: Sort) {
    match sort {
        Sort::Rank => hits.sort_by_key(|hit| Reverse(hit.score)),
        Sort::Dataset => {}
        Sort::Date => {
            let dates = Dates::new(catalog);
            let key = |hit: &Hit| dates.sort_key(catalog.facts(hit.row)?);
            // Nothing is less than something, so undated claims come last.
            hits.sort_by_cached_key(|hit| Reverse(key(hit)));
        }
        Sort::Balance => {
            let denials = |hit: &Hit| catalog.facts(hit.row).map(|claim| claim.direct_denials());
            hits.sort_by_cached_key(|hit| Reverse(denials(hit)));
        }
    }
}
