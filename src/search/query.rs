//! The grammar of a query. Parsing is pure and never fails; it reports the values that it had to
//! leave out as [`Query::faults`].
//!
//! Blanks between words mean "and"; `|` as a word of its own means "or" and binds tighter.
//!
//! | written | matches if |
//! |---|---|
//! | `word` | the claim contains the letters of the word in this order |
//! | `'word` | the claim contains exactly this text anywhere; the rest of the word is literal |
//! | `"two words"` | the claim contains exactly this phrase; signs within it are literal |
//! | `^word`, `word$` | the claim begins with the text, or ends with it; also `^"two words"`, `"two words"$` |
//! | `^word$` | the claim is exactly this text |
//! | `!word` | the claim doesn't contain this text; also `!^word`, `!word$`, `!"two words"`, `!field:value` |
//! | `field:value` | see [`FIELDS`](super::FIELDS); double quotes enclose a value with blanks |
//! | `\ ` | a literal blank; a backslash also makes `\ ! ' ^ $ \| " :` literal |
//!
//! Incomplete signs: a lone `!`, `'`, `^`, `!^`, `!'`, `^$` or `|` is ignored, and a lone `$` is
//! literal (all as in fzf). A backslash at the very end is ignored. `!'word` means `!word`.
//! A phrase or a value whose quotation isn't closed takes the rest of the query, without the blanks
//! at its end. A quotation mark anywhere else, as in `5"`, is literal.
//! A word that contains an ASCII capital is matched with regard to case, any other without.

use std::ops::Range;

use super::field::{self, Field, FieldError, Why};
use super::marked::Marked;
pub(crate) use super::needle::{How, Needle};
use super::words::{QueryWord, WordLetter, spell, split_field, words};

/// The most characters that a query may have when it is typed here or sent over the network.
pub(crate) const QUERY_LIMIT: usize = 512;

/// The most letters that all fuzzy words of a query may have together. Further letters are
/// ignored: the cost of a fuzzy match grows with the product of both lengths.
pub(crate) const FUZZY_LIMIT: usize = 128;

/// The most letters that all other words of a query may have together.
pub(crate) const EXACT_LIMIT: usize = 2048;

/// The most conditions that a query may have, each alternative counted. Further conditions are
/// ignored: each of them may have to be tested on every claim.
pub(crate) const CONDITIONS_LIMIT: usize = 64;

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The terms, all of which must hold.
    pub terms: Vec<QueryTerm>,
    /// Errors of known fields with values that they don't accept, which are left out of the terms.
    pub faults: Vec<FieldError>,
    /// Fields without a value, which are left out of the terms: a user who is typing goes on.
    pub(crate) unfilled: Vec<FieldError>,
}

/// Alternatives, one of which must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryTerm {
    /// The alternatives, at least one.
    pub(crate) alternatives: Vec<Atom>,
    /// The place of the term in its source, in bytes. Cutting it out removes the term.
    pub(crate) span: Range<usize>,
}

/// One condition of a query. A negated text is never fuzzy.
pub(crate) type Atom = Negatable<AtomKind>;

/// A condition or its negation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Negatable<T> {
    /// Whether the condition must not hold.
    pub(crate) negated: bool,
    pub(crate) value: T,
}

impl<T> Negatable<T> {
    /// Returns the same sign with another value.
    pub(super) fn with<U>(&self, value: U) -> Negatable<U> {
        Negatable { negated: self.negated, value }
    }

