//! Reads the ratings of a row: each label with the party that gave it, its date, its source and its
//! reason. A label stays as published; the known order of the ratings becomes a scale.

use std::sync::Arc;

use super::addresses::addresses;
use super::field::{ColumnField, folded};
use super::layout::{RowCells, TableCell};
use super::page_address::PageAddress;
use super::plan::TablePlan;
use super::preset::Preset;
use super::row_to_draft::{date, number, out_of_place};
use crate::claim::{
    Agent, AgentKind, Label, NumberOrText, Recorded, Scale, Source, Unknown, Verdict,
};
use crate::import::id::IdBuilder;
use crate::import::{ClaimDraft, Mending, labels, source};

/// The known rater and scale of a format’s ratings, made once for all rows.
#[derive(Debug)]
pub(super) struct Ratings {
    pub(super) preset: &'static Preset,
    /// The party that rates if no column gives one, with the scale of the known ratings.
    known: Option<(Agent, Option<Arc<Scale>>)>,
}

impl Ratings {
    pub(super) fn of(preset: &'static Preset) -> Self {
        let known = preset.rated_by.and_then(|name| {
            let mut draft = ClaimDraft::new("", "");
            let id = draft.agent(AgentKind::Organisation, "", name);
            let scale = (!preset.labels.is_empty()).then(|| Arc::new(scale(preset, name, &id)));
            Some((draft.agents.pop()?, scale))
        });
        Self { preset, known }
    }

    /// Returns true unless a page is on the site of someone other than the known rater.
    fn is_own_page(&self, page: &str) -> bool {
        let known = self.preset.rated_by.map(folded).unwrap_or_default();
        let host = PageAddress::of(page).map(|page| folded(page.host));
        host.is_none_or(|host| host.is_empty() || host.contains(&known))
    }

    /// Returns the scale that holds a label.
    fn scale(&self, label: &str) -> Option<&Arc<Scale>> {
        self.known.as_ref()?.1.as_ref().filter(|_| self.preset.label(label).is_some())
    }
}

/// Adds the verdicts of a row. If several columns hold ratings, the first rater belongs to the
/// first rating, and so on; a single rater gave them all.
pub(super) fn verdicts(draft: &mut ClaimDraft, plan: &TablePlan, cells: &mut RowCells<'_>) {
    let (labels, values) = (cells.slots(ColumnField::Verdict), cells.slots(ColumnField::Value));
    let count = labels.len().max(values.len());
    for index in 0..count {
        let label = labels.get(index).cloned().flatten();
        let value = values.get(index).cloned().flatten();
        verdict(draft, plan, cells, index, [label, value]);
    }
}

fn verdict<'r>(
    draft: &mut ClaimDraft,
    plan: &TablePlan,
    cells: &mut RowCells<'r>,
    index: usize,
    [label, value]: [Option<TableCell<'r>>; 2],
) {
    let words = label.as_ref().and_then(|cell| draft.some_text(&cell.at, cell.words));
    let words = words.or_else(|| {
        let value = value.as_ref()?;
        draft.mended(&value.at, Mending::Label, 1, value.words);
        draft.some_text(&value.at, value.words)
    });
    let Some(words) = words else { return };
    let ratings = &plan.ratings;
    label.iter().chain(&value).for_each(|cell| cells.take(cell));
    let by = rater(draft, ratings, cells, index);
    let is_known = ratings.known.as_ref().is_some_and(|(rater, _)| rater.id == by);
    let scale = ratings.scale(&words).filter(|_| is_known).map(|scale| on(draft, scale));
    let day = cells.nth(ColumnField::VerdictDate, index);
    let why = cells.nth(ColumnField::VerdictText, index);
    let ends = [ColumnField::Best, ColumnField::Worst].map(|field| cells.nth(field, index));
    let [best, worst] = ends.clone().map(|cell| cell.map(|cell| number(cell.words.trim())));
    // A scale whose ends are one number is none: programs write -1 where they know nothing.
    let is_scale = best.is_none() || best != worst;
    if !is_scale {
        ends.iter().flatten().for_each(|cell| cells.leave(cell));
    }
    let [best, worst] = [best, worst].map(|end| end.filter(|_| is_scale));
    let verdict = Verdict {
        by: Some(by),
        label: Some(words),
        scale,
        value: value.map(|cell| number(cell.words.trim())),
        best,
        worst,
        text: why.and_then(|cell| draft.some_text(&cell.at, cell.words)),
        date: date(draft, plan, day.as_ref()),
        source: fact_check(draft, plan, cells, index),
        ..Verdict::default()
    };
    let at = label.map(|cell| cell.at).unwrap_or_default();
    let verdict = labels::cut(draft, &at, verdict);
    draft.claim.verdicts.push(verdict);
}

