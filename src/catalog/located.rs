//! The places of records in a file, and serde's errors in the format's own words.

use std::cell::Cell;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::input::Diagnostic;
use crate::json::{JsonError, last_key_wins};
use crate::text::{Place, position, within};

/// The largest number of characters in a message.
const MESSAGE_LIMIT: usize = 300;

/// A part of a file that is being read; gives values and problems their places.
pub(crate) struct Located<'a> {
    pub(crate) file: &'a str,
    /// The line on which `text` begins, from 1.
    line: usize,
    /// The whole text of a document, or one line of NDJSON.
    text: &'a str,
    /// The offset and the place of the last position that was computed. Records come in order,
    /// so counting continues from here and doesn't start at the beginning for each of them.
    last: Cell<(usize, Place)>,
}

impl<'a> Located<'a> {
    /// Creates a located text of `file` that begins on this line, from 1.
    pub(crate) fn new(file: &'a str, line: usize, text: &'a str) -> Self {
        Self { file, line, text, last: Cell::new((0, (1, 1))) }
    }

    /// Returns the offset of a value that was borrowed from this text.
    pub(crate) fn offset(&self, value: &RawValue) -> usize {
        (value.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    /// Returns the line and column of a value that was borrowed from this text.
    pub(crate) fn of(&self, value: &RawValue) -> Place {
        within((self.line, 1), self.position(self.offset(value)))
    }

    fn position(&self, offset: usize) -> Place {
        let (from, start) = self.last.get();
        let place = match self.text.get(from..offset) {
            None => position(self.text, offset),
            Some(between) => within(start, position(between, between.len())),
        };
        self.last.set((offset, place));
        place
    }

    /// Converts serde's error about `text`, which begins at `start`, to a diagnostic.
    pub(crate) fn problem(
        &self,
        error: &serde_json::Error,
        text: &str,
        start: Place,
    ) -> Diagnostic {
        let fault = JsonError::new(error, text);
        // serde reports a missing field at the record's end.
        let whole = error.line() == 0 || error.to_string().starts_with("missing field");
        let at = if whole { start } else { within(start, position(text, fault.at)) };
        let message = if error.is_data() { words(error) } else { fault.message };
        Diagnostic::error(self.file, message).at(at)
    }

    pub(crate) fn parse<T: DeserializeOwned>(&self, value: &RawValue) -> Result<T, Diagnostic> {
        let fault = |error| self.problem(&error, value.get(), self.of(value));
        last_key_wins(value.get()).map_err(fault)
    }
}

/// Returns serde's message in the words of people who write datasets.
fn words(error: &serde_json::Error) -> String {
    let full = error.to_string();
    let message = full.rsplit_once(" at line ").map_or(full.as_str(), |(message, _)| message);
    let message = if let Some((found, _)) = message.split_once(", expected struct ") {
        format!("{found}, expected an object")
    } else {
        message.replacen("unknown variant", "unknown value", 1)
    };
    // A message may quote a value, which may be long.
    match message.char_indices().nth(MESSAGE_LIMIT) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message,
    }
}
