//! What the dates of a catalog mean, each read once.

use super::symbol_set::SymbolSet;
use crate::catalog::{Catalog, Facts, Symbol};
use crate::claim::PartialDate;

/// The spans of time that dates may mean, in seconds since 1970, by their symbols.
#[derive(Debug, Default)]
pub(super) struct Dates(Vec<Option<(i64, i64)>>);

impl Dates {
    /// The dates of a catalog's claims.
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

    /// The first second of a date, and the first after it; nothing where it is no date.
    pub(super) fn bounds(&self, date: Symbol) -> Option<(i64, i64)> {
        self.0.get(date.index()).copied().flatten()
    }

    /// From the first date to the last, where both are known; else the one that is.
    pub(super) fn stretch(&self, [from, to]: [Option<Symbol>; 2]) -> Option<(i64, i64)> {
        let bounds = |date: Option<Symbol>| self.bounds(date?);
        match (bounds(from), bounds(to)) {
            (Some((start, own_end)), Some((_, end))) => Some((start, end.max(own_end))),
            (from, to) => from.or(to),
        }
    }

    /// The key of the order by date: the latest making, else what happened.
    pub(super) fn sort_key(&self, claim: Facts<'_>) -> Option<i64> {
        let start = |date: Option<Symbol>| Some(self.bounds(date?)?.0);
        let latest = claim.made().filter_map(|made| start(made.date)).max();
        latest.or_else(|| claim.happened().and_then(|[from, _]| start(from)))
    }
}