/// Returns the party that gave a rating. The format’s own rater is not credited with ratings of
/// rows whose column for the rater is empty, or whose page is on the site of others.
fn rater(
    draft: &mut ClaimDraft,
    ratings: &Ratings,
    cells: &mut RowCells<'_>,
    index: usize,
) -> String {
    let columns = cells.columns(ColumnField::VerdictBy);
    // A single rater gave all ratings; of several, a further rating has none.
    let cell = cells.nth(ColumnField::VerdictBy, if columns == 1 { 0 } else { index });
    let is_own = || {
        let pages = cells.slots(ColumnField::VerdictUrl);
        columns == 0 && pages.iter().flatten().all(|page| ratings.is_own_page(page.words))
    };
    match (cell, &ratings.known) {
        (Some(cell), _) => named(draft, &cell),
        (None, Some((rater, _))) if is_own() => draft.refer(rater.clone()),
        (None, _) => draft.unknown(),
    }
}

/// Adds the party that a cell names: by its name, or by the host of its site.
fn named(draft: &mut ClaimDraft, cell: &TableCell<'_>) -> String {
    match PageAddress::of(cell.words).filter(|page| !page.host.is_empty()) {
        Some(page) => {
            draft.mended(&cell.at, Mending::Nameless, 1, cell.words);
            draft.agent(AgentKind::Unknown, &cell.at, page.host)
        }
        None => draft.agent(AgentKind::Unknown, &cell.at, cell.words),
    }
}

/// Adds the source in which a rating was published, with its title and author. If the cell has
/// several addresses, the first counts, and the cell is noted. An address that is a path alone
/// stays in the row.
fn fact_check(
    draft: &mut ClaimDraft,
    plan: &TablePlan,
    cells: &mut RowCells<'_>,
    index: usize,
) -> Option<String> {
    let title = cells.nth(ColumnField::VerdictTitle, index);
    let title = title.and_then(|cell| draft.some_text(&cell.at, cell.words));
    let url = page(draft, plan, cells, index);
    if title.is_none() && url.is_none() {
        return None;
    }
    let author = cells.nth(ColumnField::VerdictAuthor, index);
    let authors = author.map(|cell| named(draft, &cell)).into_iter().collect();
    let url = url.map_or(Recorded::Absent, Recorded::Known);
    draft.source(Source { title, authors, url, ..source("fact-check") })
}

/// Returns the address of the page in which a rating was published.
fn page(
    draft: &mut ClaimDraft,
    plan: &TablePlan,
    cells: &mut RowCells<'_>,
    index: usize,
) -> Option<String> {
    let cell = cells.nth(ColumnField::VerdictUrl, index)?;
    if !plan.admits(ColumnField::VerdictUrl, cell.words) {
        out_of_place(draft, cells, &cell);
        return None;
    }
    let is_path = PageAddress::of(cell.words).is_some_and(|page| page.host.is_empty());
    let found = if is_path { None } else { addresses(draft, &cell.at, cell.words) };
    if found.is_none() {
        cells.leave(&cell);
    }
    found?.into_iter().next()
}

/// Adds a scale to the draft and returns its id.
fn on(draft: &mut ClaimDraft, scale: &Arc<Scale>) -> String {
    if !draft.scales.iter().any(|known| known.id == scale.id) {
        draft.scales.push(Arc::clone(scale));
    }
    scale.id.clone()
}

/// Returns the scale of the known ratings, with their order and nothing that was not published.
fn scale(preset: &Preset, name: &str, by: &str) -> Scale {
    let said =
        preset.labels.iter().fold(IdBuilder::of("scale").with(by), |id, label| id.with(label));
    let ranked = preset.labels.iter().zip(0_u8..);
    let labels = ranked.map(|(label, rank)| Label {
        label: Some((*label).to_owned()),
        rank: Some(f64::from(rank)),
        unknown: Unknown::new(),
    });
    let best = preset.labels.last().map(|label| NumberOrText::Text((*label).to_owned()));
    let worst = preset.labels.first().map(|label| NumberOrText::Text((*label).to_owned()));
    Scale {
        id: said.id('l'),
        by: Some(by.to_owned()),
        labels: labels.collect(),
        best,
        worst,
        note: Some(format!("the order is {name}’s; the ranks only count it")),
        unknown: Unknown::new(),
    }
}
