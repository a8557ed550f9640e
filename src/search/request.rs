//! A search request and the order of its hits.

use std::cmp::Reverse;
use std::fmt;

use clap::ValueEnum;

use super::dates::Occasion;
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
    // Claims without such a date come last in every order by dates.
    /// Newest first, by the date it was said, or else happened, was answered or was checked
    Date,
    /// Oldest first, by the date it was said, or else happened, was answered or was checked
    #[value(hide = true, alias = "-date")]
    DateOldest,
    /// Said on the newest date first
    Said,
    /// Said on the oldest date first
    #[value(hide = true, alias = "-said")]
    SaidOldest,
    /// Happened on the newest date first
    Happened,
    /// Happened on the oldest date first
    #[value(hide = true, alias = "-happened")]
    HappenedOldest,
    /// Denied on the newest date first
    Denied,
    /// Denied on the oldest date first
    #[value(hide = true, alias = "-denied")]
    DeniedOldest,
    /// Checked on the newest date first
    Checked,
    /// Checked on the oldest date first
    #[value(hide = true, alias = "-checked")]
    CheckedOldest,
    // The most full and partial denials first.
    /// Most denied first
    Balance,
}

impl Sort {
    /// Returns whether the order needs no columns.
    pub(super) fn needs_no_columns(self) -> bool {
        matches!(self, Self::Rank | Self::Dataset)
    }

    /// Returns the dates by which an order sorts, `None` for any, and whether the newest come
    /// first. Returns `None` if it doesn't sort by dates.
    fn dates(self) -> Option<(Option<Occasion>, bool)> {
        Some(match self {
            Self::Date => (None, true),
            Self::DateOldest => (None, false),
            Self::Said => (Some(Occasion::Said), true),
            Self::SaidOldest => (Some(Occasion::Said), false),
            Self::Happened => (Some(Occasion::Happened), true),
            Self::HappenedOldest => (Some(Occasion::Happened), false),
            Self::Denied => (Some(Occasion::Denied), true),
            Self::DeniedOldest => (Some(Occasion::Denied), false),
            Self::Checked => (Some(Occasion::Checked), true),
            Self::CheckedOldest => (Some(Occasion::Checked), false),
            Self::Rank | Self::Dataset | Self::Balance => return None,
        })
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rank => "best match first",
            Self::Dataset => "dataset order",
            Self::Date => "newest first",
            Self::DateOldest => "oldest first",
            Self::Said => "said, newest first",
            Self::SaidOldest => "said, oldest first",
            Self::Happened => "happened, newest first",
            Self::HappenedOldest => "happened, oldest first",
            Self::Denied => "denied, newest first",
            Self::DeniedOldest => "denied, oldest first",
            Self::Checked => "checked, newest first",
            Self::CheckedOldest => "checked, oldest first",
            Self::Balance => "most denied first",
        })
    }
}

/// Sorts items in dataset order by an order that needs no scores. Ties keep the dataset order.
/// `row` returns the claim of an item.
pub(super) fn order<T>(items: &mut [T], row: impl Fn(&T) -> Row, catalog: &Catalog, sort: Sort) {
    let facts = |item: &T| catalog.facts(row(item));
    if let Some((of, newest)) = sort.dates() {
        let dates = catalog.dates();
        let date = |item: &T| dates.sort_key(facts(item)?, of, newest);
        // Undated claims come last in both directions.
        items.sort_by_cached_key(|item| match date(item) {
            Some(date) if newest => (false, date.saturating_neg()),
            Some(date) => (false, date),
            None => (true, 0),
        });
    } else if sort == Sort::Balance {
        items.sort_by_cached_key(|item| Reverse(facts(item).map(|it| it.direct_denials())));
    }
}
