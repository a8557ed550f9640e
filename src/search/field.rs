//! The fields of a query: one table of their names, help lines, values and parsers.
//!
//! # Queries with several fields
//! Most fields test the claim's whole record. `denied-by:`, `answered-by:` and `scope:` test one
//! entry among the denials; `stance:`, and `kind:` with a kind of evidence, test one piece of
//! evidence. `denied-by:` means an entry that denies: in full, in part, or only as part of
//! something larger. `answered-by:` means any entry, so that `answered-by:meta !denied-by:meta`
//! finds claims with an answer by Meta that denies nothing. `denied:` and `answered:` test the date
//! of one such entry: `denied-by:meta denied:2018` is one denial.
//! `denied-by:meta scope:full` finds claims with **one** denial that is both by Meta and full. A
//! negated field beside such a field tests the same item: `denied-by:meta !scope:full` finds
//! claims with a denial by Meta that is not full. A negated field alone applies to all items:
//! `!denied-by:meta` finds claims without any denial by Meta. `source:` matches anything in the
//! record, but beside a field of a denial or of evidence it tests that item's source (or `via`).
//! `kind:quote` is a kind of claim and a kind of evidence, and matches both. The same rules apply
//! within `|` alternatives: an item is chosen if one positive field of the query fits it.
//!
//! # Names
//! Names are compared without case and accents. A value that equals an id, name or alias means
//! exactly the agents that have it. If no agent does, it means all agents with a name in
//! which a word begins with the value. Sources (id, title, address), topics, verdicts and ids of
//! claims follow the same rule. A reference that the dataset can't resolve counts as a name.

use std::ops::Range;

use thiserror::Error;

use super::answer::StrongestAnswer;
use super::dates::{DateSpan, Occasion};
use super::marked::Marked;
use super::naming::Name;
use super::needle::{How, Needle};
use super::record_part::RecordPart;
use crate::claim::{
    ClaimKind, DateFault, EvidenceKind, PartialDate, Scope, Stance, Status, Vocabulary as Word,
};
use crate::text;

/// A field as help, the filter overlay and messages describe it.
#[derive(Debug)]
pub(crate) struct FieldInfo {
    /// The word before the colon.
    pub(crate) name: &'static str,
    /// The field's description in one line.
    pub(crate) help: &'static str,
    /// The values that the field accepts, or empty if it accepts any text.
    pub(crate) values: &'static [&'static str],
    read: fn(&str) -> Result<Option<Field>, Why>,
}

