//! The score of the best alignment, exactly that of `SkimMatcherV2::fuzzy_indices` on a fresh
//! matcher, or `None` if a wanted score can't be reached.
//!
//! The crate fills a matrix of all letters against all characters: Smith and Waterman's local
//! alignment with Gotoh's affine gaps (1982). Here a row of the matrix holds only the places where
//! its letter occurs, and of these only the ones from which the wanted score can still be
//! reached. Most rows have a few cells, and most texts are rejected at the first row.

use super::pattern::{Pattern, PatternLetter};
use super::scan;
use crate::search::score::{CONSECUTIVE, MATCH, START, WORD_START, bonus};

/// The cost of opening a gap, including its first character. Each further character costs 1.
const GAP: i32 = 4;
/// The most that a letter after a gap adds, apart from the length of the gap.
const ACROSS: i32 = MATCH + WORD_START + 2 - GAP;
/// A value lower than any score.
const NEVER: i32 = i32::MIN / 2;

/// A place with which a letter of the pattern is matched, and the best score there.
#[derive(Debug, Clone, Copy)]
struct MatchCell {
    at: usize,
    score: i32,
}

/// Buffers for alignments, reused from text to text.
#[derive(Debug, Default)]
pub(crate) struct Workbench {
    row: Vec<MatchCell>,
    next: Vec<MatchCell>,
}

impl Workbench {
    /// Returns the score of the best alignment with the first `length` bytes of `text`, or
    /// `None` if there is none or its score is less than `wanted`.
    pub(super) fn align(
        &mut self,
        text: &[u8],
        length: usize,
        pattern: &Pattern,
        wanted: i32,
    ) -> Option<i32> {
        let mut rows = pattern.letters.iter().zip(&pattern.after);
        let (first, after) = rows.next()?;
        self.first_row(text, length, *first, wanted.saturating_sub(*after));
        for (letter, after) in rows {
            if self.row.is_empty() {
                return None;
            }
            self.next_row(text, length, *letter, wanted.saturating_sub(*after));
        }
        self.row.iter().map(|cell| cell.score).max()
    }

    /// Finds the places of the pattern's first letter with a score of at least `needed`.
    fn first_row(&mut self, text: &[u8], length: usize, letter: PatternLetter, needed: i32) {
        self.row.clear();
        // If more is needed than a place within the text can score, only the very beginning can
        // reach it, where the bonus counts twice.
        let within = if needed > START + MATCH + WORD_START { length.min(1) } else { length };
        for at in LetterPlaces::new(text, 0, within, letter) {
            let (before, code) = neighbours(text, at);
            let bonus = bonus(before, code) * if at == 0 { 2 } else { 1 };
            let score = START + letter.worth(code) + bonus;
            if score >= needed {
                self.row.push(MatchCell { at, score });
            }
        }
    }

    /// Finds the places of a further letter with a score of at least `needed`. Each continues the
    /// better of two alignments: that of the adjacent place, and the best one across a gap.
    fn next_row(&mut self, text: &[u8], length: usize, letter: PatternLetter, needed: i32) {
        self.next.clear();
        let (Some(first), Some(last)) = (self.row.first(), self.row.last()) else { return };
        // Beyond this place, the gap from even the best place costs too much.
        let furthest = self.row.iter().map(|cell| cell.score + signed(cell.at)).max();
        let reach = furthest.unwrap_or(NEVER).saturating_add(ACROSS).saturating_sub(needed);
        let reach = usize::try_from(reach).unwrap_or(0).saturating_add(1).max(last.at + 2);
        let places = LetterPlaces::new(text, first.at + 1, reach.min(length), letter);
        let mut cells = self.row.iter().copied().peekable();
        // The best score before a gap plus its place, from which the gap's end is subtracted below.
        let mut across = NEVER;
        for at in places {
            while let Some(cell) = cells.next_if(|cell| cell.at + 1 < at) {
                across = across.max(cell.score + signed(cell.at));
            }
            let adjacent = cells.peek().filter(|cell| cell.at + 1 == at);
            let (before, code) = neighbours(text, at);
            let bonus = bonus(before, code);
            let joined = adjacent.map_or(NEVER, |cell| cell.score + bonus.max(CONSECUTIVE));
            let apart = across - signed(at) + 2 - GAP;
            let score = letter.worth(code) + joined.max(apart + bonus);
            if score >= needed {
                self.next.push(MatchCell { at, score });
            }
        }
        std::mem::swap(&mut self.row, &mut self.next);
    }
}

/// An iterator over the places of a letter in a range of a text.
struct LetterPlaces<'a> {
    text: &'a [u8],
    letter: PatternLetter,
    /// The remaining places among the 32 from `start` on, as bits.
    mask: u32,
    start: usize,
    end: usize,
}

impl<'a> LetterPlaces<'a> {
    fn new(text: &'a [u8], start: usize, end: usize, letter: PatternLetter) -> Self {
        let mask = scan::which(text, start, end, letter);
        Self { text, letter, mask, start, end }
    }
}

impl Iterator for LetterPlaces<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.mask == 0 {
            self.start += 32;
            if self.start >= self.end {
                return None;
            }
            self.mask = scan::which(self.text, self.start, self.end, self.letter);
        }
        let at = self.start + self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        Some(at)
    }
}

/// Returns the score of the alignment that matches the characters from `start` on one by one.
pub(super) fn run_score(text: &[u8], start: usize, pattern: &Pattern) -> i32 {
    let mut score = START;
    for (place, letter) in pattern.letters.iter().enumerate() {
        let (before, code) = neighbours(text, start + place);
        let bonus = bonus(before, code);
        score += letter.worth(code)
            + match (place, start) {
                (0, 0) => 2 * bonus,
                (0, _) => bonus,
                _ => bonus.max(CONSECUTIVE),
            };
    }
    score
}

/// Returns the code before a place, or 0 at the beginning, and the code at the place.
fn neighbours(text: &[u8], at: usize) -> (u8, u8) {
    let code = |at: usize| text.get(at).copied().unwrap_or_default();
    (at.checked_sub(1).map_or(0, code), code(at))
}

fn signed(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX / 4)
}
