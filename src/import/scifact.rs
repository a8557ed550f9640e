//! Imports SciFact (Wadden et al. 2020) and SciFact-Open: claims, each with the numbers of the
//! sentences of abstracts that support or contradict it. The abstracts are in a separate file.

mod abstracts;

use std::sync::{Mutex, PoisonError};

use hashbrown::{HashMap, HashSet};
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

pub(super) use self::abstracts::Abstracts;
use self::abstracts::{AbstractDocument, number};
use super::claims::{self, FormatTraits};
use super::{ClaimDraft, Fields, Format, Import, family, source};
use crate::claim::{Evidence, EvidenceKind, Locator, QuoteIs, Source, Stance};
use crate::input::{Diagnostic, OpenFile};
use crate::parallel::locked;
use crate::text;

const SHAPE: FormatTraits = FormatTraits {
    format: Format::SciFact,
    what: "a claim of SciFact: an object with a `claim`",
    name: "id",
    label: "label",
};

/// The key in `ext` under which the other fields of a claim’s documents are kept.
const DOCUMENTS: &str = "scifact.documents";

/// The party that gave the labels; the records don’t name it.
const LABELLERS: &str = "SciFact annotators";

/// Reads a file of claims. `abstracts` holds the documents that they refer to, as far as the user
/// gave a corpus.
pub(super) fn read(
    file: &mut OpenFile,
    abstracts: &Abstracts,
    import: &mut Import<'_>,
) -> Result<(), Diagnostic> {
    let name = file.name.clone();
    let missing = Mutex::default();
    claims::each(file, import, &SHAPE, |fields| draft(fields, abstracts, &missing))?;
    let missing = missing.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !missing.is_empty() {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(&name);
        import.guess(lacking(file, missing.len(), abstracts.is_empty()));
    }
    Ok(())
}

/// Describes which documents are missing, and how to add them.
fn lacking(file: &str, count: usize, all: bool) -> String {
    let documents = text::thousands(count) + if count == 1 { " document" } else { " documents" };
    let what = format!("{file}: {documents} named by number only");
    if all {
        format!("{what}; their text is in the corpus: gainsay import {file} corpus.jsonl")
    } else {
        format!("{what}: the corpus doesn’t contain them")
    }
}

fn draft(
    mut fields: Fields,
    abstracts: &Abstracts,
    missing: &Mutex<HashSet<u64>>,
) -> Result<Option<ClaimDraft>, Diagnostic> {
    let Some(claim) = claims::words(&mut fields) else { return Ok(None) };
    let mut draft = ClaimDraft::new("claim", &claim);
    let label = fields.0.get(SHAPE.label).and_then(Value::as_str).and_then(family::stance);
    family::verdict(&mut draft, &mut fields, SHAPE.label, LABELLERS);
    let mut library = Library { abstracts, missing, held: HashMap::new(), left: Map::new() };
    let mut with_evidence = HashSet::new();
    for rationale in rationales(&fields) {
        let held = library.open(&mut draft, &rationale.document)?;
        let evidence = evidence(&mut draft, &rationale, label, held);
        draft.evidence(evidence);
        with_evidence.insert(rationale.document);
    }
    for document in cited(&fields) {
        if with_evidence.insert(document.clone()) {
            let held = library.open(&mut draft, &document)?;
            draft.evidence(mention(held));
        }
    }
    let left = library.left;
    // The numbers stay in the record: they are the names of the documents and their sentences.
    draft.keep(SHAPE.format.name(), fields.left());
    draft.keep(DOCUMENTS, (!left.is_empty()).then_some(left.into()));
    Ok(Some(draft))
}

/// The sentences of a document that support or contradict a claim.
struct Rationale {
    document: String,
    /// The numbers of its sentences, from 0.
    sentences: Vec<u64>,
    stance: Option<Stance>,
}

