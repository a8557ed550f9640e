//! Makes a claim of a row: fills its cells into a draft. Cells that can’t be used stay in the row
//! and are kept.

use serde_json::Number;

use super::addresses::{addresses, are_addresses};
use super::field::ColumnField;
use super::layout::{RowCells, TableCell};
use super::plan::TablePlan;
use super::rating;
use super::rating_words;
use super::speaker;
use crate::claim::{
    AgentKind, Archived, Denial, Evidence, EvidenceKind, Happened, Made, NumberOrText, PartialDate,
    Recorded, Scope, Source, Stance, Unknown,
};
use crate::import::{ClaimDraft, Mending, source};

/// The limit for the topics of one cell.
const TOPICS: usize = 256;

/// Returns the claim of a row, and the row’s own id.
pub(super) fn draft(
    plan: &TablePlan,
    cells: &mut RowCells<'_>,
    key: &str,
) -> (ClaimDraft, Option<String>) {
    let claim = cells.all(ColumnField::Claim);
    let at = claim.first().map_or("", |cell| &cell.at);
    let mut draft = match claim.as_slice() {
        [cell] => ClaimDraft::new(at, cell.words.trim()),
        cells => ClaimDraft::new(at, &words(cells).join(" ")),
    };
    let id = cells.all(ColumnField::Id);
    made(&mut draft, plan, cells);
    rating::verdicts(&mut draft, plan, cells);
    let stance = stance(cells);
    for (field, stance) in [
        (ColumnField::Evidence, stance),
        (ColumnField::Supports, Stance::Supports),
        (ColumnField::Undercuts, Stance::Undercuts),
    ] {
        evidence(&mut draft, plan, cells, field, stance);
    }
    denials(&mut draft, plan, cells);
    about(&mut draft, plan, cells);
    draft.keep(key, cells.left());
    let id = words(&id).join("/");
    (draft, (!id.is_empty()).then_some(id))
}

fn words<'c>(cells: &'c [TableCell<'c>]) -> Vec<&'c str> {
    cells.iter().map(|cell| cell.words.trim()).collect()
}

/// Joins the texts of a field’s cells with `by`.
fn joined(
    draft: &mut ClaimDraft,
    cells: &mut RowCells<'_>,
    field: ColumnField,
    by: &str,
) -> Option<String> {
    let mut whole: Option<String> = None;
    for cell in cells.all(field) {
        let Some(text) = draft.some_text(&cell.at, cell.words) else { continue };
        match &mut whole {
            None => whole = Some(text),
            Some(whole) => {
                whole.push_str(by);
                whole.push_str(&text);
            }
        }
    }
    whole
}

/// Reads the date in a cell.
pub(super) fn date(
    draft: &mut ClaimDraft,
    plan: &TablePlan,
    cell: Option<&TableCell<'_>>,
) -> Recorded<PartialDate> {
    cell.map_or(Recorded::Absent, |cell| draft.date(&cell.at, cell.words.trim(), plan.days))
}

/// Returns the addresses in the cells of a field. A cell with too many of them, or with one that
/// belongs elsewhere, stays in the row.
fn all_addresses(
    draft: &mut ClaimDraft,
    plan: &TablePlan,
    cells: &mut RowCells<'_>,
    field: ColumnField,
) -> Vec<String> {
    let mut all = Vec::new();
    for cell in cells.all(field) {
        if plan.admits(field, cell.words) {
            all.extend(cell_addresses(draft, cells, &cell));
        } else {
            out_of_place(draft, cells, &cell);
        }
    }
    all
}

/// Leaves an address that belongs elsewhere in the row, and notes it.
pub(super) fn out_of_place<'r>(
    draft: &mut ClaimDraft,
    cells: &mut RowCells<'r>,
    cell: &TableCell<'r>,
) {
    draft.mended(&cell.at, Mending::Place, 1, cell.words);
    cells.leave(cell);
}

/// Returns the party that a cell names. What can't be a party stays in the row.
fn party<'r>(
    draft: &mut ClaimDraft,
    plan: &TablePlan,
    cells: &mut RowCells<'r>,
    field: ColumnField,
    cell: &TableCell<'r>,
) -> Option<String> {
    if plan.admits(field, cell.words) {
        return Some(draft.agent(AgentKind::Unknown, &cell.at, cell.words));
    }
    cells.leave(cell);
    None
}

/// Adds the page at an address as a source.
fn page(draft: &mut ClaimDraft, url: String) -> Option<String> {
    draft.source(Source { url: Recorded::Known(url), ..source("web-page") })
}

