//! Marked text: what a stretch of a page is, not how it looks.

use std::ops::Range;

use crate::claim::Address;
use crate::text;

/// What a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// Plain text.
    Plain,
    /// The claim's own sentence.
    Title,
    /// A word that carries weight: a status, a verdict's label.
    Strong,
    /// Somebody's words.
    Quote,
    /// The name of a source.
    Source,
    /// A date of the calendar, as written.
    Date,
    /// The sign of supporting evidence.
    Supports,
    /// The sign of undercutting evidence.
    Undercuts,
    /// How far a denial goes.
    Scope,
    /// A fault: of a source, a reference, a date.
    Fault,
    /// Something that can be followed.
    Link,
    /// What may be passed over: ids, addresses.
    Aside,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Another claim.
    Claim(Address),
    /// An agent, by id: the claims in which it is named.
    Party(String),
    /// A page on the web (http or https).
    Web(String),
}

/// A stretch of text in display form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// What it is.
    pub mark: Mark,
    /// Where it leads.
    pub target: Option<Target>,
}

/// What a paragraph is to the passage that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ParagraphRole {
    /// Begins the passage.
    #[default]
    Head,
    /// Somebody's words.
    Words,
    /// What is to be said about it.
    Note,
    /// Where it stands.
    Place,
    /// An address of a source, or of a copy of it.
    Address,
}

/// What a paragraph is about: a page as a document has a heading for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chapter {
    /// The editor's judgement, the counts, when it happened, how much it was.
    Standing,
    /// Who says it, and how it is put elsewhere.
    Sayings,
    /// What speaks for and against it.
    Evidence,
    /// Who denies it.
    Denials,
    /// Ratings.
    Verdicts,
    /// Other claims.
    Relations,
    /// Faults of its sources.
    Faults,
    /// The editor's notes, and what was corrected.
    Notes,
}

impl Chapter {
    /// The chapters in the order in which a document has them.
    pub const ALL: [Self; 8] = [
        Self::Standing,
        Self::Sayings,
        Self::Evidence,
        Self::Denials,
        Self::Verdicts,
        Self::Relations,
        Self::Faults,
        Self::Notes,
    ];

    /// The chapter's heading.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Standing => "Where it stands",
            Self::Sayings => "Who says it",
            Self::Evidence => "Evidence",
            Self::Denials => "Denials",
            Self::Verdicts => "Verdicts",
            Self::Relations => "Related claims",
            Self::Faults => "Faults of the sources",
            Self::Notes => "Notes and corrections",
        }
    }
}

/// A paragraph: one logical line, to be wrapped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    /// Columns before the first line.
    pub indent: usize,
    /// Columns before the lines that follow it.
    pub hang: usize,
    /// The text.
    pub spans: Vec<Span>,
    /// The id of the evidence or denial that it belongs to.
    pub item: Option<String>,
    /// What it is about; `None` for what a document says in its own way.
    pub chapter: Option<Chapter>,
    /// What it is to the paragraphs around it.
    pub piece: ParagraphRole,
    /// The ids of the sources that it names, in order: one for each [`Mark::Source`].
    pub cites: Vec<String>,
}

impl Paragraph {
    /// An empty paragraph that begins at `indent` and hangs at `hang` columns.
    #[must_use]
    pub fn new(indent: usize, hang: usize) -> Self {
        Self { indent, hang, ..Self::default() }
    }

    /// An empty line.
    #[must_use]
    pub fn blank() -> Self {
        Self::default()
    }

    /// Adds our own words, or foreign ones: everything passes the text door here.
    #[must_use]
    pub fn push(mut self, mark: Mark, words: &str) -> Self {
        if !words.is_empty() {
            self.spans.push(Span { text: text::line(words).into_owned(), mark, target: None });
        }
        self
    }

    /// Adds plain words.
    #[must_use]
    pub fn plain(self, words: &str) -> Self {
        self.push(Mark::Plain, words)
    }

    /// Adds the name of a source.
    pub(super) fn cite(mut self, name: &str, id: &str) -> Self {
        self.cites.push(id.to_owned());
        self.push(Mark::Source, name)
    }

    /// Adds a link.
    pub(super) fn link(mut self, words: &str, target: Target) -> Self {
        let text = text::line(words).into_owned();
        self.spans.push(Span { text, mark: Mark::Link, target: Some(target) });
        self
    }

    /// The paragraph as a part of a passage.
    pub(super) fn piece(self, piece: ParagraphRole) -> Self {
        Self { piece, ..self }
    }

    /// The paragraph as one of a chapter.
    pub(super) fn within(self, chapter: Chapter) -> Self {
        Self { chapter: Some(chapter), ..self }
    }

    /// Adds ` · ` unless the paragraph is empty or has just begun.
    pub(super) fn dot(self) -> Self {
        if self.spans.is_empty() { self } else { self.plain(" · ") }
    }

    /// The sign that it begins with, which says what its words say too.
    #[must_use]
    pub fn sign(&self) -> Option<&Span> {
        let first = self.spans.first().filter(|_| self.piece == ParagraphRole::Head)?;
        let is_sign = match first.mark {
            Mark::Supports | Mark::Undercuts => true,
            Mark::Plain => ["· ", "? "].contains(&first.text.as_str()),
            Mark::Fault => first.text == "! ",
            _ => false,
        };
        is_sign.then_some(first)
    }

    /// A stretch of it, in bytes of its text, as a paragraph of its own.
    #[must_use]
    pub fn stretch(&self, range: Range<usize>) -> Self {
        let mut start = 0;
        let spans = self.spans.iter().filter_map(|span| {
            let end = start + span.text.len();
            let within = range.start.max(start)..range.end.min(end);
            let text =
                span.text.get(within.start.checked_sub(start)?..within.end.checked_sub(start)?);
            start = end;
            let text = text.filter(|text| !text.is_empty())?.to_owned();
            Some(Span { text, mark: span.mark, target: span.target.clone() })
        });
        let spans = spans.collect();
        Self { spans, item: self.item.clone(), cites: self.cites.clone(), ..*self }
    }

    /// The bytes of memory that it holds.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        let texts = self.spans.iter().map(|span| span.text.capacity());
        size_of::<Self>() + self.spans.capacity() * size_of::<Span>() + texts.sum::<usize>()
    }

    /// Whether it has no text.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.spans.is_empty()
    }

    /// The text without its marks.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// The text as a line of linear output, indented.
    pub(super) fn to_line(&self) -> String {
        if self.is_blank() {
            return String::new();
        }
        let mut line = " ".repeat(self.indent);
        for span in &self.spans {
            line.push_str(&span.text);
            // On paper a link can't be followed: the id says what to `show`.
            if let Some(Target::Claim(address)) = &span.target {
                line.push(' ');
                line.push_str(&text::line(&address.claim));
            }
        }
        line
    }
}
