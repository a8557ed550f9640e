//! AVeriTeC (Schlichtkrull et al. 2023): claims with questions and their answers, each with where
//! it was found. A stance is given for the claim as a whole only, so every answer is context; the
//! label is the verdict of who labelled the claims.

use serde_json::{Map, Value};

use super::dates::Order;
use super::json::{self, Part, Record};
use super::{Draft, Fields, Format, Import, Origin, source};
use crate::claim::{
    AgentKind, Archived, Evidence, EvidenceKind, Made, Recorded, Stance, Unknown, Verdict,
};
use crate::dataset::{Foreign, Problem};

const NAME: &str = "averitec";

/// Who gave the labels, where the record names nobody.
const LABELLERS: &str = "AVeriTeC annotators";

/// Reads a file of the corpus.
///
/// # Errors
/// Where the file can’t be read on, or the import ends.
pub(super) fn read(file: &mut Foreign<'_>, import: &mut Import<'_>) -> Result<(), Problem> {
    let name = file.name().to_owned();
    json::each(file, &[], |part| match part {
        Ok(Part::Record(record)) => match draft(&record) {
            Some(draft) => import.take(draft, &Origin::of(Format::Averitec, &name, record.line)),
            None => import.broken(json::unlike(&name, &record, "a claim of AVeriTeC")),
        },
        Ok(Part::Envelope(_)) => Ok(()),
        Err(problem) => import.broken(problem),
    })
}

fn draft(record: &Record) -> Option<Draft> {
    let mut fields = Fields::of(record.value.clone()).ok()?;
    let mut draft = Draft::new("claim", &fields.text("claim")?);
    json::note_broken(&mut draft, record);
    made(&mut draft, &mut fields);
    verdict(&mut draft, &mut fields);
    let left = questions(&mut draft, fields.list("questions").unwrap_or_default());
    fields.put_back("questions", left);
    draft.keep(NAME, fields.left());
    Some(draft)
}

fn made(draft: &mut Draft, fields: &mut Fields) {
    let by = fields.text("speaker");
    let by = by.map(|name| draft.agent(AgentKind::Unknown, "speaker", &name));
    let date = fields.text("claim_date");
    let date = date.map(|date| draft.date("claim_date", &date, Order::DayFirst));
    let url = fields.text("original_claim_url");
    let url = url.and_then(|url| draft.address("original_claim_url", &url));
    let title = fields.text("reporting_source");
    let title = title.and_then(|title| draft.some_text("reporting_source", &title));
    let url = url.map_or(Recorded::Absent, Recorded::Known);
    let source = draft.source(crate::claim::Source { title, url, ..source("report") });
    let date = date.unwrap_or_default();
    draft.claim.made.push(Made { by, date, source, ..Made::default() });
}

fn verdict(draft: &mut Draft, fields: &mut Fields) {
    let Some(label) = fields.text("label") else { return };
    let label = draft.text("label", &label);
    let article = fields.text("fact_checking_article");
    let article = article.and_then(|url| draft.address("fact_checking_article", &url));
    let url = article.map_or(Recorded::Absent, Recorded::Known);
    let source = draft.source(crate::claim::Source { url, ..source("fact-check") });
    let by = Some(draft.agent(AgentKind::Group, "", LABELLERS));
    let text = fields.text("justification");
    let text = text.and_then(|text| draft.some_text("justification", &text));
    draft.claim.verdicts.push(Verdict {
        by,
        label: Some(label),
        text,
        source,
        ..Verdict::default()
    });
}

/// Each answer as evidence. What is left of the questions is returned, by the evidence’s ids.
fn questions(draft: &mut Draft, questions: Vec<Value>) -> Option<Value> {
    let mut left = Map::new();
    let mut strange = Vec::new();
    for question in questions {
        let mut question = match Fields::of(question) {
            Ok(question) => question,
            Err(other) => {
                strange.push(other);
                continue;
            }
        };
        let asked = question.text("question").unwrap_or_default();
        let answers = question.list("answers").unwrap_or_default();
        if answers.is_empty() {
            question.put_back("question", Some(asked.into()));
        } else {
            for answer in answers {
                match Fields::of(answer) {
                    Ok(answer) => self::answer(draft, &asked, answer, &mut left),
                    Err(other) => strange.push(other),
                }
            }
        }
        strange.extend(question.left());
    }
    if !strange.is_empty() {
        left.insert("questions".to_owned(), strange.into());
    }
    (!left.is_empty()).then_some(left.into())
}

/// One answer: the question and the answer in words, and where it was found.
fn answer(draft: &mut Draft, asked: &str, mut answer: Fields, left: &mut Map<String, Value>) {
    let asked = draft.text("questions.question", asked);
    let said = answer.text("answer");
    let said = said.and_then(|said| draft.some_text("questions.answers.answer", &said));
    let explained = answer.text("boolean_explanation");
    let at = "questions.answers.boolean_explanation";
    let explained = explained.and_then(|text| draft.some_text(at, &text));
    let words: Vec<String> = [Some(asked), said, explained].into_iter().flatten().collect();
    let summary = words.iter().map(String::as_str).filter(|words| !words.is_empty());
    let summary = summary.collect::<Vec<_>>().join("\n");
    if summary.is_empty() {
        left.extend(answer.left().map(|answer| ("unworded".to_owned(), answer)));
        return;
    }
    let source = found(draft, &mut answer);
    let evidence = Evidence {
        kind: Some(EvidenceKind::Other),
        stance: Some(Stance::Context),
        summary: Some(summary),
        source,
        ..Evidence::default()
    };
    let id = draft.evidence(evidence);
    left.extend(answer.left().map(|answer| (id, answer)));
}

/// Where an answer was found, with its cached copy.
fn found(draft: &mut Draft, answer: &mut Fields) -> Option<String> {
    let at = "questions.answers.source_url";
    let written = answer.text("source_url");
    let url = written.as_ref().and_then(|url| draft.address(at, url));
    // What stands in its place is the best name there is.
    let title = written.filter(|_| url.is_none()).and_then(|title| draft.some_text(at, &title));
    let copy = answer.text("cached_source_url");
    let copy = copy.and_then(|url| draft.address("questions.answers.cached_source_url", &url));
    let archived = copy.map(|url| Archived {
        url: Some(url),
        at: Recorded::Absent,
        sha256: None,
        unknown: Unknown::new(),
    });
    let source = crate::claim::Source {
        title,
        url: url.map_or(Recorded::Absent, Recorded::Known),
        archived: archived.into_iter().collect(),
        ..source("web-page")
    };
    if source.title.is_none() && source.url.known().is_none() {
        // A copy of nothing is kept as the page itself.
        let url = source.archived.first().and_then(|copy| copy.url.clone())?;
        let url = Recorded::Known(url);
        return draft.source(crate::claim::Source { url, archived: Vec::new(), ..source });
    }
    draft.source(source)
}
