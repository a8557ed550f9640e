//! The dates of all claims, each parsed once into the span of time that it covers. Conditions on
//! dates, orders by dates and the counts of years share one table.

use crate::catalog::columns::Packed;
use crate::catalog::segment::Segment;
use crate::catalog::{Catalog, Symbol};
use crate::claim::PartialDate;

/// The columns that hold dates.
const COLUMNS: [fn(&Segment) -> &Packed; 5] = [
    |segment| segment.made.cells(3),
    |segment| segment.happened.cells(0),
    |segment| segment.happened.cells(1),
    |segment| segment.denials.cells(5),
    |segment| segment.verdicts.cells(3),
];

/// The span of a text that is not a date. The span of a date has an end above its start.
const NO_DATE: (i64, i64) = (0, 0);

/// The spans of time that dates cover, in seconds since 1970 (UTC), indexed by the dates' symbols.
#[derive(Debug, Default)]
pub(crate) struct Dates(Vec<(i64, i64)>);

impl Dates {
    /// Parses the dates of a catalog's claims.
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let mut is_date = vec![false; catalog.symbols().len()];
        for (_, segment) in catalog.segments() {
            for cells in COLUMNS.iter().map(|column| column(segment)) {
                let symbols = (0..cells.len()).filter_map(|at| Symbol::from_cell(cells.get(at)));
                for symbol in symbols {
                    if let Some(is_date) = is_date.get_mut(symbol.index()) {
                        *is_date = true;
                    }
                }
            }
        }
        let length = is_date.iter().rposition(|is_date| *is_date).map_or(0, |last| last + 1);
        let texts = catalog.symbols().iter().zip(is_date).take(length);
        let span = |((_, text), is_date): ((Symbol, &str), bool)| {
            let span = is_date.then(|| PartialDate(text.to_owned()).bounds().ok()).flatten();
            span.filter(|(start, end)| start < end).unwrap_or(NO_DATE)
        };
        Self(texts.map(span).collect())
    }

    /// Returns the first second of a date and the first second after it, or `None` if the text
    /// is not a date.
    pub(crate) fn bounds(&self, date: Symbol) -> Option<(i64, i64)> {
        self.0.get(date.index()).copied().filter(|span| *span != NO_DATE)
    }
}
