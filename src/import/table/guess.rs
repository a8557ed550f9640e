//! Guesses the field of each column of a table: by what its cells can be, and by its name where
//! several columns could be it. The caller reports the guess to the user.

mod check;
mod claim;
mod evidence;
mod party;
mod rated;
mod rest;

use super::column_names::{
    AUTHOR, DATE, LOOSE_CLAIM, MYTH, OF_CHECKS, ORGANISATION, SITE, TITLE, URL, means_other,
    names_of,
};
use super::field::{ColumnField, FIELDS, folded};
use super::fit::{self, fits};
use super::layout::TableLayout;
use super::preset::Preset;
use super::profile::CellKind;
use super::survey::ColumnSurvey;
use crate::import::{DateReading, DayMonthOrder, read_date};

/// Folded column names that have a meaning in one format only.
pub(super) type Names = &'static [(&'static str, ColumnField)];

/// The fields that the user gave.
#[derive(Debug, Clone, Default)]
pub(super) struct GivenFields {
    /// The fields with the indexes of their columns.
    pub(super) places: Vec<(ColumnField, usize)>,
    /// The fields that no column holds.
    pub(super) removed: Vec<ColumnField>,
}

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TableKind {
    /// Claims, perhaps with a rating.
    Claims,
    /// Fact-checks: what could belong to the claim or to the check belongs to the check. `is_sure`
    /// tells whether the column `author` names who wrote the checks.
    Checks { is_sure: bool },
    /// Pairs of a claim and a piece of evidence.
    Pairs,
}

/// The guessed fields of a table’s columns.
#[derive(Debug)]
pub(super) struct ColumnGuess<'t> {
    survey: &'t ColumnSurvey<'t>,
    preset: &'static Preset,
    kind: TableKind,
    /// The fields that are given or removed, so that no other column is guessed to hold them.
    closed: Vec<ColumnField>,
    /// The field of each known column.
    pub(super) places: Vec<(ColumnField, usize)>,
    /// Whether each column has a field. A hostile table may have any number of both.
    taken: Vec<bool>,
    /// The number of these that were given.
    pub(super) given: usize,
    /// The columns that were told by something other than their name, with the sign.
    signs: Vec<(usize, &'static str)>,
    /// The columns that have a field’s name but not its content.
    misfits: Vec<(ColumnField, usize)>,
    /// Further messages to the user.
    pub(super) remarks: Vec<String>,
}

/// Guesses the fields of a table’s columns beside those that the user gave.
pub(super) fn guess<'t>(
    survey: &'t ColumnSurvey<'t>,
    preset: &'static Preset,
    given: &GivenFields,
) -> ColumnGuess<'t> {
    let removed = given.removed.iter().copied();
    let mut guess = ColumnGuess {
        survey,
        preset,
        kind: TableKind::Claims,
        closed: removed.chain(given.places.iter().map(|(field, _)| *field)).collect(),
        places: given.places.clone(),
        taken: vec![false; survey.width()],
        given: given.places.len(),
        signs: Vec::new(),
        misfits: Vec::new(),
        remarks: Vec::new(),
    };
    for (_, place) in &given.places {
        guess.mark(*place, true);
    }
    if preset.only_names {
        guess.by_own_names();
    } else {
        guess.by_cells_and_names();
    }
    guess.sort();
    guess
}

