//! Reads dates in words, in the languages of [`super::words`], and in the characters of Chinese,
//! Japanese and Korean. A word that is unknown, or a second day, month or year, makes the date
//! unknown.

use super::date;
use super::words::{folded, is_around, is_around_time, is_ordinal, month};
use crate::claim::PartialDate;

/// The parts of a date that were found so far.
#[derive(Debug, Default)]
struct DateParts {
    day: Option<i16>,
    month: Option<i16>,
    year: Option<i16>,
}

/// Reads prose: `on Wednesday, October 30th, 2019`, `12 de março de 2021`, `1er mars 2021`. A time of
/// day is left out, because its zone is unknown in most cases.
pub(super) fn prose(text: &str) -> Option<PartialDate> {
    let is_break = |c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '[' | ']' | '/' | '،' | '|')
    };
    let mut words: Vec<String> = Vec::new();
    let mut has_time = false;
    for part in text.split(is_break).filter(|part| !part.is_empty()) {
        if is_time(part) {
            has_time = true;
        } else if !(has_time && is_offset(part)) {
            let parts = part.split(['.', '-', '–', '\'', '’', '·', '•', '_']);
            words.extend(parts.filter(|word| !word.is_empty()).map(folded));
        }
    }
    let mut parts = DateParts::default();
    let mut rest = words.as_slice();
    while let [word, after @ ..] = rest {
        let pair = after.first().and_then(|next| month(&format!("{word} {next}")));
        rest = if pair.is_some() { after.split_first()?.1 } else { after };
        match pair.or_else(|| month(word)) {
            Some(month) => parts.month(month)?,
            None if is_around(word) || has_time && is_around_time(word) => {}
            None => parts.number(word)?,
        }
    }
    parts.date()
}

impl DateParts {
    /// Takes a month, which may be named twice by different names: `آذار/مارس`.
    fn month(&mut self, month: i16) -> Option<()> {
        (*self.month.get_or_insert(month) == month).then_some(())
    }

    /// Takes a number: a day, or a year of four digits.
    fn number(&mut self, word: &str) -> Option<()> {
        let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
        let (digits, ending) = word.split_at(digits);
        let number = is_ordinal(ending).then(|| digits.parse().ok())??;
        let part = match (digits.len(), number) {
            (1 | 2, 1..=31) => &mut self.day,
            (4, 1000..=2999) => &mut self.year,
            _ => return None,
        };
        part.replace(number).is_none().then_some(())
    }

    fn date(&self) -> Option<PartialDate> {
        match (self.year?, self.month?, self.day) {
            (year, month, Some(day)) => date(year, month, day),
            (year, month, None) => Some(PartialDate(format!("{year:04}-{month:02}"))),
        }
    }
}

/// Returns true for a time of day: `14:30`, `2:30pm`, `14:30:05.25`, `14h30`.
fn is_time(part: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    let time = ["am", "pm", "z"].iter().find_map(|ending| lower.strip_suffix(ending));
    let time = time.unwrap_or(&lower);
    let Some((hours, rest)) = time.split_once([':', 'h']) else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let minutes = rest.get(..2).is_some_and(is_number);
    hours.len() <= 2
        && is_number(hours)
        && minutes
        && rest.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'))
}

/// Returns true for the offset of a zone: `+0100`, `-05:00`.
fn is_offset(part: &str) -> bool {
    let digits = part.strip_prefix(['+', '-']).map(|digits| digits.replace(':', ""));
    digits
        .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The characters for the year, the month and the day, in Chinese and Japanese, and in Korean.
const SIGNS: [[&[char]; 3]; 2] =
    [[&['年'], &['月'], &['日', '号', '號']], [&['년'], &['월'], &['일']]];

/// The characters of weekdays and times after a date.
const AFTER: &str = " ()（）[]星期周週一二三四五六日天曜月火水木金土요화수목금토일월\
    0123456789:：时時分秒点點上下午前后後오전후시초";

/// Reads a date in the characters of Chinese, Japanese or Korean: `2021年3月12日（金）`. Years of an
/// era have less than four digits and are unknown.
pub(super) fn in_characters(text: &str) -> Option<PartialDate> {
    let [year, month, day] = SIGNS.into_iter().find(|[year, ..]| text.contains(*year))?;
    let (years, rest) = number_before(text, year).filter(|_| text.len() >= 4)?;
    if years < 1000 {
        return None;
    }
    if rest.trim().is_empty() {
        return Some(PartialDate(years.to_string()));
    }
    let (months, rest) = number_before(rest, month)?;
    if rest.trim().is_empty() {
        return (1..=12).contains(&months).then(|| PartialDate(format!("{years}-{months:02}")));
    }
    let (days, rest) = number_before(rest, day)?;
    rest.chars().all(|c| AFTER.contains(c)).then(|| date(years, months, days))?
}

/// Returns the number before one of these characters, and the text after it.
fn number_before<'t>(text: &'t str, signs: &[char]) -> Option<(i16, &'t str)> {
    let (number, rest) = text.split_once(signs)?;
    let number = number.trim();
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit()) && number.len() <= 4;
    is_number.then(|| Some((number.parse().ok()?, rest)))?
}
