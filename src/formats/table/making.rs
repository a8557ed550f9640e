//! A row becomes a claim: what its cells hold is filled into a draft; what can’t be used stays
//! with the row, and is kept.

use serde_json::Number;

use super::addresses::{addresses, are_addresses};
use super::field::Field;
use super::layout::{Cell, Cells};
use super::plan::Plan;
use super::preset::Preset;
use super::rating;
use super::speaker;
use crate::claim::{
    AgentKind, Archived, Denial, Evidence, EvidenceKind, Happened, Made, NumberOrText, PartialDate,
    Recorded, Scope, Source, Stance, Unknown,
};
use crate::formats::{Draft, source};

/// The most topics that one cell is taken apart into.
const TOPICS: usize = 256;

/// What a row says, and what the record is called there.
pub(super) fn draft(plan: &Plan, cells: &mut Cells<'_>, key: &str) -> (Draft, Option<String>) {
    let claim = cells.all(Field::Claim);
    let at = claim.first().map_or("", |cell| &cell.at);
    let mut draft = match claim.as_slice() {
        [cell] => Draft::new(at, cell.words.trim()),
        cells => Draft::new(at, &words(cells).join(" ")),
    };
    let id = cells.all(Field::Id);
    made(&mut draft, plan, cells);
    rating::verdicts(&mut draft, plan, cells);
    for (field, stance) in [
        (Field::Evidence, Stance::Context),
        (Field::Supports, Stance::Supports),
        (Field::Undercuts, Stance::Undercuts),
    ] {
        evidence(&mut draft, cells, field, stance);
    }
    denials(&mut draft, cells);
    about(&mut draft, plan, cells);
    draft.keep(key, cells.left());
    let id = words(&id).join("/");
    (draft, (!id.is_empty()).then_some(id))
}

