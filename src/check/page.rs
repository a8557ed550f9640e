//! The text being checked, and where its bytes stand. Findings may be many and a line may
//! be the whole file, so places are looked up in marks set once, not counted from the start.

use std::cell::OnceCell;

use super::finding::FindingPlace;
use crate::input::position;

/// Bytes between two marks.
const STEP: usize = 1024;

/// A text of a file: all of a document, or one line of NDJSON.
#[derive(Debug)]
pub(super) struct CheckedText<'a> {
    /// The file, by its number in the order of checking.
    pub(super) file: usize,
    pub(super) text: &'a str,
    /// The lines of the file before this text.
    lines_before: usize,
    lines: LineLimit,
    marks: OnceCell<Vec<(usize, usize, usize)>>,
}

/// How many lines a text may have.
#[derive(Debug, Clone, Copy)]
enum LineLimit {
    One,
    Any,
}

impl<'a> CheckedText<'a> {
    pub(super) fn new(file: usize, text: &'a str, lines_before: usize) -> Self {
        Self { file, text, lines_before, lines: LineLimit::Any, marks: OnceCell::new() }
    }

    /// The page of a text that is one line.
    pub(super) fn of_line(file: usize, text: &'a str, lines_before: usize) -> Self {
        Self { lines: LineLimit::One, ..Self::new(file, text, lines_before) }
    }

    /// The place of a byte in the file.
    pub(super) fn spot(&self, at: usize) -> FindingPlace {
        let (line, column) = self.place(at);
        FindingPlace { file: self.file, line, column }
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        match self.lines {
            LineLimit::One => self.lines_before + 1,
            LineLimit::Any => self.place(at).0,
        }
    }

    /// Line and column (in characters) of a byte, both from 1.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let marks = self.marks.get_or_init(|| marks(self.text));
        let (start, line, column) = marks.get(at / STEP).copied().unwrap_or((0, 1, 1));
        let rest = self.text.get(start..).unwrap_or_default();
        let (lines, columns) = position(rest, at.saturating_sub(start));
        let column = if lines == 1 { column + columns - 1 } else { columns };
        (self.lines_before + line + lines - 1, column)
    }
}

/// For every step of bytes, the character at or before it: its byte, line and column.
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
