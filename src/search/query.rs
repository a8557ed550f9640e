//! The grammar of a query. Pure: text in, [`Query`] out; never fails, but tells what it
//! left out.
//!
//! Blanks between words mean "and"; `|` as a word of its own means "or" and binds tighter.
//!
//! | written | holds where |
//! |---|---|
//! | `word` | its letters stand in the claim in this order |
//! | `'word` | the claim has exactly this, anywhere; the rest of the word is literal |
//! | `^word`, `word$` | the claim begins with it, ends with it |
//! | `^word$` | the claim is exactly this |
//! | `!word` | the claim does not have exactly this; `!^word`, `!word$`, `!field:value` likewise |
//! | `field:value` | see [`FIELDS`](super::FIELDS); a value with blanks stands in double quotes |
//! | `\ ` | a literal blank; a backslash also takes the meaning from `\ ! ' ^ $ \| " :` |
//!
//! Half-typed signs: a lone `!`, `'`, `^`, `!^`, `!'`, `^$` or `|` is ignored, a lone `$` is
//! itself (all as in fzf), a backslash at the very end is ignored. `!'word` is `!word`.
//! A word with an ASCII capital in it is matched with regard to case, any other without.

use std::ops::Range;

use super::field::{self, Field, FieldError};
use super::words::{QueryWord, WordLetter, spell, split_field, words};
use crate::text;

/// The most characters that a query may be typed with, here or over the network.
pub const QUERY_LIMIT: usize = 512;

/// How many letters of fuzzy words a query may have, all words together. What is beyond is
/// ignored: the cost of a fuzzy match grows with the product of both lengths.
pub const FUZZY_LIMIT: usize = 128;

/// How many letters of other words a query may have, all words together.
pub const EXACT_LIMIT: usize = 2048;

/// How many conditions a query may have, alternatives counted one by one. What is beyond is
/// ignored: each may have to be asked of every claim.
pub const CONDITIONS_LIMIT: usize = 64;

/// A query, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// What must hold, all of it.
    pub terms: Vec<QueryTerm>,
    /// Known fields with values they cannot have; left out of the terms.
    pub faults: Vec<FieldError>,
}

/// Alternatives, of which one must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryTerm {
    /// At least one.
    pub alternatives: Vec<Atom>,
    /// Where the term stands in its source, in bytes: cut it out to take the term away.
    pub span: Range<usize>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atom {
    /// Whether it must not hold. A negated text is never fuzzy.
    pub negated: bool,
    /// What is asked.
    pub kind: AtomKind,
}

/// What a condition asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtomKind {
    /// Something of the claim's text.
    Text(Needle),
    /// Something of the claim's record.
    Field(Field),
}

/// A text to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needle {
    /// How it must stand in the claim.
    pub how: How,
    /// The text, folded; never empty.
    pub text: String,
}

/// How a needle must stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Its letters in this order, with anything between them.
    Fuzzy,
    /// As one piece.
    Exact,
    /// At the beginning.
    Prefix,
    /// At the end.
    Suffix,
    /// As the whole text.
    Whole,
}

impl Needle {
    /// A needle of the text as typed; `None` where folding leaves nothing of it.
    #[must_use]
    pub fn new(how: How, typed: &str) -> Option<Self> {
        let text = text::fold(&text::line(typed));
        (!text.is_empty()).then_some(Self { how, text })
    }

    /// Whether capitals count: an ASCII capital in the needle says so.
    #[must_use]
    pub fn respects_case(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_uppercase())
    }

    /// The number of its letters, as characters of the folded text.
    #[must_use]
    pub fn letters(&self) -> usize {
        self.text.chars().count()
    }
}

impl Query {
    /// Reads a query. Every text is one.
    #[must_use]
    pub fn parse(source: &str) -> Self {
        Self::of([source])
    }

