//! A claim as it is written, a piece at a time: what waits for its reader holds no copy of it.

use std::io::{self, Write};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::page::{Page, PageWriter};
use crate::text::JsonLine;

/// A claim that is being written.
#[derive(Debug)]
pub struct Writing(Kind);

#[derive(Debug)]
enum Kind {
    /// As linear text.
    Text(Arc<Page>, PageWriter),
    /// The record as it stands, in one line, between other words.
    Record { head: String, record: Arc<String>, at: usize, line: JsonLine, end: &'static str },
    /// Words that are there.
    Words(String),
}

impl Writing {
    /// A claim as linear text, or one item of it.
    pub(super) fn text(page: Arc<Page>, item: Option<String>) -> Self {
        Self(Kind::Text(page, PageWriter::new(item)))
    }

    /// A record between a head and an end.
    pub(super) fn record(head: String, record: Arc<String>, end: &'static str) -> Self {
        Self(Kind::Record { head, record, at: 0, line: JsonLine::default(), end })
    }

    pub(super) fn words(words: String) -> Self {
        Self(Kind::Words(words))
    }

    /// The next so many bytes, or somewhat more; none where that was all.
    #[must_use]
    pub fn piece(&mut self, least: usize) -> Vec<u8> {
        match &mut self.0 {
            Kind::Text(page, writer) => writer.piece(page, least),
            Kind::Words(words) => std::mem::take(words).into_bytes(),
            Kind::Record { head, record, at, line, end } => {
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

impl Writing {
    /// Writes all that is left.
    ///
    /// # Errors
    /// Where `out` can't be written to.
    pub fn write(mut self, out: &mut dyn Write) -> io::Result<()> {
        loop {
            let piece = self.piece(super::PIECE);
            if piece.is_empty() {
                return Ok(());
            }
            out.write_all(&piece)?;
        }
    }
}

/// The items of a record as they stand in it.
#[derive(Deserialize)]
struct Items<'r> {
    #[serde(borrow, default)]
    evidence: Vec<&'r RawValue>,
    #[serde(borrow, default)]
    denials: Vec<&'r RawValue>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    id: Option<String>,
}

/// The evidence or denial of a record that has this id, as JSON.
pub(super) fn item(record: &str, id: &str) -> serde_json::Result<Option<String>> {
    let Ok(items) = serde_json::from_str::<Items>(record) else {
        return Ok(item_of_value(&serde_json::from_str(record)?, id));
    };
    let mut all = items.evidence.into_iter().chain(items.denials);
    let is_it = |item: &&RawValue| {
        serde_json::from_str(item.get()).is_ok_and(|it: Named| it.id.as_deref() == Some(id))
    };
    // Other keys of an item may stand twice.
    let found = all.find(is_it).map(|item| serde_json::from_str::<Value>(item.get()));
    Ok(found.transpose()?.map(|value| value.to_string()))
}

/// The same of a record in which a key stands twice: the last one counts.
fn item_of_value(record: &Value, id: &str) -> Option<String> {
    let lists = ["evidence", "denials"].into_iter().filter_map(|list| record.get(list)?.as_array());
    let is_it = |value: &&Value| value.get("id").and_then(Value::as_str) == Some(id);
    lists.flatten().find(is_it).map(Value::to_string)
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
        let whole = format!("[{}]", crate::text::json(&record));
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
            assert_eq!(item(record, "e1").unwrap().as_deref(), Some(r#"{"id":"e1"}"#));
            assert_eq!(item(record, "d1").unwrap().as_deref(), Some(r#"{"id":"d1","x":1}"#));
            assert_eq!(item(record, "x").unwrap(), None);
        }
    }
}
