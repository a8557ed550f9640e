//! Tests of search on a small catalog.

mod dates;
mod facets;
mod fields;
mod finder;
mod grammar;
mod marked;
mod ranking;
mod scores;

use std::sync::Arc;

use super::{Corpus, Query, SearchRequest, Sort, rank};
use crate::catalog::Catalog;

/// Two datasets: `one` with agents, sources, dates and items, `two` with a namesake.
pub(super) fn catalog() -> Catalog {
    Catalog::for_tests(&[include_str!("tests/one.json"), include_str!("tests/two.json")])
}

/// The small catalog, prepared for searching.
pub(super) fn corpus() -> Corpus {
    Corpus::new(catalog())
}

/// Returns the ids of all matches, close and loose, in dataset order.
pub(super) fn found_in(corpus: &Arc<Corpus>, query: &str) -> Vec<String> {
    let query = Query::parse(query);
    assert_eq!(query.faults, []);
    let request = SearchRequest { query, sort: Sort::Dataset, loose: true };
    let ranking = rank(corpus, &request, &|| false).unwrap();
    ranking.iter().map(|hit| corpus.catalog().id(hit.row)).collect()
}

/// Returns the ids of all matches in the small catalog as one text.
pub(super) fn found(query: &str) -> String {
    found_in(&Arc::new(corpus()), query).join(" ")
}
