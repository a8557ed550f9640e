//! Finds the column of those who make the claims. Only a name tells it, or pages of fact-checks that
//! name the speaker in their path; the cells alone never do.

use super::super::column_names::{AUTHOR, names_of};
use super::super::field::ColumnField;
use super::super::fit::{fits, is_party};
use super::{ColumnGuess, TableKind};

/// The sign of speakers whose names stand in the addresses of the fact-checks.
const IN_PATH: &str = "names in the addresses of the fact-checks";

/// The share of speakers that must stand in the addresses: posts of groups go by other names there.
const SHARE: usize = 30;

impl ColumnGuess<'_> {
    pub(super) fn party(&mut self) {
        if !self.is_open(ColumnField::By) || self.kind == TableKind::Pairs && !self.is_said() {
            return;
        }
        if self.are_headlines() {
            self.keep_speakers();
            return;
        }
        let own = self.preset.names.iter().filter(|(_, field)| *field == ColumnField::By);
        let own: Vec<&str> = own.map(|(name, _)| *name).collect();
        if self.by_name(ColumnField::By, names_of(ColumnField::By))
            || self.by_name(ColumnField::By, &own)
        {
            return;
        }
        let author = self.named(ColumnField::By, AUTHOR);
        match (self.kind, author) {
            (TableKind::Claims, _) => {
                self.by_name(ColumnField::By, AUTHOR);
            }
            (TableKind::Checks { .. }, Some(author)) if self.is_in_paths(author) => {
                self.put(ColumnField::By, author, Some(IN_PATH));
            }
            (TableKind::Checks { .. }, _) => self.party_in_paths(),
            (TableKind::Pairs, _) => {}
        }
    }

    /// Leaves the speakers in the row: a headline is the fact-checker’s, and often denies what the
    /// speaker said.
    fn keep_speakers(&mut self) {
        if let Some(place) = self.named(ColumnField::By, names_of(ColumnField::By)) {
            let column = self.survey.shown(place);
            self.remarks.push(format!("{column} didn’t say the headlines, and is kept"));
        }
    }

    /// Returns true if a column’s name says that it holds who makes the claims.
    fn is_said(&self) -> bool {
        self.named(ColumnField::By, names_of(ColumnField::By)).is_some()
    }

    fn is_in_paths(&self, place: usize) -> bool {
        self.pages().is_some_and(|page| self.survey.is_after_day(place, page).is(SHARE))
    }

    /// Takes a column without a telling name if its cells stand where the pages name the speaker.
    fn party_in_paths(&mut self) {
        let Some(page) = self.pages() else { return };
        let free = (0..self.survey.width()).filter(|place| self.is_free(*place));
        let free = free.filter(|place| {
            let cells = self.survey.profile(*place);
            cells.count > 0 && is_party(cells) && fits(ColumnField::By, cells)
        });
        let named = |place: &usize| self.survey.is_after_day(*place, page).is(SHARE);
        let found: Vec<usize> = free.filter(named).collect();
        if let [place] = *found.as_slice() {
            self.put(ColumnField::By, place, Some(IN_PATH));
        }
    }
}