/// All fields in the order of the help.
pub(crate) const FIELDS: &[FieldInfo] = &[
    field("by", "who makes the claim: id, name or alias", |value| name(value, Field::By)),
    field(
        "denied-by",
        "who denies it, fully, partly or in a blanket denial, or on whose behalf",
        |value| name(value, Field::DeniedBy),
    ),
    field(
        "answered-by",
        "who answers it, with or without denying it, or on whose behalf",
        |value| name(value, Field::AnsweredBy),
    ),
    FieldInfo {
        name: "answer",
        help: "the strongest answer to it: denied in full, in part, only as part of something larger; answered without a denial; not answered",
        values: ANSWERS,
        read: |value| {
            listed(value, ANSWERS, |word| StrongestAnswer::from_name(word).map(Field::Answer))
        },
    },
    field("party", "anyone named in the record", |value| name(value, Field::Party)),
    field("topic", "what it is about", |value| name(value, Field::Topic)),
    FieldInfo {
        name: "status",
        help: "its status, as judged by the editor",
        values: Status::NAMES,
        read: |value| {
            listed(value, Status::NAMES, |word| Status::from_name(word).map(Field::Status))
        },
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
        values: Stance::NAMES,
        read: |value| {
            listed(value, Stance::NAMES, |word| Stance::from_name(word).map(Field::Stance))
        },
    },
    FieldInfo {
        name: "scope",
        help: "how far a denial goes",
        values: Scope::NAMES,
        read: |value| listed(value, Scope::NAMES, |word| Scope::from_name(word).map(Field::Scope)),
    },
    field("source", "a source it rests on: id or title", |value| name(value, Field::Source)),
    field("verdict", "a fact-checker’s rating, as published", |value| {
        name(value, Field::Verdict)
    }),
    field("said", "when someone said it: 2018, 2017..2018-05, ..2016", |value| {
        date(value, Some(Occasion::Said))
    }),
    field("happened", "when it happened", |value| date(value, Some(Occasion::Happened))),
    field("denied", "when someone denied it", |value| date(value, Some(Occasion::Denied))),
    field("answered", "when someone answered it, with or without denying it", |value| {
        date(value, Some(Occasion::Answered))
    }),
    field("checked", "when a fact-checker rated it", |value| date(value, Some(Occasion::Checked))),
    field("date", "any of these dates", |value| date(value, None)),
    FieldInfo { name: "has", help: "what the record has", values: RecordPart::NAMES, read: has },
    FieldInfo { name: "no", help: "what the record lacks", values: RecordPart::NAMES, read: has },
    FieldInfo {
        name: "is",
        help: "whether you marked it",
        values: MADE,
        read: |value| {
            listed(value, MADE, |word| (word == "marked").then(|| Field::Marked(Marked::default())))
        },
    },
    field("id", "the claim’s id", |value| name(value, Field::Id)),
    field("all", "exact words anywhere in what is shown of a claim", |value| {
        Ok(Needle::new(How::Exact, value).map(Field::All))
    }),
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
const ANSWERS: &[&str] = &["full", "partial", "blanket", "other", "none"];
const MADE: &[&str] = &["marked"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    By(Name),
    /// The agent who denied the claim, or on whose behalf it was denied.
    DeniedBy(Name),
    /// The agent who answered the claim, or on whose behalf it was answered.
    AnsweredBy(Name),
    /// The strongest answer to the claim.
    Answer(StrongestAnswer),
    Party(Name),
    Topic(Name),
    Status(Status),
    /// The kind of the claim or of a piece of evidence. At least one of them is set.
    Kind(Option<ClaimKind>, Option<EvidenceKind>),
    Stance(Stance),
    Scope(Scope),
    Source(Name),
    Verdict(Name),
    /// The span in which a date lies: of one occasion, or of any.
    Date(Option<Occasion>, DateSpan),
    /// A part that the record contains. `no:` is the negation.
    Has(RecordPart),
    /// A claim that the user has marked; see [`Query::with_marks`](super::Query::with_marks).
    Marked(Marked),
    Id(Name),
    All(Needle),
}

/// An error about a known field with a value that it doesn't accept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field}:{} {why}", text::line(value))]
pub struct FieldError {
    pub(crate) field: &'static str,
    pub(crate) value: String,
    /// The reason, which also lists what the field accepts.
    pub(crate) why: Why,
    /// The place in the query, in bytes.
    pub(crate) span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Why {
    /// The value is not in the field's list, which is given.
    #[error("is not a known value; use {}", listing(.0, "or"))]
    Unlisted(&'static [&'static str]),
    /// The value is empty, or leaves nothing to look for.
    #[error("has no value; write one right after the colon")]
    Missing,
    #[error("is not a date: write a year, month or day, or a range such as 2017..2018-05")]
    NoDate,
    #[error("is not in the calendar")]
    NoSuchDay,
    #[error("ends before it begins")]
    Backwards,
}

impl FieldError {
    /// Returns a message for a user who is still typing. If the value is the beginning of known
    /// values, the message lists them; otherwise it is the error itself.
    pub(crate) fn advice(&self) -> String {
        match self.why {
            Why::Unlisted(words) if self.is_begun() => {
                format!("{}: {}", self.field, self.completions(words).join("  "))
            }
            Why::NoDate if self.is_begun() => {
                format!("{}: a year, month or day, or a range such as 2017..2018-05", self.field)
            }
            _ => self.to_string(),
        }
    }

    /// Returns whether the value may become one that the field accepts if the user goes on typing.
    pub(crate) fn is_begun(&self) -> bool {
        match self.why {
            Why::Unlisted(words) => !self.completions(words).is_empty(),
            Why::NoDate => {
                let of_date = |c: char| c.is_ascii_digit() || "-.:+TZtz".contains(c);
                self.value.starts_with(|c: char| c.is_ascii_digit() || c == '.')
                    && self.value.chars().all(of_date)
            }
            Why::Missing => true,
            Why::NoSuchDay | Why::Backwards => false,
        }
    }

    /// Returns the words that begin with the value.
    fn completions(&self, words: &[&'static str]) -> Vec<&'static str> {
        let typed = self.value.to_lowercase();
        words.iter().filter(|word| word.starts_with(&typed)).copied().collect()
    }
}

/// Joins words for a sentence: "a, b or c".
pub(super) fn listing(words: &[&str], conjunction: &str) -> String {
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} {conjunction} {last}", before.join(", ")),
        None => String::new(),
    }
}

pub(crate) fn find(name: &str) -> Option<&'static FieldInfo> {
    FIELDS.iter().find(|info| info.name == name)
}

/// Returns a condition in the query grammar, with the value quoted if necessary:
/// `topic:"private life"`.
pub(crate) fn spelled(field: &str, value: &str) -> String {
    let plain = |ch: char| !ch.is_whitespace() && ch != '"' && ch != '\\';
    if value.chars().all(plain) {
        return format!("{field}:{value}");
    }
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{field}:\"{escaped}\"")
}

/// Parses a field's value. A value that is empty, or leaves nothing to look for, is
/// [missing](Why::Missing).
pub(super) fn read(
    info: &'static FieldInfo,
    value: &str,
    span: &Range<usize>,
) -> Result<Field, FieldError> {
    let fault =
        |why| FieldError { field: info.name, value: value.to_owned(), why, span: span.clone() };
    let read = if value.is_empty() { Ok(None) } else { (info.read)(value) };
    read.and_then(|field| field.ok_or(Why::Missing)).map_err(fault)
}

const fn field(
    name: &'static str,
    help: &'static str,
    read: fn(&str) -> Result<Option<Field>, Why>,
) -> FieldInfo {
    FieldInfo { name, help, values: &[], read }
}

/// Parses a name. It never fails; the signature is that of parsers that may.
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

/// Parses a span such as `2018`, `2017..2018-05`, `2017..` or `..2016`. Returns `None` for `..`, which
/// restricts nothing.
fn date(text: &str, of: Option<Occasion>) -> Result<Option<Field>, Why> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    if from.is_empty() && to.is_empty() {
        return Ok(None);
    }
    let start = bounds(from)?.map_or(i64::MIN, |(start, _)| start);
    let end = bounds(to)?.map_or(i64::MAX, |(_, end)| end);
    if start >= end {
        return Err(Why::Backwards);
    }
    Ok(Some(Field::Date(of, DateSpan { start, end })))
}

fn bounds(text: &str) -> Result<Option<(i64, i64)>, Why> {
    if text.is_empty() {
        return Ok(None);
    }
    PartialDate(text.to_owned()).bounds().map(Some).map_err(|fault| match fault {
        DateFault::Form => Why::NoDate,
        DateFault::Calendar => Why::NoSuchDay,
    })
}

fn has(value: &str) -> Result<Option<Field>, Why> {
    listed(value, RecordPart::NAMES, |word| RecordPart::from_name(word).map(Field::Has))
}
