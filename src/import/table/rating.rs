//! Reads the ratings of a row: each label with the party that gave it, its date, its source and its
//! reason. A label stays as published; the known order of the ratings becomes a scale.

use std::sync::Arc;

use super::addresses::addresses;
use super::field::ColumnField;
use super::layout::{RowCells, TableCell};
use super::plan::TablePlan;
use super::preset::Preset;
use super::row_to_draft::{date, number};
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
    let others = cells.slots(ColumnField::VerdictBy).iter().any(Option::is_some);
    let by = rater(draft, ratings, cells, index);
    let scale = ratings.scale(&words).filter(|_| !others).map(|scale| on(draft, scale));
    let day = cells.nth(ColumnField::VerdictDate, index);
    let why = cells.nth(ColumnField::VerdictText, index);
    let [best, worst] = [ColumnField::Best, ColumnField::Worst]
        .map(|field| cells.nth(field, index).map(|cell| number(cell.words.trim())));
    let verdict = Verdict {
        by: Some(by),
        label: Some(words),
        scale,
        value: value.map(|cell| number(cell.words.trim())),
        best,
        worst,
        text: why.and_then(|cell| draft.some_text(&cell.at, cell.words)),
        date: date(draft, plan, day.as_ref()),
        source: fact_check(draft, cells, index),
        ..Verdict::default()
    };
    let at = label.map(|cell| cell.at).unwrap_or_default();
    let verdict = labels::cut(draft, &at, verdict);
    draft.claim.verdicts.push(verdict);
}

/// Returns the party that gave a rating.
fn rater(
    draft: &mut ClaimDraft,
    ratings: &Ratings,
    cells: &mut RowCells<'_>,
    index: usize,
) -> String {
    let columns = cells.columns(ColumnField::VerdictBy);
    match (cells.nth(ColumnField::VerdictBy, index.min(columns.saturating_sub(1))), &ratings.known)
    {
        (Some(cell), _) => draft.agent(AgentKind::Unknown, &cell.at, cell.words),
        (None, Some((rater, _))) => draft.refer(rater.clone()),
        (None, None) => draft.unknown(),
    }
}

/// Adds the source in which a rating was published. If the cell has several addresses, the first
/// counts, and the cell is noted.
fn fact_check(draft: &mut ClaimDraft, cells: &mut RowCells<'_>, index: usize) -> Option<String> {
    let cell = cells.nth(ColumnField::VerdictUrl, index)?;
    let Some(found) = addresses(draft, &cell.at, cell.words) else {
        cells.leave(&cell);
        return None;
    };
    let url = found.into_iter().next()?;
    draft.source(Source { url: Recorded::Known(url), ..source("fact-check") })
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
