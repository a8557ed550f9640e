//! Catalogs and exports for the tests of this module.

use proptest::prelude::*;
use serde_json::json;

use super::{Export, ExportRequest, To};
use crate::catalog::{Catalog, Row};

/// Returns a complete export, written in pieces of about 100 bytes.
pub(super) fn written(catalog: &Catalog, rows: &[Row], to: To) -> Vec<u8> {
    let asked = ExportRequest { query: "a query".to_owned(), ..ExportRequest::default() };
    let mut export = Export::asked(catalog, rows.to_vec(), to, asked).unwrap();
    let mut out = Vec::new();
    loop {
        let piece = export.piece(catalog, 100).unwrap();
        if piece.is_empty() {
            return out;
        }
        out.extend(piece);
    }
}

/// Generates texts that would be markup, formulas or other hazards.
pub(super) fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "</style>",
        "</article>",
        "\"",
        "'",
        "&amp;",
        "&#60;",
        "](javascript:alert(1))",
        "[a](https://no.example)",
        "<https://no.example>",
        "https://no.example",
        "# ",
        "## ",
        "- ",
        "1. ",
        "> ",
        "```",
        "`a`",
        "**",
        "__",
        "~~",
        "---",
        "===",
        "| a |",
        "[^s1]",
        "[^s1]: ",
        "{#a}",
        "$x$",
        "\\",
        "=1+1",
        "+1",
        "-1",
        "@a",
        "＝1",
        "\t",
        "\u{202e}",
        "\u{200b}",
        "\u{1b}[31m",
        "\u{0}",
        "\u{85}",
        "\u{2028}",
        "漢字",
        "e\u{301}",
        "עברית",
        "👩\u{200d}🚀",
        " ",
        "  ",
        "a",
        "word",
        ".",
        ":",
        "<!--",
        "]]>",
    ]);
    prop::collection::vec(pieces, 1..7)
        .prop_map(|pieces| pieces.concat())
        // The catalog leaves out a claim whose text is blank.
        .prop_filter("blank", |text| !text.trim().is_empty())
}

/// Creates two claims in which every text is one of the two given.
pub(super) fn catalog(text: &str, other: &str) -> Catalog {
    let cited =
        json!({ "source": "s", "via": "v", "locator": { "section": text, "fragment": other } });
    let mut evidence = json!({ "id": "e1", "kind": "document", "stance": "supports", "excerpt": text,
        "excerpt_is": "verbatim", "summary": other, "by": "p", "reliability": { "level": "primary", "note": text } });
    evidence.as_object_mut().unwrap().extend(cited.as_object().unwrap().clone());
    let denial = json!({ "id": "d1", "by": "p", "scope": "blanket", "quote": other, "on_behalf_of": "q",
        "answers": text, "channel": other, "date": text, "note": text, "source": "s" });
    let claim = json!({ "id": "a", "text": text, "status": "disputed", "topics": [other, text],
        "happened": { "date": "2020", "place": text, "note": other },
        "amounts": [{ "value": other, "currency": text, "unit": other, "what": text }],
        "made": [{ "by": "p", "where": other, "quote": text, "quote_is": "reporter-words", "note": other, "source": "s" },
                 { "by": text }],
        "wordings": [{ "text": other, "source": "v", "note": text }],
        "evidence": [evidence, { "stance": "undercuts", "summary": text, "source": other }], "denials": [denial],
        "verdicts": [{ "by": "p", "label": text, "value": other, "text": other, "source": "s" }],
        "history": [{ "at": "2024", "what": text, "by": other, "before": other }], "notes": text });
    let document = json!({
        "dataset": { "id": "d", "title": text, "description": other, "method": text, "licence": other,
            "publisher": text, "homepage": format!("javascript:{text}") },
        "agents": [{ "id": "p", "kind": "person", "name": text, "role": other, "affiliation": "q" },
                   { "id": "q", "kind": "organisation", "name": other }],
        "sources": [{ "id": "s", "kind": "article", "title": text, "authors": ["p"], "publisher": "q", "via": "v",
                      "published": "2021-02", "note": other, "url": "https://s.example/?a=1&b=2;\"<x>(é)" },
                    { "id": "v", "kind": "article", "title": other, "url": format!("javascript:{text}"),
                      "archived": [{ "url": "https://v.example/", "at": "2022" }] }],
        "claims": [claim, { "id": "b", "text": other, "made": [{ "by": "p" }] }],
        "relations": [{ "from": "a", "type": "narrows", "to": "b", "note": text },
                      { "from": "a", "type": "about", "to": "z" }],
        "issues": [{ "id": "i1", "kind": text, "severity": "low", "about": ["a"], "text": other, "source": "s" }],
    });
    Catalog::for_tests(&[&document.to_string()])
}
