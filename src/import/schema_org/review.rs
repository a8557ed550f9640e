//! Makes a draft of a node that holds a claim: its text, its maker, its ratings, and its citations.
//! What remains is kept at its place.

use serde_json::Value;

use super::node::{ClaimNode, GraphNode, NodeKind, bare};
use super::party::party;
use super::rating::rating;
use super::work::{archived, language, works};
use super::{KEY, UNTITLED, ids, item};
use crate::claim::{Evidence, EvidenceKind, History, Recorded, Source, Stance, Unknown, Verdict};
use crate::import::{ClaimDraft, Mending, source};
use crate::text;

/// Returns the claim that a node holds, or `None` if the node is no object.
pub(super) fn draft(found: ClaimNode) -> Option<ClaimDraft> {
    let ClaimNode { kind, node, page } = found;
    let mut node = GraphNode::of(node, "").ok()?;
    let mut draft = words(&mut node, kind);
    node.take_context();
    match kind {
        NodeKind::Claim => {
            item::item(&mut draft, &mut node, None);
            common(&mut draft, &mut node);
        }
        NodeKind::ClaimReview | NodeKind::MediaReview => {
            node.take_type("ClaimReview");
            let (source, address) = published(&mut draft, &mut node, page);
            item::items(&mut draft, &mut node, address.as_deref());
            common(&mut draft, &mut node);
            media(&mut draft, &mut node);
            verdict(&mut draft, &mut node, source);
        }
    }
    draft.keep(KEY, node.left());
    Some(draft)
}

/// Returns the fields that may hold a claim’s text, the best first.
fn named(kind: NodeKind) -> &'static [&'static str] {
    match kind {
        NodeKind::ClaimReview => &["claimReviewed"],
        NodeKind::MediaReview => &["claimReviewed", "originalMediaContextDescription"],
        NodeKind::Claim => &["text", "claimReviewed", "name", "headline"],
    }
}

/// Starts a draft with the claim’s text, or with the best substitute.
fn words(node: &mut GraphNode, kind: NodeKind) -> ClaimDraft {
    for key in named(kind) {
        if let Some(words) = node.raw(key) {
            return ClaimDraft::new(&node.path(key), &words);
        }
    }
    let item = node.get("itemReviewed").and_then(|item| match item {
        Value::Array(list) => list.first(),
        item => Some(item),
    });
    let item = item.and_then(|item| GraphNode::of(item.clone(), "").ok());
    let is_claim = item.as_ref().is_some_and(|item| item.is("Claim"));
    let of_item =
        item.and_then(|item| ["text", "name", "headline"].iter().find_map(|key| item.peek(key)));
    // A media review without a claim of its own is about that of its item. If a review is about a
    // claim, its headline says less than the claim’s text.
    let (stands, is_own) = match (kind, of_item) {
        (NodeKind::MediaReview, Some(words)) => (Some(words), true),
        (_, Some(words)) if is_claim => (Some(words), true),
        (_, of_item) => {
            let own = ["name", "headline"].iter().find_map(|key| node.peek(key));
            let last = ["description", "url"].iter().find_map(|key| node.peek(key));
            (own.or(of_item).or(last), false)
        }
    };
    let mut draft = ClaimDraft::new("", &stands.unwrap_or_default());
    if !is_own && !draft.claim.text.is_empty() {
        let key = named(kind).first().expect("a claim of each kind has a key for its words");
        let was = node.get(key).cloned().unwrap_or_default();
        draft.mended(&node.path(key), Mending::Wordless, 1, was);
    }
    draft
}

/// Reads the fields that reviews and claims have in common.
fn common(draft: &mut ClaimDraft, node: &mut GraphNode) {
    draft.claim.lang = language(node);
    topics(draft, node);
    for key in ["citation", "isBasedOn"] {
        node.each(key, |value, at| cited(draft, value, at));
    }
    node.each("correction", |value, at| correction(draft, value, at));
}

/// Adds the review as a source. Returns the source’s id and the review’s address.
fn published(
    draft: &mut ClaimDraft,
    node: &mut GraphNode,
    page: Option<String>,
) -> (Option<String>, Option<String>) {
    let url = address(node).or_else(|| {
        let page = page.filter(|page| text::is_web_address(page.trim()))?;
        draft.mended(&node.path("url"), Mending::Page, 1, Value::Null);
        Some(page.trim().to_owned())
    });
    let title = node.first_text(draft, &["name", "headline"]);
    let own = ids::own(node.get(ids::PAGE), ids::SOURCE);
    if title.is_none() && url.is_none() {
        return (None, None);
    }
    if own.is_some() {
        node.take(ids::PAGE);
    }
    let described = Source {
        id: own.unwrap_or_default(),
        title,
        url: url.clone().map_or(Recorded::Absent, Recorded::Known),
        archived: archived(draft, node),
        ..source("fact-check")
    };
    (draft.source(described), url)
}

/// Takes a review’s own address. An address in a node for its page stays there.
fn address(node: &mut GraphNode) -> Option<String> {
    ["url", "mainEntityOfPage", "@id"].iter().find_map(|key| {
        let found = node.get(key)?;
        let url = match found {
            Value::Object(inner) => inner.get("url").or_else(|| inner.get("@id"))?.as_str()?,
            url => url.as_str()?,
        };
        let url = url.trim().to_owned();
        let is_alone = found.is_string();
        text::is_web_address(&url).then(|| {
            if is_alone {
                node.take(key);
            }
            url
        })
    })
}

