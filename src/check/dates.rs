//! Checks that compare dates: with each other, and with the dataset's last change. The clock plays
//! no part, so that a check of the same file always finds the same.

use super::value::{ValueFault, quoted, warning};
use crate::claim::PartialDate;

/// The seconds after the last change within which a date is plausible. Editors forget to raise
/// `updated`.
const TOLERANCE: i64 = 366 * 86_400;

/// The date of a dataset's last change.
#[derive(Debug, Clone)]
pub(super) struct Updated {
    written: String,
    /// The first moment that is too late for a record of the dataset, in seconds since 1970.
    limit: i64,
}

impl Updated {
    /// Returns `None` if the text is not a date.
    pub(super) fn of(written: &str) -> Option<Self> {
        let (_, end) = bounds(written)?;
        Some(Self { written: written.to_owned(), limit: end.saturating_add(TOLERANCE) })
    }
}

/// Warns of a date far after the dataset's last change. The date of an event that a claim is about
/// may be in the future.
pub(super) fn future_fault(
    updated: &Updated,
    record: &str,
    field: &str,
    text: &str,
) -> Option<ValueFault> {
    let (start, _) = bounds(text)?;
    let is_about_later = matches!((record, field), ("Happened", _) | ("DatasetInfo", "updated"));
    (start >= updated.limit && !is_about_later).then(|| {
        let last = quoted(&updated.written);
        let message =
            format!("{} is more than a year after the dataset’s last change, {last}", quoted(text));
        warning(message, "correct the date, or the dataset’s `updated`")
    })
}

/// Returns whether everything that one date may mean lies before another.
pub(super) fn is_before(one: &str, other: &str) -> bool {
    let spans = bounds(one).zip(bounds(other));
    spans.is_some_and(|((_, end), (start, _))| end <= start)
}

fn bounds(text: &str) -> Option<(i64, i64)> {
    PartialDate(text.to_owned()).bounds().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_before_another_only_if_all_of_it_is() {
        assert!(is_before("2018-04-30", "2018-05-01") && is_before("2017", "2018-05"));
        for (one, other) in
            [("2018", "2018-05"), ("2018-05", "2018"), ("2018", "2018"), ("x", "2018")]
        {
            assert!(!is_before(one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_date_is_compared_with_the_last_change() {
        let updated = Updated::of("2024-06").unwrap();
        let fault = |record: &str, text: &str| future_fault(&updated, record, "date", text);
        assert!(fault("Made", "2025-07-03").is_some() && fault("Made", "2026").is_some());
        assert!(fault("Made", "2025-06-30").is_none() && fault("Made", "2025").is_none());
        assert!(fault("Happened", "2050").is_none() && fault("Made", "soon").is_none());
        assert!(Updated::of("soon").is_none());
    }
}