impl ColumnGuess<'_> {
    fn by_cells_and_names(&mut self) {
        self.rated();
        self.claim_by_name();
        self.kind = self.kind_of_table();
        if self.kind != TableKind::Pairs {
            self.leave_attitudes();
        }
        self.evidence();
        self.claim();
        self.party();
        self.check();
        self.rest();
    }

    /// Gives each of the format’s own names its field; all others have no meaning.
    fn by_own_names(&mut self) {
        for (name, field) in self.preset.names {
            self.by_name(*field, &[name]);
        }
    }

    /// Returns what the rows are, after rating and claim were found by their names.
    fn kind_of_table(&mut self) -> TableKind {
        if self.is_of_pairs() {
            return TableKind::Pairs;
        }
        let signs = self.signs_of_checks();
        let is_rated = self.has(ColumnField::Verdict) || self.has(ColumnField::Value);
        match signs {
            0 => TableKind::Claims,
            1 if !is_rated => TableKind::Claims,
            signs => TableKind::Checks { is_sure: signs > 1 },
        }
    }

    /// Weighs the signs that rows are fact-checks: a page of a fact-check, or a column that only
    /// fact-checks have, is certain; a mere address or a title beside a claim is not.
    fn signs_of_checks(&self) -> usize {
        let pages = self.pages().is_some();
        let survey = self.survey;
        let is_named = [ColumnField::VerdictUrl, ColumnField::VerdictBy, ColumnField::VerdictTitle]
            .iter()
            .any(|field| self.named(*field, names_of(*field)).is_some());
        let sources = SITE.iter().chain(ORGANISATION).flat_map(|name| survey.named(name));
        let is_source = sources.into_iter().any(|place| self.names_checkers(place));
        // An organisation rates if no one else is named; a publisher may be the claim's.
        let is_organisation = survey.has(&["organization", "organisation"])
            && self.named(ColumnField::By, names_of(ColumnField::By)).is_none();
        // If the format’s own column names the speaker, the author wrote the fact-check.
        let own = self.preset.names.iter().filter(|(_, field)| *field == ColumnField::By);
        let is_written_up =
            survey.has(AUTHOR) && own.into_iter().any(|(name, _)| survey.has(&[name]));
        let is_rated = self.has(ColumnField::Verdict) || self.has(ColumnField::Value);
        let is_sure =
            pages || is_rated && (is_named || is_source || is_written_up || is_organisation);
        let is_of_check = survey.has(OF_CHECKS);
        if is_sure || is_of_check {
            return 2;
        }
        // Corpora of news label articles, with the address, the title and the publisher of each.
        let rating = self.column(ColumnField::Verdict).map(|place| survey.profile(place));
        if rating.is_some_and(|cells| cells.mostly(CellKind::NewsLabel)) {
            return 0;
        }
        let place = self.column(ColumnField::Claim).map(|place| survey.name(place));
        if place.is_none_or(|name| LOOSE_CLAIM.contains(&name) && !TITLE.contains(&name)) {
            return 0;
        }
        let url = self.named(ColumnField::VerdictUrl, URL);
        let has_url = url.is_some_and(|place| !survey.profile(place).often(CellKind::Post));
        let has_title = self.named(ColumnField::VerdictTitle, TITLE).is_some();
        usize::from(has_url) + usize::from(has_title)
    }

    /// Returns the column of pages of fact-checks, if one holds mostly these.
    fn pages(&self) -> Option<usize> {
        let known = self.column(ColumnField::VerdictUrl);
        let is_page = |place: &usize| self.survey.profile(*place).often(CellKind::CheckPage);
        let free = (0..self.survey.width()).filter(|place| self.is_free(*place));
        let mut pages: Vec<usize> = free.filter(is_page).collect();
        // A rating’s day in the address says more than the host of another one.
        if let [page] = *pages.as_slice() {
            pages.extend(self.dated_page().filter(|dated| *dated != page));
        }
        // Of several, the one that is named as an address of a page goes first.
        pages.sort_by_key(|place| {
            let name = self.survey.name(*place);
            let rank = URL.iter().position(|known| *known == name).unwrap_or(URL.len());
            let is_explicit = names_of(ColumnField::VerdictUrl).contains(&name);
            (!is_explicit, rank)
        });
        known.or_else(|| pages.first().copied())
    }

    /// Returns the column of addresses with the days that a column of dates has.
    fn dated_page(&self) -> Option<usize> {
        let width = self.survey.width();
        let dates = (0..width).filter(|it| self.survey.profile(*it).mostly(CellKind::Date));
        let dates: Vec<usize> = dates.take(PAGES).collect();
        let is_dated = |place: &usize| {
            let cells = self.survey.profile(*place);
            self.is_free(*place)
                && cells.mostly(CellKind::Address)
                && !cells.often(CellKind::Post)
                && dates.iter().any(|date| self.survey.is_day_of(*date, *place).is(80))
        };
        (0..width).filter(is_dated).take(PAGES).next()
    }

    /// Returns true if the cells of a column are known fact-checkers, or the hosts of the pages
    /// beside them.
    fn names_checkers(&self, place: usize) -> bool {
        let in_hosts = || {
            let width = self.survey.width();
            let is_page = |page: &usize| {
                let cells = self.survey.profile(*page);
                cells.mostly(CellKind::Address) && !cells.often(CellKind::Post)
            };
            let pages = (0..width).filter(is_page).take(PAGES);
            pages.into_iter().any(|page| self.survey.is_in_host(place, page).is(50))
        };
        let cells = self.survey.profile(place);
        cells.often(CellKind::FactChecker)
            || !cells.often(CellKind::Address) && cells.count > 0 && in_hosts()
    }

    fn has(&self, field: ColumnField) -> bool {
        self.places.iter().any(|(known, _)| *known == field)
    }

    /// Returns the column of a field.
    pub(super) fn column(&self, field: ColumnField) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == field).map(|(_, place)| *place)
    }

    fn is_open(&self, field: ColumnField) -> bool {
        !self.closed.contains(&field) && !self.has(field)
    }

    fn is_free(&self, place: usize) -> bool {
        self.taken.get(place).is_some_and(|taken| !taken)
    }

    fn mark(&mut self, place: usize, is_taken: bool) {
        if let Some(taken) = self.taken.get_mut(place) {
            *taken = is_taken;
        }
    }

    /// Returns the first free column with one of these names whose cells fit a field.
    fn named(&self, field: ColumnField, names: &[&str]) -> Option<usize> {
        let places = names.iter().flat_map(|name| self.survey.named(name));
        let mut places = places.filter(|place| self.is_free(*place));
        places.find(|place| fits(field, self.survey.profile(*place)))
    }

    /// Gives a field the first free column with one of these names whose cells fit it. Columns with
    /// such a name whose cells don’t fit are noted.
    fn by_name(&mut self, field: ColumnField, names: &[&str]) -> bool {
        if !self.is_open(field) {
            return false;
        }
        let found = self.named(field, names);
        let places = names.iter().flat_map(|name| self.survey.named(name));
        let misfits: Vec<usize> = places
            .filter(|place| self.is_free(*place))
            .filter(|place| !fits(field, self.survey.profile(*place)))
            .collect();
        self.misfits.extend(misfits.into_iter().map(|place| (field, place)));
        if let Some(place) = found {
            self.put(field, place, None);
        }
        found.is_some()
    }

    fn put(&mut self, field: ColumnField, place: usize, sign: Option<&'static str>) {
        self.places.push((field, place));
        self.mark(place, true);
        self.signs.extend(sign.map(|sign| (place, sign)));
    }

    /// Puts the guessed fields in the order of the help text, after those that were given.
    fn sort(&mut self) {
        let rank = |field: ColumnField| FIELDS.iter().position(|info| info.field == field);
        if let Some(guessed) = self.places.get_mut(self.given..) {
            guessed.sort_by_key(|(field, _)| rank(*field));
        }
    }

    /// Returns the layout of the guess.
    pub(super) fn layout(&self) -> TableLayout {
        TableLayout::new(self.survey.names.to_vec(), self.places.clone())
    }

    /// Describes the guess, with the signs.
    pub(super) fn said(&self) -> String {
        self.layout().said(&self.signs)
    }

    /// Returns messages about columns that don’t hold what their names say.
    pub(super) fn misfits(&self) -> Vec<String> {
        let shown = self.misfits.iter().filter(|(field, place)| {
            let name = self.survey.name(*place);
            matches!(field, ColumnField::Claim | ColumnField::By)
                && self.is_free(*place)
                && !LOOSE_CLAIM.contains(&name)
                && names_of(*field).contains(&name)
        });
        shown.map(|(field, place)| self.misfit(*field, *place)).collect()
    }

    fn misfit(&self, field: ColumnField, place: usize) -> String {
        let (column, cells) = (self.survey.shown(place), fit::said(self.survey.profile(place)));
        match field {
            ColumnField::By => {
                format!("{column} holds {cells}, which can’t be who makes the claim")
            }
            _ => format!("{column} holds {cells}, which can’t be claims"),
        }
    }

    /// Returns the message about a column that is called the claim’s and can’t be.
    pub(super) fn no_claim(&self) -> Option<String> {
        let (_, place) = self.misfits.iter().find(|(field, _)| *field == ColumnField::Claim)?;
        let cells = fit::said(self.survey.profile(*place));
        Some(format!("column {} holds {cells}", self.survey.shown(*place)))
    }

    /// Returns the column whose cells can most likely be claims, for an example of a map.
    pub(super) fn likeliest_claim(&self) -> Option<usize> {
        let places = (0..self.survey.width()).filter(|place| self.is_free(*place));
        let fitting = places.filter(|place| {
            let cells = self.survey.profile(*place);
            cells.count > 0 && fits(ColumnField::Claim, cells)
        });
        // Of several texts, the first is hardly the explanation.
        fitting.max_by_key(|place| {
            let cells = self.survey.profile(*place);
            let is_other = means_other(self.survey.name(*place));
            let is_text = cells.mostly(CellKind::Text) && cells.chars < fit::ARTICLE;
            let length = if is_text { 0 } else { cells.chars };
            (!is_other, is_text, !self.seems_title(*place), length, usize::MAX - place)
        })
    }
}

