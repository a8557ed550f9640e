//! The places of records in a file, and serde's errors in the format's own words.

use std::cell::Cell;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::input::{Diagnostic, position};

/// The largest number of characters in a message.
const MESSAGE_LIMIT: usize = 300;

/// A part of a file that is being read; gives values and problems their places.
pub(crate) struct Located<'a> {
    /// The name of the file.
    pub(crate) file: &'a str,
    /// The line on which `text` begins, from 1.
    line: usize,
    /// The whole text of a document, or one line of NDJSON.
    text: &'a str,
    /// The offset, line and column of the last position that was computed. Records come in order,
    /// so counting continues from here and doesn't start at the beginning for each of them.
    last: Cell<(usize, usize, usize)>,
}

impl<'a> Located<'a> {
    /// Creates a located text of `file` that begins on this line, from 1.
    pub(crate) fn new(file: &'a str, line: usize, text: &'a str) -> Self {
        Self { file, line, text, last: Cell::new((0, 1, 1)) }
    }

    /// Returns the offset of a value that was borrowed from this text.
    pub(crate) fn offset(&self, value: &RawValue) -> usize {
        (value.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    /// Returns the line and column of a value that was borrowed from this text.
    pub(crate) fn of(&self, value: &RawValue) -> (usize, usize) {
        let (line, column) = self.position(self.offset(value));
        (line + self.line - 1, column)
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let (from, from_line, from_column) = self.last.get();
        let (line, column) = match self.text.get(from..offset) {
            None => position(self.text, offset),
            Some(between) => match position(between, between.len()) {
                (1, column) => (from_line, from_column + column - 1),
                (lines, column) => (from_line + lines - 1, column),
            },
        };
        self.last.set((offset, line, column));
        (line, column)
    }

    /// Converts serde's error about `text`, which begins at `start`, to a diagnostic.
    pub(crate) fn problem(
        &self,
        error: &serde_json::Error,
        text: &str,
        start: (usize, usize),
    ) -> Diagnostic {
        let at = match (error.line(), column(error, text)) {
            (0, _) => start,
            // serde reports a missing field at the record's end.
            _ if error.to_string().starts_with("missing field") => start,
            (1, column) => (start.0, start.1 + column - 1),
            (line, column) => (start.0 + line - 1, column),
        };
        Diagnostic::error(self.file, words(error)).at(at)
    }

    /// Parses the value as a record.
    pub(crate) fn parse<T: DeserializeOwned>(&self, value: &RawValue) -> Result<T, Diagnostic> {
        let fault = |error| self.problem(&error, value.get(), self.of(value));
        record(value.get()).map_err(fault)
    }
}

/// Parses a record. A repeated key doesn't make it unreadable: the last value counts.
pub(crate) fn record<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str(text).or_else(|error| {
        let twice = error.to_string().starts_with("duplicate field");
        let last_wins = || serde_json::from_str(text).and_then(serde_json::from_value);
        twice.then(last_wins).and_then(Result::ok).ok_or(error)
    })
}

/// Returns serde's message in the words of people who write datasets.
fn words(error: &serde_json::Error) -> String {
    let full = error.to_string();
    let message = full.rsplit_once(" at line ").map_or(full.as_str(), |(message, _)| message);
    let message = if message.starts_with("recursion limit") {
        "nested too deeply (at most 128 levels)".to_owned()
    } else if error.is_eof() {
        "unexpected end of JSON".to_owned()
    } else if error.is_syntax() {
        format!(
            "invalid JSON: {}",
            message.replace("expected ident", "expected true, false or null")
        )
    } else if let Some((found, _)) = message.split_once(", expected struct ") {
        format!("{found}, expected an object")
    } else {
        message.replacen("unknown variant", "unknown value", 1)
    };
    // A message may quote a value, which may be long.
    match message.char_indices().nth(MESSAGE_LIMIT) {
        Some((end, _)) => format!("{}…", message.get(..end).unwrap_or_default()),
        None => message,
    }
}

/// Returns the column of an error in characters, from 1, because serde counts bytes.
fn column(error: &serde_json::Error, text: &str) -> usize {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    position(line, error.column().saturating_sub(1)).1
}
