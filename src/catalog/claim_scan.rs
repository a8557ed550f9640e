//! The claim scan: reads the fields of a claim's record that the list and the filters need. Texts
//! are borrowed from the record; other fields are validated and skipped.
//!
//! A record that reads as a [`ClaimScan`] reads as a [`crate::claim::Claim`] too, with equal
//! values; tests compare both. The converse has one exception, a key through which `serde_json`
//! passes raw texts. The slow reader decides about every record that the scan refuses. This module
//! knows the closed lists of the model and JSON; it knows neither files nor datasets.

mod part;
mod quick;
mod record;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::claim::{ClaimKind, EvidenceKind, QuoteIs, ReliabilityLevel, Scope, Stance, Status};
use crate::json::{JsonCursor, JsonString, ValidText};

use part::{Any, Each, ScannedNumberOrText, ScannedPart};
use record::record;

record! { 'a,
    /// The fields of a claim's record that the list and the filters need.
    ClaimScan<'a> {
        /// The id, unique among the claims of a dataset; may be empty.
        id: JsonString<'a> = "id",
        /// The claim in one sentence; may be empty.
        text: JsonString<'a> = "text",
        /// The kind of the claim.
        kind: Option<ClaimKind> = "kind",
        /// The status of the claim in the editor's judgement.
        status: Option<Status> = "status",
        /// The topics of the claim.
        topics: Vec<JsonString<'a>> = "topics",
        /// The time of the event that the claim is about.
        happened: Option<HappenedScan<'a>> = "happened",
        /// The makers of the claim.
        made: Vec<MadeScan<'a>> = "made",
        /// The claim in the words of sources.
        wordings: Vec<WordingScan<'a>> = "wordings",
        /// The evidence for and against the claim.
        evidence: Vec<EvidenceScan<'a>> = "evidence",
        /// The denials of the claim and other answers to it.
        denials: Vec<DenialScan<'a>> = "denials",
        /// The ratings of fact-checkers.
        verdicts: Vec<VerdictScan<'a>> = "verdicts",
        /// The corrections of the record.
        history: Vec<HistoryScan<'a>> = "history",
        /// Whether notes are given.
        notes: Option<ValidText> = "notes",
    }
    passes {
        lang: Option<ValidText> = "lang",
        amounts: Each<Amount> = "amounts",
        ext: Option<Any> = "ext",
    }
    written {
        id text lang kind status topics happened amounts made wordings evidence denials verdicts history notes ext
    }
}

record! { 'a,
    /// The time of the event that the claim is about.
    HappenedScan<'a> {
        /// The first date; `None` also for `null`.
        date: Option<JsonString<'a>> = "date",
        /// The last date; `None` also for `null`.
        to: Option<JsonString<'a>> = "to",
        /// Whether a note is given.
        note: Option<ValidText> = "note",
    }
    passes {
        place: Option<ValidText> = "place",
    }
    written {
        date to place note
    }
}

record! { 'a,
    /// A maker of the claim, with the date.
    MadeScan<'a> {
        /// The agent who says it.
        by: Option<JsonString<'a>> = "by",
        /// The agent who put it into these words.
        interpreted_by: Option<JsonString<'a>> = "interpreted_by",
        /// The source that holds the words.
        source: Option<JsonString<'a>> = "source",
        /// The date when it was said; `None` also for `null`.
        date: Option<JsonString<'a>> = "date",
        /// Whether the words are given.
        quote: Option<ValidText> = "quote",
        /// Whether a note is given.
        note: Option<ValidText> = "note",
    }
    passes {
        place: Option<ValidText> = "where",
        first: Option<bool> = "first",
        quote_is: Option<QuoteIs> = "quote_is",
        locator: Option<Locator> = "locator",
    }
    written {
        by date place first quote quote_is source locator interpreted_by note
    }
}

record! { 'a,
    /// The claim in the words of a source.
    WordingScan<'a> {
        /// The source that holds the words.
        source: Option<JsonString<'a>> = "source",
        /// Whether a note is given.
        note: Option<ValidText> = "note",
    }
    passes {
        text: Option<ValidText> = "text",
        locator: Option<Locator> = "locator",
    }
    written {
        text source locator note
    }
}

record! { 'a,
    /// A piece of evidence that supports a claim, undercuts it or gives context.
    EvidenceScan<'a> {
        /// The kind of evidence.
        kind: Option<EvidenceKind> = "kind",
        /// What the evidence does to the claim.
        stance: Option<Stance> = "stance",
        /// The agent from whom the evidence comes.
        by: Option<JsonString<'a>> = "by",
        /// The source of the evidence.
        source: Option<JsonString<'a>> = "source",
        /// The source through which the coder knows the evidence.
        via: Option<JsonString<'a>> = "via",
        /// Whether the words are given.
        excerpt: Option<ValidText> = "excerpt",
    }
    passes {
        id: Option<ValidText> = "id",
        excerpt_is: Option<QuoteIs> = "excerpt_is",
        summary: Option<ValidText> = "summary",
        locator: Option<Locator> = "locator",
        date: Option<ValidText> = "date",
        reliability: Option<Reliability> = "reliability",
    }
    written {
        id kind stance excerpt excerpt_is summary source via locator date by reliability
    }
}

