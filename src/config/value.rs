//! Parses values as users write them in the configuration file and on the command line: times,
//! sizes and numbers.

use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

/// The longest time that can be set.
const LONGEST: Duration = Duration::from_hours(8_760);

/// Parses a time such as `20s`, `15m`, `8h` or `1h 30m`.
///
/// # Errors
/// Returns a message for the user if the text isn't such a time, or is zero or more than a year.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    let time: jiff::SignedDuration = text.parse().map_err(|_| "write 20s, 15m or 8h".to_owned())?;
    let time = Duration::try_from(time).map_err(|_| "a time can’t be negative".to_owned())?;
    match time {
        Duration::ZERO => Err("the time must be more than 0".to_owned()),
        // Adding it to a clock's time must not overflow.
        _ if time > LONGEST => Err("the time must be at most a year: 8760h".to_owned()),
        time => Ok(time),
    }
}

/// Parses a size: `500M`, `8GiB`, or a number of bytes. Units are powers of 1,024.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let wrong = || "write a size, such as 500M or 8GiB".to_owned();
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits).ok_or_else(wrong)?;
    let shift = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        "t" | "tb" | "tib" => 40,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).ok_or_else(|| "this size is too large".to_owned())
}

/// Parses a number of at least 1. A limit of 0 would refuse every connection.
pub(super) fn number<N: FromStr + Default + PartialEq>(text: &str) -> Result<N, String> {
    let number = text.parse().map_err(|_| "write a number, such as 100".to_owned())?;
    if number == N::default() {
        Err("must be 1 or more: with 0 no one could connect".to_owned())
    } else {
        Ok(number)
    }
}

/// Parses a size like [`size`] that must not be zero.
pub(super) fn positive_size(text: &str) -> Result<u64, String> {
    match size(text)? {
        0 => Err("write a size of 1 or more, such as 500M or 8GiB".to_owned()),
        bytes => Ok(bytes),
    }
}

/// A size in the configuration file: a text with a unit, or a number of bytes.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenSize {
    Bytes(u64),
    Text(String),
}

impl WrittenSize {
    fn text(self) -> String {
        match self {
            Self::Bytes(bytes) => bytes.to_string(),
            Self::Text(text) => text,
        }
    }
}

pub(super) fn a_size<'d, D: Deserializer<'d>>(from: D) -> Result<Option<u64>, D::Error> {
    parsed(&WrittenSize::deserialize(from)?.text(), size)
}

pub(super) fn a_positive_size<'d, D: Deserializer<'d>>(from: D) -> Result<Option<u64>, D::Error> {
    parsed(&WrittenSize::deserialize(from)?.text(), positive_size)
}

pub(super) fn a_time<'d, D: Deserializer<'d>>(from: D) -> Result<Option<Duration>, D::Error> {
    parsed(&String::deserialize(from)?, time)
}

pub(super) fn a_number<'d, D, N>(from: D) -> Result<Option<N>, D::Error>
where
    D: Deserializer<'d>,
    N: Deserialize<'d> + FromStr + Default + PartialEq + ToString,
{
    parsed(&N::deserialize(from)?.to_string(), number)
}

/// Parses a value of the file like one of the command line.
fn parsed<T, E: Error>(text: &str, parse: fn(&str) -> Result<T, String>) -> Result<Option<T>, E> {
    parse(text).map(Some).map_err(E::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_of_a_year_at_most() {
        assert_eq!(time("8760h"), Ok(Duration::from_hours(8_760)));
        assert_eq!(time("15m"), Ok(Duration::from_mins(15)));
        for wrong in ["0s", "-1s", "8761h", "9000000000000000000s", "soon", ""] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_size_of_a_ceiling_has_a_unit_and_is_not_zero() {
        assert_eq!(
            (positive_size("64M"), positive_size("1G"), positive_size("7")),
            (Ok(64 << 20), Ok(1 << 30), Ok(7))
        );
        for wrong in ["", "0", "0M", "M", "-1", "1.5M", "7X", "99999999999999G"] {
            assert!(positive_size(wrong).is_err(), "{wrong}");
        }
    }
}
