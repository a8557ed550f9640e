//! Writes a claim, a party or a source piece by piece. An answer that waits for a slow client holds
//! no copy of the text.

use std::sync::Arc;

use hashbrown::HashMap;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::entity::EntityWriter;
use crate::json::JsonLine;
use crate::page::{Page, PageWriter};

/// A function that returns the next bytes of what is written, about as many as given.
pub(super) type NextPiece = fn(&mut Writing, usize) -> Vec<u8>;

/// A claim, a party or a source that is being written.
#[derive(Debug)]
pub(super) struct Writing(WritingKind);

#[derive(Debug)]
enum WritingKind {
    /// The claim as linear text.
    Text(Arc<Page>, PageWriter),
    /// The record unchanged in one line, between a head and an end.
    Record { head: String, record: Arc<String>, at: usize, line: JsonLine, end: &'static str },
    /// A party or a source with the records that name it.
    Entity(Box<EntityWriter>),
    /// Text that is already complete.
    Words(String),
}

impl Writing {
    /// Prepares a claim, or one item of it, as linear text.
    pub(super) fn text(page: Arc<Page>, item: Option<String>) -> Self {
        Self(WritingKind::Text(page, PageWriter::new(item)))
    }

    /// Prepares a record between a head and an end.
    pub(super) fn record(head: String, record: Arc<String>, end: &'static str) -> Self {
        Self(WritingKind::Record { head, record, at: 0, line: JsonLine::default(), end })
    }

    /// Prepares a party or a source.
    pub(super) fn entity(writer: EntityWriter) -> Self {
        Self(WritingKind::Entity(Box::new(writer)))
    }

    pub(super) fn words(words: String) -> Self {
        Self(WritingKind::Words(words))
    }

    /// Returns the next piece like [`piece`](Self::piece), but a block of a page whole, so that it
    /// is written only once. For an output that accepts any amount.
    pub(super) fn blocks(&mut self, least: usize) -> Vec<u8> {
        match &mut self.0 {
            WritingKind::Text(page, writer) => writer.blocks(page, least),
            _ => self.piece(least),
        }
    }

    /// Returns the next piece of about `least` bytes or somewhat more. It is empty at the end.
    pub(super) fn piece(&mut self, least: usize) -> Vec<u8> {
        match &mut self.0 {
            WritingKind::Text(page, writer) => writer.piece(page, least),
            WritingKind::Entity(writer) => writer.piece(least),
            WritingKind::Words(words) => std::mem::take(words).into_bytes(),
            WritingKind::Record { head, record, at, line, end } => {
                let mut out = std::mem::take(head);
                while out.len() < least && *at < record.len() {
                    let next = record.ceil_char_boundary(at.saturating_add(least - out.len()));
                    line.push(&mut out, record.get(*at..next).unwrap_or_default());
                    *at = next;
                }
                if *at == record.len() && out.len() < least {
                    out.push_str(std::mem::take(end));
                }
                out.into_bytes()
            }
        }
    }
}

/// The items of a record, as raw JSON.
#[derive(Deserialize)]
struct RecordItems<'r> {
    #[serde(borrow, default)]
    evidence: Vec<&'r RawValue>,
    #[serde(borrow, default)]
    denials: Vec<&'r RawValue>,
}

#[derive(Deserialize)]
struct NamedItem {
    #[serde(default)]
    id: Option<String>,
}

/// Returns the evidence and denials of a record as JSON, by their ids. If two items share an id,
/// the first counts.
pub(super) fn items(record: &str) -> serde_json::Result<HashMap<String, String>> {
    let mut found = HashMap::new();
    let mut add = |id: Option<String>, value: Value| {
        if let Some(id) = id {
            found.entry(id).or_insert_with(|| value.to_string());
        }
    };
    if let Ok(items) = serde_json::from_str::<RecordItems>(record) {
        for item in items.evidence.into_iter().chain(items.denials) {
            let id = serde_json::from_str(item.get()).ok().and_then(|it: NamedItem| it.id);
            // Other keys of an item may be repeated.
            add(id, serde_json::from_str(item.get())?);
        }
        return Ok(found);
    }
    // A key of the record is repeated: the last value counts.
    let record: Value = serde_json::from_str(record)?;
    let lists = ["evidence", "denials"].into_iter().filter_map(|list| record.get(list)?.as_array());
    for item in lists.flatten() {
        add(item.get("id").and_then(Value::as_str).map(str::to_owned), item.clone());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(mut writing: Writing, least: usize) -> String {
        let mut all = Vec::new();
        loop {
            let piece = writing.piece(least);
            if piece.is_empty() {
                return String::from_utf8(all).unwrap();
            }
            all.extend(piece);
        }
    }

    #[test]
    fn pieces_of_any_size_make_up_the_same() {
        let record = Arc::new("{ \"a\" : \"b c \u{202e} 日本 \\\" \" }".to_owned());
        let whole = format!("[{}]", crate::json::one_line(&record));
        for least in 1..40 {
            let writing = Writing::record("[".to_owned(), Arc::clone(&record), "]");
            assert_eq!(written(writing, least), whole, "{least}");
        }
    }

    #[test]
    fn an_item_is_found_whatever_stands_twice() {
        let plain = r#"{"evidence":[{"id":"e1"}],"denials":[{"id":"d1","x":1}]}"#;
        let twice = r#"{"evidence":[],"evidence":[{"id":"e1"}],"denials":[{"id":"d1","x":1}]}"#;
        for record in [plain, twice] {
            let items = items(record).unwrap();
            assert_eq!(items.get("e1").map(String::as_str), Some(r#"{"id":"e1"}"#));
            assert_eq!(items.get("d1").map(String::as_str), Some(r#"{"id":"d1","x":1}"#));
            assert_eq!(items.get("x"), None);
        }
    }
}
