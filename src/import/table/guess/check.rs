//! Gives a table of fact-checks what belongs to the checks: page, title, day, author and
//! organisation, unless a column says that it belongs to the claim.

use super::super::column_names::{
    AUTHOR, DATE, ORGANISATION, POST, POSTED, SITE, SOURCE, SUMMARY, TITLE, URL, WRITER, names_of,
};
use super::super::field::ColumnField;
use super::super::fit::fits;
use super::super::profile::CellKind;
use super::{ColumnGuess, TableKind};

const PAGES: &str = "pages of fact-checks";
const DAYS: &str = "the days in the addresses of the fact-checks";
const BEFORE: &str = "days before those in the addresses of the fact-checks";
const CHECKERS: &str = "fact-checkers";

impl ColumnGuess<'_> {
    pub(super) fn check(&mut self) {
        let is_rated = self.has(ColumnField::Verdict) || self.has(ColumnField::Value);
        let TableKind::Checks { is_sure } = self.kind else {
            if is_rated {
                self.check_by_names();
            }
            return;
        };
        if !is_rated {
            self.remarks.extend(self.unused_author());
            return;
        }
        self.check_page();
        self.check_by_names();
        self.check_day();
        self.check_title();
        self.by_name(ColumnField::VerdictText, SUMMARY);
        self.checker();
        self.source_of_checker();
        if is_sure && !self.are_posts() {
            self.check_author();
        } else {
            self.remarks.extend(self.unused_author());
        }
    }

    /// Takes the columns whose names say that they belong to the rating.
    fn check_by_names(&mut self) {
        for field in [
            ColumnField::VerdictUrl,
            ColumnField::VerdictBy,
            ColumnField::VerdictDate,
            ColumnField::VerdictTitle,
            ColumnField::VerdictAuthor,
            ColumnField::VerdictText,
        ] {
            self.by_name(field, names_of(field));
            let own = self.preset.names.iter().filter(|(_, own)| *own == field);
            let own: Vec<&str> = own.map(|(name, _)| *name).collect();
            self.by_name(field, &own);
        }
    }

    /// Finds the address of the fact-check: a column of such pages, or the rows’ own address.
    fn check_page(&mut self) {
        if !self.is_open(ColumnField::VerdictUrl) {
            return;
        }
        if let Some(place) = self.pages() {
            let name = self.survey.name(place);
            let is_named = URL.contains(&name) || names_of(ColumnField::VerdictUrl).contains(&name);
            self.put(ColumnField::VerdictUrl, place, (!is_named).then_some(PAGES));
            return;
        }
        let posts = |place: &usize| !self.survey.profile(*place).often(CellKind::Post);
        let named = self.named(ColumnField::VerdictUrl, names_of(ColumnField::VerdictUrl));
        let url = named.or_else(|| self.named(ColumnField::VerdictUrl, URL).filter(posts));
        // A record with a checker’s name calls the page of the check by the claim.
        let beside = || {
            let claim = self.named(ColumnField::VerdictUrl, &["claimurl"]).filter(posts);
            claim.filter(|_| self.survey.has(&["checker"]))
        };
        if let Some(place) = url.or_else(beside) {
            self.put(ColumnField::VerdictUrl, place, None);
        }
    }

    /// Takes the title of the check. Beside a speaker and no address, few words are the speaker’s
    /// title.
    fn check_title(&mut self) {
        /// The fewest words of a headline.
        const FEWEST: usize = 4;
        let title = self.named(ColumnField::VerdictTitle, TITLE);
        let is_long = title.is_some_and(|place| self.survey.profile(place).words >= FEWEST);
        if is_long || self.has(ColumnField::VerdictUrl) || !self.has(ColumnField::By) {
            self.by_name(ColumnField::VerdictTitle, TITLE);
        }
    }

    /// Returns true if the claims are posts, so that an author and a day may be the post’s.
    fn are_posts(&self) -> bool {
        self.column(ColumnField::Claim).is_some_and(|place| POST.contains(&self.survey.name(place)))
    }

    /// Returns true if a column holds the days on which the claims were made.
    fn are_days_of_claims(&self, place: usize) -> bool {
        self.survey.profile(place).mostly(CellKind::Occasion)
            || self.are_posts() && POSTED.contains(&self.survey.name(place))
    }

    /// Finds the day of the check: the day in the addresses, or the rows’ own date unless it lies
    /// before these days.
    fn check_day(&mut self) {
        let page = self.column(ColumnField::VerdictUrl);
        let page = page.filter(|page| self.survey.profile(*page).count > 0);
        let free: Vec<usize> =
            (0..self.survey.width()).filter(|place| self.is_free(*place)).collect();
        let is_named = |place: &usize| {
            let name = self.survey.name(*place);
            names_of(ColumnField::Date).contains(&name)
        };
        if self.is_open(ColumnField::VerdictDate)
            && let Some(page) = page
            && let Some(place) = free.iter().copied().find(|place| {
                !is_named(place)
                    && self.survey.profile(*place).often(CellKind::Date)
                    && self.survey.is_day_of(*place, page).is(50)
            })
        {
            self.put(ColumnField::VerdictDate, place, Some(DAYS));
        }
        let Some(place) = self.named(ColumnField::VerdictDate, DATE) else { return };
        let is_before = self.are_days_of_claims(place)
            || page.is_some_and(|page| self.survey.is_before(place, page).is(80));
        if !is_before {
            self.by_name(ColumnField::VerdictDate, DATE);
        } else if self.is_open(ColumnField::Date)
            && self.named(ColumnField::Date, names_of(ColumnField::Date)).is_none()
        {
            let sign = (!self.are_days_of_claims(place)).then_some(BEFORE);
            self.put(ColumnField::Date, place, sign);
        }
    }

    /// Finds who checked: a site, or a source whose values are known fact-checkers or stand in the
    /// addresses of the checks.
    fn checker(&mut self) {
        if !self.is_open(ColumnField::VerdictBy) {
            return;
        }
        // Known fact-checkers need no name; a site or an organisation is told by its name, unless the
        // pages or the speaker say that it is another's.
        let has_author = self.author(ColumnField::VerdictAuthor).is_some();
        let is_known = |place: &usize| {
            let cells = self.survey.profile(*place);
            cells.mostly(CellKind::FactChecker)
                && !(has_author && cells.often(CellKind::Address))
                && !names_of(ColumnField::By).contains(&self.survey.name(*place))
        };
        let known = (0..self.survey.width()).filter(is_known);
        let named = ORGANISATION.iter().chain(SITE).flat_map(|name| self.survey.named(name));
        let found = known.chain(named).find(|place| {
            let name = self.survey.name(*place);
            let is_site = SITE.contains(&name) && name != SOURCE && name != "domain";
            self.is_free(*place)
                && fits(ColumnField::VerdictBy, self.survey.profile(*place))
                && (is_known(place)
                    || is_site
                    || ORGANISATION.contains(&name) && self.may_be_of_check()
                    || self.names_checkers(*place))
        });
        if let Some(place) = found {
            let name = self.survey.name(place);
            let is_named = (SITE.contains(&name) || ORGANISATION.contains(&name)) && name != SOURCE;
            self.put(ColumnField::VerdictBy, place, (!is_named).then_some(CHECKERS));
        }
    }

    /// Returns true if an organisation can only be the fact-checker: no speaker is named, and the
    /// pages are on no known fact-checker's site.
    fn may_be_of_check(&self) -> bool {
        let page = self.column(ColumnField::VerdictUrl);
        let is_known = page.is_some_and(|it| self.survey.profile(it).often(CellKind::CheckPage));
        !is_known && !self.has(ColumnField::By)
    }

    /// Takes the address of the source if the source is the fact-checker.
    fn source_of_checker(&mut self) {
        let by = self.column(ColumnField::VerdictBy).map(|place| self.survey.name(place));
        if by == Some(SOURCE) {
            self.by_name(ColumnField::VerdictUrl, &["sourceurl", "sourcelink"]);
        }
    }

    /// Gives the author to the check: as who rates, or beside the organisation that does.
    fn check_author(&mut self) {
        let field = if self.has(ColumnField::VerdictBy) || self.preset.rated_by.is_some() {
            ColumnField::VerdictAuthor
        } else {
            ColumnField::VerdictBy
        };
        let Some(place) = self.author(field).filter(|_| self.is_open(field)) else { return };
        if self.is_named_in_pages(place) || !self.is_beside_rating(place) {
            self.remarks.extend(self.unused_author());
            return;
        }
        self.put(field, place, None);
        let column = self.survey.shown(place);
        self.remarks.push(format!("{column} wrote the fact-check, not the claim"));
    }

    /// Returns the column of authors. The address of a person’s profile is no name, that of a site is.
    fn author(&self, field: ColumnField) -> Option<usize> {
        let is_name = |place: &usize| {
            !self.survey.profile(*place).often(CellKind::Address) || self.survey.are_sites(*place)
        };
        let mut places = AUTHOR.iter().chain(WRITER).filter_map(|name| self.named(field, &[name]));
        places.find(is_name)
    }

    /// Returns true if the pages name the people of a column, as fact-checks do with speakers.
    fn is_named_in_pages(&self, place: usize) -> bool {
        let page = self.column(ColumnField::VerdictUrl);
        page.is_some_and(|page| self.survey.is_in_slug(place, page).is(50))
    }

    /// Returns true unless the rating and its page stand within an object of the record, and the
    /// column outside of it: the object is the fact-check.
    fn is_beside_rating(&self, place: usize) -> bool {
        let parent = |field: ColumnField| self.column(field).map(|it| self.survey.parent(it));
        let object = parent(ColumnField::Verdict).unwrap_or_default();
        let page = parent(ColumnField::VerdictUrl).unwrap_or(object);
        object.is_empty() || page != object || self.survey.parent(place).starts_with(object)
    }

    fn unused_author(&self) -> Option<String> {
        let place = self.author(ColumnField::VerdictAuthor)?;
        let column = self.survey.shown(place);
        Some(format!("{column} may have written the claim or the fact-check, and is kept"))
    }
}