impl Rationale {
    fn of(document: &str, sentences: Option<&Value>, label: Option<&Value>) -> Self {
        let sentences = sentences.and_then(Value::as_array);
        let sentences = sentences.into_iter().flatten().filter_map(Value::as_u64).collect();
        let stance = label.and_then(Value::as_str).and_then(family::stance);
        Self { document: document.to_owned(), sentences, stance }
    }
}

/// Returns all rationales of a record: SciFact has several a document, SciFact-Open one, and a
/// flattened file one a record.
fn rationales(fields: &Fields) -> Vec<Rationale> {
    let of = |document: &str, value: &Value| {
        let value = value.as_object()?;
        Some(Rationale::of(document, value.get("sentences"), value.get("label")))
    };
    let mut rationales = Vec::new();
    for (document, value) in
        fields.0.get("evidence").and_then(Value::as_object).into_iter().flatten()
    {
        let document = document.trim();
        match value {
            Value::Array(list) => rationales.extend(list.iter().filter_map(|it| of(document, it))),
            one => rationales.extend(of(document, one)),
        }
    }
    let flat = fields.0.get("evidence_doc_id").and_then(number);
    rationales.extend(flat.map(|document| {
        Rationale::of(&document, fields.0.get("evidence_sentences"), fields.0.get("evidence_label"))
    }));
    rationales.retain(|rationale| !rationale.document.is_empty());
    rationales
}

/// Returns the documents that the claim’s own source cites, whatever they say about it.
fn cited(fields: &Fields) -> Vec<String> {
    let cited = fields.0.get("cited_doc_ids").and_then(Value::as_array);
    cited.into_iter().flatten().filter_map(number).collect()
}

/// The documents that a claim names, each read once.
struct Library<'a> {
    abstracts: &'a Abstracts,
    /// The documents that are not in the corpus, over all claims, by the hashes of their numbers.
    missing: &'a Mutex<HashSet<u64>>,
    held: HashMap<String, HeldDocument>,
    left: Map<String, Value>,
}

/// A document, with the source that it became.
struct HeldDocument {
    name: String,
    document: Option<AbstractDocument>,
    source: Option<String>,
}

impl Library<'_> {
    fn open(&mut self, draft: &mut ClaimDraft, number: &str) -> Result<&HeldDocument, Diagnostic> {
        if !self.held.contains_key(number) {
            let mut document = self.abstracts.find(number)?;
            if document.is_none() {
                let mut missing = locked(self.missing);
                missing.insert(xxh3_64(number.as_bytes()));
            }
            let left = document.as_mut().and_then(|document| document.left.take());
            self.left.extend(left.map(|left| (number.to_owned(), left)));
            let held = hold(draft, number, document);
            self.held.insert(number.to_owned(), held);
        }
        self.held.get(number).ok_or_else(|| Diagnostic::error("-", "a document was lost"))
    }
}

/// Adds a document as a source, by its title or else by its number.
fn hold(draft: &mut ClaimDraft, number: &str, document: Option<AbstractDocument>) -> HeldDocument {
    let by_number = draft.text("doc_id", &format!("document {number}"));
    let title = document.as_ref().and_then(|document| document.title.as_ref());
    let title = title.and_then(|title| draft.some_text("corpus.title", title));
    let note = title.as_ref().map(|_| by_number.clone());
    let name = title.unwrap_or(by_number);
    let paper = Source { title: Some(name.clone()), note, ..source("paper") };
    let source = draft.source(paper);
    HeldDocument { name, document, source }
}