    /// Reads several queries, of which all must hold: whatever one of them ends with, it
    /// takes nothing of the next.
    #[must_use]
    pub fn of<'a>(sources: impl IntoIterator<Item = &'a str>) -> Self {
        let mut query = Self::default();
        let mut budget =
            LetterBudget { fuzzy: FUZZY_LIMIT, exact: EXACT_LIMIT, conditions: CONDITIONS_LIMIT };
        for source in sources {
            query.read(source, &mut budget);
        }
        query
    }

    fn read(&mut self, source: &str, budget: &mut LetterBudget) {
        for group in groups(words(source)) {
            let span = match (group.first(), group.last()) {
                (Some(first), Some(last)) => first.span.start..last.span.end,
                _ => continue,
            };
            let mut alternatives = Vec::new();
            for word in &group {
                match atom(word) {
                    Ok(atom) => alternatives.extend(atom.and_then(|atom| budget.grant(atom))),
                    Err(fault) => self.faults.push(fault),
                }
            }
            if !alternatives.is_empty() {
                self.terms.push(QueryTerm { alternatives, span });
            }
        }
    }

    /// Whether it asks nothing: every claim matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it ranks: it has a text that a claim should have.
    #[must_use]
    pub fn ranks(&self) -> bool {
        self.atoms().any(|atom| !atom.negated && matches!(atom.kind, AtomKind::Text(_)))
    }

    /// What the panes should mark: every text that should be there, and every `all:` word.
    #[must_use]
    pub fn needles(&self) -> Vec<&Needle> {
        self.atoms().filter(|atom| !atom.negated).filter_map(needle_of).collect()
    }

    fn atoms(&self) -> impl Iterator<Item = &Atom> {
        self.terms.iter().flat_map(|term| &term.alternatives)
    }
}

fn needle_of(atom: &Atom) -> Option<&Needle> {
    match &atom.kind {
        AtomKind::Text(needle) | AtomKind::Field(Field::All(needle)) => Some(needle),
        AtomKind::Field(_) => None,
    }
}

/// The words of each term: those that a `|` joins.
fn groups(words: Vec<QueryWord>) -> Vec<Vec<QueryWord>> {
    let mut groups: Vec<Vec<QueryWord>> = Vec::new();
    let mut joined = false;
    for word in words {
        let is_or = matches!(word.letters[..], [letter] if letter.is_sign('|'));
        match groups.last_mut() {
            Some(_) if is_or => joined = true,
            None if is_or => {}
            Some(group) if std::mem::take(&mut joined) => group.push(word),
            _ => groups.push(vec![word]),
        }
    }
    groups
}

/// The condition that a word states; none where it is half-typed.
fn atom(word: &QueryWord) -> Result<Option<Atom>, FieldError> {
    let (negated, rest) = strip(&word.letters, '!');
    let Some((info, value)) = split_field(rest) else {
        let needle = needle(negated, rest);
        return Ok(needle.map(|needle| Atom { negated, kind: AtomKind::Text(needle) }));
    };
    let read = field::read(info, spell(value).trim(), &word.span)?;
    // `no:` is `has:` the other way round.
    let negated = negated != (info.name == "no");
    Ok(read.map(|field| Atom { negated, kind: AtomKind::Field(field) }))
}

fn needle(negated: bool, letters: &[WordLetter]) -> Option<Needle> {
    let (exact, rest) = strip(letters, '\'');
    if exact {
        return Needle::new(How::Exact, &spell(rest));
    }
    let (to_end, rest) = match rest.split_last() {
        Some((last, before)) if last.is_sign('$') && !before.is_empty() => (true, before),
        _ => (false, rest),
    };
    let (from_start, rest) = strip(rest, '^');
    let how = match (from_start, to_end) {
        (true, true) => How::Whole,
        (true, false) => How::Prefix,
        (false, true) => How::Suffix,
        (false, false) if negated => How::Exact,
        (false, false) => How::Fuzzy,
    };
    Needle::new(how, &spell(rest))
}

/// Whether the letters begin with a sign, and those after it.
fn strip(letters: &[WordLetter], sign: char) -> (bool, &[WordLetter]) {
    match letters.split_first() {
        Some((first, rest)) if first.is_sign(sign) => (true, rest),
        _ => (false, letters),
    }
}

/// How many letters are still to be had; see [`FUZZY_LIMIT`].
struct LetterBudget {
    fuzzy: usize,
    exact: usize,
    conditions: usize,
}

impl LetterBudget {
    /// The atom, its needle cut to what is left; none where nothing is left.
    fn grant(&mut self, mut atom: Atom) -> Option<Atom> {
        if self.conditions == 0 {
            return None;
        }
        if let AtomKind::Text(needle) | AtomKind::Field(Field::All(needle)) = &mut atom.kind {
            let left = if needle.how == How::Fuzzy { &mut self.fuzzy } else { &mut self.exact };
            if let Some((end, _)) = needle.text.char_indices().nth(*left) {
                needle.text.truncate(end);
            }
            *left -= needle.letters();
            if needle.text.is_empty() {
                return None;
            }
        }
        self.conditions -= 1;
        Some(atom)
    }
}
