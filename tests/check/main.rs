//! Tests of `check`: each plants one mistake and compares the diagnostic and its exact place.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod errors;
mod files;
mod random;
mod streams;
mod warnings;

use gainsay::check;
use gainsay::check::Checked;
use gainsay::input;
use gainsay::input::{Diagnostic, Input, Severity};

const REFERENCE: &str = include_str!("../../data/meta-netflix.json");

/// A small dataset without a mistake, with one record on each line.
const SOUND: &str = r#"{"gainsay": 1, "dataset": {"id": "d", "title": "D"},
"agents": [{"id": "meta", "kind": "organisation", "name": "Meta"},
 {"id": "paper", "kind": "publication", "name": "Paper"}],
"sources": [{"id": "s1", "kind": "article", "title": "S", "authors": ["paper"]},
 {"id": "s2", "kind": "filing", "url": "https://a.example/x", "published": null, "via": "s1"}],
"scales": [{"id": "scale", "by": "paper", "labels": [{"label": "False", "rank": 1}]}],
"claims": [{"id": "c1", "text": "Meta did it.", "status": "disputed", "made": [{"by": "paper"}],
 "evidence": [{"id": "e1", "kind": "quote", "stance": "supports", "summary": "It says so.", "source": "s2", "via": "s1"}],
 "denials": [{"id": "n1", "by": "meta", "scope": "full", "note": "No."}],
 "verdicts": [{"by": "paper", "label": "False", "scale": "scale", "value": 1, "date": "2018-05"}]},
 {"id": "c2", "text": "Meta did more.", "made": [{"by": "meta"}], "evidence": [{"id": "e1", "kind": "other", "stance": "context", "summary": "S."}]}],
"relations": [{"from": "c2", "type": "widens", "to": "c1"}],
"issues": [{"id": "i01", "kind": "slip", "severity": "low", "about": ["c1"], "text": "A slip.", "source": "s1"}]
}"#;

/// A similar dataset as NDJSON.
const LINES: &str = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"}}
{"relation":{"from":"c2","type":"widens","to":"c1"}}
{"claim":{"id":"c1","text":"One.","made":[{"by":"meta"}],"denials":[{"id":"n1","by":"meta","scope":"full","note":"No."}]}}
{"claim":{"id":"c2","text":"Two.","made":[{"by":"meta"}],"denials":[{"id":"n1","by":"meta","scope":"full","note":"No."}]}}
{"agent":{"id":"meta","kind":"organisation","name":"Meta"}}
"#;

/// Files in memory that are checked together.
#[derive(Default)]
struct Checker(Vec<Input>);

impl Checker {
    fn new() -> Self {
        Self::default()
    }

    fn file(&mut self, name: &str, text: &str) {
        self.file_bytes(name, text.as_bytes());
    }

    fn file_bytes(&mut self, name: &str, bytes: &[u8]) {
        self.0.push(Input::Bytes { name: name.into(), bytes: bytes.into() });
    }

    fn checked(&self) -> Checked {
        check::check(&self.0, &input::Cache::default())
    }

    fn finish(&self) -> Vec<Diagnostic> {
        let checked = self.checked();
        assert_eq!(checked.unopened, []);
        checked.problems
    }
}

fn check(text: &str) -> Vec<Diagnostic> {
    let mut checker = Checker::new();
    checker.file("d.json", text);
    checker.finish()
}

/// The diagnostics of a dataset with a planted mistake, and the line and column of `mark` as an
/// editor counts them.
struct Planted {
    found: Vec<Diagnostic>,
    place: (usize, usize),
}

fn plant_in(sound: &str, from: &str, to: &str, mark: &str) -> Planted {
    assert!(sound.contains(from), "{from}");
    let text = sound.replacen(from, to, 1);
    let planted = text.find(to).unwrap();
    let at = planted + to.find(mark).unwrap();
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    Planted { found: check(&text), place: (line, column) }
}

/// Replaces `from` by `to` in the document and checks it. The diagnostic must point to `mark`
/// within `to`.
fn plant(from: &str, to: &str, mark: &str) -> Planted {
    plant_in(SOUND, from, to, mark)
}

impl Planted {
    #[track_caller]
    fn is(&self, severity: Severity, address: &str, message: &str, help: &str) {
        let [found] = &self.found[..] else {
            panic!("not exactly one diagnostic: {:#?}", self.found)
        };
        let address = Some(address.to_owned()).filter(|address| !address.is_empty());
        assert_eq!(found.severity, severity, "{found}");
        assert_eq!((found.line, found.column), self.place, "{found}");
        assert_eq!(found.address, address, "{found}");
        assert!(found.message.contains(message), "{found}");
        assert!(found.help.as_deref().unwrap_or_default().contains(help), "{found}");
    }

    #[track_caller]
    fn error(&self, address: &str, message: &str, help: &str) {
        self.is(Severity::Error, address, message, help);
    }

    #[track_caller]
    fn warning(&self, address: &str, message: &str) {
        self.is(Severity::Warning, address, message, "");
    }
}

#[test]
fn a_valid_dataset_has_no_diagnostic() {
    assert_eq!(check(SOUND), []);
    assert_eq!(check(LINES), []);
    assert_eq!(check(&format!("\u{feff}{}", LINES.replace('\n', "\r\n"))), []);
}

#[test]
fn the_reference_dataset_has_four_warnings() {
    let found = check(REFERENCE);
    assert_eq!(found.len(), 4, "{found:#?}");
    for problem in found {
        assert_eq!(problem.severity, Severity::Warning);
        assert!(problem.message.contains("neither evidence nor denial"), "{problem}");
    }
}