/// Returns true if one of these column names is that of a claim.
pub(super) fn names_claim<S: AsRef<str>>(names: &[S], own: Names) -> bool {
    let known = names_of(ColumnField::Claim);
    let own = |name: &str| {
        own.iter().any(|(known, field)| *field == ColumnField::Claim && *known == name)
    };
    let is_claim = |name: &str| known.contains(&name) || MYTH.contains(&name) || own(name);
    names.iter().any(|name| is_claim(&folded(name.as_ref())))
}

/// Returns the number of column names that have a meaning.
fn known_names(names: &[&str]) -> usize {
    let groups = [AUTHOR, DATE, URL, TITLE, SITE, ORGANISATION, MYTH];
    let is_known = |name: &str| {
        FIELDS.iter().any(|info| info.names.contains(&name))
            || groups.iter().any(|names| names.contains(&name))
    };
    names.iter().filter(|name| is_known(&folded(name))).count()
}

/// The most columns of addresses that a column of fact-checkers is compared with.
const PAGES: usize = 8;

/// The limit in characters for the name of a column.
const LONGEST_NAME: usize = 64;

/// The limit in characters for a sign such as `#` or `No.`.
const SIGN: usize = 3;

/// Returns true if a row seems to name columns: short words, none of them a number, a date or an
/// address. No word may stand twice, unless one is known to name the claim. Beside the claim and
/// another known name, signs count as names too.
pub(super) fn is_header<S: AsRef<str>>(row: &[S]) -> bool {
    let names: Vec<&str> = row.iter().map(|name| name.as_ref().trim()).collect();
    let has_claim = names_claim(&names, &[]);
    let known = known_names(&names);
    let is_sure = has_claim && known > 1;
    let is_sign =
        |name: &str| name.chars().nth(SIGN).is_none() && !name.chars().any(char::is_numeric);
    let is_name = |name: &str| {
        name.chars().nth(LONGEST_NAME).is_none()
            && !name.contains("://")
            && !name.contains('\n')
            && !name.ends_with(['.', '!'])
            // Forms have questions for names.
            && (known > 1 || !name.ends_with('?'))
            && (name.is_empty() || name.chars().any(char::is_alphabetic))
            && read_date(name, DayMonthOrder::Unknown) == DateReading::Not
            || is_sure && is_sign(name)
    };
    let mut sorted: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
    sorted.sort_unstable();
    let some = !sorted.is_empty();
    let different = sorted.windows(2).all(|pair| pair.first() != pair.last());
    some && (different || has_claim) && names.iter().copied().all(is_name)
}

#[cfg(test)]
mod tests;
