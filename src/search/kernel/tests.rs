//! Tests that compare the kernel with the fuzzy-matcher crate.

mod scans;
mod scores;
mod searches;
mod work;

use std::sync::Arc;

use super::*;
use crate::catalog::Arena;
use crate::search::Query;
use crate::search::query::AtomKind;

fn arena(texts: &[String]) -> Arena {
    Arena::new(texts.iter().map(String::as_str))
}

/// Packs texts into segments of at most `rows` rows.
fn segments(texts: &[String], rows: usize) -> Segments {
    texts.chunks(rows).map(|texts| Arc::new(arena(texts))).collect()
}

/// Returns the texts of a typed query as a question.
fn question(typed: &str, depth: Depth, first: usize) -> Question {
    let alternative = |atom: crate::search::query::Atom| match (atom.value, atom.negated) {
        (AtomKind::Text(needle), false) => Some(Alternative::Text(needle)),
        (AtomKind::Text(needle), true) => Some(Alternative::Without(needle)),
        (AtomKind::Field(_), _) => None,
    };
    let term = |term: crate::search::query::QueryTerm| -> CompiledTerm {
        term.alternatives.into_iter().filter_map(alternative).collect()
    };
    let terms = Query::parse(typed).terms.into_iter().map(term).collect();
    Question { terms, filter: None, depth, first }
}

/// Runs a search to its end.
fn finish(search: &Search) {
    while !matches!(search.step(), SearchStep::Finished | SearchStep::Over) {}
}

/// Adds the results of a search, if it has a list, to a cache.
fn keep(cache: &mut QueryCache, search: &Search) {
    search.level().into_iter().for_each(|level| cache.add(level));
}
