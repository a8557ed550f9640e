//! What the list and the filters need of a claim’s record, read without owning it: texts are
//! borrowed from the record, and what nobody asks for is checked and passed over.
//!
//! A record that reads as a [`ClaimScan`] reads as a [`crate::claim::Claim`] too, with the same
//! values; the tests hold both to that. The other way round there is one exception, a key by
//! which `serde_json` smuggles raw texts: what isn’t read here is the slow reader’s to judge.
//! Knows the closed lists of the model and JSON; not files, not datasets.

mod line;
mod part;
mod quick;
mod record;
#[cfg(test)]
mod tests;

use crate::claim::{ClaimKind, EvidenceKind, QuoteIs, ReliabilityLevel, Scope, Stance, Status};

pub(crate) use line::ScannedLine;
pub(crate) use part::ScannedText;
use part::{Any, Each, Passed, ScannedNumberOrText, ScannedPart};
use record::record;

record! { 'a,
    /// A claim’s record, as far as the list and the filters need it.
    ClaimScan<'a> {
        /// Unique among the claims of a dataset; may be empty.
        id: ScannedText<'a> = "id",
        /// The claim in one sentence; may be empty.
        text: ScannedText<'a> = "text",
        /// What kind of claim it is.
        kind: Option<ClaimKind> = "kind",
        /// Where it stands in the editor’s judgement.
        status: Option<Status> = "status",
        /// What it is about.
        topics: Vec<ScannedText<'a>> = "topics",
        /// When it is said to have happened.
        happened: Option<HappenedSketch<'a>> = "happened",
        /// Who says it.
        made: Vec<MadeSketch<'a>> = "made",
        /// How it is put elsewhere.
        wordings: Vec<WordingSketch<'a>> = "wordings",
        /// What speaks for or against it.
        evidence: Vec<EvidenceSketch<'a>> = "evidence",
        /// Who denies it, and how far.
        denials: Vec<DenialSketch<'a>> = "denials",
        /// Fact-checkers’ ratings.
        verdicts: Vec<VerdictSketch<'a>> = "verdicts",
        /// Corrections of the record.
        history: Vec<HistorySketch<'a>> = "history",
    }
    passes {
        lang: Option<Passed> = "lang",
        amounts: Each<Amount> = "amounts",
        notes: Option<Passed> = "notes",
        ext: Option<Any> = "ext",
    }
    written {
        id text lang kind status topics happened amounts made wordings evidence denials verdicts history notes ext
    }
}

record! { 'a,
    /// When it is said to have happened.
    HappenedSketch<'a> {
        /// When, or from when; `None` also where it was looked for and not there.
        date: Option<ScannedText<'a>> = "date",
        /// Until when; `None` also where it was looked for and not there.
        to: Option<ScannedText<'a>> = "to",
    }
    passes {
        place: Option<Passed> = "place",
        note: Option<Passed> = "note",
    }
    written {
        date to place note
    }
}

record! { 'a,
    /// Who says the claim, and when.
    MadeSketch<'a> {
        /// The agent who says it.
        by: Option<ScannedText<'a>> = "by",
        /// The agent who put it into these words.
        interpreted_by: Option<ScannedText<'a>> = "interpreted_by",
        /// The source it stands in.
        source: Option<ScannedText<'a>> = "source",
        /// When it was said; `None` also where it was looked for and not there.
        date: Option<ScannedText<'a>> = "date",
        /// The words, where they are given.
        quote: Option<Passed> = "quote",
    }
    passes {
        place: Option<Passed> = "where",
        first: Option<bool> = "first",
        quote_is: Option<QuoteIs> = "quote_is",
        locator: Option<Locator> = "locator",
        note: Option<Passed> = "note",
    }
    written {
        by date place first quote quote_is source locator interpreted_by note
    }
}

record! { 'a,
    /// How the claim is put elsewhere.
    WordingSketch<'a> {
        /// The source the words stand in.
        source: Option<ScannedText<'a>> = "source",
    }
    passes {
        text: Option<Passed> = "text",
        locator: Option<Locator> = "locator",
        note: Option<Passed> = "note",
    }
    written {
        text source locator note
    }
}

