//! Finds the column of claims.

use super::super::column_names::{LOOSE_CLAIM, MYTH, TITLE, means_other, names_of};
use super::super::field::ColumnField;
use super::super::fit::ARTICLE;
use super::super::profile::CellKind;
use super::super::survey::holds_texts;
use super::{ColumnGuess, TableKind};

/// The sign of a column that was told by its texts.
const BY_CELLS: &str = "words that differ from row to row";

/// The sign of a column of headlines in a table that has nothing closer to the claims.
const HEADLINES: &str = "headlines; no column holds the claims’ own words";

/// The names of columns with verified claims, which stand beside columns with a repetition.
const VERIFIED: &[&str] = &["verifiedclaim", "vclaim"];
/// The names of columns with words that repeat a verified claim.
const REPEATED: &[&str] = &["sentence", "tweet", "tweettext", "post", "text", "statement"];

/// The fields that describe such a repetition and not the claim.
const OF_REPEATED: &[ColumnField] = &[
    ColumnField::By,
    ColumnField::ByRole,
    ColumnField::Date,
    ColumnField::Where,
    ColumnField::Quote,
    ColumnField::Source,
    ColumnField::SourceUrl,
];

impl ColumnGuess<'_> {
    /// Finds the claims by a name that only they have, or by a looser one if the cells are no
    /// articles and no headlines.
    pub(super) fn claim_by_name(&mut self) {
        let own = self.preset.names.iter().filter(|(_, field)| *field == ColumnField::Claim);
        let own: Vec<&str> = own.map(|(name, _)| *name).collect();
        let names = names_of(ColumnField::Claim).iter().copied();
        let strict: Vec<&str> = own
            .iter()
            .copied()
            .chain(names.clone().filter(|name| !LOOSE_CLAIM.contains(name)))
            .collect();
        if !self.by_name(ColumnField::Claim, &strict) && !self.by_name(ColumnField::Claim, MYTH) {
            let loose = names.filter(|name| LOOSE_CLAIM.contains(name) && !TITLE.contains(name));
            let short = loose.filter(|name| {
                let mut places = self.survey.named(name);
                places.all(|place| self.survey.profile(place).chars < ARTICLE)
            });
            let short: Vec<&str> = short.collect();
            self.by_name(ColumnField::Claim, &short);
        }
        let claim = self.column(ColumnField::Claim).map(|place| self.survey.name(place));
        // The claim was found to be repeated by the words in another column; the speaker and the
        // date belong to that repetition.
        if claim.is_some_and(|name| VERIFIED.contains(&name)) && self.survey.has(REPEATED) {
            self.closed.extend(OF_REPEATED);
        }
        // Beside a myth, author, date and address are those of the truth.
        if claim.is_some_and(|name| MYTH.contains(&name)) {
            self.closed.extend(OF_REPEATED.iter().filter(|field| **field != ColumnField::By));
        }
    }

    /// Finds the claims by their cells if no name told them, and by the names of headlines and
    /// articles if the cells don’t either.
    pub(super) fn claim(&mut self) {
        if !self.is_open(ColumnField::Claim) {
            return;
        }
        let has_title = self.named(ColumnField::Claim, TITLE).is_some();
        let is_of_claims = self.kind == TableKind::Claims;
        if !(has_title && is_of_claims)
            && let Some(place) = self.claim_by_cells()
        {
            let sign = if self.seems_title(place) { HEADLINES } else { BY_CELLS };
            self.put(ColumnField::Claim, place, Some(sign));
            return;
        }
        if !self.by_name(ColumnField::Claim, LOOSE_CLAIM) {
            return;
        }
        let place = self.column(ColumnField::Claim);
        let place = place.filter(|place| TITLE.contains(&self.survey.name(*place)));
        self.signs.extend(place.filter(|_| !is_of_claims).map(|place| (place, HEADLINES)));
    }

    /// Returns true if headlines stand in for the claims.
    pub(super) fn are_headlines(&self) -> bool {
        self.signs.iter().any(|(_, sign)| *sign == HEADLINES)
    }

    /// Returns the one column whose cells can only be the claims.
    fn claim_by_cells(&self) -> Option<usize> {
        let mut texts = self.texts();
        texts.retain(|place| !means_other(self.survey.name(*place)));
        if texts.len() > 1 {
            let page = self.page()?;
            let titles: Vec<usize> =
                texts.iter().copied().filter(|place| self.is_title(*place, page)).collect();
            let is_certain = |place: &usize| self.is_certain_title(*place, page);
            if !titles.iter().all(is_certain) {
                return None;
            }
            texts.retain(|place| !is_certain(place));
        }
        match *texts.as_slice() {
            [place] => Some(place),
            [] => None,
            _ => self.closest_to_slug(&texts),
        }
    }

    /// Returns the free columns whose cells could be claims: words that mostly differ.
    pub(super) fn texts(&self) -> Vec<usize> {
        let free = (0..self.survey.width()).filter(|place| self.is_free(*place));
        let texts = free.filter(|place| {
            let cells = self.survey.profile(*place);
            holds_texts(cells)
                && cells.chars < ARTICLE
                && !cells.mostly(CellKind::Occasion)
                && (cells.differs(50) || self.kind == TableKind::Pairs)
        });
        texts.collect()
    }

    /// Returns the column of the pages that the rows are about: fact-checks, or the only addresses.
    fn page(&self) -> Option<usize> {
        self.pages().or_else(|| {
            let is_address = |place: &usize| {
                let cells = self.survey.profile(*place);
                cells.mostly(CellKind::Address) && !cells.often(CellKind::Post)
            };
            let pages: Vec<usize> = (0..self.survey.width()).filter(is_address).collect();
            pages.first().copied().filter(|_| pages.len() == 1)
        })
    }

    /// Returns true if the cells are titles from which the addresses of the pages were made.
    fn is_title(&self, place: usize, page: usize) -> bool {
        self.survey.is_title_of(place, page).is(50)
    }

    /// Returns true if the cells can be nothing but titles: they are questions, announce a fact-check,
    /// end in the site’s name, or are titles that name the speaker.
    fn is_certain_title(&self, place: usize, page: usize) -> bool {
        self.survey.profile(place).often(CellKind::Question)
            || self.survey.announces_checks(place)
            || self.survey.has_common_ending(place)
            || self.is_title(place, page) && self.survey.names_speaker(place, page).is(50)
    }

    /// Returns true if the cells seem to be titles.
    pub(super) fn seems_title(&self, place: usize) -> bool {
        self.page()
            .is_some_and(|page| self.is_title(place, page) || self.is_certain_title(place, page))
    }

    /// Returns the column that shares more words with the slugs of the pages than each other does,
    /// without being longer: an explanation strays from them.
    fn closest_to_slug(&self, texts: &[usize]) -> Option<usize> {
        /// A table with more texts than these is none of claims.
        const MOST: usize = 8;
        let page = self.pages().filter(|_| texts.len() <= MOST)?;
        let shared: Vec<(usize, Vec<usize>)> =
            texts.iter().map(|place| (*place, self.survey.words_in_slug(*place, page))).collect();
        let is_closest = |(place, words): &&(usize, Vec<usize>)| {
            let others = shared.iter().filter(|(other, _)| other != place);
            let length = self.survey.profile(*place).chars;
            others.into_iter().all(|(other, others)| {
                let rows = || words.iter().zip(others);
                let wins = rows().filter(|(own, other)| own > other).count();
                let losses = rows().filter(|(own, other)| own < other).count();
                let is_shorter = length * 2 <= self.survey.profile(*other).chars * 3;
                wins > 1 && wins >= losses * 3 && is_shorter
            })
        };
        shared.iter().find(is_closest).map(|(place, _)| *place)
    }
}
