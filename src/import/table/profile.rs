//! The profile of a column: what its cells in the sample are, and how they vary.

use hashbrown::HashSet;

use super::addresses::are_addresses;
use super::fact_checkers::{is_check_page, is_fact_checker};
use super::layout::is_placeholder;
use super::page_address::PageAddress;
use super::rating_words::{is_attitude, is_boolean, is_flag, is_news_label, is_rating, stance};
use crate::import::posts::is_of_posts;
use crate::import::{DateReading, DayMonthOrder, read_date};

/// The number of bytes of a cell that are examined.
const EXAMINED: usize = 4 << 10;

/// The number of words that make a text of a cell.
const TEXT: usize = 3;

/// The number of words that make a sentence of a cell with a full stop.
const SENTENCE: usize = 5;

/// What a cell can be. A cell may be several of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellKind {
    /// One address or several.
    Address,
    /// The address of a fact-check, perhaps without its host.
    CheckPage,
    /// An address on a platform where people post, or of an archive of posts.
    Post,
    Date,
    Number,
    /// A flag such as `0` or `yes`.
    Flag,
    /// `true` or `false`, which may be a rating or a flag.
    Boolean,
    /// A known rating.
    Rating,
    /// The label of a pair of claim and evidence.
    PairLabel,
    /// The label of a text that answers another: `agree`, `query`.
    Attitude,
    /// The label of a news article: `fake`, `real`.
    NewsLabel,
    /// A code of capitals: `NCS`.
    Code,
    /// When and where something was said: `stated on May 1, 2019 in a speech`.
    Occasion,
    /// The name or the site of a known fact-checker.
    FactChecker,
    /// At least three words that are nothing of the above.
    Text,
    /// A text that ends like a sentence.
    Sentence,
    /// A text that ends in a question mark.
    Question,
    /// Anything with a digit.
    Digit,
}

/// The number of kinds.
const KINDS: usize = CellKind::Digit as usize + 1;

/// The profile of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ColumnProfile {
    /// The number of cells that say something.
    pub(super) count: usize,
    kinds: [usize; KINDS],
    /// The number of cells with fewer than three characters.
    pub(super) short: usize,
    /// The number of different cells.
    pub(super) distinct: usize,
    /// The first different cells, shortened.
    pub(super) examples: Vec<String>,
    /// The median of the lengths in characters, up to the limit that is examined.
    pub(super) chars: usize,
    /// The median of the lengths in words.
    pub(super) words: usize,
}

impl ColumnProfile {
    /// Returns the profile of the column `place` in some rows.
    pub(super) fn of(rows: &[&[String]], place: usize) -> Self {
        let cells = rows.iter().filter_map(|row| row.get(place)).map(|cell| examined(cell));
        let cells: Vec<&str> = cells.filter(|cell| !is_placeholder(cell)).collect();
        let mut profile = Self { count: cells.len(), ..Self::default() };
        let mut different = HashSet::new();
        for cell in &cells {
            for kind in kinds(cell) {
                if let Some(count) = profile.kinds.get_mut(kind as usize) {
                    *count += 1;
                }
            }
            if different.insert(*cell) && profile.examples.len() < EXAMPLES {
                profile.examples.push(cell.chars().take(SHOWN).collect());
            }
        }
        profile.short = cells.iter().filter(|cell| cell.chars().nth(2).is_none()).count();
        profile.distinct = different.len();
        profile.chars = median(cells.iter().map(|cell| cell.chars().count()));
        profile.words = median(cells.iter().map(|cell| words(cell)));
        profile
    }

    /// Returns the profile of a column without content.
    pub(super) const fn empty() -> Self {
        Self {
            count: 0,
            kinds: [0; KINDS],
            short: 0,
            distinct: 0,
            examples: Vec::new(),
            chars: 0,
            words: 0,
        }
    }

    /// Returns true if at least `percent` of the cells are of a kind. A column without content is
    /// of no kind.
    pub(super) fn is(&self, kind: CellKind, percent: usize) -> bool {
        let count = self.kinds.get(kind as usize).copied().unwrap_or_default();
        count > 0 && count * 100 >= self.count * percent
    }

    /// Returns true if nearly all cells are of a kind.
    pub(super) fn mostly(&self, kind: CellKind) -> bool {
        self.is(kind, 80)
    }

    /// Returns true if at least half of the cells are of a kind.
    pub(super) fn often(&self, kind: CellKind) -> bool {
        self.is(kind, 50)
    }

    /// Returns true if at least `percent` of the cells differ from each other.
    pub(super) fn differs(&self, percent: usize) -> bool {
        self.distinct * 100 >= self.count * percent
    }
}

/// The number of different cells that a message shows.
const EXAMPLES: usize = 3;
/// The number of characters of each of them.
const SHOWN: usize = 24;

