//! Tests of reading datasets: their containers, the scopes of ids, records that are shown or left
//! out, and errors that end a file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod containers;
mod faults;
mod lenient;
mod random;
mod scopes;

use std::fs;
use std::path::PathBuf;

use gainsay::catalog::{Catalog, Row, open};
use gainsay::claim::Address;
use gainsay::input::Cache;
use gainsay::input::{Diagnostic, Input};
use gainsay::page::Page;
use serde_json::{Value, json};
use tempfile::TempDir;

const REFERENCE: &str = include_str!("../../data/meta-netflix.json");

/// Returns an input of bytes in memory under a name.
fn bytes(name: &str, content: impl AsRef<[u8]>) -> Input {
    Input::Bytes { name: name.into(), bytes: content.as_ref().into() }
}

fn read(name: &str, content: impl AsRef<[u8]>) -> Result<Catalog, Diagnostic> {
    open(&[bytes(name, content)], &Cache::default())
}

/// Returns the error of a file that cannot be read at all, as it is shown.
#[track_caller]
fn refused(name: &str, content: impl AsRef<[u8]>) -> String {
    let problem = read(name, content).map(|catalog| catalog.len()).unwrap_err();
    let shown = problem.to_string();
    assert!(shown.chars().all(|c| !c.is_control() || c == '\n'), "{shown:?}");
    shown
}

/// Returns the diagnostics of a catalog as they are shown.
fn problems(catalog: &Catalog) -> Vec<String> {
    catalog.problems().iter().map(ToString::to_string).collect()
}

fn rows(catalog: &Catalog) -> impl Iterator<Item = Row> {
    catalog.rows()
}

fn ids(catalog: &Catalog) -> Vec<String> {
    rows(catalog).map(|row| catalog.id(row)).collect()
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn row(catalog: &Catalog, address: &str) -> Row {
    let [row] = catalog.resolve(&Address::parse(address))[..] else { panic!("{address}") };
    row
}

/// Returns the page of a claim as plain text.
fn page(catalog: &Catalog, address: &str) -> String {
    Page::of(&catalog.dossier(row(catalog, address)).unwrap()).to_text(None).unwrap()
}

/// Returns a document with these claims and an agent `meta`, who is named after the dataset.
fn document(dataset: &str, claims: &Value) -> String {
    let agents =
        json!([{"id": "meta", "kind": "organisation", "name": format!("Meta of {dataset}")}]);
    json!({"gainsay": 1, "dataset": {"id": dataset, "title": "T"}, "agents": agents, "claims": claims})
        .to_string()
}

/// Returns a claim with this id and text, made by `meta`.
fn claim(id: &str, text: &str) -> Value {
    json!({"id": id, "text": text, "made": [{"by": "meta"}]})
}

/// Converts a document to NDJSON, with one record on each line.
fn lines(document: &str) -> String {
    let document: Value = serde_json::from_str(document).unwrap();
    let mut out = format!("{}\n", json!({"gainsay": 1, "dataset": document["dataset"]}));
    let kinds = [
        ("agents", "agent"),
        ("sources", "source"),
        ("scales", "scale"),
        ("claims", "claim"),
        ("relations", "relation"),
        ("issues", "issue"),
        ("history", "history"),
    ];
    for (list, kind) in kinds {
        for record in document[list].as_array().into_iter().flatten() {
            out.push_str(&json!({ kind: record }).to_string());
            out.push('\n');
        }
    }
    out
}

/// A temporary folder with files.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn input(&self, name: &str) -> Input {
        Input::Path(self.path(name))
    }
}