record! { 'a,
    /// An answer to a claim, and how far it denies the claim.
    DenialScan<'a> {
        /// The agent who answers.
        by: Option<JsonString<'a>> = "by",
        /// The agent on whose behalf the denial is made.
        on_behalf_of: Option<JsonString<'a>> = "on_behalf_of",
        /// How far the denial goes.
        scope: Option<Scope> = "scope",
        /// The source of the denial.
        source: Option<JsonString<'a>> = "source",
        /// The source through which the coder knows the denial.
        via: Option<JsonString<'a>> = "via",
        /// Whether the words are given.
        quote: Option<ValidText> = "quote",
        /// The date when it was said; `None` also for `null`.
        date: Option<JsonString<'a>> = "date",
        /// Whether a note is given.
        note: Option<ValidText> = "note",
    }
    passes {
        id: Option<ValidText> = "id",
        quote_is: Option<QuoteIs> = "quote_is",
        answers: Option<ValidText> = "answers",
        channel: Option<ValidText> = "channel",
        locator: Option<Locator> = "locator",
    }
    written {
        id by scope quote quote_is on_behalf_of answers channel date source via locator note
    }
}

record! { 'a,
    /// A fact-checker’s rating of the claim.
    VerdictScan<'a> {
        /// The agent who gives the rating.
        by: Option<JsonString<'a>> = "by",
        /// The rating, kept as it was published.
        label: Option<JsonString<'a>> = "label",
        /// The source of the rating.
        source: Option<JsonString<'a>> = "source",
        /// The date of the rating; `None` also for `null`.
        date: Option<JsonString<'a>> = "date",
    }
    passes {
        scale: Option<ValidText> = "scale",
        value: Option<ScannedNumberOrText> = "value",
        best: Option<ScannedNumberOrText> = "best",
        worst: Option<ScannedNumberOrText> = "worst",
        text: Option<ValidText> = "text",
    }
    written {
        by label scale value best worst text date source
    }
}

record! { 'a,
    /// A correction of the record.
    HistoryScan<'a> {
        /// The author of the correction: an agent's id, or a name.
        by: Option<JsonString<'a>> = "by",
    }
    passes {
        at: Option<ValidText> = "at",
        what: Option<ValidText> = "what",
        ids: Each<ValidText> = "ids",
        before: Option<ValidText> = "before",
    }
    written {
        at what by ids before
    }
}

record! { 'a,
    /// A place within a source, which is only validated.
    Locator {}
    passes {
        page: Option<ScannedNumberOrText> = "page",
        section: Option<ValidText> = "section",
        paragraph: Option<u64> = "paragraph",
        sentence: Option<u64> = "sentence",
        line: Option<u64> = "line",
        timecode: Option<ScannedNumberOrText> = "timecode",
        characters: Option<[u64; 2]> = "char",
        fragment: Option<ValidText> = "fragment",
    }
    written {
        page section paragraph sentence line timecode characters fragment
    }
}

record! { 'a,
    /// The reliability of evidence, which is only validated.
    Reliability {}
    passes {
        level: Option<ReliabilityLevel> = "level",
        note: Option<ValidText> = "note",
    }
    written {
        level note
    }
}

record! { 'a,
    /// A sum or a quantity, which is only validated.
    Amount {}
    passes {
        value: Option<ScannedNumberOrText> = "value",
        currency: Option<ValidText> = "currency",
        unit: Option<ValidText> = "unit",
        what: Option<ValidText> = "what",
    }
    written {
        value currency unit what
    }
}

impl<'a> ClaimScan<'a> {
    /// Reads a claim's record.
    ///
    /// # Errors
    /// Returns `serde_json`'s error if the text is not a claim's record. Callers don't show it,
    /// because the slow reader has better messages.
    pub(crate) fn read(record: &'a str) -> serde_json::Result<Self> {
        match quick::record(record) {
            Some(sketch) => Ok(sketch),
            None => serde_json::from_str(record),
        }
    }

    /// Reads a line of NDJSON that holds nothing but a claim, in one pass, and returns the range of
    /// its record in bytes. Returns `None` for any other line, and for a claim that the scan
    /// refuses; the slow reader produces the message.
    pub(crate) fn read_line(line: &'a str) -> Option<(Self, Range<usize>)> {
        if let Some(read) = quick::line(line) {
            return Some(read);
        }
        let start = quick::start(&mut JsonCursor::new(line))?;
        let text = line.get(start..)?;
        let mut records = serde_json::Deserializer::from_str(text).into_iter();
        let scan = records.next()?.ok()?;
        let end = start + records.byte_offset();
        let mut from = JsonCursor::new(line.get(end..)?);
        (from.closes(b'}') && from.ends()).then_some((scan, start..end))
    }
}
