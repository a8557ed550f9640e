//! Imports AVeriTeC (Schlichtkrull et al. 2023): claims with questions and answers, each with its
//! source. The corpus gives a stance only for the claim as a whole, so every answer becomes
//! context; the label becomes a verdict of the corpus’s annotators.

use serde_json::Value;

use super::claims::{self, FormatTraits};
use super::dates::DayMonthOrder;
use super::fields::Beside;
use super::{ClaimDraft, Fields, Format, Import, family, source};
use crate::claim::{
    AgentKind, Archived, ClaimKind, Evidence, EvidenceKind, Made, Recorded, Source, Stance, Unknown,
};
use crate::input::{Diagnostic, OpenFile};

const SHAPE: FormatTraits = FormatTraits {
    format: Format::Averitec,
    what: "a claim of AVeriTeC: an object with a `claim`",
    name: "claim_id",
    label: "label",
};

/// The party that gave the labels; the records don’t name it.
const LABELLERS: &str = "AVeriTeC annotators";

/// Reads a file of the corpus.
///
/// # Errors
/// Returns an error if the file can’t be read or the import stops.
pub(super) fn read(file: &mut OpenFile, import: &mut Import<'_>) -> Result<(), Diagnostic> {
    claims::each(file, import, &SHAPE, |fields| Ok(draft(fields)))
}

fn draft(mut fields: Fields) -> Option<ClaimDraft> {
    let mut draft = ClaimDraft::new("claim", &claims::words(&mut fields)?);
    draft.claim.kind = kind(fields.0.get("claim_types"));
    made(&mut draft, &mut fields);
    verdict(&mut draft, &mut fields);
    let left = questions(&mut draft, fields.list("questions").unwrap_or_default());
    fields.put_back("questions", left);
    draft.keep(SHAPE.format.name(), fields.left());
    Some(draft)
}

/// Returns the kind of a claim that is of one type only, if the dataset’s format has that kind: an
/// `Event/Property Claim` may be either. The types themselves stay in the record.
fn kind(types: Option<&Value>) -> Option<ClaimKind> {
    let [one] = types?.as_array()?.as_slice() else { return None };
    match one.as_str()? {
        "Numerical Claim" => Some(ClaimKind::Number),
        "Quote Verification" => Some(ClaimKind::Quote),
        "Causal Claim" => Some(ClaimKind::Causal),
        "Position Statement" => Some(ClaimKind::Position),
        _ => None,
    }
}

fn made(draft: &mut ClaimDraft, fields: &mut Fields) {
    let by = fields.text("speaker");
    let by = by.map(|name| draft.agent(AgentKind::Unknown, "speaker", &name));
    let date = fields.text("claim_date");
    let date = date.map(|date| draft.date("claim_date", &date, DayMonthOrder::DayFirst));
    let title = fields.text("reporting_source");
    let title = title.and_then(|title| draft.some_text("reporting_source", &title));
    let url = fields.text("original_claim_url");
    let url = url.and_then(|url| draft.address("original_claim_url", &url));
    let archived = copy(draft, fields, "cached_original_claim_url", "cached_original_claim_url");
    let source = place(draft, Source { title, archived, ..source("report") }, url);
    let date = date.unwrap_or_default();
    let made = Made { by, date, source, ..Made::default() };
    draft.claim.made.extend((made != Made::default()).then_some(made));
}

fn verdict(draft: &mut ClaimDraft, fields: &mut Fields) {
    family::verdict(draft, fields, SHAPE.label, LABELLERS);
    // A verdict’s source and text have no place without a verdict.
    if draft.claim.verdicts.is_empty() {
        return;
    }
    let article = fields.text("fact_checking_article");
    let article = article.and_then(|url| draft.address("fact_checking_article", &url));
    let source = place(draft, source("fact-check"), article);
    let text = fields.text("justification");
    let text = text.and_then(|text| draft.some_text("justification", &text));
    for verdict in &mut draft.claim.verdicts {
        verdict.text.clone_from(&text);
        verdict.source.clone_from(&source);
    }
}

/// Adds each answer as evidence. Returns what remains of the questions, by the ids of the evidence.
fn questions(draft: &mut ClaimDraft, questions: Vec<Value>) -> Option<Value> {
    let mut beside = Beside::default();
    for question in questions {
        match Fields::of(question) {
            Ok(question) => self::question(draft, question, &mut beside),
            Err(other) => beside.stray(Some(other)),
        }
    }
    beside.left()
}

