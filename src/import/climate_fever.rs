//! Climate-FEVER (Diggelmann et al. 2020): claims, each with sentences of Wikipedia that several
//! people judged one by one. The one corpus in which a claim has evidence for both sides.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::Value;

use super::claims::{self, FormatTraits};
use super::fields::Beside;
use super::{ClaimDraft, Fields, Format, Import, family};
use crate::claim::{
    Evidence, EvidenceKind, QuoteIs, Reliability, ReliabilityLevel, Stance, Unknown,
};
use crate::input::{Diagnostic, ForeignFile};

const SHAPE: FormatTraits = FormatTraits {
    format: Format::ClimateFever,
    what: "a claim of Climate-FEVER: an object with a `claim`",
    name: "claim_id",
    label: "claim_label",
};

/// Who gave the labels: the records name nobody.
const LABELLERS: &str = "Climate-FEVER annotators";

/// Reads a file of the corpus.
///
/// # Errors
/// Where the file can’t be read on, or the import ends.
pub(super) fn read(file: &mut ForeignFile<'_>, import: &mut Import<'_>) -> Result<(), Diagnostic> {
    claims::each(file, import, &SHAPE, |fields| Ok(draft(fields)))
}

fn draft(mut fields: Fields) -> Option<ClaimDraft> {
    let mut draft = ClaimDraft::new("claim", &claims::words(&mut fields)?);
    // `DISPUTED` says how the votes fell, not what an editor holds: it is a label like the others.
    family::verdict(&mut draft, &mut fields, SHAPE.label, LABELLERS);
    let left = sentences(&mut draft, fields.list("evidences").unwrap_or_default());
    fields.put_back("evidences", left);
    draft.keep(SHAPE.format.name(), fields.left());
    Some(draft)
}

/// Each sentence as evidence. What is left of them is returned, by the evidence’s ids.
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

/// One sentence, and the id it got; none where it has neither words nor an article.
fn sentence(draft: &mut ClaimDraft, fields: &mut Fields) -> Option<String> {
    let source = fields.text("article");
    let source = source.and_then(|title| family::article(draft, "evidences.article", &title));
    let excerpt = fields.text("evidence");
    let excerpt = excerpt.and_then(|words| draft.some_text("evidences.evidence", &words));
    if excerpt.is_none() && source.is_none() {
        return None;
    }
    // A label that is not understood stays as it is.
    let stance = fields.take_as("evidence_label", |label| family::stance(label.as_str()?));
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

/// How people voted, most votes first: `4 of 5 annotators: supports · 1: refutes`. Who wasn’t
/// asked is null.
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
