//! Reads the dates that publishers write and converts them to the dataset’s form.

use jiff::civil::Date;

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
    let read = moment(text).or_else(|| numbers(text, order)).or_else(|| prose(text));
    read.filter(|date| date.start().is_ok()).map_or(DateReading::Not, DateReading::Rewritten)
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

/// Reads English prose: `on Wednesday, October 30th, 2019`, `7 Oct. 2020`, `May 2018`.
fn prose(text: &str) -> Option<PartialDate> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (mut day, mut month, mut year) = (None, None, None);
    for word in words {
        let lower = word.to_ascii_lowercase();
        if let Some(number) = ordinal(&lower) {
            match number {
                1..=31 if day.is_none() && lower.len() <= 4 => day = Some(number),
                1000..=2999 if year.is_none() => year = Some(number),
                _ => return None,
            }
        } else if let Some(number) = month_of(&lower) {
            if month.replace(number).is_some() {
                return None;
            }
        } else if !FILLERS.contains(&lower.as_str()) && !is_weekday(&lower) {
            return None;
        }
    }
    match (year?, month?, day) {
        (year, month, Some(day)) => date(year, month, day),
        (year, month, None) => Some(PartialDate(format!("{year:04}-{month:02}"))),
    }
}

const FILLERS: &[&str] = &["on", "of", "the", "in", "stated", "published", "posted", "at"];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

fn month_of(word: &str) -> Option<i16> {
    let word = if word == "sept" { "september" } else { word };
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word))?;
    i16::try_from(at + 1).ok()
}

fn is_weekday(word: &str) -> bool {
    word.len() >= 3 && WEEKDAYS.iter().any(|day| day.starts_with(word))
}

/// Reads a number that may be an ordinal: `30`, `30th`.
fn ordinal(word: &str) -> Option<i16> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.get(digits.len()..)?;
    let fits = matches!(ending, "" | "st" | "nd" | "rd" | "th");
    fits.then(|| digits.parse().ok())?
}

fn date(year: i16, month: i16, day: i16) -> Option<PartialDate> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok().map(|date| PartialDate(date.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rewritten(text: &str, order: DayMonthOrder) -> Option<String> {
        match read(text, order) {
            DateReading::AsItStands(date) | DateReading::Rewritten(date) => Some(date.0),
            DateReading::Not => None,
        }
    }

    #[test]
    fn dates_of_publishers_are_understood() {
        for (text, date) in [
            ("2020-10-07", "2020-10-07"),
            ("2025-04-28T19:23:46Z", "2025-04-28T19:23:46Z"),
            ("2020-10-07 20:05", "2020-10-07"),
            ("2020-10-07 20:05 UTC", "2020-10-07T20:05:00Z"),
            ("2020-10-07T20:05:13+0100", "2020-10-07T20:05:13+01:00"),
            ("2020-10-07T20:05:13.123", "2020-10-07"),
            ("2020/10/7", "2020-10-07"),
            ("31/5/2018", "2018-05-31"),
            ("5/31/2018", "2018-05-31"),
            ("5/5/2018", "2018-05-05"),
            ("on Wednesday, October 30th, 2019", "2019-10-30"),
            ("7 Oct. 2020", "2020-10-07"),
            ("Sept 3, 2012", "2012-09-03"),
            ("May 2018", "2018-05"),
        ] {
            assert_eq!(rewritten(text, DayMonthOrder::Unknown).as_deref(), Some(date), "{text}");
        }
        assert_eq!(rewritten("3-8-2020", DayMonthOrder::DayFirst).as_deref(), Some("2020-08-03"));
    }

    #[test]
    fn what_could_mean_two_days_or_none_is_not_guessed() {
        for text in [
            "3/8/2020",
            "31-2-2020",
            "yesterday",
            "",
            "-",
            "October",
            "2020-10-07 25:99",
            "30 2019",
        ] {
            assert_eq!(rewritten(text, DayMonthOrder::Unknown), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in ".{0,40}") {
            if let DateReading::AsItStands(date) | DateReading::Rewritten(date) = read(&text, DayMonthOrder::DayFirst) {
                prop_assert!(date.start().is_ok());
            }
        }

        #[test]
        fn any_day_is_understood_in_every_form(year in 1000_i16..2999, month in 1_i8..=12, day in 1_i8..=28) {
            let date = Date::new(year, month, day).unwrap();
            for form in ["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%B %d, %Y", "%d %b %Y", "%A, %B %d, %Y", "%Y/%m/%d"] {
                let written = date.strftime(form).to_string();
                prop_assert_eq!(rewritten(&written, DayMonthOrder::DayFirst), Some(date.to_string()), "{}", written);
            }
        }
    }
}
