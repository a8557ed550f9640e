//! A foreign object whose fields an importer takes one by one; what remains is kept.

use serde_json::{Map, Value};

use super::text_repair::is_blank;
use crate::claim::NumberOrText;

/// The fields of a foreign object that were not taken yet, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(pub Map<String, Value>);

impl Fields {
    /// Returns the fields of an object.
    ///
    /// # Errors
    /// Returns the value itself if it is not an object.
    pub(crate) fn of(value: Value) -> Result<Self, Value> {
        match value {
            Value::Object(map) => Ok(Self(map)),
            other => Err(other),
        }
    }

    /// Takes a field of any type.
    pub(crate) fn take(&mut self, key: &str) -> Option<Value> {
        self.0.shift_remove(key)
    }

    /// Takes a field if `fits` returns something for it; otherwise the field stays.
    pub(crate) fn take_as<T>(
        &mut self,
        key: &str,
        fits: impl FnOnce(&mut Value) -> Option<T>,
    ) -> Option<T> {
        let taken = fits(self.0.get_mut(key)?)?;
        self.0.shift_remove(key);
        Some(taken)
    }

    /// Takes a text that is not blank; any other value stays.
    pub(crate) fn text(&mut self, key: &str) -> Option<String> {
        self.take_as(key, |value| match value {
            Value::String(text) if !is_blank(text) => Some(std::mem::take(text)),
            _ => None,
        })
    }

    /// Takes a number, or a text that is not blank; any other value stays.
    pub(crate) fn number_or_text(&mut self, key: &str) -> Option<NumberOrText> {
        self.take_as(key, |value| match value {
            Value::Number(number) => Some(NumberOrText::Number(number.clone())),
            Value::String(text) if !is_blank(text) => {
                Some(NumberOrText::Text(std::mem::take(text)))
            }
            _ => None,
        })
    }

    /// Takes the fields of an object; any other value stays.
    pub(crate) fn object(&mut self, key: &str) -> Option<Self> {
        self.take_as(key, |value| match value {
            Value::Object(map) => Some(Self(std::mem::take(map))),
            _ => None,
        })
    }

    /// Takes a list; any other value stays.
    pub(crate) fn list(&mut self, key: &str) -> Option<Vec<Value>> {
        self.take_as(key, |value| match value {
            Value::Array(list) => Some(std::mem::take(list)),
            _ => None,
        })
    }

    /// Puts back what remains of a field that was taken.
    pub(crate) fn put_back(&mut self, key: &str, left: Option<Value>) {
        if let Some(left) = left {
            self.0.insert(key.to_owned(), left);
        }
    }

    /// Returns what remains as an object, or `None` if every field was taken.
    #[must_use]
    pub(crate) fn left(self) -> Option<Value> {
        (!self.0.is_empty()).then_some(Value::Object(self.0))
    }
}

/// What remains of the elements of a list that became items of a claim. It is kept by the items’
/// ids, which show what belongs to which item.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Beside {
    items: Map<String, Value>,
    strays: Vec<Value>,
}

/// The key under which elements are kept that became no item.
const STRAYS: &str = "unread";

impl Beside {
    /// Keeps what remains of the element that became the item `id`. If several elements became one
    /// item, each remainder that differs from the one before it is kept.
    pub(crate) fn item(&mut self, id: &str, left: Option<Value>) {
        let Some(left) = left else { return };
        match self.items.get_mut(id) {
            None => {
                self.items.insert(id.to_owned(), left);
            }
            Some(Value::Array(known)) => {
                // Only the last one is compared: a hostile list may be long.
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

    /// Keeps an element that became no item.
    pub(crate) fn stray(&mut self, left: Option<Value>) {
        self.strays.extend(left);
    }

    /// Returns everything that was kept as an object, or `None` if there is nothing.
    #[must_use]
    pub(crate) fn left(mut self) -> Option<Value> {
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
