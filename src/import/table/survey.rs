//! The columns of a table with the profiles of their cells, and what the cells of two columns of
//! one row have to do with each other.

use hashbrown::{HashMap, HashSet};

use super::field::folded;
use super::page_address::{PageAddress, days, slug};
use super::profile::{CellKind, ColumnProfile, examined};

/// The columns of a table: their names, and what a sample of rows holds.
#[derive(Debug)]
pub(super) struct ColumnSurvey<'t> {
    /// The names of the columns, as written.
    pub(super) names: &'t [String],
    /// The names in the form in which they are compared.
    folded: Vec<String>,
    /// The columns by these names.
    by_name: HashMap<String, Vec<usize>>,
    rows: Vec<&'t [String]>,
    profiles: Vec<ColumnProfile>,
}

/// The rows in which something holds, of those in which it could.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RowShare {
    pub(super) holds: usize,
    pub(super) of: usize,
}

impl RowShare {
    /// Returns true if something holds in at least `percent` of the rows, and in one.
    pub(super) fn is(self, percent: usize) -> bool {
        self.holds > 0 && self.holds * 100 >= self.of * percent
    }
}

impl<'t> ColumnSurvey<'t> {
    pub(super) fn new(names: &'t [String], rows: Vec<&'t [String]>) -> Self {
        let profiles = (0..names.len()).map(|place| ColumnProfile::of(&rows, place)).collect();
        let folded: Vec<String> = names.iter().map(|name| folded_path(name)).collect();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, name) in folded.iter().enumerate() {
            by_name.entry_ref(name.as_str()).or_default().push(place);
        }
        Self { names, folded, by_name, rows, profiles }
    }

    pub(super) fn width(&self) -> usize {
        self.names.len()
    }

    /// Returns the folded name of a column.
    pub(super) fn name(&self, place: usize) -> &str {
        self.folded.get(place).map_or("", String::as_str)
    }

    /// Returns the name of a column as a message shows it.
    pub(super) fn shown(&self, place: usize) -> String {
        let name = self.names.get(place).map(|name| name.trim()).unwrap_or_default();
        if name.is_empty() { super::layout::place_name(place) } else { format!("“{name}”") }
    }

    pub(super) fn profile(&self, place: usize) -> &ColumnProfile {
        const EMPTY: &ColumnProfile = &ColumnProfile::empty();
        self.profiles.get(place).unwrap_or(EMPTY)
    }

    /// Returns the columns with a folded name.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = usize> + use<'_> {
        self.by_name.get(name).into_iter().flatten().copied()
    }

    /// Returns true if a column has one of these folded names.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.by_name.contains_key(*name))
    }

    /// Returns true if a column’s name says nothing about its content: none, a letter, `column 3`.
    pub(super) fn is_neutral(&self, place: usize) -> bool {
        const NEUTRAL: &[&str] =
            &["col", "column", "field", "var", "unnamed", "spalte", "colonne", "columna", "f", "c"];
        let name = self.name(place).trim_matches(|c: char| c.is_ascii_digit());
        name.chars().nth(1).is_none() || NEUTRAL.contains(&name)
    }

    /// Returns the cells of two columns, row by row, where both say something.
    fn pairs(&self, one: usize, other: usize) -> impl Iterator<Item = (&'t str, &'t str)> {
        self.rows.iter().filter_map(move |row| {
            let cell =
                |place: usize| Some(examined(row.get(place)?)).filter(|cell| !cell.is_empty());
            Some((cell(one)?, cell(other)?))
        })
    }

    /// Counts the rows in which something holds for a cell and the address beside it.
    fn beside(
        &self,
        place: usize,
        page: usize,
        holds: impl Fn(&str, &PageAddress<'_>) -> Option<bool>,
    ) -> RowShare {
        let mut share = RowShare::default();
        for (cell, address) in self.pairs(place, page) {
            let Some(holds) = PageAddress::of(address).and_then(|page| holds(cell, &page)) else {
                continue;
            };
            share.of += 1;
            share.holds += usize::from(holds);
        }
        share
    }

    /// Returns the rows in which a date is the day in the path of a page, give or take a day.
    pub(super) fn is_day_of(&self, place: usize, page: usize) -> RowShare {
        self.compared(place, page, |date, day| (-1..=1).contains(&(date - day)))
    }

    /// Returns the rows in which a date lies before the day in the path of a page.
    pub(super) fn is_before(&self, place: usize, page: usize) -> RowShare {
        self.compared(place, page, |date, day| date < day - 1)
    }

    fn compared(&self, place: usize, page: usize, holds: impl Fn(i64, i64) -> bool) -> RowShare {
        self.beside(place, page, |cell, page| {
            let day = number(page.day()?);
            let days = days(cell);
            (!days.is_empty()).then(|| days.into_iter().any(|date| holds(number(date), day)))
        })
    }

    /// Returns the rows in which a name stands after the day in the path of a page, where some
    /// sites name the speaker.
    pub(super) fn is_after_day(&self, place: usize, page: usize) -> RowShare {
        self.beside(place, page, |cell, page| {
            let after = page.after_day()?;
            let name = slug(cell);
            Some(!name.is_empty() && slug(after) == name)
        })
    }

    /// Returns the rows in which a name stands among other words in the slug of a page.
    pub(super) fn is_in_slug(&self, place: usize, page: usize) -> RowShare {
        const LONGEST: usize = 6;
        self.beside(place, page, |cell, page| {
            let (name, title) = (slug(cell), page.slug());
            let title: HashSet<&str> = title.split('-').collect();
            let words: Vec<&str> = name.split('-').filter(|word| !word.is_empty()).collect();
            let is_name = (1..=LONGEST).contains(&words.len()) && words.len() < title.len();
            Some(is_name && words.iter().all(|word| title.contains(word)))
        })
    }

    /// Returns true if most addresses of a column are those of whole sites.
    pub(super) fn are_sites(&self, place: usize) -> bool {
        self.beside(place, place, |_, page| Some(page.segments.is_empty())).is(50)
    }

    /// Returns the folded last part of a column’s path: `label` of `verdict.label`.
    pub(super) fn last_part(&self, place: usize) -> String {
        let name = self.names.get(place).map_or("", String::as_str);
        folded(name.rsplit_once('.').map_or(name, |(_, last)| last))
    }

    /// Returns the path of the object around a column’s value in its record, or an empty text.
    pub(super) fn parent(&self, place: usize) -> &str {
        let name = self.names.get(place).map_or("", String::as_str);
        name.rsplit_once('.').map_or("", |(object, _)| object)
    }

    /// Returns the rows in which a name stands in the host of a page.
    pub(super) fn is_in_host(&self, place: usize, page: usize) -> RowShare {
        const SHORTEST: usize = 3;
        self.beside(place, page, |cell, page| {
            let (name, host) = (folded(cell), folded(page.host));
            let is_within =
                |whole: &str, part: &str| part.chars().count() >= SHORTEST && whole.contains(part);
            (!host.is_empty()).then(|| is_within(&host, &name) || is_within(&name, &host))
        })
    }

    /// Returns the rows in which two addresses are on one host.
    pub(super) fn is_on_host(&self, place: usize, page: usize) -> RowShare {
        self.beside(place, page, |cell, page| {
            let host = PageAddress::of(cell)?.host;
            Some(!host.is_empty() && host.eq_ignore_ascii_case(page.host))
        })
    }

    /// Returns the rows in which a text is the title from which the slug of a page was made.
    pub(super) fn is_title_of(&self, place: usize, page: usize) -> RowShare {
        const WORDS: usize = 3;
        self.beside(place, page, |cell, page| {
            let (title, slug) = (slug(cell), page.slug());
            let wanted: Vec<&str> = slug.split('-').collect();
            let words: HashSet<&str> = title.split('-').collect();
            let found = wanted.iter().filter(|word| words.contains(**word)).count();
            Some(wanted.len() >= WORDS && found * 10 >= wanted.len() * 8)
        })
    }

    /// Returns the rows in which a text names the speaker whom the path of a page names.
    pub(super) fn names_speaker(&self, place: usize, page: usize) -> RowShare {
        self.beside(place, page, |cell, page| {
            let speaker = slug(page.after_day()?);
            let last = speaker.rsplit('-').next()?;
            Some(slug(cell).split('-').any(|word| word == last))
        })
    }

    /// Returns true if the cells end in the same part after a bar or a dash, as titles of pages do.
    pub(super) fn has_common_ending(&self, place: usize) -> bool {
        let ending = |cell: &'t str| {
            let ends = [" | ", " - ", " – ", " — "].iter().filter_map(|bar| cell.rsplit_once(bar));
            ends.map(|(_, ending)| ending).min_by_key(|ending| ending.len())
        };
        let cells: Vec<&str> = self.pairs(place, place).map(|(cell, _)| cell).collect();
        let endings: Vec<&str> = cells.iter().filter_map(|cell| ending(cell)).collect();
        let first = endings.first();
        cells.len() > 1
            && endings.len() * 10 >= cells.len() * 8
            && endings.iter().all(|ending| Some(ending) == first)
    }

    /// Returns true if most cells begin with the word for a fact-check, as headlines do.
    pub(super) fn announces_checks(&self, place: usize) -> bool {
        const WORDS: &[&str] = &[
            "factcheck",
            "faktencheck",
            "verificamos",
            "checamos",
            "cekfakta",
            "factchecking",
            "debunked",
        ];
        let cells = || self.pairs(place, place).map(|(cell, _)| cell);
        let begins = |cell: &&str| {
            let start: String = cell.chars().take(24).collect();
            let start = folded(&start);
            WORDS.iter().any(|word| start.starts_with(word))
        };
        let count = cells().filter(begins).count();
        count > 0 && count * 2 >= cells().count()
    }

    /// Returns the number of words that each cell shares with the slug of the page beside it,
    /// without those that name the speaker.
    pub(super) fn words_in_slug(&self, place: usize, page: usize) -> Vec<usize> {
        const SHORTEST: usize = 3;
        let rows = self.rows.iter().map(|row| {
            let page = PageAddress::of(examined(row.get(page)?))?;
            let speaker = slug(page.after_day().unwrap_or_default());
            let named = |word: &&str| !speaker.split('-').any(|name| name == *word);
            let cell = slug(examined(row.get(place)?));
            let slug = page.slug();
            let words = slug.split('-').filter(|word| word.len() >= SHORTEST).filter(named);
            Some(words.filter(|word| cell.split('-').any(|known| known == *word)).count())
        });
        rows.map(Option::unwrap_or_default).collect()
    }

    /// Returns true if some cells of `place` repeat while the cells of `other` beside them differ.
    pub(super) fn varies_within(&self, place: usize, other: usize) -> bool {
        let mut first: HashMap<&str, &str> = HashMap::new();
        self.pairs(place, other)
            .any(|(cell, beside)| *first.entry(cell).or_insert(beside) != beside)
    }
}

/// Returns a column’s name in the form in which names are compared. The name may be a path to a
/// value in a list, `claimReview[0].url`, whose numbers don’t count.
fn folded_path(name: &str) -> String {
    if !name.contains(['.', '[', '/']) {
        return folded(name);
    }
    let parts = name.split(['.', '[', ']', '/']).map(str::trim);
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    parts.filter(|part| !is_number(part)).map(folded).collect()
}

/// Returns a day as a number of days.
fn number(date: jiff::civil::Date) -> i64 {
    date.duration_since(jiff::civil::Date::constant(1970, 1, 1)).as_hours() / 24
}

/// Returns true if a column holds texts from which a claim could be chosen.
pub(super) fn holds_texts(profile: &ColumnProfile) -> bool {
    profile.mostly(CellKind::Text)
}
