//! Scores every claim, for queries that can't be divided between the kernel and the filter.

use std::cmp::Reverse;
use std::sync::Mutex;

use super::corpus::Corpus;
use super::kernel::SearchStep;
use super::plan::SearchPlan;
use super::query::Query;
use super::request::{SearchRequest, Sort, order};
use super::results::{Hit, Hits, Ranking};
use super::turns::Turns;
use crate::catalog::Row;
use crate::parallel::locked;

/// How many claims one step scores.
const BLOCK: usize = 512;

/// A scoring of all claims in progress, block by block.
#[derive(Debug)]
pub(super) struct Scoring {
    plan: SearchPlan,
    claims: usize,
    turns: Turns,
    /// The hits, each with whether it is close.
    found: Mutex<Vec<(Hit, bool)>>,
}

impl Scoring {
    pub(super) fn new(query: &Query, corpus: &Corpus) -> Self {
        let claims = corpus.catalog().len();
        let turns = Turns::new(claims.div_ceil(BLOCK));
        Self { plan: SearchPlan::new(query, corpus), claims, turns, found: Mutex::default() }
    }

    pub(super) fn step(&self, corpus: &Corpus) -> SearchStep {
        self.turns.step(|block| {
            let rows = block * BLOCK..self.claims.min((block + 1) * BLOCK);
            let weigh = |row| {
                let weight = self.plan.weigh(corpus, row)?;
                Some((Hit { row, score: weight.score }, weight.close))
            };
            let rows = rows.filter_map(Row::new);
            let hits: Vec<(Hit, bool)> = rows.filter_map(weigh).collect();
            locked(&self.found).extend(hits);
        })
    }

    /// Returns the ranking. All claims must have been scored.
    pub(super) fn ranking(&self, corpus: &Corpus, request: &SearchRequest) -> Ranking {
        let mut found = std::mem::take(&mut *locked(&self.found));
        found.sort_unstable_by_key(|(hit, _)| hit.row);
        let total = found.len();
        let close = found.iter().filter(|(_, close)| *close).count();
        let all = request.loose || close == 0;
        let listed = found.into_iter().filter(|(_, close)| *close || all).map(|(hit, _)| hit);
        let mut hits: Vec<Hit> = listed.collect();
        match request.sort {
            Sort::Rank => hits.sort_by_key(|hit| Reverse(hit.score)),
            sort => order(&mut hits, |hit| hit.row, corpus.catalog(), sort),
        }
        let listed = hits.len();
        let loose_shown = all && total > close;
        Ranking {
            hits: Hits::Best(hits),
            listed,
            total,
            close: Some(close),
            loose_shown,
            read: None,
        }
    }
}
