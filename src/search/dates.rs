//! The occasions of a claim's dates, the spans that queries ask for, and the order by dates.

use std::sync::Arc;

use crate::catalog::{Catalog, Dates, DenialFacts, Facts, Symbol};

/// An event in the life of a claim that has a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// A party made the claim.
    Said,
    /// The event that the claim is about happened.
    Happened,
    /// A party denied the claim: in full, in part, or as part of something larger.
    Denied,
    /// A party answered the claim, with or without denying it.
    Answered,
    /// A fact-checker rated the claim.
    Checked,
}

impl Occasion {
    /// The occasions that `date:` covers, in the order in which a sort by date looks for one.
    /// Every denial is an answer.
    pub(super) const ANY: &'static [Self] =
        &[Self::Said, Self::Happened, Self::Answered, Self::Checked];

    /// Returns whether a condition on its dates tests one entry among the denials.
    pub(super) fn is_of_an_answer(self) -> bool {
        matches!(self, Self::Denied | Self::Answered)
    }

    /// Returns the occasions that a field covers, if it covers `self` or, without one, any.
    fn covered(of: Option<Self>) -> Vec<Self> {
        of.map_or_else(|| Self::ANY.to_vec(), |occasion| vec![occasion])
    }
}

/// A span of time in seconds since 1970 (UTC). An open end is the limit of the integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateSpan {
    /// The first second of the span.
    pub(super) start: i64,
    /// The first second after the span.
    pub(super) end: i64,
}

impl DateSpan {
    /// Returns whether a span of dates has a second in common with this one. A date known only to
    /// the year or month matches if any of its days is within the span.
    fn meets(self, (start, end): (i64, i64)) -> bool {
        start < self.end && end > self.start
    }
}

/// A condition on the dates of a claim.
#[derive(Debug)]
pub(super) struct DateTest {
    span: DateSpan,
    occasions: Vec<Occasion>,
    dates: Arc<Dates>,
}

impl DateTest {
    /// Prepares a condition on the dates of one occasion, or of any.
    pub(super) fn new(span: DateSpan, of: Option<Occasion>, catalog: &Catalog) -> Self {
        Self { span, occasions: Occasion::covered(of), dates: Arc::clone(catalog.dates()) }
    }

    /// Returns whether a claim has such a date.
    pub(super) fn holds(&self, claim: Facts<'_>) -> bool {
        let mut occasions = self.occasions.iter();
        occasions
            .any(|occasion| self.dates.any(claim, *occasion, &mut |dates| self.span.meets(dates)))
    }

    /// Returns whether one date is such a date.
    pub(super) fn includes(&self, date: Option<Symbol>) -> bool {
        date.and_then(|date| self.dates.bounds(date)).is_some_and(|dates| self.span.meets(dates))
    }
}

impl Dates {
    /// Returns the span from the first date to the last. If only one of them is known, its own
    /// span is returned.
    fn span_of(&self, [from, to]: [Option<Symbol>; 2]) -> Option<(i64, i64)> {
        let bounds = |date: Option<Symbol>| self.bounds(date?);
        match (bounds(from), bounds(to)) {
            (Some((start, own_end)), Some((_, end))) => Some((start, end.max(own_end))),
            (from, to) => from.or(to),
        }
    }

    /// Passes the span of each date of an occasion to `test` until it returns `true`, and returns
    /// whether it did.
    pub(super) fn any(
        &self,
        claim: Facts<'_>,
        occasion: Occasion,
        test: &mut dyn FnMut((i64, i64)) -> bool,
    ) -> bool {
        let bounds = |date: Option<Symbol>| self.bounds(date?);
        match occasion {
            Occasion::Said => claim.made().filter_map(|made| bounds(made.date)).any(test),
            Occasion::Happened => {
                claim.happened().and_then(|it| self.span_of(it)).is_some_and(test)
            }
            Occasion::Denied => {
                let denials = claim.denials().filter(DenialFacts::denies);
                denials.filter_map(|denial| bounds(denial.date)).any(test)
            }
            Occasion::Answered => claim.denials().filter_map(|it| bounds(it.date)).any(test),
            Occasion::Checked => claim.verdicts().filter_map(|it| bounds(it.date)).any(test),
        }
    }

    /// Returns the key of a claim for the order by the dates of an occasion: the start of the
    /// latest, or of the earliest. Without an occasion, the first one that has a date counts.
    pub(super) fn sort_key(
        &self,
        claim: Facts<'_>,
        of: Option<Occasion>,
        newest: bool,
    ) -> Option<i64> {
        let key = |occasion: Occasion| {
            let mut best = None::<i64>;
            self.any(claim, occasion, &mut |(start, _)| {
                let better = |best: i64| if newest { best.max(start) } else { best.min(start) };
                best = Some(best.map_or(start, better));
                false
            });
            best
        };
        of.map_or_else(|| Occasion::ANY.iter().copied().find_map(key), key)
    }
}
