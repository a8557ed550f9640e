//! Detects the format of a file from its first bytes and its name.

use serde_json::{Map, Value};

use super::unreadable::{UnreadableKind, is_workbook};
use super::{Format, family, html, records, table};
use crate::json::string_length;

/// The detected format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sniffed {
    /// A gainsay dataset, or a file that is meant to be one.
    Ours,
    /// A foreign format that can be imported.
    Foreign(Format),
    /// The corpus of SciFact, which holds no claims.
    SciFactCorpus,
    /// A file of a kind that is known but not read.
    Unreadable(UnreadableKind),
    /// A file whose format is unknown.
    Unknown,
}

/// Detects the format of the file `name` that begins with the bytes `start`.
pub(super) fn sniff(name: &str, start: &[u8]) -> Sniffed {
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let stem = name.trim_end_matches(".gz").trim_end_matches(".zst").to_ascii_lowercase();
    let is_page =
        [".html", ".htm", ".xhtml", ".mhtml", ".mht"].iter().any(|ending| stem.ends_with(ending));
    if is_workbook(&stem, text) {
        return Sniffed::Foreign(Format::Xlsx);
    }
    if let Some(kind) = UnreadableKind::of(text) {
        return Sniffed::Unreadable(kind);
    }
    match text.as_bytes().first() {
        Some(b'<') => Sniffed::Foreign(Format::Html),
        // Some programs write a line of their own before the page.
        Some(_) if is_page || html::is_mhtml(text) => Sniffed::Foreign(Format::Html),
        Some(b'{' | b'[') => json(text),
        _ if text.is_empty() => Sniffed::Unknown,
        _ => table::sniff(name, text).map_or(Sniffed::Unknown, Sniffed::Foreign),
    }
}

/// The keys that an object of a format has. The first entry of which all keys are present decides.
const KEYS: &[(&[&str], Format)] = &[
    (&["claimReviewMarkups"], Format::FactCheckTools),
    (&["claimReviewMarkupPages"], Format::FactCheckTools),
    (&["text", "claimReview"], Format::FactCheckTools),
    (&["claim", "questions"], Format::Averitec),
    (&["claim", "evidences"], Format::ClimateFever),
    (&["claim", "cited_doc_ids"], Format::SciFact),
    (&["claim", "verifiable"], Format::Fever),
    (&["claim", "label", "evidence"], Format::Fever),
    (&["claim", "label", "id"], Format::Fever),
    (&["claim", "supporting_facts"], Format::Fever),
    (&["claim", "evidence", "id"], Format::SciFact),
    (&["dataFeedElement"], Format::SchemaOrg),
    (&["@graph"], Format::SchemaOrg),
    (&["claimReviewed"], Format::SchemaOrg),
    (&["@context"], Format::SchemaOrg),
    (&["@type"], Format::SchemaOrg),
    // A page, as scrapers of structured data write it.
    (&["json-ld"], Format::SchemaOrg),
    (&["microdata"], Format::SchemaOrg),
    (&["rdfa"], Format::SchemaOrg),
    // Microdata, in the JSON that its parsers write.
    (&["type", "properties"], Format::SchemaOrg),
];

/// The keys of records that name a claimant or a checker, which FEVER’s don’t have.
const OF_OTHERS: &[&str] =
    &["speaker", "claimant", "author", "claim_author", "source_url", "fact_checker", "publisher"];

fn json(text: &str) -> Sniffed {
    // A response of Google without results is an empty object.
    let empty = |text: &str| text.strip_prefix('{')?.trim_start().strip_prefix('}').map(str::len);
    let begins = empty(text).map_or(0, |rest| text.len() - rest);
    let text = text[begins..].trim_start();
    let keys = FirstKeys::of(text);
    let has = |key: &str| keys.names.iter().any(|known| known == key);
    if has("gainsay") && !has("@context") {
        return Sniffed::Ours;
    }
    if has("doc_id") && has("abstract") {
        return Sniffed::SciFactCorpus;
    }
    let fits = KEYS.iter().find(|(names, format)| {
        let all = names.iter().all(|name| has(name));
        all && match format {
            Format::Fever => keys.is_fever(),
            Format::SciFact => has("cited_doc_ids") || keys.is("evidence", Value::is_object),
            _ => true,
        }
    });
    if let Some((_, format)) = fits {
        return Sniffed::Foreign(*format);
    }
    // A page of results, cut off so early that only its first result shows what it is.
    if has("claims") && (has("nextPageToken") || !has("dataset")) {
        let inner = text.find("\"claims\"").and_then(|at| text.get(at..));
        let element = inner.and_then(|inner| inner.find('{').and_then(|at| inner.get(at..)));
        let keys = FirstKeys::of(element.unwrap_or_default());
        if keys.names.iter().any(|key| key == "claimReview") {
            return Sniffed::Foreign(Format::FactCheckTools);
        }
    }
    if records::are_claims(text) { Sniffed::Foreign(Format::Json) } else { Sniffed::Unknown }
}

/// The keys of the first object of a JSON text, which may be cut off.
struct FirstKeys {
    names: Vec<String>,
    /// The object, if it is complete.
    object: Option<Map<String, Value>>,
}

impl FirstKeys {
    fn of(text: &str) -> Self {
        let text = text.trim_start_matches(|c: char| c == '[' || c.is_whitespace());
        // A complete object on the first line is the common case, and can’t be misread.
        let whole =
            serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>().next();
        if let Some(Ok(object)) = whole {
            return Self { names: object.keys().cloned().collect(), object: Some(object) };
        }
        Self { names: Self::scanned(text), object: None }
    }

