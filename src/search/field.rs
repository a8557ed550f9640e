//! The fields of a query: one table for their names, help, values and reading.
//!
//! # What a query with several fields means
//! Most fields speak of the claim's record as a whole. `denied-by:` and `scope:` speak of one
//! denial, `stance:` and `kind:` (with a kind of evidence) of one piece of evidence:
//! `denied-by:meta scope:full` asks for **one** denial that is by Meta and full. A negated
//! field beside such a field speaks of the same item: `denied-by:meta !scope:full` asks for a
//! denial by Meta that is not full. On its own it speaks of all: `!denied-by:meta` asks for
//! claims that nobody of that name answers. `source:` holds of anything in the record, but
//! beside a field of a denial or of evidence it speaks of that item's source (or `via`).
//! `kind:quote` names a kind of claim and of evidence: either will do. In `|` alternatives it
//! is likewise: an item is spoken of as soon as one positive field of the query fits it.
//!
//! # What a name means
//! Names are compared without case and accents. A value that is the id, name or alias of
//! somebody means just those who bear it; only where nobody does, everybody with a name in
//! which a word begins with it. The same goes for sources (id, title, address), topics,
//! verdicts and ids of claims. A reference that the dataset cannot resolve is a name itself.

use std::ops::Range;

use thiserror::Error;

use super::marked::Marked;
use super::naming::Name;
use super::query::{How, Needle};
use super::span::DateSpan;
use crate::claim::{ClaimKind, EvidenceKind, Scope, Stance, Status, Vocabulary as Word};
use crate::text;

/// A field as help, the filter overlay and messages present it.
#[derive(Debug)]
pub struct FieldInfo {
    /// The word before the colon.
    pub name: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// The values it can have; empty where any text will do.
    pub values: &'static [&'static str],
    read: fn(&str) -> Result<Option<Field>, Why>,
}

/// Every field, in the order of help.
pub const FIELDS: &[FieldInfo] = &[
    field("by", "who makes the claim: id, name or alias", |value| name(value, Field::By)),
    field("denied-by", "who answers it, or on whose behalf", |value| name(value, Field::DeniedBy)),
    field("party", "anyone named in the record", |value| name(value, Field::Party)),
    field("topic", "what it is about", |value| name(value, Field::Topic)),
    FieldInfo {
        name: "status",
        help: "its status, as judged by the editor",
        values: STATUSES,
        read: |value| listed(value, STATUSES, |word| Status::from_name(word).map(Field::Status)),
    },
    FieldInfo {
        name: "kind",
        help: "what kind of claim, or of evidence",
        values: KINDS,
        read: |value| listed(value, KINDS, kind),
    },
    FieldInfo {
        name: "stance",
        help: "whether evidence supports or undercuts it",
        values: STANCES,
        read: |value| listed(value, STANCES, |word| Stance::from_name(word).map(Field::Stance)),
    },
    FieldInfo {
        name: "scope",
        help: "how far a denial goes",
        values: SCOPES,
        read: |value| listed(value, SCOPES, |word| Scope::from_name(word).map(Field::Scope)),
    },
    field("source", "a source it rests on: id or title", |value| name(value, Field::Source)),
    field("verdict", "a fact-checker’s rating, as published", |value| {
        name(value, Field::Verdict)
    }),
    field("date", "when it was made or happened: 2018, 2017..2018-05, ..2016", |value| {
        Ok(DateSpan::parse(value)?.map(Field::Date))
    }),
    FieldInfo { name: "has", help: "what the record has", values: PARTS, read: has },
    FieldInfo { name: "no", help: "what the record lacks", values: PARTS, read: has },
    FieldInfo {
        name: "is",
        help: "whether you marked it",
        values: MADE,
        read: |value| {
            listed(value, MADE, |word| (word == "marked").then(|| Field::Marked(Marked::default())))
        },
    },
    field("id", "the claim’s id", |value| name(value, Field::Id)),
    field("all", "exact words anywhere in the record", |value| {
        Ok(Needle::new(How::Exact, value).map(Field::All))
    }),
];

const STATUSES: &[&str] = &[
    "open",
    "disputed",
    "unanswered",
    "corroborated",
    "refuted",
    "retracted",
    "probable-error",
    "uncheckable",
];
const KINDS: &[&str] = &[
    "event",
    "number",
    "quote",
    "causal",
    "motive",
    "position",
    "identity",
    "document",
    "testimony",
    "data",
    "media",
    "expert",
    "link",
    "other",
];
const STANCES: &[&str] = &["supports", "undercuts", "context"];
const SCOPES: &[&str] =
    &["full", "partial", "blanket", "non-denial", "context", "no-comment", "unclear"];
const MADE: &[&str] = &["marked"];
const PARTS: &[&str] = &["evidence", "denial", "answer", "verdict", "quote"];