    /// Returns whether the condition is met, if `holds` tells so of its value.
    pub(super) fn is_met(&self, holds: impl FnOnce(&T) -> bool) -> bool {
        holds(&self.value) != self.negated
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AtomKind {
    /// A condition on the claim's text.
    Text(Needle),
    /// A condition on the claim's record.
    Field(Field),
}

impl Query {
    /// Parses a query. Every text is a valid query.
    ///
    /// ```
    /// use gainsay::search::Query;
    ///
    /// let query = Query::parse("inbox topic:messaging");
    /// assert_eq!(query.terms.len(), 2);
    /// assert!(Query::parse("scope:nonsense").faults.len() == 1);
    /// ```
    #[must_use]
    pub fn parse(source: &str) -> Self {
        Self::of([source])
    }

    /// Parses several queries, all of which must hold. Each is parsed on its own, so that an
    /// incomplete end of one doesn't affect the next.
    pub(crate) fn of<'a>(sources: impl IntoIterator<Item = &'a str>) -> Self {
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
                    Err(fault) if fault.why == Why::Missing => self.unfilled.push(fault),
                    Err(fault) => self.faults.push(fault),
                }
            }
            if !alternatives.is_empty() {
                self.terms.push(QueryTerm { alternatives, span });
            }
        }
    }

    /// Returns whether the query has a value that can't become a valid one by typing on. Such a
    /// query finds nothing: the rest of it would find claims that the user didn't ask for.
    pub(crate) fn is_invalid(&self) -> bool {
        self.faults.iter().any(|fault| !fault.is_begun())
    }

    /// Returns whether the query has a value that is unfinished and ignored so far.
    pub(crate) fn is_unfinished(&self) -> bool {
        !self.faults.is_empty() && !self.is_invalid()
    }

    /// Returns whether the query ranks claims: it has a text that claims should contain.
    pub(crate) fn ranks(&self) -> bool {
        self.atoms().any(|atom| !atom.negated && matches!(atom.value, AtomKind::Text(_)))
    }

    /// Returns what the panes should mark: every text that isn't negated, and every `all:` word.
    pub(crate) fn needles(&self) -> Vec<&Needle> {
        self.atoms().filter(|atom| !atom.negated).filter_map(needle_of).collect()
    }

    /// Returns the query with a user's marks filled in. A query as parsed contains no marks.
    pub(crate) fn with_marks(mut self, marked: &Marked) -> Self {
        for atom in self.terms.iter_mut().flat_map(|term| &mut term.alternatives) {
            if let AtomKind::Field(Field::Marked(theirs)) = &mut atom.value {
                *theirs = marked.clone();
            }
        }
        self
    }

    /// Returns whether the query's results depend on the user's marks.
    pub(crate) fn asks_marks(&self) -> bool {
        self.atoms().any(|atom| matches!(atom.value, AtomKind::Field(Field::Marked(_))))
    }

    fn atoms(&self) -> impl Iterator<Item = &Atom> {
        self.terms.iter().flat_map(|term| &term.alternatives)
    }
}

fn needle_of(atom: &Atom) -> Option<&Needle> {
    match &atom.value {
        AtomKind::Text(needle) | AtomKind::Field(Field::All(needle)) => Some(needle),
        AtomKind::Field(_) => None,
    }
}

/// Groups words into terms: words joined by `|` form one term.
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

/// Parses the condition that a word states. Returns `None` if the word is incomplete.
fn atom(word: &QueryWord) -> Result<Option<Atom>, FieldError> {
    let (negated, rest) = strip(&word.letters, '!');
    let Some((info, value)) = split_field(rest) else {
        let needle = needle(negated, rest, word.is_phrase);
        return Ok(needle.map(|needle| Atom { negated, value: AtomKind::Text(needle) }));
    };
    let field = field::read(info, spell(value).trim(), &word.span)?;
    // `no:` is the negation of `has:`.
    let negated = negated != (info.name == "no");
    Ok(Some(Atom { negated, value: AtomKind::Field(field) }))
}

fn needle(negated: bool, letters: &[WordLetter], is_phrase: bool) -> Option<Needle> {
    let (exact, rest) = strip(letters, '\'');
    if exact {
        return Needle::new(How::Exact, &spell(rest));
    }
    let (to_end, rest) = match rest.split_last() {
        // A lone `$` is a word, except after a phrase that is empty yet.
        Some((last, before)) if last.is_sign('$') && (is_phrase || !before.is_empty()) => {
            (true, before)
        }
        _ => (false, rest),
    };
    let (from_start, rest) = strip(rest, '^');
    let how = match (from_start, to_end) {
        (true, true) => How::Whole,
        (true, false) => How::Prefix,
        (false, true) => How::Suffix,
        (false, false) if negated || is_phrase => How::Exact,
        (false, false) => How::Fuzzy,
    };
    Needle::new(how, &spell(rest))
}

/// Returns whether the letters begin with a sign, and the letters without it.
fn strip(letters: &[WordLetter], sign: char) -> (bool, &[WordLetter]) {
    match letters.split_first() {
        Some((first, rest)) if first.is_sign(sign) => (true, rest),
        _ => (false, letters),
    }
}

/// The letters and conditions that a query may still have; see [`FUZZY_LIMIT`].
struct LetterBudget {
    fuzzy: usize,
    exact: usize,
    conditions: usize,
}

impl LetterBudget {
    /// Returns the atom with its needle cut to the budget, or `None` if the budget is used up.
    fn grant(&mut self, mut atom: Atom) -> Option<Atom> {
        if self.conditions == 0 {
            return None;
        }
        if let AtomKind::Text(needle) | AtomKind::Field(Field::All(needle)) = &mut atom.value {
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
