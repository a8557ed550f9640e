//! Dates as sources give them: a year, a month, a day or a moment, kept as written.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// An optional value that tells a missing key from `null`: the format's three ways to record a
/// value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Recorded<T> {
    /// The key is missing: the value was not recorded.
    #[default]
    Absent,
    /// The value is `null`: the coder looked for it, and it does not exist.
    NotThere,
    /// The value, as it was written.
    Known(T),
}

impl<T> Recorded<T> {
    /// Returns the value if one is recorded.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Absent | Self::NotThere => None,
        }
    }

    /// Returns whether the key is missing, for serde's `skip_serializing_if`.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T: Serialize> Serialize for Recorded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.known().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Recorded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::NotThere, Self::Known))
    }
}

impl<T: JsonSchema> JsonSchema for Recorded<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Recorded_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [value, { "type": "null", "description": "looked for and not there" }] })
    }
}

/// A date as written: `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or RFC 3339 with an offset.
///
/// A text in none of these forms is kept too, and is marked where it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartialDate(pub String);

/// The reason why a text is not a valid date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DateFault {
    /// The text has none of the four forms.
    #[error("is not a date: write YYYY, YYYY-MM, YYYY-MM-DD or RFC 3339 with an offset")]
    Form,
    /// The calendar has no such day, month or hour.
    #[error("is not in the calendar")]
    Calendar,
}

impl PartialDate {
    /// Returns the first moment that the date may mean, in seconds since 1970 (UTC). It is the sort
    /// key.
    ///
    /// # Errors
    /// Returns a [`DateFault`] if the text is not a date or the calendar has no such day.
    pub fn start(&self) -> Result<i64, DateFault> {
        self.bounds().map(|(start, _)| start)
    }

    /// Returns the span of time that the date may mean: its first moment, and the first moment
    /// after it, in seconds since 1970 (UTC). A moment is one second long.
    ///
    /// # Errors
    /// Returns a [`DateFault`] if the text is not a date or the calendar has no such day.
    pub fn bounds(&self) -> Result<(i64, i64), DateFault> {
        let text = self.0.as_str();
        if text.len() > 10 {
            return moment(text).map(|second| (second, second + 1));
        }
        let parts = digits(text).ok_or(DateFault::Form)?;
        let (first, next) = match parts {
            [Some(year), None, None] => (day(year, 1, 1)?, day(year + 1, 1, 1).ok()),
            [Some(year), Some(month), None] => {
                let first = day(year, month, 1)?;
                let next = if month == 12 { day(year + 1, 1, 1) } else { day(year, month + 1, 1) };
                (first, next.ok())
            }
            [Some(year), Some(month), Some(of_month)] => {
                let date = day(year, month, of_month)?;
                (date, date.tomorrow().ok())
            }
            _ => return Err(DateFault::Form),
        };
        let start = seconds(first);
        Ok((start, next.map_or(start + 86_400, seconds)))
    }
}

/// Returns the numbers of a text made of groups of digits with 4, 4-2 or 4-2-2 digits.
fn digits(text: &str) -> Option<[Option<i16>; 3]> {
    let mut numbers = [None; 3];
    let mut places = numbers.iter_mut().zip([4, 2, 2]);
    for part in text.split('-') {
        let (number, length) = places.next()?;
        if part.len() != length || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok();
    }
    Some(numbers)
}

fn day(year: i16, month: i16, of_month: i16) -> Result<Date, DateFault> {
    let month = i8::try_from(month).map_err(|_| DateFault::Calendar)?;
    let of_month = i8::try_from(of_month).map_err(|_| DateFault::Calendar)?;
    Date::new(year, month, of_month).map_err(|_| DateFault::Calendar)
}

/// Returns the seconds from 1970 to the beginning of a day. Counts in days and not as a timestamp,
/// because the range of timestamps ends before the year 9999 does.
fn seconds(date: Date) -> i64 {
    date.duration_since(Date::constant(1970, 1, 1)).as_secs()
}

fn moment(text: &str) -> Result<i64, DateFault> {
    let shape: String =
        text.chars().take(19).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let offset = text
        .get(19..)
        .unwrap_or_default()
        .trim_start_matches(['.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let has_offset = offset == "Z" || (offset.len() == 6 && offset.starts_with(['+', '-']));
    if shape != "0000-00-00T00:00:00" || !has_offset {
        return Err(DateFault::Form);
    }
    text.parse::<Timestamp>().map(Timestamp::as_second).map_err(|_| DateFault::Calendar)
}

impl JsonSchema for PartialDate {
    fn schema_name() -> Cow<'static, str> {
        "PartialDate".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "YYYY, YYYY-MM, YYYY-MM-DD or RFC 3339 with an offset; kept as written",
            "examples": ["2018", "2018-05", "2018-05-31", "2018-05-31T14:00:00+02:00"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bounds(text: &str) -> Result<(i64, i64), DateFault> {
        PartialDate(text.into()).bounds()
    }

    #[test]
    fn a_date_spans_what_it_may_mean() {
        assert_eq!(bounds("1970"), Ok((0, 365 * 86_400)));
        assert_eq!(bounds("1970-02"), Ok((31 * 86_400, 59 * 86_400)));
        assert_eq!(bounds("1972-12"), Ok((1_065 * 86_400, 1_096 * 86_400)));
        assert_eq!(bounds("1970-01-02"), Ok((86_400, 2 * 86_400)));
        assert_eq!(bounds("1970-01-01T01:00:01+01:00"), Ok((1, 2)));
        assert_eq!(bounds("1970-01-01T00:00:01.5Z"), Ok((1, 2)));
        assert!(bounds("9999").is_ok() && bounds("9999-12-31").is_ok());
    }

    #[test]
    fn what_is_no_date_says_why() {
        for text in
            ["", "18", "may 2018", "2018-5", "2018-05-31-01", "2018-05-31T14:00:00", "2018/05"]
        {
            assert_eq!(bounds(text), Err(DateFault::Form), "{text}");
        }
        for text in ["2018-13", "2018-02-29", "2018-00", "2018-05-31T25:00:00Z"] {
            assert_eq!(bounds(text), Err(DateFault::Calendar), "{text}");
        }
    }

    #[test]
    fn absent_null_and_known_are_kept_apart() {
        #[derive(Serialize, Deserialize)]
        struct Holder {
            #[serde(default, skip_serializing_if = "Recorded::is_absent")]
            date: Recorded<PartialDate>,
        }
        for text in ["{}", r#"{"date":null}"#, r#"{"date":"2018"}"#] {
            let holder: Holder = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&holder).unwrap(), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in ".{0,40}") {
            if let Ok((start, end)) = bounds(&text) {
                prop_assert!(start < end);
            }
        }
    }
}