/// A field and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Made by.
    By(Name),
    /// Answered by, or on behalf of.
    DeniedBy(Name),
    /// Anyone named.
    Party(Name),
    /// A topic.
    Topic(Name),
    /// The status.
    Status(Status),
    /// The kind of the claim or of a piece of evidence; at least one of the two.
    Kind(Option<ClaimKind>, Option<EvidenceKind>),
    /// The stance of a piece of evidence.
    Stance(Stance),
    /// The scope of a denial.
    Scope(Scope),
    /// A source.
    Source(Name),
    /// A verdict's label.
    Verdict(Name),
    /// Made or happened within.
    Date(DateSpan),
    /// What the record has; `no:` is its negation.
    Has(RecordPart),
    /// One of the claims that the reader marked; see [`Query::with_marks`](super::Query::with_marks).
    Marked(Marked),
    /// The claim's id.
    Id(Name),
    /// Exact words anywhere in the record.
    All(Needle),
}

/// A part that a record has or lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordPart {
    /// Any evidence.
    Evidence,
    /// A full, partial or blanket denial.
    Denial,
    /// Any record on the denial side: an answer need not deny.
    Answer,
    /// A verdict.
    Verdict,
    /// Somebody's words: a maker's quote, an answer's quote or an excerpt.
    Quote,
}

/// A known field with a value that it cannot have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field}:{} {why}", text::line(value))]
pub struct FieldError {
    /// The field's name.
    pub field: &'static str,
    /// The value as typed.
    pub value: String,
    /// What is wrong with it, and what may stand there.
    pub why: Why,
    /// Where it stands in the query, in bytes.
    pub span: Range<usize>,
}

/// Why a value cannot stand.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Why {
    /// Not in the field's list.
    #[error("is not a known value; use {}", listing(.0))]
    Unlisted(&'static [&'static str]),
    /// An end of a span of time is no date.
    #[error("is not a date: write a year, month or day, or a range such as 2017..2018-05")]
    NoDate,
    /// The calendar has no such day.
    #[error("is not in the calendar")]
    NoSuchDay,
    /// The span ends before it begins.
    #[error("ends before it begins")]
    Backwards,
}

impl FieldError {
    /// What to tell somebody who is still typing: where the value is the beginning of a
    /// known one, those that it may become, else what is wrong with it.
    #[must_use]
    pub fn advice(&self) -> String {
        let typed = self.value.to_lowercase();
        if let Why::Unlisted(words) = self.why {
            let may_become: Vec<&str> =
                words.iter().filter(|word| word.starts_with(&typed)).copied().collect();
            if !may_become.is_empty() {
                return format!("{}: {}", self.field, may_become.join("  "));
            }
        }
        let begun = typed.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '.');
        if matches!(self.why, Why::NoDate) && begun {
            return format!(
                "{}: a year, month or day, or a range such as 2017..2018-05",
                self.field
            );
        }
        self.to_string()
    }
}

/// The words as a sentence lists them: "a, b or c".
fn listing(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
}

/// The field of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static FieldInfo> {
    FIELDS.iter().find(|info| info.name == name)
}

/// A condition as a query states it, the value quoted where it must be:
/// `topic:"private life"`.
#[must_use]
pub fn spelled(field: &str, value: &str) -> String {
    let plain = |ch: char| !ch.is_whitespace() && ch != '"' && ch != '\\';
    if value.chars().all(plain) {
        return format!("{field}:{value}");
    }
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{field}:\"{escaped}\"")
}

/// Reads a field's value; none where there is no value yet.
pub(super) fn read(
    info: &'static FieldInfo,
    value: &str,
    span: &Range<usize>,
) -> Result<Option<Field>, FieldError> {
    if value.is_empty() {
        return Ok(None);
    }
    let fault =
        |why| FieldError { field: info.name, value: value.to_owned(), why, span: span.clone() };
    (info.read)(value).map_err(fault)
}

const fn field(
    name: &'static str,
    help: &'static str,
    read: fn(&str) -> Result<Option<Field>, Why>,
) -> FieldInfo {
    FieldInfo { name, help, values: &[], read }
}

/// Never a fault, but shaped like the readers that may find one.
#[allow(clippy::unnecessary_wraps)]
fn name(value: &str, make: fn(Name) -> Field) -> Result<Option<Field>, Why> {
    Ok(Name::new(value).map(make))
}

fn listed(
    value: &str,
    words: &'static [&'static str],
    make: fn(&str) -> Option<Field>,
) -> Result<Option<Field>, Why> {
    make(&value.to_ascii_lowercase()).map(Some).ok_or(Why::Unlisted(words))
}

fn kind(word: &str) -> Option<Field> {
    let (claim, evidence) = (ClaimKind::from_name(word), EvidenceKind::from_name(word));
    (claim.is_some() || evidence.is_some()).then_some(Field::Kind(claim, evidence))
}

fn has(value: &str) -> Result<Option<Field>, Why> {
    listed(value, PARTS, |word| {
        let part = match word {
            "evidence" => RecordPart::Evidence,
            "denial" => RecordPart::Denial,
            "answer" => RecordPart::Answer,
            "verdict" => RecordPart::Verdict,
            "quote" => RecordPart::Quote,
            _ => return None,
        };
        Some(Field::Has(part))
    })
}
