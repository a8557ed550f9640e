//! Splits a query into words at blanks, and resolves escapes and quotation marks.

use std::ops::Range;

use super::field;

/// The characters that a backslash makes literal. Before any other character it is literal itself.
const SIGNS: &str = "\\!'^$|\":";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WordLetter {
    pub(super) ch: char,
    /// Whether the character was escaped or quoted, and therefore is no sign of the grammar.
    pub(super) literal: bool,
}

impl WordLetter {
    pub(super) fn is_sign(self, sign: char) -> bool {
        !self.literal && self.ch == sign
    }
}

/// A word of a query, without the blanks around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QueryWord {
    pub(super) letters: Vec<WordLetter>,
    /// Whether the text of the word, after `!` and `^`, is a phrase in quotation marks.
    pub(super) is_phrase: bool,
    /// The place of the word in the query, in bytes.
    pub(super) span: Range<usize>,
}

/// Splits a query into words, in order. A lone backslash at the end is incomplete and ignored. A
/// quotation that isn't closed extends to the end, without the blanks there.
pub(super) fn words(source: &str) -> Vec<QueryWord> {
    let mut parser = WordParser::default();
    let mut chars = source.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        if ch == '\\' {
            let escaped = |&(_, next): &(usize, char)| next.is_whitespace() || SIGNS.contains(next);
            match (chars.next_if(escaped), chars.peek()) {
                (Some((_, next)), _) => parser.push(at, next, true),
                (None, Some(_)) => parser.push(at, ch, true),
                (None, None) => {}
            }
        } else {
            parser.read(at, ch);
        }
    }
    parser.end_quotation();
    parser.end_word(source.len());
    parser.words
}

#[derive(Default)]
struct WordParser {
    words: Vec<QueryWord>,
    letters: Vec<WordLetter>,
    start: usize,
    quoted: bool,
    is_phrase: bool,
}

impl WordParser {
    fn read(&mut self, at: usize, ch: char) {
        match ch {
            '"' if self.quoted => self.quoted = false,
            _ if self.quoted => self.push(at, ch, true),
            _ if ch.is_whitespace() => self.end_word(at),
            '"' if self.awaits_text() => {
                self.begin(at);
                (self.quoted, self.is_phrase) = (true, true);
            }
            '"' if self.awaits_value() => self.quoted = true,
            _ => self.push(at, ch, false),
        }
    }

    fn push(&mut self, at: usize, ch: char, literal: bool) {
        self.begin(at);
        self.letters.push(WordLetter { ch, literal });
    }

    /// Begins a word at `at`, unless it has begun.
    fn begin(&mut self, at: usize) {
        if self.letters.is_empty() && !self.is_phrase {
            self.start = at;
        }
    }

    /// Returns whether the word so far consists only of the signs before a text. A phrase can begin
    /// only there.
    fn awaits_text(&self) -> bool {
        let is = |signs: &str| {
            let same = |(letter, sign): (&WordLetter, char)| letter.is_sign(sign);
            self.letters.len() == signs.len() && self.letters.iter().zip(signs.chars()).all(same)
        };
        !self.is_phrase && ["", "!", "^", "!^"].into_iter().any(is)
    }

    /// Returns whether the word so far is a field's name with its colon. The quotation of a value
    /// can begin only there.
    fn awaits_value(&self) -> bool {
        let head = self.letters.strip_prefix(&[WordLetter { ch: '!', literal: false }][..]);
        let head = head.unwrap_or(&self.letters);
        split_field(head).is_some_and(|(_, value)| value.is_empty())
    }

    /// Drops the blanks at the end of a quotation that isn't closed: more words may follow them.
    fn end_quotation(&mut self) {
        let is_blank = |letter: &WordLetter| letter.ch.is_whitespace();
        while self.quoted && self.letters.last().is_some_and(is_blank) {
            self.letters.pop();
        }
    }

    fn end_word(&mut self, at: usize) {
        let letters = std::mem::take(&mut self.letters);
        let is_phrase = std::mem::take(&mut self.is_phrase);
        if !letters.is_empty() {
            self.words.push(QueryWord { letters, is_phrase, span: self.start..at });
        }
    }
}

/// Splits the letters of a word into a known field and the letters after the colon.
pub(super) fn split_field(
    letters: &[WordLetter],
) -> Option<(&'static field::FieldInfo, &[WordLetter])> {
    let (name, value) = split_name(letters)?;
    Some((field::find(&name)?, value))
}

/// Splits the letters of a word at a colon that isn't literal, with nothing literal before it.
pub(super) fn split_name(letters: &[WordLetter]) -> Option<(String, &[WordLetter])> {
    let colon = letters.iter().position(|letter| letter.literal || letter.ch == ':')?;
    let (name, rest) = letters.split_at(colon);
    let (colon, value) = rest.split_first()?;
    colon.is_sign(':').then(|| (spell(name), value))
}

pub(super) fn spell(letters: &[WordLetter]) -> String {
    letters.iter().map(|letter| letter.ch).collect()
}