/// Adds the claimant with date and place. Each further claimant and each further address is one
/// more occasion on which the claim was made.
fn made(draft: &mut ClaimDraft, plan: &TablePlan, cells: &mut RowCells<'_>) {
    let speakers = speakers(draft, plan, cells);
    let mut urls = all_addresses(draft, plan, cells, ColumnField::SourceUrl).into_iter();
    let source = stands(draft, plan, cells, urls.next());
    let day = cells.first(ColumnField::Date);
    let interpreter = cells.first(ColumnField::InterpretedBy);
    let interpreter =
        interpreter.and_then(|cell| party(draft, plan, cells, ColumnField::InterpretedBy, &cell));
    let by = speakers.first().cloned();
    let first = Made {
        by: by.clone(),
        date: date(draft, plan, day.as_ref()),
        place: joined(draft, cells, ColumnField::Where, ", "),
        quote: joined(draft, cells, ColumnField::Quote, " "),
        note: joined(draft, cells, ColumnField::ByRole, ", "),
        interpreted_by: interpreter,
        source,
        ..Made::default()
    };
    let others = speakers.into_iter().skip(1);
    let others: Vec<Made> =
        others.map(|speaker| Made { by: Some(speaker), ..first.clone() }).collect();
    draft.claim.made.push(first);
    draft.claim.made.extend(others);
    for url in urls {
        let source = page(draft, url);
        draft.claim.made.push(Made { by: by.clone(), source, ..Made::default() });
    }
    for url in all_addresses(draft, plan, cells, ColumnField::FirstUrl) {
        let source = page(draft, url);
        let first = Some(true);
        draft.claim.made.push(Made { by: by.clone(), source, first, ..Made::default() });
    }
}

/// Returns the claimants, or the unknown agent if there are none. What can’t be a party in a column
/// that was guessed is no claimant, and is kept.
fn speakers(draft: &mut ClaimDraft, plan: &TablePlan, cells: &mut RowCells<'_>) -> Vec<String> {
    let mut speakers = Vec::new();
    for cell in cells.all(ColumnField::By) {
        if plan.ratings.preset.slugs {
            speakers.push(speaker::of_slug(draft, &cell.at, cell.words));
        } else {
            speakers.extend(party(draft, plan, cells, ColumnField::By, &cell));
        }
    }
    if speakers.is_empty() { vec![draft.unknown()] } else { speakers }
}

/// Adds the claim’s source: a title, an address, and archived copies.
fn stands(
    draft: &mut ClaimDraft,
    plan: &TablePlan,
    cells: &mut RowCells<'_>,
    url: Option<String>,
) -> Option<String> {
    let title = joined(draft, cells, ColumnField::Source, ", ");
    let mut copies = all_addresses(draft, plan, cells, ColumnField::ArchivedUrl);
    // If only a copy is known, its address counts as the source’s own.
    let url = url.or_else(|| (title.is_none() && !copies.is_empty()).then(|| copies.remove(0)));
    let kind = if url.is_some() { "web-page" } else { "report" };
    let archived = copies.into_iter().map(|url| Archived {
        url: Some(url),
        at: Recorded::Absent,
        sha256: None,
        unknown: Unknown::new(),
    });
    draft.source(Source {
        title,
        url: url.map_or(Recorded::Absent, Recorded::Known),
        archived: archived.collect(),
        ..source(kind)
    })
}

/// Adds evidence of one stance. Addresses alone become links; one address beside one text is the
/// source of the text, and of several texts each has the address of its own column.
fn evidence(
    draft: &mut ClaimDraft,
    plan: &TablePlan,
    cells: &mut RowCells<'_>,
    field: ColumnField,
    stance: Stance,
) {
    let texts = cells.slots(field);
    let is_paired = field == ColumnField::Evidence && cells.columns(field) > 1;
    let mut links = match field {
        ColumnField::Evidence if !is_paired => {
            all_addresses(draft, plan, cells, ColumnField::EvidenceUrl)
        }
        _ => Vec::new(),
    };
    let is_single = texts.len() == 1 && links.len() == 1;
    let urls = if is_paired { cells.slots(ColumnField::EvidenceUrl) } else { Vec::new() };
    let mut beside = Vec::new();
    for (index, cell) in texts.into_iter().enumerate() {
        let Some(cell) = cell else { continue };
        cells.take(&cell);
        if are_addresses(cell.words) {
            links.extend(cell_addresses(draft, cells, &cell));
            continue;
        }
        let Some(summary) = draft.some_text(&cell.at, cell.words) else { continue };
        let own = urls.get(index).cloned().flatten().inspect(|cell| cells.take(cell));
        beside.extend(own.is_some().then_some(index));
        let mut own = own.map(|cell| cell_addresses(draft, cells, &cell)).unwrap_or_default();
        let url = if is_single { links.pop() } else { (!own.is_empty()).then(|| own.remove(0)) };
        links.extend(own);
        text(draft, summary, url, stance);
    }
    let alone = urls.into_iter().enumerate();
    let alone = alone.filter(|(index, _)| beside.binary_search(index).is_err());
    for cell in alone.filter_map(|(_, cell)| cell) {
        cells.take(&cell);
        links.extend(cell_addresses(draft, cells, &cell));
    }
    add_links(draft, links, stance);
}

