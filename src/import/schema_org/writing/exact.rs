//! Records that are being exported, with what parsed JSON can’t hold: the digits of a number that
//! no double holds, and the first of two values under one key.

use serde_json::Value;

use crate::import::schema_org::own::VERBATIM;
use crate::json::{lossless, one_line};

/// A record of a dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Exact {
    pub(crate) value: Value,
    /// The record’s JSON text, if the value says less.
    text: Option<String>,
    /// Whether a key stands twice in one of its objects.
    twice: bool,
}

impl Exact {
    /// Parses a record.
    ///
    /// # Errors
    /// Returns an error if the text is not valid JSON.
    pub fn read(record: &str) -> serde_json::Result<Self> {
        let whole = lossless::read(record.as_bytes())?;
        if whole.twice == 0 && whole.numbers == 0 {
            return Ok(Self { value: whole.value, text: None, twice: false });
        }
        let (value, text) = (serde_json::from_str(record)?, Some(one_line(record)));
        Ok(Self { value, text, twice: whole.twice > 0 })
    }

    /// Returns true if a key stands twice in one object of the record.
    pub(crate) fn repeats_a_key(&self) -> bool {
        self.twice
    }

    /// Adds the record’s own text to its element if the value says less.
    pub(super) fn beside(&self, element: &mut Value) {
        if let (Some(map), Some(text)) = (element.as_object_mut(), &self.text) {
            map.insert(VERBATIM.to_owned(), text.as_str().into());
        }
    }
}
