//! The dates of a catalog, each parsed once into the span of time that it covers, and the spans that
//! queries ask for.

use super::symbol_set::SymbolSet;
use crate::catalog::{Catalog, Facts, Symbol};
use crate::claim::PartialDate;

/// A span of time in seconds since 1970 (UTC). An open end is the limit of the integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateSpan {
    /// The first second of the span.
    pub(super) start: i64,
    /// The first second after the span.
    pub(super) end: i64,
}

impl DateSpan {
    /// Returns whether the claim was made, or the event it describes happened, within the span. A
    /// date known only to the year or month matches if any of its days is within the span.
    pub(super) fn holds(self, claim: Facts<'_>, dates: &Dates) -> bool {
        let made = claim.made().filter_map(|made| dates.bounds(made.date?));
        let happened = claim.happened().and_then(|happened| dates.stretch(happened));
        made.chain(happened).any(|(start, end)| start < self.end && end > self.start)
    }
}

/// The spans of time that dates cover, in seconds since 1970, indexed by the dates' symbols.
#[derive(Debug, Default)]
pub(super) struct Dates(Vec<Option<(i64, i64)>>);

impl Dates {
    /// Parses the dates of a catalog's claims.
    pub(super) fn new(catalog: &Catalog) -> Self {
        let used = SymbolSet::of_columns(
            catalog,
            &[
                |segment| segment.made.cells(3),
                |segment| segment.happened.cells(0),
                |segment| segment.happened.cells(1),
            ],
        );
        let mut dates = Vec::new();
        for symbol in used.iter() {
            dates.resize(symbol.index() + 1, None);
            if let Some(last) = dates.last_mut() {
                *last = PartialDate(catalog.text(symbol).to_owned()).bounds().ok();
            }
        }
        Self(dates)
    }

    /// Returns the first second of a date and the first second after it, or `None` if the text
    /// is not a date.
    pub(super) fn bounds(&self, date: Symbol) -> Option<(i64, i64)> {
        self.0.get(date.index()).copied().flatten()
    }

    /// Returns the span from the first date to the last. If only one of them is known, its own
    /// span is returned.
    pub(super) fn stretch(&self, [from, to]: [Option<Symbol>; 2]) -> Option<(i64, i64)> {
        let bounds = |date: Option<Symbol>| self.bounds(date?);
        match (bounds(from), bounds(to)) {
            (Some((start, own_end)), Some((_, end))) => Some((start, end.max(own_end))),
            (from, to) => from.or(to),
        }
    }

    /// Returns the key for the order by date: the start of the latest date on which the claim was
    /// made, or else the start of the date on which it happened.
    pub(super) fn sort_key(&self, claim: Facts<'_>) -> Option<i64> {
        let start = |date: Option<Symbol>| Some(self.bounds(date?)?.0);
        let latest = claim.made().filter_map(|made| start(made.date)).max();
        latest.or_else(|| claim.happened().and_then(|[from, _]| start(from)))
    }
}
