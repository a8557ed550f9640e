//! Gives the remaining columns the fields that their names say, and reports what looks wrong.

use super::super::column_names::{DATE, SOURCE, URL, means_other};
use super::super::field::{ColumnField, FIELDS};
use super::super::fit::ARTICLE;
use super::super::profile::CellKind;
use super::{ColumnGuess, TableKind};

const POSTS: &str = "addresses of posts";
const ARTICLES: &str = "articles";

/// The parts of names that say that an address is not the claim’s source.
const OTHER_ADDRESSES: &[&str] = &[
    "image", "img", "thumb", "logo", "icon", "video", "media", "avatar", "evidence", "archive",
    "profile", "review", "check", "rating",
];

impl ColumnGuess<'_> {
    pub(super) fn rest(&mut self) {
        self.pair_address(URL);
        let is_rated = self.has(ColumnField::Verdict) || self.has(ColumnField::Value);
        for info in FIELDS {
            let is_party = matches!(info.field, ColumnField::By | ColumnField::Claim);
            if is_party || info.field.is_of_verdict() || info.field == ColumnField::Verdict {
                continue;
            }
            if info.field == ColumnField::SourceUrl {
                self.source_by_name(info.names);
            } else {
                self.by_name(info.field, info.names);
            }
        }
        if self.kind == TableKind::Claims {
            self.day();
            // Beside labels that may be ratings, an address may be that of a check, and beside a
            // rating a source may be who says the claim, or who checked it.
            let is_labelled = !is_rated && !self.labels_left().is_empty();
            if !is_labelled {
                self.by_name(ColumnField::SourceUrl, URL);
            }
            if !is_rated && !is_labelled {
                self.by_name(ColumnField::Source, &[SOURCE]);
            }
        }
        if self.kind != TableKind::Pairs {
            self.source_by_name(&[SOURCE]);
        }
        self.source_by_cells();
        self.article(is_rated);
        self.report_doubts(is_rated);
    }

    /// Takes a plain date for that of the claims, unless another column has dates too: then one of
    /// them may be when the claims were checked.
    fn day(&mut self) {
        let is_other = |place: &usize| {
            self.is_free(*place)
                && self.survey.profile(*place).mostly(CellKind::Date)
                && !DATE.contains(&self.survey.name(*place))
                && !means_other(self.survey.name(*place))
        };
        let other = (0..self.survey.width()).find(is_other);
        let Some(other) = other.filter(|_| self.is_open(ColumnField::Date)) else {
            self.by_name(ColumnField::Date, DATE);
            return;
        };
        if let Some(place) = self.named(ColumnField::Date, DATE) {
            let [one, other] = [place, other].map(|place| self.survey.shown(place));
            self.remarks.push(format!(
                "{one} and {other} both hold dates, and are kept; choose one: --map date=COLUMN"
            ));
        }
    }

    /// Takes a column that is named as the claim’s source unless its addresses are on the host of the
    /// fact-checks.
    fn source_by_name(&mut self, names: &[&str]) {
        let page = self.column(ColumnField::VerdictUrl);
        // A plain source without cells may be anything.
        let is_unknown =
            |name: &str, place: usize| name == SOURCE && self.survey.profile(place).count == 0;
        let is_of_check =
            |place: usize| page.is_some_and(|page| self.survey.is_on_host(place, page).is(50));
        // Beside evidence, an address is the claim’s only if its name says so.
        let is_pair = self.kind == TableKind::Pairs;
        let names = names.iter().filter(|name| !is_pair || name.contains("claim"));
        let places =
            names.flat_map(|name| self.survey.named(name).map(move |place| (*name, place)));
        let others = places
            .filter(|(name, place)| !is_of_check(*place) && !is_unknown(name, *place))
            .map(|(name, _)| name);
        let others: Vec<&str> = others.collect();
        self.by_name(ColumnField::SourceUrl, &others);
    }

    /// Takes the only posts for where the claims appeared. Other addresses may be those of anything.
    fn source_by_cells(&mut self) {
        if !self.is_open(ColumnField::SourceUrl) || self.kind == TableKind::Pairs {
            return;
        }
        let free = (0..self.survey.width()).filter(|place| self.is_free(*place));
        let posts = free.filter(|place| {
            let cells = self.survey.profile(*place);
            let name = self.survey.name(*place);
            cells.mostly(CellKind::Post)
                && !cells.often(CellKind::CheckPage)
                && !means_other(name)
                && !OTHER_ADDRESSES.iter().any(|other| name.contains(other))
        });
        let posts: Vec<usize> = posts.collect();
        if let [place] = *posts.as_slice() {
            self.put(ColumnField::SourceUrl, place, Some(POSTS));
        }
    }

    /// Takes the only articles of a format whose scrapes hold those of the fact-checks.
    fn article(&mut self, is_rated: bool) {
        if self.preset.rated_by.is_none() || !is_rated || !self.is_open(ColumnField::VerdictText) {
            return;
        }
        let free = (0..self.survey.width()).filter(|place| self.is_free(*place));
        let long = free.filter(|place| {
            let cells = self.survey.profile(*place);
            cells.mostly(CellKind::Text) && cells.chars >= ARTICLE
        });
        let long: Vec<usize> = long.collect();
        if let [place] = *long.as_slice() {
            self.put(ColumnField::VerdictText, place, Some(ARTICLES));
        }
    }

    /// Reports what a user should look at.
    fn report_doubts(&mut self, is_rated: bool) {
        let is_of_pairs = self.kind == TableKind::Pairs;
        for place in self.ratings_left().into_iter().filter(|_| is_rated && !is_of_pairs) {
            let column = self.survey.shown(place);
            self.remarks.push(format!("{column} holds ratings too, and is kept"));
        }
        if !is_of_pairs && !is_rated {
            self.report_labels();
        }
        let claim = self.column(ColumnField::Claim).map(|place| self.survey.profile(place));
        if claim.is_some_and(|cells| cells.short * 10 >= cells.count.max(1)) {
            self.remarks.push("some claims have fewer than 3 characters".to_owned());
        }
        let is_given = self.closed.contains(&ColumnField::By);
        let by = self.column(ColumnField::By).map(|place| (place, self.survey.profile(place)));
        if let Some((place, cells)) = by.filter(|_| !is_given)
            && (cells.is(CellKind::Address, 1) || cells.is(CellKind::FactChecker, 1))
        {
            let column = self.survey.shown(place);
            self.remarks.push(format!(
                "some cells of {column} are addresses or fact-checkers: who makes these claims is left unknown"
            ));
        }
    }
}
