//! Tests that the text of a hostile dataset reaches standard output and standard error without
//! control characters, except line feeds.

use serde_json::{Value, json};

use super::{Home, Ran};

/// An escape sequence, a C1 control, bidi overrides and isolates, tags, a bell and a line
/// separator.
const HOSTILE: &str =
    "\u{1b}]52;c;eA==\u{7}\u{9b}2J\u{202e}x\u{e0041}\u{2066}\u{2028}\u{7f}\r\u{feff}y";

/// Appends hostile text to every text of the document. Ids only get it at their end, alike in every
/// reference, and words of closed lists stay as they are.
fn poison(value: &mut Value, key: &str, hostile: &str) {
    match value {
        Value::String(text) if !is_closed(key) => text.push_str(hostile),
        Value::Array(values) => values.iter_mut().for_each(|value| poison(value, key, hostile)),
        Value::Object(members) => {
            for (key, value) in members.iter_mut() {
                let closed = key == "kind" && is_kind_of_closed_words(value);
                if !closed {
                    poison(value, key, hostile);
                }
            }
            members.insert(format!("key{HOSTILE}"), json!(hostile));
        }
        _ => {}
    }
}

fn is_closed(key: &str) -> bool {
    let closed = [
        "scope",
        "stance",
        "status",
        "type",
        "severity",
        "access",
        "level",
        "quote_is",
        "excerpt_is",
    ];
    closed.contains(&key)
}

fn is_kind_of_closed_words(value: &Value) -> bool {
    let open = ["article", "statement", "court-filing", "blog-post"];
    value.as_str().is_some_and(|word| !open.contains(&word))
}

fn poisoned(hostile: &str) -> String {
    let mut document: Value =
        serde_json::from_str(include_str!("../../data/meta-netflix.json")).unwrap();
    poison(&mut document, "", hostile);
    document.to_string()
}

#[track_caller]
fn harmless(ran: &Ran, what: &str) {
    for (name, text) in [("out", &ran.out), ("err", &ran.err)] {
        let bad = text.chars().find(|c| {
            (c.is_control() && *c != '\n')
                || matches!(*c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
        });
        assert_eq!(bad, None, "{what}: {name}");
    }
}

#[test]
fn no_command_or_format_prints_a_control_character() {
    let home = Home::new();
    let name = home.file(&format!("h{}.json", HOSTILE.replace('/', "")), poisoned(HOSTILE));
    home.file("bad.ndjson", format!("{{\"gainsay\":1,\"dataset\":{{\"id\":\"d\"}}}}\n{{\"claim{HOSTILE}\":1}}\n{{\"claim\":{{\"id\":3,\"{HOSTILE}\":4}}}}\n{HOSTILE}\n"));
    let id = format!("inbox-api{HOSTILE}");
    let runs: &[&[&str]] = &[
        &["search", "-d", &name],
        &["search", "-d", &name, "--format", "json"],
        &["search", "-d", &name, "--format", "ndjson"],
        &["search", "-d", &name, "--format", "ids"],
        &["show", "-d", &name, &id],
        &["show", "-d", &name, &id, "--format", "json"],
    ];
    for arguments in runs {
        let ran = home.run(arguments);
        harmless(&ran, &format!("{arguments:?}"));
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        assert!(ran.out.len() > 100 || arguments.contains(&"ids"));
    }
    for to in ["json", "ndjson", "jsonld", "markdown", "html", "csv", "csv-items"] {
        let ran = home.run(&["export", "-d", &name, "--to", to]);
        assert_eq!(ran.code, 0, "{to}: {}", ran.err);
        assert!(ran.out.len() > 10_000, "{to}");
        // RFC 4180 ends a row with CR and LF.
        harmless(&Ran { out: ran.out.replace("\r\n", "\n"), ..ran }, to);
    }
    let review = json!({"@type": "ClaimReview", "claimReviewed": HOSTILE, HOSTILE: HOSTILE,
        "author": {"name": HOSTILE, "url": HOSTILE}, "reviewRating": {"alternateName": HOSTILE}});
    home.file("h.jsonld", review.to_string());
    home.file("h.csv", format!("claim,speaker\n\"{HOSTILE}\",\"{HOSTILE}\"\n"));
    for file in ["h.jsonld", "h.csv"] {
        let ran = home.run(&["import", file]);
        assert_eq!(ran.code, 0, "{file}: {}", ran.err);
        assert!(ran.out.contains("u202e"), "{}", ran.out);
        harmless(&ran, file);
    }
    let bad: &[&[&str]] = &[
        &["show", "-d", &name, &format!("{id}#{HOSTILE}")],
        &["show", "-d", &name, HOSTILE],
        &["search", "-d", HOSTILE],
        &["search", "-d", &name, &format!("scope:{HOSTILE}")],
        &["search", "-d", &name, "--config", HOSTILE],
        &["search", "-d", "bad.ndjson"],
        &["check", &name, "bad.ndjson", HOSTILE],
        &["check", &name, "bad.ndjson", HOSTILE, "--format", "json"],
    ];
    for arguments in bad {
        let ran = home.run(arguments);
        harmless(&ran, &format!("{arguments:?}"));
        assert_ne!(ran.code, 0, "{arguments:?}");
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
    }
}

#[test]
fn megabytes_of_combining_accents_are_abbreviated() {
    let home = Home::new();
    let accents = "\u{301}".repeat(500_000);
    let document = json!({"gainsay": 1, "dataset": {"id": "d", "title": accents},
        "agents": [{"id": "a", "kind": "unknown", "name": format!("A{accents}")}],
        "claims": [{"id": "c", "text": format!("E{accents}"), "made": [{"by": "a"}]}]});
    home.file("a.json", document.to_string());
    let text = home.run(&["show", "-d", "a.json", "c"]).out();
    assert!(text.len() < 2_000 && text.contains("<+"), "{} bytes", text.len());
    assert!(home.run(&["search", "-d", "a.json"]).out().len() < 2_000);
    assert!(home.run(&["check", "a.json"]).out.len() < 10_000);
}
