//! The text being checked, with the places of its bytes. There may be many findings, and a line may
//! be the whole file, so places are computed from marks that are set once, not counted from the
//! start.

use std::cell::OnceCell;

use super::finding::FindingPlace;
use crate::text::{position, within};

/// The number of bytes between two marks.
const STEP: usize = 1024;

/// A text of a file: all of a document, or one line of NDJSON.
#[derive(Debug)]
pub(super) struct CheckedText<'a> {
    /// The number of the file in the order of checking.
    pub(super) file: usize,
    pub(super) text: &'a str,
    /// The number of lines of the file before this text.
    lines_before: usize,
    is_line: bool,
    marks: OnceCell<Vec<(usize, usize, usize)>>,
}

impl<'a> CheckedText<'a> {
    pub(super) fn new(file: usize, text: &'a str, lines_before: usize) -> Self {
        Self { file, text, lines_before, is_line: false, marks: OnceCell::new() }
    }

    pub(super) fn of_line(file: usize, text: &'a str, lines_before: usize) -> Self {
        Self { is_line: true, ..Self::new(file, text, lines_before) }
    }

    /// Returns the place of a byte offset in the file.
    pub(super) fn spot(&self, at: usize) -> FindingPlace {
        let (line, column) = self.place(at);
        FindingPlace { file: self.file, line, column }
    }

    /// Returns the line of a byte offset, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        if self.is_line { self.lines_before + 1 } else { self.place(at).0 }
    }

    /// Returns line and column (in characters) of a byte offset, both from 1.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let marks = self.marks.get_or_init(|| marks(self.text));
        let (start, line, column) = marks.get(at / STEP).copied().unwrap_or((0, 1, 1));
        let rest = &self.text[start..];
        within((self.lines_before + line, column), position(rest, at.saturating_sub(start)))
    }
}

/// Returns the offset, line and column of the character at or before every step of bytes.
fn marks(text: &str) -> Vec<(usize, usize, usize)> {
    let mut marks = Vec::with_capacity(text.len() / STEP + 1);
    let (mut line, mut column) = (1, 1);
    for (at, character) in text.char_indices() {
        if at + character.len_utf8() > marks.len() * STEP {
            marks.push((at, line, column));
        }
        (line, column) = if character == '\n' { (line + 1, 1) } else { (line, column + 1) };
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_of_counting(
            parts in proptest::collection::vec("[aé€𝄞\n]{0,90}", 0..60),
            at in 0..9_000usize,
        ) {
            let text = parts.concat();
            let (line, column) = position(&text, at);
            prop_assert_eq!(CheckedText::new(0, &text, 0).place(at), (line, column));
            prop_assert_eq!(CheckedText::new(0, &text, 5).place(at), (line + 5, column));
        }
    }
}
