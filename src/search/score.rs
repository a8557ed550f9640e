//! The score of a needle in a text, as fuzzy-matcher's `SkimMatcherV2` defines it.
//!
//! A fuzzy needle has the score that `fuzzy_indices` returns on a fresh matcher, which is that of
//! the best alignment and of the highlighted one. (`fuzzy_match` of 0.3.7 sometimes returns
//! another score, and so does a matcher that was used before.) Other needles have the score of
//! their best contiguous occurrence by the same constants, from `skim.rs` of fuzzy-matcher 0.3.7.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::query::{How, Needle};
use crate::catalog::UNCODED;

/// The score of a matched character without bonuses.
pub(super) const MATCH: i32 = 16;
/// The penalty that every alignment pays once.
pub(super) const START: i32 = -1;
/// The score of a character that matches only without regard to case.
pub(super) const OTHER_CASE: i32 = 14;
/// The lowest bonus of a character that directly follows the one before it.
pub(super) const CONSECUTIVE: i32 = 4;
/// The bonus at the beginning of a word, which is the highest bonus.
pub(super) const WORD_START: i32 = 8;
/// The place of a needle in a text, with its score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alignment {
    pub(super) score: i64,
    /// The matched characters, as ascending indices from the text's beginning.
    pub(super) chars: Vec<usize>,
}

/// Returns the score of a needle in a searched text, or `None` if it doesn't match.
pub(super) fn score(needle: &Needle, text: &str) -> Option<i64> {
    match needle.how {
        How::Fuzzy => align(needle, text).map(|alignment| alignment.score),
        _ => best_occurrence(needle, text).map(|(score, _)| score),
    }
}

/// Returns the best alignment of a needle in a searched text, or `None` if it doesn't match.
pub(super) fn align(needle: &Needle, text: &str) -> Option<Alignment> {
    if needle.how == How::Fuzzy {
        if !is_subsequence(needle, text) {
            return None;
        }
        let (score, chars) = SkimMatcherV2::default().fuzzy_indices(text, &needle.text)?;
        return Some(Alignment { score, chars });
    }
    let (score, start) = best_occurrence(needle, text)?;
    let first = text.get(..start)?.chars().count();
    Some(Alignment { score, chars: (first..first + needle.letters()).collect() })
}

/// Returns whether a fuzzy needle of `letters` characters with this score matches closely: as
/// a contiguous run, with slack that grows with the needle's length.
#[must_use]
pub fn is_close(letters: usize, score: i64) -> bool {
    score >= least_close(letters)
}

pub(super) fn least_close(letters: usize) -> i64 {
    let letters = i64::try_from(letters).unwrap_or(i64::MAX / 32);
    20 * letters - 5 - 6 * (letters - 4).max(0)
}

/// Returns whether a folded text contains a needle's text in one piece.
pub(super) fn contains(needle: &Needle, folded: &str) -> bool {
    places(needle, folded).next().is_some()
}

/// Returns whether the text contains the needle's letters in order. This is cheaper than the
/// matcher and rejects most texts.
fn is_subsequence(needle: &Needle, text: &str) -> bool {
    let case = needle.respects_case();
    let mut rest = text.chars();
    needle.text.chars().all(|wanted| rest.any(|ch| equal(ch, wanted, case)))
}

fn equal(ch: char, wanted: char, case: bool) -> bool {
    if case { ch == wanted } else { ch.eq_ignore_ascii_case(&wanted) }
}

/// Returns the score and the first byte of the best contiguous occurrence that the needle
/// allows, the first of equally good ones.
fn best_occurrence(needle: &Needle, text: &str) -> Option<(i64, usize)> {
    let last = text.len().checked_sub(needle.text.len())?;
    let allowed = |start: &usize| match needle.how {
        How::Fuzzy | How::Exact => true,
        How::Prefix => *start == 0,
        How::Suffix => *start == last,
        How::Whole => *start == 0 && last == 0,
    };
    let starts = places(needle, text).filter(allowed);
    let scored = starts.filter_map(|start| Some((run_score(&needle.text, text, start)?, start)));
    scored.max_by_key(|&(score, start)| (score, std::cmp::Reverse(start)))
}

/// Finds the occurrences of the needle's text, as ascending byte offsets; they may overlap.
/// Comparing bytes suffices: ASCII case differs in single bytes, and a match in UTF-8 can only
/// begin at a character.
pub(super) fn places<'a>(needle: &'a Needle, text: &'a str) -> impl Iterator<Item = usize> + 'a {
    let case = needle.respects_case();
    let wanted = needle.text.as_bytes();
    let here = move |window: &[u8]| {
        if case { window == wanted } else { window.eq_ignore_ascii_case(wanted) }
    };
    let windows = text.as_bytes().windows(wanted.len().max(1)).enumerate();
    windows.filter(move |(_, window)| here(window)).map(|(start, _)| start)
}

/// Returns the score of the alignment that matches the characters from byte `start` one by one.
fn run_score(needle: &str, text: &str, start: usize) -> Option<i64> {
    let mut before = text.get(..start)?.chars().next_back().map_or(0, code);
    let mut score = START;
    for (place, (wanted, ch)) in needle.chars().zip(text.get(start..)?.chars()).enumerate() {
        let bonus = bonus(before, code(ch));
        score += if wanted == ch { MATCH } else { OTHER_CASE };
        score += match (place, start) {
            (0, 0) => 2 * bonus,
            (0, _) => bonus,
            _ => bonus.max(CONSECUTIVE),
        };
        before = code(ch);
    }
    Some(score.into())
}

/// Returns the code of an ASCII character; one for all others, which have no bonus of their own.
fn code(ch: char) -> u8 {
    u8::try_from(ch).ok().filter(u8::is_ascii).unwrap_or(UNCODED)
}

/// Returns the bonus of a character for its position after another: at the beginning of a word,
/// or of a capitalised part in camel case. A `before` of 0 means that no character precedes.
///
/// Taken from `CharType`, `CharRole` and their bonuses in `skim.rs` of fuzzy-matcher 0.3.7.
pub(super) fn bonus(before: u8, code: u8) -> i32 {
    match before {
        0 | b' ' | b'/' | b'\\' | b'|' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => WORD_START,
        b'!'..=b'\'' | b'*'..=b'.' | b':'..=b'@' | b'^'..=b'`' | b'~' => 7,
        b'A'..=b'Z' => 0,
        _ if code.is_ascii_uppercase() => 6,
        _ => 0,
    }
}
