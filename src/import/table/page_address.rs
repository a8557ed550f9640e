//! Reads what the address of a page says: its host, its day, and the words of its slug.

use jiff::civil::Date;

use crate::import::dates::month_named;
use crate::import::{DateReading, DayMonthOrder, read_date};
use crate::text::{fold, is_web_address};

/// The address of a page, taken apart.
#[derive(Debug)]
pub(super) struct PageAddress<'a> {
    /// The host without `www.`, or an empty text for a path alone.
    pub(super) host: &'a str,
    /// The segments of the path that are not empty.
    pub(super) segments: Vec<&'a str>,
}

impl<'a> PageAddress<'a> {
    /// Takes a web address apart, or a path from the root of its site: `/a/b/`.
    pub(super) fn of(words: &'a str) -> Option<Self> {
        let words = words.trim();
        let rest = match words.split_once("://") {
            Some((_, rest)) if is_web_address(words) => rest,
            None if is_path(words) => words,
            _ => return None,
        };
        let rest = rest.split(['?', '#']).next()?;
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let host = host.rsplit('@').next()?.split(':').next()?;
        let segments = path.split('/').filter(|segment| !segment.is_empty()).collect();
        Some(Self { host: host.strip_prefix("www.").unwrap_or(host), segments })
    }

    /// Returns the day in the path: `/2019/oct/30/`, `/2019/10/30/`, `/2019-10-30-a-bridge`.
    pub(super) fn day(&self) -> Option<Date> {
        self.dated().map(|(date, _)| date)
    }

    /// Returns the day in the path and the number of the segment after it.
    fn dated(&self) -> Option<(Date, usize)> {
        let whole = self.segments.windows(3).enumerate().find_map(|(place, parts)| {
            let [year, month, day] = parts else { return None };
            Some((civil(year, month, day)?, place + 3))
        });
        whole.or_else(|| {
            let begins = |(place, segment): (usize, &&str)| {
                let mut parts = segment.splitn(4, ['-', '_']);
                let date = civil(parts.next()?, parts.next()?, parts.next()?)?;
                Some((date, place + 1))
            };
            self.segments.iter().enumerate().find_map(begins)
        })
    }

    /// Returns the segment after the day, if another follows it. Some sites name the speaker there.
    pub(super) fn after_day(&self) -> Option<&'a str> {
        let (_, next) = self.dated()?;
        let is_last = next + 1 >= self.segments.len();
        self.segments.get(next).filter(|_| !is_last).copied()
    }

    /// Returns the slug of the page: the last segment without an extension, as [`slug`] writes it.
    pub(super) fn slug(&self) -> String {
        let last = self.segments.last().copied().unwrap_or_default();
        let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
        slug(stem)
    }
}

/// Returns true for a path from the root of a site, with at least two segments.
fn is_path(words: &str) -> bool {
    words.starts_with('/')
        && !words.contains(char::is_whitespace)
        && words.split('/').filter(|segment| !segment.is_empty()).count() > 1
}

/// Reads a day from a year, a month by number or by its name, and a day.
fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    let year = year.parse::<i16>().ok().filter(|year| (1990..2100).contains(year))?;
    let named = month_named(month).and_then(|number| i8::try_from(number).ok());
    let month = named.or_else(|| month.parse().ok())?;
    Date::new(year, month, day.parse().ok()?).ok()
}

/// Returns a text as a slug: its letters and digits in lower case, with a hyphen between words.
pub(super) fn slug(words: &str) -> String {
    let folded = fold(words).to_lowercase();
    let words = folded.replace(['\'', '’'], "");
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// Returns the days that a cell may mean; there are two if day and month can’t be told apart.
pub(super) fn days(words: &str) -> Vec<Date> {
    let orders = [DayMonthOrder::DayFirst, DayMonthOrder::MonthFirst];
    let read = orders.into_iter().filter_map(|order| match read_date(words, order) {
        DateReading::AsItStands(date) | DateReading::Rewritten(date) => {
            date.0.get(..10)?.parse::<Date>().ok()
        }
        DateReading::Not => None,
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_day_speaker_and_slug() {
        let page = "http://politifact.com/virginia/statements/2019/oct/30/ann-doe/ann-doe-wrong/";
        let page = PageAddress::of(page).unwrap();
        assert_eq!(page.host, "politifact.com");
        assert_eq!(page.day(), Date::new(2019, 10, 30).ok());
        assert_eq!(page.after_day(), Some("ann-doe"));
        assert_eq!(page.slug(), "ann-doe-wrong");
        let page = PageAddress::of("/a/2021-03-12-the-bridge.html?x=1").unwrap();
        assert_eq!((page.day(), page.after_day()), (Date::new(2021, 3, 12).ok(), None));
        let day = |path: &str| PageAddress::of(path).unwrap().day();
        assert_eq!(day("/2019/mars/12/x"), Date::new(2019, 3, 12).ok());
        assert_eq!((day("/2019/market/12/x"), day("/2020/decision/10/x")), (None, None));
        assert!(PageAddress::of("a/b").is_none() && PageAddress::of("/s").is_none());
        assert_eq!(slug("Ann O’Hara-Döe"), "ann-ohara-doe");
    }
}
