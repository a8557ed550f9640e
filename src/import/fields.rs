//! A foreign object whose fields are taken one by one: what nobody takes is left, and kept.

use serde_json::{Map, Value};

use super::text_repair::is_blank;
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
            Value::String(text) if !is_blank(text) => Some(std::mem::take(text)),
            _ => None,
        })
    }

    /// Takes a number, or a text that is not blank.
    pub fn number_or_text(&mut self, key: &str) -> Option<NumberOrText> {
        self.take_as(key, |value| match value {
            Value::Number(number) => Some(NumberOrText::Number(number.clone())),
            Value::String(text) if !is_blank(text) => {
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

/// What is left of a list whose elements became items of a claim: by the items’ ids, so that it
/// can be told what belongs to what.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beside {
    items: Map<String, Value>,
    strays: Vec<Value>,
}

/// Where elements are kept that became no item.
const STRAYS: &str = "unread";

impl Beside {
    /// What is left of the element that became this item. Of several that became one item, each
    /// that differs from the one before is kept.
    pub fn item(&mut self, id: &str, left: Option<Value>) {
        let Some(left) = left else { return };
        match self.items.get_mut(id) {
            None => {
                self.items.insert(id.to_owned(), left);
            }
            Some(Value::Array(known)) => {
                // Only the last is looked at: a list may be long.
                if known.last() != Some(&left) {
                    known.push(left);
                }
            }
            Some(known) => {
                if *known != left {
                    *known = Value::Array(vec![known.take(), left]);
                }
            }
        }
    }

    /// Something that became no item.
    pub fn stray(&mut self, left: Option<Value>) {
        self.strays.extend(left);
    }

    /// All of it; none where nothing is left.
    #[must_use]
    pub fn left(mut self) -> Option<Value> {
        if !self.strays.is_empty() {
            self.items.insert(STRAYS.to_owned(), self.strays.into());
        }
        (!self.items.is_empty()).then_some(Value::Object(self.items))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_text_that_can_t_be_seen_stays() {
        let mut fields = Fields::of(json!({"a": "\u{200b} ", "b": " x", "c": 3})).unwrap();
        assert_eq!(fields.text("a"), None);
        assert_eq!(fields.text("b"), Some(" x".to_owned()));
        assert_eq!(fields.text("c"), None);
        assert_eq!(fields.left(), Some(json!({"a": "\u{200b} ", "c": 3})));
    }

    #[test]
    fn what_is_left_is_kept_by_item() {
        let mut beside = Beside::default();
        for (id, left) in [("e1", 1), ("e2", 2), ("e1", 1), ("e1", 3), ("e1", 3)] {
            beside.item(id, Some(json!({ "n": left })));
        }
        beside.item("e3", None);
        beside.stray(Some(json!("x")));
        let left = json!({"e1": [{"n": 1}, {"n": 3}], "e2": {"n": 2}, "unread": ["x"]});
        assert_eq!(beside.left(), Some(left));
        assert_eq!(Beside::default().left(), None);
    }
}
