//! Texts as numbers: what doesn't fit into a cell.

use std::collections::HashMap;
use std::sync::Arc;

/// A bounded table of texts. Nothing is ever taken out; whoever finds it full empties it, and
/// with it everything that knew its numbers.
#[derive(Debug)]
pub(super) struct TextTable {
    most: u16,
    texts: Vec<Arc<str>>,
    entries: HashMap<Arc<str>, u16>,
}

impl TextTable {
    /// A table of at most so many texts.
    pub(super) fn new(most: u16) -> Self {
        Self { most, texts: Vec::new(), entries: HashMap::new() }
    }

    /// The number of a text; none where the table is full.
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
