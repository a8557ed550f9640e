//! Which of the format's two carriers a text is: a JSON document, or NDJSON.

use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// How the records of a dataset are laid out in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// One JSON object.
    Document,
    /// One JSON object a line, the first of them the header.
    Lines,
}

/// Decides by the first line: a header by itself makes NDJSON; else by the file's name;
/// everything else is a document.
#[must_use]
pub fn carrier(name: &str, text: &str) -> Carrier {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let keys: Option<BTreeMap<&str, &RawValue>> = serde_json::from_str(first).ok();
    let is_header = keys.is_some_and(|keys| {
        keys.contains_key("gainsay") && keys.contains_key("dataset") && !keys.contains_key("claims")
    });
    let stem = name.trim_end_matches(".gz").trim_end_matches(".zst");
    if is_header || stem.ends_with(".ndjson") || stem.ends_with(".jsonl") {
        Carrier::Lines
    } else {
        Carrier::Document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_decides_then_the_name() {
        let header = r#"{"gainsay":1,"dataset":{"id":"a","title":"A"}}"#;
        assert_eq!(carrier("-", &format!("{header}\n{{\"claim\":{{}}}}")), Carrier::Lines);
        assert_eq!(carrier("a.json", "{\n\"gainsay\":1}"), Carrier::Document);
        assert_eq!(
            carrier("a.json", r#"{"gainsay":1,"dataset":{},"claims":[]}"#),
            Carrier::Document
        );
        assert_eq!(carrier("a.ndjson.gz", "{broken"), Carrier::Lines);
    }
}
