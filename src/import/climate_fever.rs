//! Imports Climate-FEVER (Diggelmann et al. 2020): claims, each with sentences of Wikipedia that
//! several annotators judged one by one. It is the only imported corpus in which a claim has
//! evidence for both sides.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::Value;

use super::claims::{self, FormatTraits};
use super::fields::Beside;
use super::{ClaimDraft, Fields, Format, Import, Mending, family};
use crate::claim::{
    Evidence, EvidenceKind, QuoteIs, Reliability, ReliabilityLevel, Stance, Unknown,
};
use crate::input::{Diagnostic, OpenFile};

const SHAPE: FormatTraits = FormatTraits {
    format: Format::ClimateFever,
    what: "a claim of Climate-FEVER: an object with a `claim`",
    name: "claim_id",
    label: "claim_label",
};

/// The party that gave the labels; the records don’t name it.
const LABELLERS: &str = "Climate-FEVER annotators";

/// Reads a file of the corpus.
///
/// # Errors
/// Returns an error if the file can’t be read or the import stops.
pub(super) fn read(file: &mut OpenFile, import: &mut Import<'_>) -> Result<(), Diagnostic> {
    claims::each(file, import, &SHAPE, |fields| Ok(draft(fields)))?;
    import.guess_if(Mending::NumberedLabel, NUMBERED);
    Ok(())
}

/// The labels of sentences and of claims by their numbers, as the copy on the Hugging Face hub
/// orders them. A sentence can’t be disputed.
const LABELS: [&str; 4] = ["SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO", "DISPUTED"];

/// The message to the user about labels that are numbers.
const NUMBERED: &str = "labels that are numbers are read in the order of the Hugging Face hub’s \
    copy: 0 supports, 1 refutes, 2 not enough info, 3 disputed";

/// Replaces a label that is a number by its word, if it is one of the first `known` labels.
fn in_words(draft: &mut ClaimDraft, fields: &mut Fields, key: &str, at: &str, known: usize) {
    let Some(value) = fields.0.get_mut(key) else { return };
    let number = match &*value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let number = number.and_then(|number| usize::try_from(number).ok());
    if let Some(label) = number.and_then(|number| LABELS.get(..known)?.get(number)) {
        let was = std::mem::replace(value, (*label).into());
        draft.mended(at, Mending::NumberedLabel, 1, was);
    }
}

fn draft(mut fields: Fields) -> Option<ClaimDraft> {
    let mut draft = ClaimDraft::new("claim", &claims::words(&mut fields)?);
    // `DISPUTED` describes the votes, not an editor’s view: it is a label like the others.
    in_words(&mut draft, &mut fields, SHAPE.label, SHAPE.label, LABELS.len());
    family::verdict(&mut draft, &mut fields, SHAPE.label, LABELLERS);
    let left = sentences(&mut draft, fields.list("evidences").unwrap_or_default());
    fields.put_back("evidences", left);
    draft.keep(SHAPE.format.name(), fields.left());
    Some(draft)
}

/// Adds each sentence as evidence. Returns what remains of them, by the ids of the evidence.
fn sentences(draft: &mut ClaimDraft, sentences: Vec<Value>) -> Option<Value> {
    let mut beside = Beside::default();
    for sentence in sentences {
        match Fields::of(sentence) {
            Ok(mut fields) => match self::sentence(draft, &mut fields) {
                Some(id) => beside.item(&id, fields.left()),
                None => beside.stray(fields.left()),
            },
            Err(other) => beside.stray(Some(other)),
        }
    }
    beside.left()
}

/// Adds a sentence as evidence and returns its id. Returns `None` if it has neither a text nor an
/// article.
fn sentence(draft: &mut ClaimDraft, fields: &mut Fields) -> Option<String> {
    let source = fields.text("article");
    let source = source.and_then(|title| family::article(draft, "evidences.article", &title));
    let excerpt = fields.text("evidence");
    let excerpt = excerpt.and_then(|words| draft.some_text("evidences.evidence", &words));
    if excerpt.is_none() && source.is_none() {
        return None;
    }
    let at = "evidences.evidence_label";
    in_words(draft, fields, "evidence_label", at, LABELS.len() - 1);
    // An unknown label stays in the record.
    let stance = fields.take_as("evidence_label", |label| family::stance(label.as_str()?));
    family::unread(draft, fields, "evidence_label", at);
    let note = fields.0.get("votes").and_then(Value::as_array).and_then(|votes| counted(votes));
    let reliability = note.map(|note| Reliability {
        level: Some(ReliabilityLevel::Unrated),
        note: Some(note),
        unknown: Unknown::new(),
    });
    let wordless = "a sentence of this article; the file doesn’t give its words";
    Some(draft.evidence(Evidence {
        kind: Some(EvidenceKind::Document),
        stance: Some(stance.unwrap_or(Stance::Context)),
        excerpt_is: excerpt.as_ref().map(|_| QuoteIs::Verbatim),
        summary: excerpt.is_none().then(|| wordless.to_owned()),
        excerpt,
        source,
        reliability,
        ..Evidence::default()
    }))
}

/// Describes the votes, most votes first: `4 of 5 annotators: supports · 1: refutes`. A null is an
/// annotator who was not asked.
fn counted(votes: &[Value]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for vote in votes.iter().filter_map(Value::as_str) {
        *counts.entry(vote).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let annotators = if all == 1 { "annotator" } else { "annotators" };
    let parts = counts.iter().enumerate().map(|(index, (vote, count))| match index {
        0 => format!("{count} of {all} {annotators}: {}", family::words(vote)),
        _ => format!("{count}: {}", family::words(vote)),
    });
    let note = parts.collect::<Vec<_>>().join(" · ");
    (all > 0).then_some(note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn votes_are_counted_and_who_was_not_asked_has_none() {
        let note = |votes: Value| counted(votes.as_array().unwrap());
        assert_eq!(
            note(json!(["SUPPORTS", "NOT_ENOUGH_INFO", "SUPPORTS", null, 3])).as_deref(),
            Some("2 of 3 annotators: supports · 1: not enough info")
        );
        assert_eq!(note(json!(["REFUTES"])).as_deref(), Some("1 of 1 annotator: refutes"));
        assert_eq!(note(json!([null, null])), None);
    }
}
