//! Takes the evidence that a record quotes, as the corpora modelled on FEVER do: one text or a list
//! of them, passages with their page, or objects with a text and a source. What isn’t understood
//! stays in the record.

use serde_json::Value;

use super::super::fields::Beside;
use super::super::text_repair::is_blank;
use super::super::{ClaimDraft, Fields, family, source};
use crate::claim::{Evidence, EvidenceKind, Locator, Recorded, Source, Stance};
use crate::text::is_web_address;

/// The fields with the source of a record’s evidence, or a list of sources.
const SOURCES: &[&str] = &[
    "gold_source",
    "gold_sources",
    "evidence_source",
    "evidence_sources",
    "evidence_url",
    "evidence_urls",
    "evidence_link",
    "evidence_links",
];

/// The fields of an object of evidence, the likeliest first.
const TEXTS: &[&str] =
    &["text", "sentence", "evidence", "content", "snippet", "excerpt", "passage"];
const PAGES: &[&str] = &["article", "page", "title", "source_title"];
const PLACES: &[&str] = &["url", "link", "source_url", "source", "evidence_url"];
const STANCES: &[&str] = &["evidence_label", "label", "stance"];

/// Adds the quoted evidence of a record with the stance of its label.
pub(super) fn evidence(draft: &mut ClaimDraft, stance: Stance, fields: &mut Fields) {
    if let Some(words) = fields.text("evidence") {
        let page = fields.text("page");
        let page = page.and_then(|page| family::article(draft, "page", &page));
        let source = page.or_else(|| sources(draft, fields, 1).pop().flatten());
        text(draft, stance, &words, source);
        return;
    }
    let is_quoted =
        |item: &Value| item.is_string() || passage(item).is_some() || is_object_of_text(item);
    let list = fields.take_as("evidence", |value| {
        let list = value.as_array_mut()?;
        list.iter().any(is_quoted).then(|| std::mem::take(list))
    });
    let Some(list) = list else { return };
    let mut sources = sources(draft, fields, list.len()).into_iter();
    let mut beside = Beside::default();
    for item in list {
        let source = sources.next().flatten();
        self::item(draft, stance, item, source, &mut beside);
    }
    fields.put_back("evidence", beside.left());
}

/// Adds one item of a list as evidence; keeps what remains of it.
fn item(
    draft: &mut ClaimDraft,
    stance: Stance,
    item: Value,
    source: Option<String>,
    beside: &mut Beside,
) {
    if let Some((page, number, words)) = passage(&item) {
        let article = family::article(draft, "evidence", page);
        let at = number.checked_add(1);
        let locator = at.map(|sentence| Locator { sentence: Some(sentence), ..Locator::default() });
        let Some(excerpt) = draft.some_text("evidence", words) else {
            return beside.stray(Some(item));
        };
        add(
            draft,
            stance,
            Evidence { excerpt: Some(excerpt), source: article, locator, ..Evidence::default() },
        );
        return;
    }
    match item {
        Value::String(words) => {
            if text(draft, stance, &words, source).is_none() && !words.is_empty() {
                beside.stray(Some(words.into()));
            }
        }
        Value::Object(_) if is_object_of_text(&item) => match Fields::of(item) {
            Ok(mut fields) => match object(draft, stance, &mut fields, source) {
                Some(id) => beside.item(&id, fields.left()),
                None => beside.stray(fields.left()),
            },
            Err(other) => beside.stray(Some(other)),
        },
        other => beside.stray(Some(other)),
    }
}

/// Adds an object with a text as evidence, and returns its id.
fn object(
    draft: &mut ClaimDraft,
    stance: Stance,
    fields: &mut Fields,
    source: Option<String>,
) -> Option<String> {
    let words = TEXTS.iter().find_map(|key| fields.text(key))?;
    let own = STANCES.iter().find_map(|key| fields.take_as(key, |it| family::stance(it.as_str()?)));
    let page = PAGES.iter().find_map(|key| fields.text(key));
    let title = page.and_then(|page| draft.some_text("evidence", &page));
    let place = PLACES.iter().find_map(|key| {
        fields.take_as(key, |value| {
            Some(value.as_str()?.trim().to_owned()).filter(|it| is_web_address(it))
        })
    });
    let given = draft.source(Source {
        title,
        url: place.map_or(Recorded::Absent, Recorded::Known),
        ..self::source("web-page")
    });
    text(draft, own.unwrap_or(stance), &words, given.or(source))
}

/// Adds a text as evidence, and returns its id.
fn text(
    draft: &mut ClaimDraft,
    stance: Stance,
    words: &str,
    source: Option<String>,
) -> Option<String> {
    let excerpt = draft.some_text("evidence", words)?;
    Some(add(draft, stance, Evidence { excerpt: Some(excerpt), source, ..Evidence::default() }))
}

fn add(draft: &mut ClaimDraft, stance: Stance, evidence: Evidence) -> String {
    let kind = Some(EvidenceKind::Document);
    draft.evidence(Evidence { kind, stance: Some(stance), ..evidence })
}

/// Takes the sources of a record’s evidence: one for all `count` items, or as many as there are.
fn sources(draft: &mut ClaimDraft, fields: &mut Fields, count: usize) -> Vec<Option<String>> {
    for key in SOURCES {
        let given: Option<Vec<String>> = fields.take_as(key, |value| match value {
            Value::String(one) if !is_blank(one) => Some(vec![one.clone()]),
            Value::Array(list) if list.len() == count || list.len() == 1 => {
                list.iter().map(|one| one.as_str().map(str::to_owned)).collect()
            }
            _ => None,
        });
        if let Some(given) = given {
            let ids: Vec<_> = given.iter().map(|given| place(draft, key, given)).collect();
            // The id is repeated and not the text, which may be long.
            return match ids.as_slice() {
                [one] => vec![one.clone(); count],
                _ => ids,
            };
        }
    }
    vec![None; count]
}

/// Adds a source that is given by its address or its title.
fn place(draft: &mut ClaimDraft, at: &str, given: &str) -> Option<String> {
    if is_web_address(given.trim()) {
        let url = Recorded::Known(given.trim().to_owned());
        return draft.source(Source { url, ..source("web-page") });
    }
    let title = draft.some_text(at, given);
    draft.source(Source { title, ..source("report") })
}

/// Returns the page, the sentence’s number and the words of a passage `[page, sentence, words]`.
fn passage(item: &Value) -> Option<(&str, u64, &str)> {
    let [Value::String(page), sentence, Value::String(words)] = item.as_array()?.as_slice() else {
        return None;
    };
    let number = match sentence {
        Value::Number(number) => number.as_u64(),
        Value::String(number) => number.trim().parse().ok(),
        _ => None,
    };
    Some((page, number?, words))
}

fn is_object_of_text(item: &Value) -> bool {
    let is_text =
        |key: &&str| item.get(*key).and_then(Value::as_str).is_some_and(|it| !is_blank(it));
    TEXTS.iter().any(is_text)
}