    /// Returns true if the value of a key is of a kind, or is not known.
    fn is(&self, key: &str, kind: impl FnOnce(&Value) -> bool) -> bool {
        self.object.as_ref().and_then(|object| object.get(key)).is_none_or(kind)
    }

    /// Returns true if a claim with a label is one of FEVER or of a corpus like it: its label says
    /// what the evidence does. Other formats have a `label` too.
    fn is_fever(&self) -> bool {
        let has = |key: &str| self.names.iter().any(|known| known == key);
        let is_stance = |label: &Value| match label {
            Value::String(label) => label.is_empty() || family::stance(label).is_some(),
            Value::Number(_) => has("evidence"),
            label => label.is_null(),
        };
        let is_of_others = OF_OTHERS.iter().any(|key| has(key));
        let is_relative = has("supporting_facts") || self.is("label", is_stance);
        has("verifiable") || is_relative && !is_of_others
    }

    /// Returns the keys of an object that is cut off: the strings at depth 1 that a colon follows.
    fn scanned(text: &str) -> Vec<String> {
        let (mut keys, mut depth, mut rest) = (Vec::new(), 0_usize, text);
        while let Some(at) = rest.find(['{', '}', '[', ']', '"']) {
            let from = &rest[at..];
            let mark = from.as_bytes().first();
            let length = if mark == Some(&b'"') { string_length(from.as_bytes()) } else { 1 };
            let (token, after) = from.split_at_checked(length).unwrap_or((from, ""));
            rest = after;
            match mark {
                Some(b'{' | b'[') => depth += 1,
                Some(b'}' | b']') => depth = depth.saturating_sub(1),
                _ if depth == 1 && after.trim_start().starts_with(':') => {
                    keys.push(token.get(1..length - 1).unwrap_or_default().to_owned());
                }
                _ => {}
            }
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_is_known_by_its_first_record() {
        for (start, format) in [
            (r#"{"@context":"https://schema.org","@type":"ClaimReview"}"#, Format::SchemaOrg),
            (r#"[{"claimReviewed":"x"}]"#, Format::SchemaOrg),
            (r#"{"@type":"DataFeed","dataFeedElement":[{"#, Format::SchemaOrg),
            (r#"{"claims":[{"text":"x","claimReview":[{"#, Format::FactCheckTools),
            (r#"[{"text":"x","claimant":"y","claimReview":[]}]"#, Format::FactCheckTools),
            (r#"{"pageUrl":"x","claimReviewMarkups":["#, Format::FactCheckTools),
            (r#"[{"claim":"x","label":"y","questions":["#, Format::Averitec),
            (
                r#"{"claim_id":"0","claim":"x","claim_label":"y","evidences":["#,
                Format::ClimateFever,
            ),
            (r#"{"id":1,"verifiable":"x","label":"y","claim":"z","evidence":[]}"#, Format::Fever),
            (r#"{"id":1,"label":"SUPPORTS","claim":"z"}"#, Format::Fever),
            (r#"{"id":1,"claim":"z","evidence":{},"cited_doc_ids":[1]}"#, Format::SciFact),
            ("{}\n{\"claims\":[{\"text\":\"x\",\"claimReview\":[", Format::FactCheckTools),
            (r#"[{"claims":[{"text":"x","claimReview":[]}]},{}]"#, Format::FactCheckTools),
            (
                r#"{"type":"http://schema.org/ClaimReview","properties":{"claimReviewed":"x"}}"#,
                Format::SchemaOrg,
            ),
            (r#"{"id":1,"claim":"z","evidence":{"12":{"label":"SUPPORT"}}}"#, Format::SciFact),
            ("<!DOCTYPE html>", Format::Html),
            (
                r#"{"claim":"a b","label":"REFUTED","evidence":["c"],"gold_source":"d"}"#,
                Format::Fever,
            ),
            (r#"{"claim":"a b","label":"SUPPORTED","supporting_facts":[["c",0]]}"#, Format::Fever),
            (
                r#"{"id":0,"label":"barely-true","claim":"It is so.","originator":"ann-doe"}"#,
                Format::Json,
            ),
            (r#"[{"id":7,"claim":"It is so.","evidence":["c"],"verdict":"false"}]"#, Format::Json),
            (r#"{"id":7,"claim":"It is so.","claim_label":"false"}"#, Format::Json),
        ] {
            assert_eq!(sniff("a", start.as_bytes()), Sniffed::Foreign(format), "{start}");
        }
        let ours = r#"{"gainsay":1,"dataset":{"id":"a"},"claims":[{"#;
        assert_eq!(sniff("a.json", ours.as_bytes()), Sniffed::Ours);
        assert_eq!(sniff("a", br#"{"doc_id":1,"title":"","abstract":[]}"#), Sniffed::SciFactCorpus);
        let typo = r#"{"gansay":1,"dataset":{"id":"a"},"claims":[{"text":"The pier is closed."}]}"#;
        let chat = r#"[{"author":"ann","text":"See you at the pier."}]"#;
        for unknown in ["", "{}", "[1]", "{\"claims\":[]}", "\u{0}\u{1}", typo, chat] {
            assert_eq!(sniff("a", unknown.as_bytes()), Sniffed::Unknown, "{unknown:?}");
        }
    }

    proptest! {
        #[test]
        fn any_beginning_is_answered(bytes in prop::collection::vec(any::<u8>(), 0..100), text in ".{0,60}") {
            let _ = (sniff("a", &bytes), sniff("a.csv", text.as_bytes()), FirstKeys::of(&text));
        }
    }
}
