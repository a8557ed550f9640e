//! The cost of checking, and limits that no test can reach at their real size.

use std::io::{Cursor, Read};

use super::*;
use crate::check::ledger::Ledger;
use crate::claim::RecordKind;
use crate::input::container::too_large;

/// The bytes that a claim may cost, and the fixed cost of a check.
const A_CLAIM: usize = 64;
const ANYHOW: usize = 64 << 10;

/// A file that is generated while it is read: a relation before every eighth claim, and at the end
/// the one agent that makes all claims.
struct Made {
    claims: usize,
    next: usize,
    text: String,
    line: Cursor<Vec<u8>>,
}

impl Made {
    fn of(claims: usize, text: usize) -> Self {
        let header = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"D\"}}\n";
        Self { claims, next: 0, text: "x".repeat(text), line: Cursor::new(header.into()) }
    }

    fn line(&self, claim: usize) -> String {
        if claim == self.claims {
            return "{\"agent\":{\"id\":\"a\",\"kind\":\"unknown\",\"name\":\"A\"}}\n".into();
        }
        let text = &self.text;
        let line = format!(
            "{{\"claim\":{{\"id\":\"c-{claim:040}\",\"text\":\"{claim} {text}\",\"made\":[{{\"by\":\"a\"}}],\"denials\":[{{\"id\":\"n\",\"by\":\"a\",\"scope\":\"full\",\"note\":\"N\"}}]}}}}\n"
        );
        if !claim.is_multiple_of(8) {
            return line;
        }
        let after = (claim + 1) % self.claims;
        format!(
            "{{\"relation\":{{\"from\":\"c-{claim:040}\",\"type\":\"parallel\",\"to\":\"c-{after:040}\"}}}}\n{line}"
        )
    }
}

impl Read for Made {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.line.position() == self.line.get_ref().len() as u64 && self.next <= self.claims {
            self.line = Cursor::new(self.line(self.next).into_bytes());
            self.next += 1;
        }
        self.line.read(buffer)
    }
}

fn lines(name: &str, bytes: impl Read + 'static) -> Result<TextLines, Diagnostic> {
    crate::input::OpenFile::of(name.into(), bytes).map(TextLines::of)
}

fn made(claims: usize, text: usize) -> TextLines {
    lines("made.ndjson", Made::of(claims, text)).unwrap()
}

#[test]
fn a_claim_costs_the_same_however_long_it_is() {
    let claims = 200_000;
    for text in [40, 80] {
        let mut checker = Checker::default();
        checker.file(&mut made(claims, text)).unwrap();
        let bytes = checker.bytes();
        assert!(bytes <= claims * A_CLAIM + ANYHOW, "{} a claim", bytes / claims);
        let (problems, counts) = checker.finish(&mut |_| panic!("nothing is to be read again"));
        assert_eq!((problems, counts), (vec![], DiagnosticCounts::default()));
    }
}

#[test]
fn a_claim_costs_no_more_while_tables_grow() {
    let mut ledger = Ledger::default();
    for claim in 1..=200_000_usize {
        let id = format!("c{claim}");
        let line = claim as u64;
        ledger.define(0, RecordKind::Claim, &id, line, line);
        let text = ledger.text_key(0, &id).unwrap();
        ledger.text(text, &id, line);
        if claim.is_multiple_of(97) {
            let bytes = ledger.bytes();
            assert!(bytes <= claim * A_CLAIM + ANYHOW, "{claim}: {} a claim", bytes / claim);
        }
    }
}

/// Checks one file of these bytes, with `longest` as the limit of a line.
fn check(name: &str, text: &str, longest: usize) -> Result<Vec<Diagnostic>, Diagnostic> {
    let stream = || lines(name, Cursor::new(text.as_bytes().to_vec()));
    let mut checker = Checker::default();
    checker.file(&mut stream()?.at_most(longest))?;
    Ok(checker.finish(&mut |_| Ok(stream()?.at_most(longest))).0)
}

