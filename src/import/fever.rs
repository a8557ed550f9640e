//! Imports FEVER (Thorne et al. 2018) and corpora like it: claims with sets of sentences of
//! Wikipedia, which a file names but doesn’t quote. FEVEROUS also names cells of tables. Flattened
//! files have one row a sentence; the import merges their claims again. Other corpora have FEVER’s
//! labels and quote the evidence, or name it in other forms; who labelled them is unknown.

mod cited;
mod quoted;

use serde_json::Value;

use self::cited::{ArticlePart, Citation};
use super::claims::{self, FormatTraits};
use super::{ClaimDraft, Fields, Format, Import, family};
use crate::claim::{
    Evidence, EvidenceKind, Locator, Reliability, ReliabilityLevel, Stance, Unknown,
};
use crate::input::{Diagnostic, OpenFile};

const SHAPE: FormatTraits = FormatTraits {
    format: Format::Fever,
    what: "a claim of FEVER: an object with a `claim`",
    name: "id",
    label: "label",
};

/// The party that gave the labels; the records don’t name it.
const LABELLERS: &str = "FEVER annotators";

/// The party that gave the labels of files that only have FEVER’s form.
const OTHERS: &str = "annotators that the file doesn’t name";

pub(super) fn read(file: &mut OpenFile, import: &mut Import<'_>) -> Result<(), Diagnostic> {
    claims::each(file, import, &SHAPE, |fields| Ok(draft(fields)))
}

fn draft(mut fields: Fields) -> Option<ClaimDraft> {
    let mut draft = ClaimDraft::new("claim", &claims::words(&mut fields)?);
    let label = fields.0.get(SHAPE.label).and_then(Value::as_str);
    let stance = label.and_then(family::stance).unwrap_or(Stance::Context);
    let is_fever = fields.0.contains_key("verifiable") || cited::are_sets_of_fever(&fields);
    let by = if is_fever { LABELLERS } else { OTHERS };
    // A label beside one text says what the text does to the claim; other records of the claim may
    // have another.
    let is_of_pair = matches!(fields.0.get("evidence"), Some(Value::String(_)));
    if !is_of_pair || is_fever {
        family::verdict(&mut draft, &mut fields, SHAPE.label, by);
    }
    for citation in cited::of(&fields) {
        sentence(&mut draft, stance, citation);
    }
    quoted::evidence(&mut draft, stance, &mut fields);
    // The sets stay in the record: nothing else says which sentences count together.
    draft.keep(SHAPE.format.name(), fields.left());
    Some(draft)
}

/// Adds a named sentence as evidence with the stance of the claim’s label.
fn sentence(draft: &mut ClaimDraft, stance: Stance, citation: Citation) {
    let Some(source) = family::article(draft, "evidence", &citation.page) else { return };
    let (section, sentence, summary) = match citation.part {
        // The corpus counts sentences from 0, and the dataset’s format from 1.
        ArticlePart::Sentence(number) => (
            None,
            number.checked_add(1),
            "A sentence of this article: the file gives its number, not its words.",
        ),
        ArticlePart::Named(name) => {
            (Some(name), None, "A part of this article: the file gives its name, not its words.")
        }
        ArticlePart::Page => {
            (None, None, "This article: the file doesn’t say which of its sentences.")
        }
    };
    let locator = Locator { section, sentence, ..Locator::default() };
    let reliability = (citation.sets > 0).then(|| Reliability {
        level: Some(ReliabilityLevel::Unrated),
        note: Some(together(citation.sets, citation.alone)),
        unknown: Unknown::new(),
    });
    draft.evidence(Evidence {
        kind: Some(EvidenceKind::Document),
        stance: Some(stance),
        summary: Some(summary.to_owned()),
        source: Some(source),
        locator: (locator != Locator::default()).then_some(locator),
        reliability,
        ..Evidence::default()
    });
}

/// Describes whether a sentence is evidence by itself: `in 3 sets of evidence, alone in 1`.
fn together(sets: usize, alone: usize) -> String {
    let all = if sets == 1 { "in 1 set".to_owned() } else { format!("in {sets} sets") };
    match alone {
        0 => format!("{all} of evidence, never alone: it counts together with others"),
        _ if alone == sets => format!("{all} of evidence, alone"),
        _ => format!("{all} of evidence, alone in {alone}"),
    }
}

#[cfg(test)]
mod tests {
    use super::together;

    #[test]
    fn a_reader_is_told_what_counts_together() {
        assert_eq!(together(1, 1), "in 1 set of evidence, alone");
        assert_eq!(together(3, 1), "in 3 sets of evidence, alone in 1");
        assert!(together(2, 0).starts_with("in 2 sets of evidence, never alone"));
    }
}
