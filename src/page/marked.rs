//! Marked text: what a stretch of a page is, not how it looks.

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

    /// Adds a link.
    pub(super) fn link(mut self, words: &str, target: Target) -> Self {
        let text = text::line(words).into_owned();
        self.spans.push(Span { text, mark: Mark::Link, target: Some(target) });
        self
    }

    /// Adds ` · ` unless the paragraph is empty or has just begun.
    pub(super) fn dot(self) -> Self {
        if self.spans.is_empty() { self } else { self.plain(" · ") }
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
