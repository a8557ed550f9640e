//! Records of ours on their way out, with what JSON’s values can’t hold of them: the digits of a
//! number that no double has, and the first of two values under one key.

use serde_json::Value;

use crate::import::json::lossless;
use crate::import::schema_org::own::VERBATIM;
use crate::text;

/// A record of our format.
#[derive(Debug, Clone, PartialEq)]
pub struct Exact {
    /// What it says.
    pub value: Value,
    /// The record as it stands, where the value says less.
    text: Option<String>,
    /// Whether a key stands twice in it.
    twice: bool,
}

impl Exact {
    /// Reads a record.
    ///
    /// # Errors
    /// Where it is no JSON.
    pub fn read(record: &str) -> serde_json::Result<Self> {
        let whole = lossless::read(record.as_bytes())?;
        if whole.twice == 0 && whole.numbers == 0 {
            return Ok(Self { value: whole.value, text: None, twice: false });
        }
        let (value, text) = (serde_json::from_str(record)?, Some(text::json(record)));
        Ok(Self { value, text, twice: whole.twice > 0 })
    }

    /// Whether a key stands twice in one object of the record.
    #[must_use]
    pub fn repeats_a_key(&self) -> bool {
        self.twice
    }

    /// Puts the record as it stands beside what is said of it.
    pub(super) fn beside(&self, element: &mut Value) {
        if let (Some(map), Some(text)) = (element.as_object_mut(), &self.text) {
            map.insert(VERBATIM.to_owned(), text.as_str().into());
        }
    }
}
