//! The peer for opening: `serde_json` parses line by line into plain structs that own their
//! strings, on one thread.

#![allow(dead_code, reason = "what is read is only held")]

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Line {
    gainsay: Option<u32>,
    dataset: Option<Dataset>,
    agent: Option<Agent>,
    source: Option<Source>,
    claim: Option<Claim>,
}

#[derive(Deserialize)]
struct Dataset {
    id: String,
    title: String,
    language: String,
}

#[derive(Deserialize)]
struct Agent {
    id: String,
    kind: String,
    name: String,
}

#[derive(Deserialize)]
struct Source {
    id: String,
    kind: String,
    title: String,
    url: String,
}

#[derive(Deserialize)]
struct Claim {
    id: String,
    text: String,
    kind: String,
    status: String,
    topics: Vec<String>,
    made: Vec<Made>,
    evidence: Vec<Evidence>,
    denials: Vec<Denial>,
}

#[derive(Deserialize)]
struct Made {
    by: String,
    date: String,
    source: String,
}

#[derive(Deserialize)]
struct Evidence {
    id: String,
    kind: String,
    stance: String,
    summary: String,
    source: String,
    locator: Locator,
    date: String,
    reliability: Reliability,
}

#[derive(Deserialize)]
struct Locator {
    paragraph: u32,
    sentence: u32,
}

#[derive(Deserialize)]
struct Reliability {
    level: String,
}

#[derive(Deserialize)]
struct Denial {
    id: String,
    by: String,
    scope: String,
    quote: String,
    quote_is: String,
    source: String,
    date: String,
}

/// Reads a whole file.
pub fn read(file: &Path) -> Vec<Line> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(file).unwrap());
    let (mut lines, mut line) = (Vec::new(), Vec::new());
    while reader.read_until(b'\n', &mut line).unwrap() > 0 {
        lines.push(serde_json::from_slice(&line).unwrap());
        line.clear();
    }
    lines
}
