//! Spans of time in queries: `2018`, `2017..2018-05`, `2017..`, `..2016`.

use super::dates::Dates;
use super::field::Why;
use crate::catalog::Facts;
use crate::claim::{DateFault, PartialDate};

/// A span of time in seconds since 1970 (UTC). An open end is the limit of the integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateSpan {
    /// The first second of the span.
    start: i64,
    /// The first second after the span.
    end: i64,
}

impl DateSpan {
    /// Parses a span. Returns `None` for `..`, which restricts nothing.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, Why> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        if from.is_empty() && to.is_empty() {
            return Ok(None);
        }
        let start = bounds(from)?.map_or(i64::MIN, |(start, _)| start);
        let end = bounds(to)?.map_or(i64::MAX, |(_, end)| end);
        if start >= end {
            return Err(Why::Backwards);
        }
        Ok(Some(Self { start, end }))
    }

    /// Returns whether the claim was made, or the event it describes happened, within the span. A
    /// date known only to the year or month matches if any of its days is within the span.
    pub(super) fn holds(self, claim: Facts<'_>, dates: &Dates) -> bool {
        let made = claim.made().filter_map(|made| dates.bounds(made.date?));
        let happened = claim.happened().and_then(|happened| dates.stretch(happened));
        made.chain(happened).any(|(start, end)| start < self.end && end > self.start)
    }
}

fn bounds(text: &str) -> Result<Option<(i64, i64)>, Why> {
    if text.is_empty() {
        return Ok(None);
    }
    PartialDate(text.to_owned()).bounds().map(Some).map_err(|fault| match fault {
        DateFault::Form => Why::NoDate,
        DateFault::Calendar => Why::NoSuchDay,
    })
}
