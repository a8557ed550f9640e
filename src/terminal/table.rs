//! Numbers texts that don't fit into a cell.

use std::collections::HashMap;
use std::sync::Arc;

/// A bounded table of texts. Entries are never removed; the owner of a full table replaces it,
/// together with everything that refers to its numbers.
#[derive(Debug)]
pub(super) struct TextTable {
    most: u16,
    texts: Vec<Arc<str>>,
    entries: HashMap<Arc<str>, u16>,
}

impl TextTable {
    /// Creates a table for at most `most` texts.
    pub(super) fn new(most: u16) -> Self {
        Self { most, texts: Vec::new(), entries: HashMap::new() }
    }

    /// Returns the number of a text, adding it if needed; `None` if the table is full.
    pub(super) fn entry(&mut self, text: &str) -> Option<u16> {
        if let Some(entry) = self.entries.get(text) {
            return Some(*entry);
        }
        let entry = u16::try_from(self.texts.len()).ok().filter(|entry| *entry < self.most)?;
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.entries.insert(text, entry);
        Some(entry)
    }

    pub(super) fn text(&self, entry: u16) -> &str {
        self.texts.get(usize::from(entry)).map_or("", |text| text)
    }
}
