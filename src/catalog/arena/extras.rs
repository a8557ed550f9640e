//! The characters of an arena that have no code, so that its texts can be restored.

use crate::catalog::columns::{StoredColumn, stored_fields};

/// Characters by row; those of a row are in the order of its text.
#[derive(Debug, Clone, Default)]
pub(super) struct Extras {
    /// The rows that have such characters, ascending.
    rows: StoredColumn<u32>,
    /// The end of each row's characters in `text`.
    ends: StoredColumn<u32>,
    text: StoredColumn<u8>,
}

impl Extras {
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn of(&self, row: usize) -> &str {
        let found = u32::try_from(row).ok().and_then(|row| self.rows.binary_search(&row).ok());
        let Some(index) = found else { return "" };
        let end = |index: usize| self.ends.get(index).map(|end| *end as usize);
        let start = index.checked_sub(1).and_then(end).unwrap_or(0);
        let bytes = self.text.get(start..end(index).unwrap_or(start)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

stored_fields! { Extras { rows ends text } }

#[derive(Debug, Default)]
pub(super) struct ExtrasBuilder {
    rows: Vec<u32>,
    ends: Vec<u32>,
    text: String,
}

impl ExtrasBuilder {
    /// Adds the next character of a row. Rows come in ascending order.
    pub(super) fn push(&mut self, row: u32, c: char) {
        if self.rows.last() != Some(&row) {
            self.rows.push(row);
            self.ends.push(0);
        }
        self.text.push(c);
        if let Some(end) = self.ends.last_mut() {
            *end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        }
    }

    pub(super) fn pack(self) -> Extras {
        let text = self.text.into_bytes();
        Extras { rows: self.rows.into(), ends: self.ends.into(), text: text.into() }
    }
}