/// Adds the topics of a claim: a list, or one text with commas.
fn topics(draft: &mut ClaimDraft, node: &mut GraphNode) {
    let mut topics: Vec<String> = Vec::new();
    let is_list = node.get("keywords").is_some_and(Value::is_array);
    node.each("keywords", |value, at| match value {
        Value::String(words) if !words.trim().is_empty() => {
            let separator = |c: char| matches!(c, ',' | ';') && !is_list;
            let parts: Vec<&str> = words.split(separator).collect();
            topics.extend(parts.into_iter().filter_map(|word| draft.some_text(at, word)));
            None
        }
        Value::Object(_) => GraphNode::of(value, at).ok().and_then(|mut term| {
            topics.extend(term.text(draft, "name"));
            term.left()
        }),
        other => Some(other),
    });
    for topic in topics {
        draft.topic(topic);
    }
}

/// Returns evidence that supports neither side.
fn context(kind: EvidenceKind, summary: Option<String>, source: Option<String>) -> Evidence {
    let (kind, stance) = (Some(kind), Some(Stance::Context));
    Evidence { kind, stance, summary, source, ..Evidence::default() }
}

/// Adds what is cited as evidence, which supports neither side.
fn cited(draft: &mut ClaimDraft, value: Value, at: &str) -> Option<Value> {
    let works = works(draft, value, at);
    for id in works.ids {
        let says = draft.called(&id);
        draft.evidence(context(EvidenceKind::Link, says, Some(id)));
    }
    if works.words.is_some() {
        draft.evidence(context(EvidenceKind::Other, works.words, None));
    }
    works.left
}

/// Adds a correction to the claim’s history. Without a date, the entry says that the date was
/// looked for and is not there.
fn correction(draft: &mut ClaimDraft, value: Value, at: &str) -> Option<Value> {
    let mut entry = History {
        at: Recorded::NotThere,
        what: None,
        by: None,
        ids: Vec::new(),
        before: None,
        unknown: Unknown::new(),
    };
    let left = match GraphNode::of(value, at) {
        Ok(mut node) => {
            node.take_type("CorrectionComment");
            entry.what = node.first_text(draft, &["text", "name"]);
            if entry.what.is_some()
                && let date @ Recorded::Known(_) = node.published(draft)
            {
                entry.at = date;
            }
            node.left()
        }
        Err(Value::String(words)) if !words.trim().is_empty() => {
            entry.what = draft.some_text(at, &words);
            None
        }
        Err(left) => Some(left),
    };
    if entry.what.is_some() {
        draft.changed(entry);
    }
    left
}

/// Adds the picture, film or recording that a media review is about.
fn media(draft: &mut ClaimDraft, node: &mut GraphNode) {
    let told = node.text(draft, "originalMediaContextDescription");
    node.each("originalMediaLink", |value, at| {
        let works = works(draft, value, at);
        for id in works.ids {
            let says = draft.called(&id);
            draft.evidence(context(EvidenceKind::Media, told.clone().or(says), Some(id)));
        }
        works.left
    });
    if told.is_some() && !draft.claim.evidence.iter().any(|evidence| evidence.summary == told) {
        draft.evidence(context(EvidenceKind::Media, told, None));
    }
}

/// Adds the review’s verdict. A review without a rating concerns the claim but is no verdict.
fn verdict(draft: &mut ClaimDraft, node: &mut GraphNode, source: Option<String>) {
    let rating = match (rating(draft, node), node.is("MediaReview")) {
        (Some(rating), _) => Some(rating),
        // The category stays in the record, so that an export can write it again.
        (None, true) => node.peek("mediaAuthenticityCategory").and_then(|category| {
            let label = draft.some_text(&node.path("mediaAuthenticityCategory"), bare(&category));
            label.map(|label| Verdict { label: Some(label), ..Verdict::default() })
        }),
        (None, false) => None,
    };
    let by = reviewer(draft, node);
    let date = node.published(draft);
    let body = node.first_text(draft, &["reviewBody", "description"]);
    let Some(rating) = rating else {
        unrated(draft, body, Verdict { by, date, source, ..Verdict::default() });
        return;
    };
    let (text, notes) = match rating.text {
        None => (body, None),
        text => (text, body),
    };
    draft.claim.notes = notes;
    let by = Some(by.unwrap_or_else(|| draft.unknown()));
    draft.claim.verdicts.push(Verdict { by, text, date, source, ..rating });
}

/// Adds the reviewer: the author, or else the publisher.
fn reviewer(draft: &mut ClaimDraft, node: &mut GraphNode) -> Option<String> {
    for key in ["author", "publisher", "sdPublisher"] {
        let mut by = None;
        node.each(key, |value, at| {
            if by.is_some() {
                return Some(value);
            }
            let party = party(draft, value, at);
            by = party.id;
            party.left
        });
        if by.is_some() {
            return by;
        }
    }
    None
}

/// Adds a review without a rating as evidence, which supports neither side.
fn unrated(draft: &mut ClaimDraft, body: Option<String>, review: Verdict) {
    let says = body.or_else(|| draft.called(review.source.as_deref()?));
    if says.is_none() && review.by.is_none() && review.date.is_absent() {
        return;
    }
    let summary = says.unwrap_or_else(|| UNTITLED.to_owned());
    let evidence = context(EvidenceKind::Link, Some(summary), review.source);
    draft.evidence(Evidence { date: review.date, by: review.by, ..evidence });
}