fn question(draft: &mut ClaimDraft, mut question: Fields, beside: &mut Beside) {
    let asked = question.text("question");
    let answers = question.list("answers").unwrap_or_default();
    let is_answered = answers.iter().any(Value::is_object);
    let in_words = asked.as_ref().and_then(|asked| draft.some_text("questions.question", asked));
    for answer in answers {
        match Fields::of(answer) {
            Ok(mut fields) => match self::answer(draft, in_words.as_deref(), &mut fields) {
                Some(id) => beside.item(&id, fields.left()),
                None => beside.stray(fields.left()),
            },
            Err(other) => beside.stray(Some(other)),
        }
    }
    // What remains of a question can’t be understood without the question.
    if !is_answered || !question.0.is_empty() {
        question.put_back("question", asked.map(Value::from));
    }
    beside.stray(question.left());
}

/// Adds an answer as evidence, with the question, the answer and its source; returns its id.
/// Returns `None` if the answer says nothing.
fn answer(draft: &mut ClaimDraft, asked: Option<&str>, answer: &mut Fields) -> Option<String> {
    let said = answer.text("answer");
    let said = said.and_then(|said| draft.some_text("questions.answers.answer", &said));
    let explained = answer.text("boolean_explanation");
    let at = "questions.answers.boolean_explanation";
    let explained = explained.and_then(|text| draft.some_text(at, &text));
    if asked.is_none() && said.is_none() && explained.is_none() {
        return None;
    }
    let medium = answer.0.get("source_medium").and_then(Value::as_str).unwrap_or_default();
    let (medium, kind) = self::medium(medium);
    // The question comes first: few answers can be understood without it. An answer is not quoted
    // as its source’s words, even if it was extracted there: many were shortened.
    let words = [asked, said.as_deref(), explained.as_deref()].into_iter().flatten();
    let summary = words.collect::<Vec<_>>().join("\n");
    let source = found(draft, answer, medium);
    Some(draft.evidence(Evidence {
        kind: Some(if source.is_some() { kind } else { EvidenceKind::Other }),
        stance: Some(Stance::Context),
        summary: Some(summary),
        source,
        ..Evidence::default()
    }))
}

/// Returns the kind of source in which an answer was found, and the kind of evidence that the
/// answer is.
fn medium(written: &str) -> (&'static str, EvidenceKind) {
    match written {
        "PDF" => ("pdf", EvidenceKind::Document),
        "Web table" => ("web-table", EvidenceKind::Data),
        "Image/graphic" => ("image", EvidenceKind::Media),
        "Video" => ("video", EvidenceKind::Media),
        // Metadata of the claim itself: who said it, and when.
        "Metadata" => ("metadata", EvidenceKind::Other),
        "Web text" => ("web-page", EvidenceKind::Document),
        _ => ("web-page", EvidenceKind::Other),
    }
}

/// Adds the source in which an answer was found, with its archived copy.
fn found(draft: &mut ClaimDraft, answer: &mut Fields, medium: &str) -> Option<String> {
    let at = "questions.answers.source_url";
    let written = answer.text("source_url");
    let url = written.as_ref().and_then(|url| draft.address(at, url));
    // A value that stands in the place of an address is the best title there is.
    let title = written.filter(|_| url.is_none()).and_then(|title| draft.some_text(at, &title));
    let archived = copy(draft, answer, "cached_source_url", "questions.answers.cached_source_url");
    place(draft, Source { title, archived, ..source(medium) }, url)
}

/// Returns the archived copy of a source that a field gives.
fn copy(draft: &mut ClaimDraft, fields: &mut Fields, key: &str, at: &str) -> Vec<Archived> {
    let url = fields.text(key).and_then(|url| draft.address(at, &url));
    let copy = |url| Archived {
        url: Some(url),
        at: Recorded::Absent,
        sha256: None,
        unknown: Unknown::new(),
    };
    url.map(copy).into_iter().collect()
}

/// Adds a source at an address. A source that is known only by its archived copy gets the copy’s
/// address.
fn place(draft: &mut ClaimDraft, mut source: Source, url: Option<String>) -> Option<String> {
    let url = url.or_else(|| {
        let copy = source.title.is_none().then(|| source.archived.pop()).flatten()?;
        copy.url
    });
    // A copy at the source’s own address says nothing more.
    source.archived.retain(|copy| copy.url != url);
    source.url = url.map_or(Recorded::Absent, Recorded::Known);
    draft.source(source)
}
