//! Every claim weighed, for queries that can't be divided.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::corpus::Corpus;
use super::kernel::Step;
use super::plan::Plan;
use super::query::Query;
use super::rank::{Request, Sort, order};
use super::ranking::{Hit, Hits, Ranking};
use crate::dataset::Row;

/// How many claims are weighed in a step.
const BLOCK: usize = 512;

/// Claims being weighed, block by block.
#[derive(Debug)]
pub(super) struct Weighing {
    plan: Plan,
    claims: usize,
    next: AtomicUsize,
    /// How many blocks are done.
    done: AtomicUsize,
    /// The hits, and whether they are close.
    found: Mutex<Vec<(Hit, bool)>>,
}

impl Weighing {
    pub(super) fn new(query: &Query, corpus: &Corpus) -> Self {
        Self {
            plan: Plan::new(query, corpus),
            claims: corpus.catalog().len(),
            next: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            found: Mutex::default(),
        }
    }

    pub(super) fn step(&self, corpus: &Corpus) -> Step {
        let blocks = self.claims.div_ceil(BLOCK).max(1);
        let block = self.next.fetch_add(1, Ordering::Relaxed);
        if block >= blocks {
            return Step::Wait;
        }
        let rows = (block * BLOCK..self.claims.min((block + 1) * BLOCK))
            .filter_map(|row| Row::try_from(row).ok());
        let weigh = |row| {
            let weight = self.plan.weigh(corpus, row)?;
            Some((Hit { row, score: weight.score }, weight.close))
        };
        let hits: Vec<(Hit, bool)> = rows.filter_map(weigh).collect();
        self.found.lock().unwrap_or_else(PoisonError::into_inner).extend(hits);
        let done = self.done.fetch_add(1, Ordering::AcqRel) + 1;
        if done == blocks { Step::Finished } else { Step::More }
    }

    /// The list, once all are weighed.
    pub(super) fn ranking(&self, corpus: &Corpus, request: &Request) -> Ranking {
        let mut found =
            std::mem::take(&mut *self.found.lock().unwrap_or_else(PoisonError::into_inner));
        found.sort_unstable_by_key(|(hit, _)| hit.row);
        let total = found.len();
        let close = found.iter().filter(|(_, close)| *close).count();
        let all = request.loose || close == 0;
        let listed = found.into_iter().filter(|(_, close)| *close || all).map(|(hit, _)| hit);
        let mut hits: Vec<Hit> = listed.collect();
        match request.sort {
            Sort::Rank => hits.sort_by_key(|hit| Reverse(hit.score)),
            sort => order(&mut hits, corpus.catalog(), sort),
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
