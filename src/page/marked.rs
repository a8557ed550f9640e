//! Marked text: paragraphs whose spans say what they are, not how they look.

use std::borrow::Cow;
use std::ops::Range;

use crate::claim::Address;
use crate::text::{self, DisplayText};

/// The meaning of a span of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// Text without a special meaning.
    Plain,
    /// The sentence of the claim.
    Title,
    /// A word with weight: a status, or a verdict's label.
    Strong,
    Quote,
    /// The name of a source.
    Source,
    /// A date of the calendar, as written.
    Date,
    /// The sign of supporting evidence.
    Supports,
    /// The sign of undercutting evidence.
    Undercuts,
    Scope,
    /// A fault of a source, a reference or a date.
    Fault,
    /// A link that the user can follow.
    Link,
    /// Details that a user may skip: ids and addresses.
    Aside,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// Another claim, by its address.
    Claim(Address),
    /// An agent, by id: the link lists the claims that name the agent.
    Party(String),
    /// A page on the web (http or https).
    Web(String),
}

/// A run of text with one meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) text: DisplayText<'static>,
    pub(crate) mark: Mark,
    /// The target, if the span is a link.
    pub(crate) target: Option<Target>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ParagraphRole {
    /// The first paragraph of the passage.
    #[default]
    Head,
    /// The words of a quotation.
    Words,
    Note,
    /// The source, and the place within it.
    Place,
    /// An address of a source, or of a copy of it.
    Address,
}

/// The subject of a paragraph. A document has a heading for each chapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chapter {
    /// The editor's status, the counts, the time of the event and the amounts.
    Standing,
    /// The makers of the claim, and its wordings elsewhere.
    Sayings,
    Evidence,
    Denials,
    Verdicts,
    Relations,
    Faults,
    /// The editor's notes, and the corrections.
    Notes,
}

impl Chapter {
    /// The chapters in the order of a document.
    pub(crate) const ALL: [Self; 8] = [
        Self::Standing,
        Self::Sayings,
        Self::Evidence,
        Self::Denials,
        Self::Verdicts,
        Self::Relations,
        Self::Faults,
        Self::Notes,
    ];

    pub(crate) fn heading(self) -> &'static str {
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

/// A paragraph: one logical line before it is wrapped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    /// The columns before the first line.
    pub(crate) indent: usize,
    /// The columns before the lines that follow it.
    pub(crate) hang: usize,
    /// The text, in spans of one meaning.
    pub(crate) spans: Vec<Span>,
    /// The id of the evidence or denial that the paragraph belongs to.
    pub(crate) item: Option<String>,
    /// The chapter of the paragraph; `None` for text that a document words in its own way.
    pub(crate) chapter: Option<Chapter>,
    /// The role of the paragraph in its passage.
    pub(crate) piece: ParagraphRole,
    /// The ids of the sources that the paragraph names, in order: one for each [`Mark::Source`].
    pub(crate) cites: Vec<String>,
}

impl Paragraph {
    /// Creates an empty paragraph that begins at `indent` columns and continues at `hang` columns.
    pub(crate) fn new(indent: usize, hang: usize) -> Self {
        Self { indent, hang, ..Self::default() }
    }

    pub(crate) fn blank() -> Self {
        Self::default()
    }

    /// Adds words with a mark.
    #[must_use]
    pub(crate) fn push<'t>(mut self, mark: Mark, words: impl Into<DisplayText<'t>>) -> Self {
        let text = words.into();
        if !text.is_empty() {
            self.spans.push(Span { text: text.into_owned(), mark, target: None });
        }
        self
    }

    /// Adds words without a mark.
    #[must_use]
    pub(crate) fn plain<'t>(self, words: impl Into<DisplayText<'t>>) -> Self {
        self.push(Mark::Plain, words)
    }

    /// Adds the name of a source and records its id.
    pub(super) fn cite(mut self, name: &str, id: &str) -> Self {
        self.cites.push(id.to_owned());
        self.push(Mark::Source, name)
    }

    /// Adds words that link to a target.
    pub(super) fn link(mut self, words: &str, target: Target) -> Self {
        let text = text::line(words).into_owned();
        self.spans.push(Span { text, mark: Mark::Link, target: Some(target) });
        self
    }

    pub(super) fn piece(self, piece: ParagraphRole) -> Self {
        Self { piece, ..self }
    }

    pub(super) fn within(self, chapter: Chapter) -> Self {
        Self { chapter: Some(chapter), ..self }
    }

    /// Adds ` · ` and words without a mark, if there are any.
    pub(super) fn dotted<'t>(self, words: Option<impl Into<DisplayText<'t>>>) -> Self {
        match words {
            Some(words) => self.dot().plain(words),
            None => self,
        }
    }

    /// Adds ` · ` unless the paragraph is empty.
    pub(super) fn dot(self) -> Self {
        if self.spans.is_empty() { self } else { self.plain(" · ") }
    }

    /// Returns the sign that the paragraph begins with. Its words say the same.
    pub(crate) fn sign(&self) -> Option<&Span> {
        let first = self.spans.first().filter(|_| self.piece == ParagraphRole::Head)?;
        let is_sign = match first.mark {
            Mark::Supports | Mark::Undercuts => true,
            Mark::Plain => first.text == "· " || first.text == "? ",
            Mark::Fault => first.text == "! ",
            _ => false,
        };
        is_sign.then_some(first)
    }

    /// Divides a paragraph of a quotation into its words and the remark on whose words they are,
    /// which is no part of the quotation.
    pub(crate) fn without_remark(&self) -> (Cow<'_, Self>, Option<&DisplayText<'static>>) {
        let remark = self.spans.iter().position(|span| span.mark == Mark::Plain);
        let Some(remark) = remark.filter(|_| self.piece == ParagraphRole::Words) else {
            return (Cow::Borrowed(self), None);
        };
        let mut words = self.clone();
        words.spans.remove(remark);
        (Cow::Owned(words), self.spans.get(remark).map(|span| &span.text))
    }

    /// Returns a range of the paragraph, in bytes of its text, as a paragraph.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        let mut start = 0;
        let spans = self.spans.iter().filter_map(|span| {
            let end = start + span.text.len();
            let within = range.start.max(start)..range.end.min(end);
            let text =
                span.text.piece(within.start.checked_sub(start)?..within.end.checked_sub(start)?);
            start = end;
            let text = Some(text.into_owned()).filter(|text| !text.is_empty())?;
            Some(Span { text, mark: span.mark, target: span.target.clone() })
        });
        let spans = spans.collect();
        Self { spans, item: self.item.clone(), cites: self.cites.clone(), ..*self }
    }

    pub(crate) fn held_bytes(&self) -> usize {
        let texts = self.spans.iter().map(|span| span.text.held_bytes());
        size_of::<Self>() + self.spans.capacity() * size_of::<Span>() + texts.sum::<usize>()
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.spans.is_empty()
    }

    /// Returns the text without its marks.
    #[must_use]
    pub fn text(&self) -> DisplayText<'static> {
        DisplayText::concat(self.spans.iter().map(|span| &span.text))
    }

    /// Returns the text as a line of linear output, indented.
    pub(super) fn to_line(&self) -> String {
        if self.is_blank() {
            return String::new();
        }
        let mut line = " ".repeat(self.indent);
        for span in &self.spans {
            line.push_str(&span.text);
            // Linear text has no links to follow: the id says what to `show`.
            if let Some(Target::Claim(address)) = &span.target {
                line.push(' ');
                line.push_str(&text::line(&address.claim));
            }
        }
        line
    }
}