/// Returns the addresses of a cell. A cell with too many of them stays in the row.
fn cell_addresses<'r>(
    draft: &mut ClaimDraft,
    cells: &mut RowCells<'r>,
    cell: &TableCell<'r>,
) -> Vec<String> {
    addresses(draft, &cell.at, cell.words).unwrap_or_else(|| {
        cells.leave(cell);
        Vec::new()
    })
}

/// Adds a text as evidence, with the address of its source.
fn text(draft: &mut ClaimDraft, summary: String, url: Option<String>, stance: Stance) {
    let source = url.and_then(|url| page(draft, url));
    draft.evidence(Evidence {
        kind: Some(EvidenceKind::Other),
        stance: Some(stance),
        summary: Some(summary),
        source,
        ..Evidence::default()
    });
}

/// Adds addresses as evidence.
fn add_links(draft: &mut ClaimDraft, links: Vec<String>, stance: Stance) {
    for url in links {
        let source = page(draft, url.clone());
        draft.evidence(Evidence {
            kind: Some(EvidenceKind::Link),
            stance: Some(stance),
            summary: Some(url),
            source,
            ..Evidence::default()
        });
    }
}

/// Returns the stance that a row’s label gives to its evidence. A label that is no stance stays in
/// the row.
fn stance(cells: &mut RowCells<'_>) -> Stance {
    let Some(cell) = cells.first(ColumnField::Stance) else { return Stance::Context };
    rating_words::stance(cell.words.trim()).unwrap_or_else(|| {
        cells.leave(&cell);
        Stance::Context
    })
}

/// Adds denials. Their scope is unclear, because no column gives it.
fn denials(draft: &mut ClaimDraft, plan: &TablePlan, cells: &mut RowCells<'_>) {
    for (index, cell) in cells.slots(ColumnField::Denial).into_iter().enumerate() {
        let Some(cell) = cell else { continue };
        cells.take(&cell);
        let Some(note) = draft.some_text(&cell.at, cell.words) else { continue };
        let by = cells.nth(ColumnField::DenialBy, index);
        let by = by.and_then(|by| party(draft, plan, cells, ColumnField::DenialBy, &by));
        let by = by.unwrap_or_else(|| draft.unknown());
        let url = cells.nth(ColumnField::DenialUrl, index);
        let url = url.and_then(|url| {
            if plan.admits(ColumnField::DenialUrl, url.words) {
                return draft.address(&url.at, url.words);
            }
            out_of_place(draft, cells, &url);
            None
        });
        let source = url.and_then(|url| page(draft, url));
        draft.denial(Denial {
            by: Some(by),
            scope: Some(Scope::Unclear),
            note: Some(note),
            source,
            ..Denial::default()
        });
    }
}

/// Adds topics, language, event and notes.
fn about(draft: &mut ClaimDraft, plan: &TablePlan, cells: &mut RowCells<'_>) {
    for cell in cells.all(ColumnField::Topic) {
        topics(draft, cells, &cell);
    }
    if let Some(cell) = cells.first(ColumnField::Language) {
        let tag = cell.words.trim();
        if is_language_tag(tag) {
            draft.claim.lang = Some(tag.to_owned());
        } else {
            cells.leave(&cell);
        }
    }
    let day = cells.first(ColumnField::Happened);
    let day = date(draft, plan, day.as_ref());
    let place = joined(draft, cells, ColumnField::HappenedWhere, ", ");
    if place.is_some() || day.known().is_some() {
        draft.claim.happened = Some(Happened { date: day, place, ..Happened::default() });
    }
    draft.claim.notes = joined(draft, cells, ColumnField::Note, "\n");
}

/// Adds the topics of a cell. The cell is split after its character references were replaced,
/// because those end in a semicolon.
fn topics<'r>(draft: &mut ClaimDraft, cells: &mut RowCells<'r>, cell: &TableCell<'r>) {
    let Some(text) = draft.some_text(&cell.at, cell.words) else { return };
    let topics = super::topics::split(&text).filter(|topics| (1..=TOPICS).contains(&topics.len()));
    match topics {
        Some(topics) => topics.into_iter().for_each(|topic| draft.topic(topic)),
        None => cells.leave(cell),
    }
}

/// Returns true if a text has the form of a language tag: `en`, `pt-BR`, `zh-Hant`.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let is_word = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    is_word(language, 2..=3)
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| is_word(part, 1..=8))
}

/// Returns a number if the text is written as serde would write it; otherwise the text.
pub(super) fn number(words: &str) -> NumberOrText {
    let number = words.parse::<Number>().ok().filter(|number| number.to_string() == words);
    number.map_or_else(|| NumberOrText::Text(words.to_owned()), NumberOrText::Number)
}