record! { 'a,
    /// Something that speaks for or against a claim, or bears on it.
    EvidenceSketch<'a> {
        /// What it is.
        kind: Option<EvidenceKind> = "kind",
        /// What it does to the claim.
        stance: Option<Stance> = "stance",
        /// The agent it comes from.
        by: Option<ScannedText<'a>> = "by",
        /// The source it stands in.
        source: Option<ScannedText<'a>> = "source",
        /// The source through which it is known.
        via: Option<ScannedText<'a>> = "via",
        /// Its words, where they are given.
        excerpt: Option<Passed> = "excerpt",
    }
    passes {
        id: Option<Passed> = "id",
        excerpt_is: Option<QuoteIs> = "excerpt_is",
        summary: Option<Passed> = "summary",
        locator: Option<Locator> = "locator",
        date: Option<Passed> = "date",
        reliability: Option<Reliability> = "reliability",
    }
    written {
        id kind stance excerpt excerpt_is summary source via locator date by reliability
    }
}

record! { 'a,
    /// An answer to a claim, and how far it goes in denying it.
    DenialSketch<'a> {
        /// The agent who answers.
        by: Option<ScannedText<'a>> = "by",
        /// The agent on whose behalf it is said.
        on_behalf_of: Option<ScannedText<'a>> = "on_behalf_of",
        /// How far the denial goes.
        scope: Option<Scope> = "scope",
        /// The source it stands in.
        source: Option<ScannedText<'a>> = "source",
        /// The source through which it is known.
        via: Option<ScannedText<'a>> = "via",
        /// Its words, where they are given.
        quote: Option<Passed> = "quote",
    }
    passes {
        id: Option<Passed> = "id",
        quote_is: Option<QuoteIs> = "quote_is",
        answers: Option<Passed> = "answers",
        channel: Option<Passed> = "channel",
        date: Option<Passed> = "date",
        locator: Option<Locator> = "locator",
        note: Option<Passed> = "note",
    }
    written {
        id by scope quote quote_is on_behalf_of answers channel date source via locator note
    }
}

record! { 'a,
    /// A fact-checker’s rating of the claim.
    VerdictSketch<'a> {
        /// The agent who rates.
        by: Option<ScannedText<'a>> = "by",
        /// The rating, as published.
        label: Option<ScannedText<'a>> = "label",
        /// The source it stands in.
        source: Option<ScannedText<'a>> = "source",
    }
    passes {
        scale: Option<Passed> = "scale",
        value: Option<ScannedNumberOrText> = "value",
        best: Option<ScannedNumberOrText> = "best",
        worst: Option<ScannedNumberOrText> = "worst",
        text: Option<Passed> = "text",
        date: Option<Passed> = "date",
    }
    written {
        by label scale value best worst text date source
    }
}

record! { 'a,
    /// A correction of the record.
    HistorySketch<'a> {
        /// By whom: an agent, or a name.
        by: Option<ScannedText<'a>> = "by",
    }
    passes {
        at: Option<Passed> = "at",
        what: Option<Passed> = "what",
        ids: Each<Passed> = "ids",
        before: Option<Passed> = "before",
    }
    written {
        at what by ids before
    }
}

record! { 'a,
    /// Where in a source something stands: checked only.
    Locator {}
    passes {
        page: Option<ScannedNumberOrText> = "page",
        section: Option<Passed> = "section",
        paragraph: Option<u64> = "paragraph",
        sentence: Option<u64> = "sentence",
        line: Option<u64> = "line",
        timecode: Option<ScannedNumberOrText> = "timecode",
        characters: Option<[u64; 2]> = "char",
        fragment: Option<Passed> = "fragment",
    }
    written {
        page section paragraph sentence line timecode characters fragment
    }
}

record! { 'a,
    /// How far evidence can be relied upon: checked only.
    Reliability {}
    passes {
        level: Option<ReliabilityLevel> = "level",
        note: Option<Passed> = "note",
    }
    written {
        level note
    }
}

record! { 'a,
    /// A sum or a quantity: checked only.
    Amount {}
    passes {
        value: Option<ScannedNumberOrText> = "value",
        currency: Option<Passed> = "currency",
        unit: Option<Passed> = "unit",
        what: Option<Passed> = "what",
    }
    written {
        value currency unit what
    }
}

impl<'a> ClaimScan<'a> {
    /// Reads a claim’s record.
    ///
    /// # Errors
    /// Where the text is no claim’s record, with `serde_json`’s reason; never mind it, the slow
    /// reader has better words.
    pub(crate) fn read(record: &'a str) -> serde_json::Result<Self> {
        match quick::record(record) {
            Some(sketch) => Ok(sketch),
            None => serde_json::from_str(record),
        }
    }
}
