//! A fuzzy word compiled for an arena: its characters as codes, and the most that each can add
//! to a score.

use crate::catalog::{Arena, UNCODED, bag};
use crate::search::score::{CONSECUTIVE, MATCH, OTHER_CASE, START, WORD_START, bonus};

/// The highest score of a character after a gap: at the beginning of a word, less the cost of
/// the shortest gap.
const AFTER_GAP: i32 = MATCH + WORD_START - 4;

/// A character of a pattern: the two codes that match it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PatternLetter {
    /// The code of the character in the pattern.
    pub(super) exact: u8,
    /// The code of the letter in the other case, or the exact code again if case matters.
    pub(super) other: u8,
}

impl PatternLetter {
    /// Returns whether a code matches the letter.
    pub(super) fn matches(self, code: u8) -> bool {
        code == self.exact || code == self.other
    }

    /// Returns the score of a match with this code, without bonuses.
    pub(super) fn worth(self, code: u8) -> i32 {
        if code == self.exact { MATCH } else { OTHER_CASE }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    pub(super) letters: Vec<PatternLetter>,
    /// The letters, each matching its own case only.
    pub(super) exact: Vec<PatternLetter>,
    pub(super) bag: u64,
    /// The most that the letters after each letter can add.
    pub(super) after: Vec<i32>,
}

impl Pattern {
    /// Compiles a folded word for an arena. Returns `None` if the word is empty or has a character
    /// without a code in the arena. An ASCII capital in the word makes case matter.
    pub(crate) fn new(arena: &Arena, word: &str) -> Option<Self> {
        let minds_case = word.chars().any(|c| c.is_ascii_uppercase());
        let codes: Vec<u8> = word.chars().map(|c| arena.code(c)).collect();
        if codes.is_empty() || codes.contains(&UNCODED) {
            return None;
        }
        let other = |code: u8| if minds_case { code } else { code.to_ascii_uppercase() };
        let letters: Vec<PatternLetter> =
            codes.iter().map(|code| PatternLetter { exact: *code, other: other(*code) }).collect();
        let exact = codes.iter().map(|code| PatternLetter { exact: *code, other: *code }).collect();
        let mut after = vec![0; letters.len()];
        for index in (1..letters.len()).rev() {
            after[index - 1] = after[index] + most(letters[index - 1], letters[index]);
        }
        Some(Self { bag: bag(&codes), letters, exact, after })
    }

    /// Returns the highest possible score: a match in one piece at the beginning of a text.
    pub(super) fn most(&self) -> i32 {
        FIRST_AT_MOST + self.after.first().copied().unwrap_or_default()
    }

    /// Returns the highest score that any pattern of `letters` letters can have.
    pub(super) fn most_of_any(letters: usize) -> i32 {
        let further = i32::try_from(letters.saturating_sub(1)).unwrap_or(i32::MAX);
        FIRST_AT_MOST.saturating_add((MATCH + WORD_START).saturating_mul(further))
    }

    /// Returns the most that the letters after the first `letters` can add.
    pub(super) fn most_after(&self, letters: usize) -> i32 {
        letters.checked_sub(1).and_then(|last| self.after.get(last)).copied().unwrap_or(0)
    }

    /// Returns how far the score in a text must stay below [`Self::most`], judged by the first
    /// character of the text.
    pub(super) fn handicap(&self, begins: Option<u8>) -> i32 {
        match self.letters.first().zip(begins) {
            Some((letter, code)) if letter.matches(code) => MATCH - letter.worth(code),
            _ => WORD_START,
        }
    }
}

/// The highest score of a first letter: at the beginning of a text.
const FIRST_AT_MOST: i32 = START + MATCH + 2 * WORD_START;

/// Returns the most that a letter can add to the score after the letter before it.
fn most(before: PatternLetter, letter: PatternLetter) -> i32 {
    let mut most = AFTER_GAP;
    for before in [before.exact, before.other] {
        for code in [letter.exact, letter.other] {
            most = most.max(letter.worth(code) + bonus(before, code).max(CONSECUTIVE));
        }
    }
    most
}
