//! A foreign object whose fields are taken one by one: what nobody takes is left, and kept.

use serde_json::{Map, Value};

use crate::claim::NumberOrText;

/// The fields of a foreign object that were not taken yet, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(pub Map<String, Value>);

impl Fields {
    /// The fields of an object; anything else comes back as it is.
    ///
    /// # Errors
    /// The value, where it is no object.
    pub fn of(value: Value) -> Result<Self, Value> {
        match value {
            Value::Object(map) => Ok(Self(map)),
            other => Err(other),
        }
    }

    /// Takes a field, whatever it is.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        self.0.shift_remove(key)
    }

    /// Takes a field where `fits` makes something of it; else it stays.
    pub fn take_as<T>(
        &mut self,
        key: &str,
        fits: impl FnOnce(&mut Value) -> Option<T>,
    ) -> Option<T> {
        let taken = fits(self.0.get_mut(key)?)?;
        self.0.shift_remove(key);
        Some(taken)
    }

    /// Takes a text that is not blank; anything else stays.
    pub fn text(&mut self, key: &str) -> Option<String> {
        self.take_as(key, |value| match value {
            Value::String(text) if !text.trim().is_empty() => Some(std::mem::take(text)),
            _ => None,
        })
    }

    /// Takes a number, or a text that is not blank.
    pub fn number_or_text(&mut self, key: &str) -> Option<NumberOrText> {
        self.take_as(key, |value| match value {
            Value::Number(number) => Some(NumberOrText::Number(number.clone())),
            Value::String(text) if !text.trim().is_empty() => {
                Some(NumberOrText::Text(std::mem::take(text)))
            }
            _ => None,
        })
    }

    /// Takes the fields of an object; anything else stays.
    pub fn object(&mut self, key: &str) -> Option<Self> {
        self.take_as(key, |value| match value {
            Value::Object(map) => Some(Self(std::mem::take(map))),
            _ => None,
        })
    }

    /// Takes a list; anything else stays.
    pub fn list(&mut self, key: &str) -> Option<Vec<Value>> {
        self.take_as(key, |value| match value {
            Value::Array(list) => Some(std::mem::take(list)),
            _ => None,
        })
    }

    /// Puts back what is left of a field that was taken.
    pub fn put_back(&mut self, key: &str, left: Option<Value>) {
        if let Some(left) = left {
            self.0.insert(key.to_owned(), left);
        }
    }

    /// What is left; none where all was taken.
    #[must_use]
    pub fn left(self) -> Option<Value> {
        (!self.0.is_empty()).then_some(Value::Object(self.0))
    }
}
