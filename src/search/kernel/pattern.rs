//! A fuzzy word made ready for an arena: its characters as codes, and the most that each
//! can add to a score.

use crate::catalog::{Arena, UNCODED, bag};

/// What a character is worth, before bonuses.
pub(super) const MATCH: i32 = 16;
/// What every alignment pays once.
pub(super) const START: i32 = -1;
/// What it is worth where only the case differs.
pub(super) const OTHER_CASE: i32 = 14;
/// The least bonus of a character that follows the one before it at once.
pub(super) const CONSECUTIVE: i32 = 4;
/// The bonus at the beginning of a word, the largest there is.
pub(super) const WORD_START: i32 = 8;
/// The most that a character after a gap is worth: at the beginning of a word, less the
/// price of the shortest gap.
const AFTER_GAP: i32 = MATCH + WORD_START - 4;

/// A character of a pattern: the two codes that match it, and which of them is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PatternLetter {
    /// The code as the pattern has it.
    pub(super) exact: u8,
    /// The same letter in the other case, or the same code again where case counts.
    pub(super) other: u8,
}

impl PatternLetter {
    /// Whether a code matches it.
    pub(super) fn matches(self, code: u8) -> bool {
        code == self.exact || code == self.other
    }

    /// What a match with this code is worth, before bonuses.
    pub(super) fn worth(self, code: u8) -> i32 {
        if code == self.exact { MATCH } else { OTHER_CASE }
    }
}

/// A fuzzy word made ready for an arena.
#[derive(Debug, Clone)]
pub struct Pattern {
    pub(super) letters: Vec<PatternLetter>,
    /// The same letters, each in its own case only.
    pub(super) exact: Vec<PatternLetter>,
    pub(super) bag: u64,
    /// The most that the letters after each one can add.
    pub(super) after: Vec<i32>,
}

impl Pattern {
    /// Codes a folded word for an arena; `None` where it is empty or has a character that
    /// the arena has no code for. An ASCII capital in it makes it mind the case.
    #[must_use]
    pub fn new(arena: &Arena, word: &str) -> Option<Self> {
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

    /// The most that it can be worth: from the beginning of a text on, in one piece.
    pub(super) fn most(&self) -> i32 {
        FIRST_AT_MOST + self.after.first().copied().unwrap_or_default()
    }

    /// The most that any pattern of so many letters can be worth.
    pub(super) fn most_of_any(letters: usize) -> i32 {
        let further = i32::try_from(letters.saturating_sub(1)).unwrap_or(i32::MAX);
        FIRST_AT_MOST.saturating_add((MATCH + WORD_START).saturating_mul(further))
    }

    /// The most that its letters can add after the first so many.
    pub(super) fn most_after(&self, letters: usize) -> i32 {
        letters.checked_sub(1).and_then(|last| self.after.get(last)).copied().unwrap_or(0)
    }

    /// What is wanting to [`Self::most`] in a text, by its first character.
    pub(super) fn handicap(&self, begins: Option<u8>) -> i32 {
        match self.letters.first().zip(begins) {
            Some((letter, code)) if letter.matches(code) => MATCH - letter.worth(code),
            _ => WORD_START,
        }
    }
}

/// The most that a first letter is worth: at the beginning of a text.
const FIRST_AT_MOST: i32 = START + MATCH + 2 * WORD_START;

/// The most that a letter can add to the score after the one before it.
fn most(before: PatternLetter, letter: PatternLetter) -> i32 {
    let mut most = AFTER_GAP;
    for before in [before.exact, before.other] {
        for code in [letter.exact, letter.other] {
            most = most.max(letter.worth(code) + bonus(before, code).max(CONSECUTIVE));
        }
    }
    most
}

/// What a character is worth for standing after another: at the beginning of a word, or
/// of a hump in camel case. 0 before the first stands for no character.
///
/// `CharType`, `CharRole` and their bonuses of fuzzy-matcher 0.3.7, `skim.rs`.
pub(super) fn bonus(before: u8, code: u8) -> i32 {
    match before {
        0 | b' ' | b'/' | b'\\' | b'|' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => WORD_START,
        b'!'..=b'\'' | b'*'..=b'.' | b':'..=b'@' | b'^'..=b'`' | b'~' => 7,
        b'A'..=b'Z' => 0,
        _ if code.is_ascii_uppercase() => 6,
        _ => 0,
    }
}
