//! Counts the claims of each year in which one of their dates lies, or may lie.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::{Span, civil::Date};

use super::{Facet, FacetValue};
use crate::catalog::{Catalog, Facts};
use crate::search::dates::Occasion;
use crate::search::field::spelled;

/// The years that a query can name.
const YEARS: std::ops::Range<i16> = 0..9999;

/// The most years that are offered.
const LIMIT: usize = 50;

const DAY: i64 = 86_400;

/// The number of claims for each year. A date may cover thousands of years, so only the first and
/// the last of them are recorded.
#[derive(Default)]
pub(super) struct YearCounter {
    /// By how much the count of a year differs from that of the year before.
    changes: BTreeMap<i16, i64>,
    /// The first and last years of the present claim's dates.
    spans: Vec<(i16, i16)>,
}

impl YearCounter {
    /// Counts a claim once for each year.
    pub(super) fn add(&mut self, catalog: &Catalog, claim: Facts<'_>) {
        let Self { changes, spans } = self;
        let dates = catalog.dates();
        spans.clear();
        for occasion in Occasion::ANY {
            dates.any(claim, *occasion, &mut |(start, end)| {
                spans.extend(year(start).zip(year(end - 1)));
                false
            });
        }
        spans.sort_unstable();
        let mut next = YEARS.start;
        for (first, last) in spans.drain(..) {
            let (first, end) = (first.max(next), last.saturating_add(1).min(YEARS.end));
            if first < end {
                *changes.entry(first).or_default() += 1;
                *changes.entry(end).or_default() -= 1;
                next = end;
            }
        }
    }

    /// Returns the years with the most claims.
    pub(super) fn facet(self) -> Facet {
        let mut counts = Vec::new();
        let (mut count, mut from) = (0, YEARS.start);
        for (year, change) in self.changes {
            if count > 0 {
                counts.extend((from..year).map(|year| (count, year)));
            }
            (count, from) = (count + change, year);
        }
        counts.sort_unstable_by_key(|(count, year)| (Reverse(*count), *year));
        let values = counts.into_iter().take(LIMIT).map(|(count, year)| {
            let year = format!("{year:04}");
            FacetValue {
                query: spelled("date", &year),
                label: year.into(),
                definition: "Said, happened, answered or checked in this year.",
                count: usize::try_from(count).unwrap_or_default(),
            }
        });
        Facet { field: "date", title: "Year", values: values.collect() }
    }
}

/// Returns the year of a second since 1970 (UTC).
fn year(second: i64) -> Option<i16> {
    let days = Span::new().try_days(second.div_euclid(DAY)).ok()?;
    Date::constant(1970, 1, 1).checked_add(days).ok().map(Date::year)
}
