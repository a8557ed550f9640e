//! Growth cases of large records that every claim refers to: the work grows with the number of
//! claims and with the size of the records, not with their product.

use serde_json::{Value, json};

use super::datasets::{agent, claim, denial, evidence, many, ndjson, source, with};
use super::{Case, Files};

/// The names of the cases that export, and their formats.
const FORMATS: [(&str, &str); 6] = [
    ("records that all claims share as json", "json"),
    ("records that all claims share as jsonld", "jsonld"),
    ("records that all claims share as markdown", "markdown"),
    ("records that all claims share as html", "html"),
    ("records that all claims share as csv", "csv"),
    ("records that all claims share as csv-items", "csv-items"),
];

pub(super) fn cases() -> Vec<Case> {
    let export = |(name, to): (&'static str, &str)| {
        Case::new(name, MOST, &format!("export --to {to} -d d.ndjson"), shared)
    };
    let mut cases: Vec<Case> = FORMATS.into_iter().map(export).collect();
    cases.extend([
        Case::new("records that all claims share, checked", MOST, "check d.ndjson", shared),
        Case::new("records that all claims share, listed", MOST, LISTING, shared),
        Case::new("a long source behind every item", MOST, "show c00000 -d d.ndjson", cited),
        Case::new("items of one id that are shown", 4000, "show c00000#e -d d.ndjson", of_one_id),
    ]);
    cases
}

/// The number of claims, and of items in each shared record, in the largest run.
const MOST: usize = 320;

const LISTING: &str = "search --format text --limit 100000 -d d.ndjson T";

/// Returns `n` claims that refer to the same records, each of which has `n` items.
fn shared(n: usize) -> Files {
    let mut records = vec![long_agent(n), long_scale(n)];
    records.extend(many(n, |i| agent(i + 1)));
    records.extend(long_sources(n));
    records.extend(many(n, |i| {
        let verdict = json!({"by": "a00000", "label": format!("L{i:05}"), "scale": "x00000", "source": "s00000"});
        let items = json!({
            "made": [{"by": "a00000", "source": "s00000"}],
            "evidence": [evidence(0)],
            "denials": [denial(0)],
            "verdicts": [verdict],
        });
        with(claim(i), &items)
    }));
    records.push(long_issue(n));
    records.extend(many(n - 1, |i| json!({"relation": {"from": format!("c{:05}", i + 1), "type": "restates", "to": "c00000"}}),
    ));
    let ids = many(n, |i| format!("c{i:05}").into());
    records.push(json!({"history": {"at": "2020", "what": "x", "by": "a00000", "ids": ids}}));
    ndjson(records)
}

/// Returns one claim with `n` items that all cite the same long source.
fn cited(n: usize) -> Files {
    let mut records = vec![long_agent(n), long_scale(n)];
    records.extend(many(n, |i| agent(i + 1)));
    records.extend(long_sources(n));
    let items = json!({
        "evidence": many(n, evidence),
        "denials": many(n, denial),
        "verdicts": many(n, |i| json!({"by": "a00000", "label": format!("L{i:05}"), "scale": "x00000"})),
    });
    records.push(with(claim(0), &items));
    records.push(long_issue(n));
    ndjson(records)
}

/// Returns one claim with `n` pieces of evidence that share an id.
fn of_one_id(n: usize) -> Files {
    let evidence = many(n, |i| {
        let mut evidence = evidence(i);
        evidence["id"] = "e".into();
        evidence
    });
    ndjson([agent(0), source(0), with(claim(0), &json!({"evidence": evidence}))])
}

fn long_agent(n: usize) -> Value {
    let aliases = many(n, |i| format!("Alias {i:05}").into());
    let others = many(n, |i| format!("https://a.example/{i:05}").into());
    json!({"agent": {"id": "a00000", "kind": "person", "name": "A", "aliases": aliases, "same_as": others}})
}

fn long_scale(n: usize) -> Value {
    let labels = many(n, |i| json!({"label": format!("L{i:05}"), "rank": i}));
    json!({"scale": {"id": "x00000", "by": "a00000", "labels": labels}})
}

/// Returns a source with many authors and archived copies, and a long chain of sources that led
/// to it.
fn long_sources(n: usize) -> Vec<Value> {
    let mut sources = many(n, |i| {
        let mut source = source(i);
        source["source"]["via"] = format!("s{:05}", i + 1).into();
        source
    });
    sources.push(source(n));
    let copies = many(n, |i| json!({"url": format!("https://a.example/{i:05}")}));
    let authors = many(n, |i| format!("a{:05}", i + 1).into());
    if let Some(first) = sources.first_mut() {
        first["source"]["archived"] = copies.into();
        first["source"]["authors"] = authors.into();
    }
    sources
}

fn long_issue(n: usize) -> Value {
    let about = many(n, |i| format!("c{i:05}").into());
    let places = many(n, |i| json!({"paragraph": i + 1}));
    json!({"issue": {"id": "i", "kind": "k", "severity": "low", "about": about, "text": "x",
        "source": "s00000", "locators": places}})
}
