//! Containers: whether a file holds one JSON document, or one record on each line; or a header and
//! records one after the other, each on several lines, as `jq .` prints NDJSON. Only this module
//! decides it, for the reader and for `check`.

use std::ops::Range;

use crate::input::Diagnostic;
use crate::json::{ObjectMembers, several_objects};

/// The largest size of a JSON document in bytes. A document is read as a whole.
pub(crate) const LARGEST_DOCUMENT: usize = 256 << 20;

/// The largest length of a line of NDJSON in bytes: that of a document, which may be one line.
pub(crate) const LONGEST_LINE: usize = LARGEST_DOCUMENT;

/// Returns the diagnostic for a larger document. It suggests NDJSON, which is read line by line.
pub(crate) fn too_large(name: &str) -> Diagnostic {
    let size = LARGEST_DOCUMENT >> 20;
    Diagnostic::error(name, format!("this JSON document is larger than {size} MiB"))
        .help(format!("convert it to NDJSON: {TO_NDJSON}"))
}

/// The command that converts a document to NDJSON.
const TO_NDJSON: &str = "jq -c '{gainsay,dataset}, (.agents[]?|{agent:.}), \
    (.sources[]?|{source:.}), (.scales[]?|{scale:.}), (.claims[]?|{claim:.}), \
    (.relations[]?|{relation:.}), (.issues[]?|{issue:.}), (.history[]?|{history:.})' \
    FILE > FILE.ndjson";

/// The way in which a file holds a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    Document,
    /// NDJSON: a header line, then one record on each line.
    Lines,
}

/// Returns the container of the file called `name` with this text. A first line that is a complete
/// header decides; then the name. Anything else is a document. The text may be the beginning of the
/// file if that holds the first line.
pub(crate) fn container_of(name: &str, text: &str) -> Container {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let first = text.lines().next().unwrap_or_default();
    // The lines of a document that a program has spread over them say nothing by themselves.
    let is_spread = first.trim_end() == "{" && text.len() > first.len();
    if is_header(first) || is_named_lines(name) && !is_spread {
        Container::Lines
    } else {
        Container::Document
    }
}

/// Returns the ranges of the header and the records in a text that is no document because they
/// stand one after the other. Returns `None` if it is no such text.
pub(crate) fn spread_records(text: &str) -> Option<Vec<Range<usize>>> {
    let records = several_objects(text)?;
    let header = text.get(records.first()?.clone())?;
    is_header(header).then_some(records)
}

fn is_named_lines(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    [".ndjson", ".jsonl"].iter().any(|ending| name.ends_with(ending))
}

fn is_header(line: &str) -> bool {
    serde_json::from_str::<ObjectMembers>(line).is_ok_and(|members| {
        let has = |key| members.get(key).is_some();
        has("gainsay") && has("dataset") && !has("claims")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_line_decides_then_the_name() {
        let header = "{\"gainsay\":1,\"dataset\":{\"id\":\"a\"}}\n{}";
        assert_eq!(container_of("-", header), Container::Lines);
        assert_eq!(container_of("a.json", &format!("\u{feff}\n{header}")), Container::Lines);
        for name in ["a.ndjson", "A.NDJSON.gz", "a.jsonl.zst"] {
            assert_eq!(container_of(name, "{"), Container::Lines, "{name}");
        }
        let whole = "{\"gainsay\":1,\"dataset\":{},\"claims\":[]}";
        for text in ["", "{", "{\n\"gainsay\":1,\"dataset\":{}}", "[1]", whole] {
            assert_eq!(container_of("a.json", text), Container::Document, "{text}");
        }
    }

    #[test]
    fn records_on_several_lines_are_found_after_a_header() {
        let header = "{\n \"gainsay\": 1,\n \"dataset\": {\"id\": \"a\"}\n}";
        assert_eq!(container_of("a.ndjson", header), Container::Document);
        let text = format!("{header}\n{{\n \"claim\": {{}}\n}}\n");
        let records = spread_records(&text).unwrap();
        assert_eq!((records.len(), &text[records[0].clone()]), (2, header));
        assert_eq!(spread_records(header), None);
        assert_eq!(spread_records("{\"claim\": {}}\n{\"claim\": {}}"), None);
    }

    #[test]
    fn a_deep_first_line_is_looked_through() {
        let deep =
            format!("{{\"gainsay\":1,\"dataset\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(container_of("-", &deep), Container::Lines);
    }
}