/// Returns the beginning of a cell, without blanks around it.
pub(super) fn examined(cell: &str) -> &str {
    let cell = cell.trim();
    let end = (0..=EXAMINED.min(cell.len())).rev().find(|end| cell.is_char_boundary(*end));
    cell.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// Returns the number of words. Scripts without blanks count two characters as a word.
fn words(cell: &str) -> usize {
    let has_blanks =
        |c: &char| !('\u{2e80}'..='\u{9fff}').contains(c) && !('\u{e00}'..='\u{e7f}').contains(c);
    let others = cell.chars().filter(|c| !has_blanks(c)).count();
    cell.split_whitespace().count() + others / 2
}

fn median(lengths: impl Iterator<Item = usize>) -> usize {
    let mut lengths: Vec<usize> = lengths.collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or_default()
}

fn is_date(cell: &str) -> bool {
    const LONGEST: usize = 64;
    let orders = [DayMonthOrder::DayFirst, DayMonthOrder::MonthFirst];
    cell.len() <= LONGEST && orders.iter().any(|order| read_date(cell, *order) != DateReading::Not)
}

/// Returns true for a code of capital letters, digits and signs.
fn is_code(cell: &str) -> bool {
    let is_of_code = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit() || b"_-".contains(&c);
    (2..=6).contains(&cell.len())
        && cell.bytes().all(is_of_code)
        && cell.bytes().any(|c| c.is_ascii_uppercase())
}

fn is_occasion(cell: &str) -> bool {
    let lower: String = cell.chars().take(12).flat_map(char::to_lowercase).collect();
    ["stated on ", "said on ", "posted on "].iter().any(|lead| lower.starts_with(lead))
}

/// Returns the kinds of a cell.
fn kinds(cell: &str) -> Vec<CellKind> {
    let mut kinds = Vec::new();
    if let Some(page) = PageAddress::of(cell) {
        kinds.push(CellKind::Address);
        kinds.extend(is_check_page(&page).then_some(CellKind::CheckPage));
        kinds.extend(is_of_posts(page.host).then_some(CellKind::Post));
    } else if are_addresses(cell) {
        kinds.push(CellKind::Address);
    }
    kinds.extend(is_fact_checker(cell).then_some(CellKind::FactChecker));
    kinds.extend(is_flag(cell).then_some(CellKind::Flag));
    kinds.extend(is_boolean(cell).then_some(CellKind::Boolean));
    kinds.extend(is_rating(cell).then_some(CellKind::Rating));
    kinds.extend(stance(cell).is_some().then_some(CellKind::PairLabel));
    kinds.extend(is_attitude(cell).then_some(CellKind::Attitude));
    kinds.extend(is_news_label(cell).then_some(CellKind::NewsLabel));
    kinds.extend(is_code(cell).then_some(CellKind::Code));
    kinds.extend(is_occasion(cell).then_some(CellKind::Occasion));
    if cell.parse::<f64>().is_ok() {
        kinds.push(CellKind::Number);
    } else if is_date(cell) {
        kinds.push(CellKind::Date);
    }
    if kinds.is_empty() && words(cell) >= TEXT {
        kinds.push(CellKind::Text);
        let end = cell.trim_end_matches(['"', '”', '’', '\'', ')', '»']);
        let is_question = end.ends_with(['?', '؟', '？']);
        kinds.extend(is_question.then_some(CellKind::Question));
        let is_sentence = is_question || end.ends_with(['.', '!', '。', '！', '।', '…']);
        kinds.extend((is_sentence && words(cell) >= SENTENCE).then_some(CellKind::Sentence));
    }
    kinds.extend(cell.chars().any(char::is_numeric).then_some(CellKind::Digit));
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(cells: &[&str]) -> ColumnProfile {
        let rows: Vec<Vec<String>> = cells.iter().map(|cell| vec![(*cell).to_owned()]).collect();
        let rows: Vec<&[String]> = rows.iter().map(Vec::as_slice).collect();
        ColumnProfile::of(&rows, 0)
    }

    #[test]
    fn a_profile_says_what_cells_are() {
        let flags = profile(&["1", "0", "None", " "]);
        assert!(flags.count == 2 && flags.mostly(CellKind::Flag) && flags.mostly(CellKind::Number));
        let pages = profile(&["https://a.example/fact-check/x", "https://a.example/y"]);
        assert!(pages.mostly(CellKind::Address) && pages.often(CellKind::CheckPage));
        assert!(!pages.mostly(CellKind::CheckPage));
        let texts = profile(&["The bridge is closed.", "Who closed the old bridge?"]);
        assert!(texts.mostly(CellKind::Text) && texts.often(CellKind::Question));
        assert!(texts.differs(100) && texts.words == 5);
        assert!(profile(&["half-true", "False"]).mostly(CellKind::Rating));
        assert!(profile(&["桥梁已经永久关闭了"]).mostly(CellKind::Text));
        assert!(!profile(&[]).is(CellKind::Date, 0));
    }
}