fn words<'c>(cells: &'c [Cell<'c>]) -> Vec<&'c str> {
    cells.iter().map(|cell| cell.words.trim()).collect()
}

/// The texts of a field’s cells, put together.
fn joined(draft: &mut Draft, cells: &mut Cells<'_>, field: Field, by: &str) -> Option<String> {
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

/// The date in the first of a field’s cells.
pub(super) fn date(
    draft: &mut Draft,
    plan: &Plan,
    cell: Option<&Cell<'_>>,
) -> Recorded<PartialDate> {
    cell.map_or(Recorded::Absent, |cell| draft.date(&cell.at, cell.words.trim(), plan.days))
}

/// The addresses in the cells of a field; a cell with too many of them stays.
fn all_addresses(draft: &mut Draft, cells: &mut Cells<'_>, field: Field) -> Vec<String> {
    let mut all = Vec::new();
    for cell in cells.all(field) {
        match addresses(draft, &cell.at, cell.words) {
            Some(found) => all.extend(found),
            None => cells.leave(&cell),
        }
    }
    all
}

/// A source at an address.
fn page(draft: &mut Draft, url: String) -> Option<String> {
    draft.source(Source { url: Recorded::Known(url), ..source("web-page") })
}

/// Who makes the claim, when and where; each further party and each further address is one more
/// time that it was made.
fn made(draft: &mut Draft, plan: &Plan, cells: &mut Cells<'_>) {
    let speakers = speakers(draft, plan.ratings.preset, cells);
    let mut urls = all_addresses(draft, cells, Field::SourceUrl).into_iter();
    let source = stands(draft, cells, urls.next());
    let day = cells.first(Field::Date);
    let interpreter = cells.first(Field::InterpretedBy);
    let by = speakers.first().cloned();
    let first = Made {
        by: by.clone(),
        date: date(draft, plan, day.as_ref()),
        place: joined(draft, cells, Field::Where, ", "),
        quote: joined(draft, cells, Field::Quote, " "),
        note: joined(draft, cells, Field::ByRole, ", "),
        interpreted_by: interpreter
            .map(|cell| draft.agent(AgentKind::Unknown, &cell.at, cell.words)),
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
    for url in all_addresses(draft, cells, Field::FirstUrl) {
        let source = page(draft, url);
        let first = Some(true);
        draft.claim.made.push(Made { by: by.clone(), source, first, ..Made::default() });
    }
}

/// Who makes the claim; somebody unknown where nobody is named.
fn speakers(draft: &mut Draft, preset: &Preset, cells: &mut Cells<'_>) -> Vec<String> {
    let speaker = |cell: Cell<'_>| {
        if preset.slugs {
            speaker::of_slug(draft, &cell.at, cell.words)
        } else {
            draft.agent(AgentKind::Unknown, &cell.at, cell.words)
        }
    };
    let speakers: Vec<String> = cells.all(Field::By).into_iter().map(speaker).collect();
    if speakers.is_empty() { vec![draft.unknown()] } else { speakers }
}

/// Where the claim stands: a title, an address, copies of it.
fn stands(draft: &mut Draft, cells: &mut Cells<'_>, url: Option<String>) -> Option<String> {
    let title = joined(draft, cells, Field::Source, ", ");
    let mut copies = all_addresses(draft, cells, Field::ArchivedUrl);
    // A copy of nothing is the page itself.
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

/// Evidence of one stance. Addresses alone are links; one address beside one text is where the
/// text was found.
fn evidence(draft: &mut Draft, cells: &mut Cells<'_>, field: Field, stance: Stance) {
    let texts = cells.all(field);
    let mut links = match field {
        Field::Evidence => all_addresses(draft, cells, Field::EvidenceUrl),
        _ => Vec::new(),
    };
    let single = texts.len() == 1 && links.len() == 1;
    for cell in texts {
        if are_addresses(cell.words) {
            match addresses(draft, &cell.at, cell.words) {
                Some(found) => links.extend(found),
                None => cells.leave(&cell),
            }
            continue;
        }
        let Some(summary) = draft.some_text(&cell.at, cell.words) else { continue };
        let url = if single { links.pop() } else { None };
        let source = url.and_then(|url| page(draft, url));
        draft.evidence(Evidence {
            kind: Some(EvidenceKind::Other),
            stance: Some(stance),
            summary: Some(summary),
            source,
            ..Evidence::default()
        });
    }
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

/// Answers; how far they go nobody says.
fn denials(draft: &mut Draft, cells: &mut Cells<'_>) {
    for (index, cell) in cells.slots(Field::Denial).into_iter().enumerate() {
        let Some(cell) = cell else { continue };
        cells.take(&cell);
        let Some(note) = draft.some_text(&cell.at, cell.words) else { continue };
        let by = cells.nth(Field::DenialBy, index);
        let by = match by {
            Some(by) => draft.agent(AgentKind::Unknown, &by.at, by.words),
            None => draft.unknown(),
        };
        let url = cells.nth(Field::DenialUrl, index);
        let url = url.and_then(|url| draft.address(&url.at, url.words));
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

/// What the claim is about, and the rest.
fn about(draft: &mut Draft, plan: &Plan, cells: &mut Cells<'_>) {
    for cell in cells.all(Field::Topic) {
        topics(draft, cells, &cell);
    }
    if let Some(cell) = cells.first(Field::Language) {
        let tag = cell.words.trim();
        if is_language_tag(tag) {
            draft.claim.lang = Some(tag.to_owned());
        } else {
            cells.leave(&cell);
        }
    }
    let day = cells.first(Field::Happened);
    let day = date(draft, plan, day.as_ref());
    let place = joined(draft, cells, Field::HappenedWhere, ", ");
    if place.is_some() || day.known().is_some() {
        draft.claim.happened = Some(Happened { date: day, place, ..Happened::default() });
    }
    draft.claim.notes = joined(draft, cells, Field::Note, "\n");
}

/// The topics of a cell, which are parted after character references were written out: those end
/// in a semicolon.
fn topics<'r>(draft: &mut Draft, cells: &mut Cells<'r>, cell: &Cell<'r>) {
    let Some(text) = draft.some_text(&cell.at, cell.words) else { return };
    let list = text.strip_prefix('[').and_then(|list| list.strip_suffix(']'));
    let quotes: &[char] = if list.is_some() { &['\'', '"'] } else { &[] };
    let parts = list.unwrap_or(&text).split([',', ';', '|', '\n']);
    let parts = parts.map(|part| part.trim().trim_matches(quotes).trim());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).take(TOPICS + 1).collect();
    if parts.is_empty() || parts.len() > TOPICS {
        cells.leave(cell);
        return;
    }
    for part in parts {
        draft.topic(part.to_owned());
    }
}

/// Whether a text has the form of a language tag: `en`, `pt-BR`, `zh-Hant`.
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

/// A number where it is written as one is written here, else the text.
pub(super) fn number(words: &str) -> NumberOrText {
    let number = words.parse::<Number>().ok().filter(|number| number.to_string() == words);
    number.map_or_else(|| NumberOrText::Text(words.to_owned()), NumberOrText::Number)
}
