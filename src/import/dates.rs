//! Reads the dates that publishers write and converts them to the dataset’s form.

mod prose;
mod words;

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use self::prose::{in_characters, prose};
use crate::claim::PartialDate;

/// The result of reading a foreign date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DateReading {
    /// The text is a date of the format already.
    AsItStands(PartialDate),
    /// The text denotes this date.
    Rewritten(PartialDate),
    /// The text denotes no date, or it is ambiguous.
    Not,
}

/// The order of day and month in a date of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayMonthOrder {
    /// The day comes first: 31-5-2018.
    DayFirst,
    /// The month comes first: 5/31/2018.
    MonthFirst,
    /// The order is unknown; only a number over 12 decides it.
    Unknown,
}

/// Reads a foreign date. `order` decides between readings if day and month are numbers up to 12.
#[must_use]
pub(crate) fn read(text: &str, order: DayMonthOrder) -> DateReading {
    let text = text.trim();
    let as_it_stands = PartialDate(text.to_owned());
    if as_it_stands.start().is_ok() {
        return DateReading::AsItStands(as_it_stands);
    }
    let text = &*with_ascii_digits(text);
    let read = moment(text).or_else(|| numbers(text, order));
    let read = read.or_else(|| in_characters(text)).or_else(|| prose(text));
    read.filter(|date| date.start().is_ok()).map_or(DateReading::Not, DateReading::Rewritten)
}

/// Returns the number of the month that a word names in one of the known languages.
pub(super) fn month_named(word: &str) -> Option<i16> {
    words::month(&words::folded(word))
}

/// Reads the value of a date field like [`read`]. In such a field a number may be a date too.
pub(crate) fn read_value(text: &str, order: DayMonthOrder) -> DateReading {
    match read(text, order) {
        DateReading::Not => counted(&with_ascii_digits(text.trim()))
            .map_or(DateReading::Not, DateReading::Rewritten),
        read => read,
    }
}

impl DayMonthOrder {
    /// Returns the order that all of these dates can have. Dates with one number over 12 decide it;
    /// if they contradict each other, the order is unknown.
    pub(crate) fn of<'d>(dates: impl Iterator<Item = &'d str>) -> Self {
        let (mut day_first, mut month_first) = (false, false);
        for date in dates {
            let Some([one, two, _]) = ending_in_year(date) else { continue };
            day_first |= one > 12 && two <= 12;
            month_first |= two > 12 && one <= 12;
        }
        match (day_first, month_first) {
            (true, false) => Self::DayFirst,
            (false, true) => Self::MonthFirst,
            _ => Self::Unknown,
        }
    }
}

/// Returns the three numbers of a date that ends in a year.
fn ending_in_year(text: &str) -> Option<[i16; 3]> {
    let mut parts = text.trim().split(['-', '/', '.']).map(str::trim);
    let [one, two, three] = [parts.next()?, parts.next()?, parts.next()?];
    let whole = parts.next().is_none() && three.len() == 4;
    whole.then_some(())?;
    Some([one.parse().ok()?, two.parse().ok()?, three.parse().ok()?])
}

/// Reads a day with a time: `2020-10-07 20:05`, `2020-10-07T20:05:13.5+0100`, `… UTC`. A time
/// without a zone is dropped, because it denotes no moment.
fn moment(text: &str) -> Option<PartialDate> {
    let (day, rest) = text.split_at_checked(10)?;
    PartialDate(day.to_owned()).start().ok()?;
    let rest = rest.strip_prefix(['T', 't', ' '])?.trim();
    let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ','));
    let (time, zone) = rest.split_at(end.unwrap_or(rest.len()));
    let seconds = match time.len() {
        5 => format!("{time}:00"),
        8.. => time.replace(',', "."),
        _ => return None,
    };
    let moment = |zone: &str| PartialDate(format!("{day}T{seconds}{zone}"));
    let whole = match zone.trim() {
        "" => return moment("Z").start().is_ok().then(|| PartialDate(day.to_owned())),
        "Z" | "z" | "UTC" | "GMT" => moment("Z"),
        zone => moment(&offset(zone)?),
    };
    whole.start().is_ok().then_some(whole)
}

/// Converts the offset of a zone: `+0100`, `+01` and `+1:00` become `+01:00`.
fn offset(zone: &str) -> Option<String> {
    let sign = zone.chars().next().filter(|sign| matches!(sign, '+' | '-'))?;
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "00"),
        3 | 4 => digits.split_at(digits.len() - 2),
        _ => return None,
    };
    Some(format!("{sign}{hours:0>2}:{minutes}"))
}

/// Reads three numbers with the year first or last. If the year is last, a number over 12 decides
/// which one is the day, and equal numbers need no decision.
fn numbers(text: &str, order: DayMonthOrder) -> Option<PartialDate> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let number = |part: &str| part.parse::<i16>().ok().filter(|number| *number > 0);
    let (first_is_year, last_is_year) = (first.len() == 4, third.len() == 4);
    let (one, two, three) = (number(first)?, number(second)?, number(third)?);
    match (first_is_year, last_is_year) {
        (true, false) => date(one, two, three),
        (false, true) => {
            let (day, month) = match order {
                _ if one > 12 || one == two => (one, two),
                _ if two > 12 => (two, one),
                DayMonthOrder::DayFirst => (one, two),
                // Dates with points always have the day first.
                DayMonthOrder::MonthFirst if text.contains('.') => (one, two),
                DayMonthOrder::MonthFirst => (two, one),
                DayMonthOrder::Unknown => return None,
            };
            date(three, month, day)
        }
        _ => None,
    }
}

/// The years of moments that are written as numbers.
const COUNTED: RangeInclusive<i16> = 1990..=2100;

/// Reads a number as a date: `20210312`, or the seconds or milliseconds since 1970. Ten digits that
/// are a day and an hour as well are unknown.
fn counted(text: &str) -> Option<PartialDate> {
    let digits = text.strip_suffix(".0").unwrap_or(text);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let day = |digits: &str| {
        let number = |range: Range<usize>| digits.get(range)?.parse::<i16>().ok();
        let year = number(0..4).filter(|year| COUNTED.contains(year))?;
        date(year, number(4..6)?, number(6..8)?)
    };
    let moment = match digits.len() {
        8 => return day(digits),
        10 if day(digits).is_some() => return None,
        9 | 10 => Timestamp::from_second(digits.parse().ok()?),
        12 | 13 => Timestamp::from_millisecond(digits.parse().ok()?),
        _ => return None,
    };
    let moment = Offset::UTC.to_datetime(moment.ok()?);
    COUNTED.contains(&moment.year()).then_some(())?;
    // Programs write a day as its midnight.
    let is_day = moment.time() == Time::midnight();
    let second = moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    Some(PartialDate(if is_day { moment.date().to_string() } else { second }))
}

/// Replaces the digits of Arabic, Persian, Hindi and full width by those of ASCII.
fn with_ascii_digits(text: &str) -> Cow<'_, str> {
    const ZEROS: [char; 4] = ['٠', '۰', '०', '０'];
    if text.is_ascii() {
        return text.into();
    }
    let plain = |c: char| {
        let mut digits = ZEROS.iter().map(|zero| u32::from(c).wrapping_sub(u32::from(*zero)));
        digits.find_map(|digit| char::from_digit(digit, 10)).unwrap_or(c)
    };
    text.chars().map(plain).collect::<String>().into()
}

fn date(year: i16, month: i16, day: i16) -> Option<PartialDate> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok().map(|date| PartialDate(date.to_string()))
}

#[cfg(test)]
mod tests;