/// Returns a rationale as evidence, with the text of its sentences if the corpus has them.
fn evidence(
    draft: &mut ClaimDraft,
    rationale: &Rationale,
    label: Option<Stance>,
    held: &HeldDocument,
) -> Evidence {
    let document = held.document.as_ref();
    let excerpt = document.and_then(|it| excerpt(&it.sentences, &rationale.sentences));
    let excerpt = excerpt.and_then(|words| draft.some_text("corpus.abstract", &words));
    let summary = match (&excerpt, rationale.sentences.as_slice()) {
        (None, []) => Some("The abstract as a whole: no sentence is named.".to_owned()),
        (None, named) => {
            Some(format!("{} of the abstract; the words are not in the files.", counted(named)))
        }
        (Some(_), [] | [_]) => None,
        (Some(_), named) => Some(format!("{} of the abstract.", counted(named))),
    };
    let first = rationale.sentences.first().and_then(|first| first.checked_add(1));
    Evidence {
        kind: Some(EvidenceKind::Document),
        stance: Some(rationale.stance.or(label).unwrap_or(Stance::Context)),
        excerpt_is: excerpt.as_ref().map(|_| QuoteIs::Verbatim),
        excerpt,
        summary,
        source: held.source.clone(),
        locator: first.map(|first| Locator {
            section: Some("abstract".to_owned()),
            sentence: Some(first),
            ..Locator::default()
        }),
        ..Evidence::default()
    }
}

/// Returns evidence for a document that is only cited.
fn mention(held: &HeldDocument) -> Evidence {
    Evidence {
        kind: Some(EvidenceKind::Document),
        stance: Some(Stance::Context),
        summary: Some(format!("Cited, no sentence named: {}", held.name)),
        source: held.source.clone(),
        ..Evidence::default()
    }
}

/// The mark for sentences that were left out between two others.
const GAP: &str = " […] ";

/// Returns the text of the named sentences, or `None` if the abstract lacks one of them.
fn excerpt(sentences: &[String], named: &[u64]) -> Option<String> {
    let mut excerpt = String::new();
    let mut before: Option<u64> = None;
    for number in named {
        let sentence = sentences.get(usize::try_from(*number).ok()?)?.trim();
        let follows = before.and_then(|before| before.checked_add(1)) == Some(*number);
        match before {
            Some(_) if follows => excerpt.push(' '),
            Some(_) => excerpt.push_str(GAP),
            None => {}
        }
        excerpt.push_str(sentence);
        before = Some(*number);
    }
    (!super::text_repair::is_blank(&excerpt)).then_some(excerpt)
}

/// Lists sentences by their numbers from 1: `Sentences 3, 4 and 9`.
fn counted(named: &[u64]) -> String {
    let numbers = named.iter().map(|number| number.saturating_add(1).to_string());
    let numbers: Vec<String> = numbers.collect();
    match numbers.as_slice() {
        [] => "No sentence".to_owned(),
        [one] => format!("Sentence {one}"),
        [first @ .., last] => format!("Sentences {} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_quoted_and_what_lies_between_is_marked() {
        let sentences: Vec<String> = ["A.", "B.\n", "C.", ""].map(str::to_owned).into();
        let said = |named: &[u64]| excerpt(&sentences, named);
        assert_eq!(said(&[0, 1]).as_deref(), Some("A. B."));
        assert_eq!(said(&[0, 2]).as_deref(), Some("A. […] C."));
        assert_eq!(said(&[2, 0]).as_deref(), Some("C. […] A."));
        for none in [&[][..], &[3], &[0, 4], &[u64::MAX]] {
            assert_eq!(said(none), None, "{none:?}");
        }
        assert_eq!(counted(&[2, 3, 8]), "Sentences 3, 4 and 9");
        assert_eq!(counted(&[u64::MAX]), format!("Sentence {}", u64::MAX));
    }

    #[test]
    fn what_is_missing_is_told_with_the_way_to_give_it() {
        let line = lacking("claims.jsonl", 1_204, true);
        assert!(line.starts_with("claims.jsonl: 1,204 documents named by number only"), "{line}");
        assert!(line.ends_with("gainsay import claims.jsonl corpus.jsonl"), "{line}");
        assert!(lacking("a", 1, false).contains("1 document named"));
    }
}
