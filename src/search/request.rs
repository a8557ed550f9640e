//! A search request and the order of its hits.

use std::cmp::Reverse;
use std::fmt;

use clap::ValueEnum;

use super::dates::Dates;
use super::query::Query;
use crate::catalog::{Catalog, Row};

/// A request for the claims that match a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchRequest {
    /// The query that hits must match.
    pub query: Query,
    /// The order of the hits.
    pub sort: Sort,
    /// Whether loose matches are wanted too.
    pub loose: bool,
}

/// The number of one search of a user. A newer search has a greater number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct SearchId(pub u64);

impl SearchId {
    /// Returns the number of the search after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The orders in which hits can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Sort {
    /// Best match first; in file order if the query has no words to rank by
    #[default]
    Rank,
    /// In file order
    Dataset,
    // The latest date on which a claim was made first, or else on which it happened; claims
    // without a date come last.
    /// Newest first
    Date,
    // The most full and partial denials first.
    /// Most denied first
    Balance,
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

/// Sorts items in dataset order by an order that needs no scores. Ties keep the dataset order.
/// `row` returns the claim of an item.
pub(super) fn order<T>(items: &mut [T], row: impl Fn(&T) -> Row, catalog: &Catalog, sort: Sort) {
    let facts = |item: &T| catalog.facts(row(item));
    match sort {
        Sort::Rank | Sort::Dataset => {}
        Sort::Date => {
            let dates = Dates::new(catalog);
            // `None` is less than any date, so undated claims come last in the reverse order.
            let date = |item: &T| dates.sort_key(facts(item)?);
            items.sort_by_cached_key(|item| Reverse(date(item)));
        }
        Sort::Balance => {
            items.sort_by_cached_key(|item| Reverse(facts(item).map(|it| it.direct_denials())));
        }
    }
}
