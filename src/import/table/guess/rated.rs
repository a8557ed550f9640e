//! Finds the column of ratings.

use super::super::column_names::{DERIVED, LABEL, REASON, names_of};
use super::super::field::ColumnField;
use super::super::fit::fits;
use super::super::profile::CellKind;
use super::ColumnGuess;

/// The sign of a column that was told by its ratings.
const BY_CELLS: &str = "known ratings";

/// The number of different ratings that few are.
const FEW: usize = 12;

/// The most different values of a flag: yes, no and unknown.
const FLAGS: usize = 3;

impl ColumnGuess<'_> {
    /// Finds the ratings, as words and as numbers. A column of known ratings goes before a column
    /// with a rating’s name, published ratings before those derived from them, words before
    /// numbers.
    pub(super) fn rated(&mut self) {
        for field in [ColumnField::Value, ColumnField::Best, ColumnField::Worst] {
            self.by_name(field, names_of(field));
        }
        if !self.is_open(ColumnField::Verdict) {
            return;
        }
        let free = (0..self.survey.width()).filter(|place| self.is_free(*place));
        let weighed = free.map(|place| (self.weight(place), self.rank(place), place));
        let mut weighed: Vec<(usize, usize, usize)> =
            weighed.filter(|(weight, _, _)| *weight > 0).collect();
        weighed.sort_by_key(|(weight, rank, place)| (usize::MAX - weight, *rank, *place));
        match *weighed.as_slice() {
            [] => {}
            [(one, rank, place), (other, _, second), ..] if one == other && rank == UNNAMED => {
                let [one, other] = [place, second].map(|place| self.survey.shown(place));
                self.remarks.push(format!(
                    "{one} and {other} both hold ratings; choose one: --map verdict=COLUMN"
                ));
            }
            [(_, rank, place), ..] => {
                let sign = (rank == UNNAMED).then_some(BY_CELLS);
                self.put(ColumnField::Verdict, place, sign);
            }
        }
    }

    /// Returns the rank of a column’s name among those of ratings.
    fn rank(&self, place: usize) -> usize {
        let name = self.survey.name(place);
        let own = self.preset.names.iter().filter(|(_, field)| *field == ColumnField::Verdict);
        if own.into_iter().any(|(own, _)| *own == name) {
            return 0;
        }
        let name = underived(name);
        let names = names_of(ColumnField::Verdict);
        names.iter().position(|known| *known == name).map_or(UNNAMED, |rank| rank + 1)
    }

    /// Weighs how likely a column holds the published ratings.
    fn weight(&self, place: usize) -> usize {
        let cells = self.survey.profile(place);
        if !fits(ColumnField::Verdict, cells) {
            return 0;
        }
        let is_named = self.rank(place) != UNNAMED;
        let is_known = cells.mostly(CellKind::Rating) || cells.mostly(CellKind::PairLabel);
        if !is_named {
            // A column of `true` and `false` with a name of its own may say anything.
            let last = self.survey.last_part(place);
            let is_flag = cells.mostly(CellKind::Boolean)
                && !self.survey.is_neutral(place)
                && !names_of(ColumnField::Verdict).contains(&last.as_str());
            return if is_known && !is_flag { KNOWN } else { 0 };
        }
        if !is_known && !self.may_rate(place) {
            return 0;
        }
        if cells.count == 0 || cells.mostly(CellKind::Number) {
            return 1;
        }
        if underived(self.survey.name(place)) != self.survey.name(place) {
            return if is_known { DERIVED_RATING } else { 1 };
        }
        let known = if is_known { KNOWN } else { 0 };
        let few = usize::from(cells.distinct <= FEW.max(cells.count / 3));
        let some = usize::from(cells.often(CellKind::Rating));
        known + NAME + few + some
    }

    /// Returns true unless the cells of a column with a rating’s name are something else: flags,
    /// labels of any kind of which none is a known rating, or whole sentences under the name of a
    /// reason.
    fn may_rate(&self, place: usize) -> bool {
        let (name, cells) = (self.survey.name(place), self.survey.profile(place));
        let is_flag = cells.is(CellKind::Flag, 60) && cells.distinct <= FLAGS;
        let is_label = LABEL.contains(&name) && !cells.is(CellKind::Rating, 20);
        let is_reason = REASON.contains(&name) && cells.often(CellKind::Sentence);
        cells.count == 0 || !is_flag && !is_label && !is_reason
    }

    /// Returns the columns with a rating’s name whose cells are no known ratings.
    pub(super) fn labels_left(&self) -> Vec<usize> {
        let free = (0..self.survey.width()).filter(|place| self.is_free(*place));
        let is_left = |place: &usize| {
            self.rank(*place) != UNNAMED
                && self.survey.profile(*place).count > 0
                && !self.may_rate(*place)
        };
        free.filter(is_left).collect()
    }

    /// Reports columns with a rating’s name whose cells are no ratings.
    pub(super) fn report_labels(&mut self) {
        for place in self.labels_left() {
            let column = self.survey.shown(place);
            let examples = self.survey.profile(place).examples.join(", ");
            self.remarks.push(format!(
                "{column} holds no known ratings ({examples}), and is kept; if they rate the claims: --map verdict=COLUMN"
            ));
        }
    }

    /// Frees a column of labels that say what texts do to others, in a table that has no such pairs.
    pub(super) fn leave_attitudes(&mut self) {
        let rating = self.column(ColumnField::Verdict);
        let is_attitude = |place: &usize| {
            self.survey.profile(*place).mostly(CellKind::Attitude)
                && !self.closed.contains(&ColumnField::Verdict)
        };
        let Some(place) = rating.filter(is_attitude) else { return };
        self.places.retain(|(field, _)| *field != ColumnField::Verdict);
        self.mark(place, false);
        self.signs.retain(|(signed, _)| *signed != place);
        self.closed.extend([ColumnField::Verdict, ColumnField::Stance]);
        let column = self.survey.shown(place);
        self.remarks.push(format!(
            "{column} says what a text or a person holds of the claim, which is no rating, and is kept"
        ));
    }

    /// Returns the columns that look like ratings and were not used.
    pub(super) fn ratings_left(&self) -> Vec<usize> {
        let free = (0..self.survey.width()).filter(|place| self.is_free(*place));
        let is_left = |place: &usize| {
            let cells = self.survey.profile(*place);
            let is_flag = cells.mostly(CellKind::Boolean) && self.rank(*place) == UNNAMED;
            cells.mostly(CellKind::Rating) && !is_flag
        };
        free.filter(is_left).collect()
    }
}

/// The rank of a column whose name says nothing of a rating.
const UNNAMED: usize = usize::MAX;

/// What known ratings weigh: more than a name.
const KNOWN: usize = 10;
/// What a rating’s name weighs.
const NAME: usize = 8;
/// What a known rating weighs that was derived from the published one.
const DERIVED_RATING: usize = 5;

/// Returns a name without the word that says how the ratings were derived.
fn underived(name: &str) -> &str {
    DERIVED.iter().find_map(|word| name.strip_prefix(word)).unwrap_or(name)
}