const HEADER: &str = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"D\"}}\n";
const AGENT: &str = "{\"agent\":{\"id\":\"a\",\"kind\":\"unknown\",\"name\":\"A\"}}\n";

#[test]
fn a_document_that_is_too_large_is_told_in_a_line() {
    let document = HEADER.replacen("}}\n", "},\n\"claims\":[]}\n", 1);
    assert_eq!(check("d.json", &document, document.len()), Ok(vec![]));
    for longest in [document.len() - 1, 10] {
        assert_eq!(check("d.json", &document, longest), Err(too_large("d.json")));
    }
    let problem = too_large("d.json");
    assert_eq!(problem.message, "this JSON document is larger than 256 MiB");
    assert!(problem.help.unwrap().starts_with("convert it to NDJSON: jq -c "));
}

#[test]
fn a_line_that_is_too_long_costs_itself() {
    let long = format!("{{\"agent\":{}}}\n", " ".repeat(100));
    let text = format!("{HEADER}{AGENT}{long}{}", AGENT.replacen("\"a\"", "\"b c\"", 1));
    for name in ["d.ndjson", "d.json"] {
        let found = check(name, &text, 90).unwrap();
        let places: Vec<_> = found.iter().map(|found| (found.line, found.column)).collect();
        assert_eq!(places, [(3, 1), (4, 16)], "{found:#?}");
        assert!(found[0].message.starts_with("the line is longer than"), "{}", found[0]);
    }
    // Without its header the file is still NDJSON by its name.
    let found = check("d.ndjson", &format!("{long}{AGENT}"), 90).unwrap();
    assert_eq!((found.len(), found[0].line), (1, 1), "{found:#?}");
}

/// A reader that gives some bytes, then fails like a decoder of damaged data.
struct Damaged(Cursor<Vec<u8>>);

impl Read for Damaged {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(std::io::ErrorKind::InvalidData.into()),
            read => Ok(read),
        }
    }
}

#[test]
fn what_stands_before_damage_counts_but_nothing_is_missed() {
    let damaged_at =
        |name: &str, text: String| lines(name, Damaged(Cursor::new(text.into_bytes())));
    let damaged = |text| damaged_at("d.ndjson", text);
    let claim =
        "{\"claim\":{\"id\":\"c\",\"text\":\"\",\"made\":[{\"by\":\"b\"}],\"denials\":[]}}\n";
    let text = format!("{HEADER}{AGENT}{claim}");
    let mut checker = Checker::default();
    checker.file(&mut damaged(text.clone()).unwrap()).unwrap_err();
    assert_eq!(checker.files(), 1);
    // The agent `b` may be in the part that can't be read.
    let (found, _) = checker.finish(&mut |_| damaged(text.clone()));
    assert!(found.iter().any(|found| found.message == "`text` is empty"), "{found:#?}");
    assert!(!found.iter().any(|found| found.message.contains("names an agent")), "{found:#?}");
    let mut checker = Checker::default();
    checker.file(&mut damaged_at("d.json", "{\n\"gainsay\": 1,\n".into()).unwrap()).unwrap_err();
    assert_eq!(checker.files(), 0, "a document is read whole or not at all");
}

#[test]
fn a_file_that_is_gone_when_it_is_read_again_is_told() {
    let text =
        format!("{HEADER}{}", AGENT.replacen("\"name\"", "\"affiliation\":\"b\",\"name\"", 1));
    let mut checker = Checker::default();
    let stream = lines("d.ndjson", Cursor::new(text.into_bytes()));
    checker.file(&mut stream.unwrap()).unwrap();
    let gone = || Diagnostic::error("d.ndjson", "gone");
    let (found, counts) = checker.finish(&mut |_| Err(gone()));
    assert_eq!((found, counts.errors), (vec![gone()], 1));
}
