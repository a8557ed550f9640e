//! Tests of the corpora of claims in JSON: AVeriTeC, Climate-FEVER, FEVER and SciFact. They check
//! how records are imported, that no value is lost, and that any input is imported or refused.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod broken;
mod random;
mod real;
mod records;

use std::ops::ControlFlow;

use gainsay::check::check;
use gainsay::import::{self, Broken, Columns, Format, ImportRequest, ImportSummary, Refusal};
use gainsay::input::Cache;
use gainsay::input::{Diagnostic, Input};
use serde_json::Value;

/// A file of the folder `tests/formats`, as its name and its bytes.
macro_rules! fixture {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../formats/", $name)).as_slice())
    };
}

const AVERITEC: (&str, &[u8]) = fixture!("averitec.json");
const CLIMATE_FEVER: (&str, &[u8]) = fixture!("climate_fever.jsonl");
const FEVER: (&str, &[u8]) = fixture!("fever.jsonl");
const FEVEROUS: (&str, &[u8]) = fixture!("feverous.jsonl");
const SCIFACT: (&str, &[u8]) = fixture!("scifact_claims.jsonl");
const SCIFACT_CORPUS: (&str, &[u8]) = fixture!("scifact_corpus.jsonl");

/// The result of an import.
struct Dataset {
    lines: Vec<Value>,
    summary: ImportSummary,
}

impl Dataset {
    /// Returns the claim with this text.
    fn claim(&self, words: &str) -> &Value {
        let mut claims = self.lines.iter().filter_map(|line| line.get("claim"));
        claims
            .find(|claim| claim["text"] == words)
            .unwrap_or_else(|| panic!("no claim with the text {words}"))
    }

    /// Returns a source or an agent by its id.
    fn known(&self, kind: &str, id: &Value) -> &Value {
        let mut all = self.lines.iter().filter_map(|line| line.get(kind));
        all.find(|known| known["id"] == *id).unwrap_or_else(|| panic!("no {kind} {id}"))
    }

    /// Returns the source of an item.
    fn source(&self, item: &Value) -> &Value {
        self.known("source", &item["source"])
    }
}

/// Imports files and checks that the result has no errors.
fn import(
    files: &[(&str, &[u8])],
    format: Option<Format>,
    broken: Broken,
) -> Result<Dataset, Refusal> {
    let input = |(name, bytes): &(&str, &[u8])| Input::Bytes {
        name: (*name).to_owned(),
        bytes: (*bytes).into(),
    };
    let inputs: Vec<Input> = files.iter().map(input).collect();
    import_inputs(&inputs, format, broken)
}

fn import_inputs(
    inputs: &[Input],
    format: Option<Format>,
    broken: Broken,
) -> Result<Dataset, Refusal> {
    let request = ImportRequest {
        inputs,
        format,
        columns: Columns::default(),
        broken,
        id: None,
        title: None,
    };
    let cache = Cache::default();
    let mut imported =
        import::import(&request, &cache, &mut |_, _| {}, &mut |_| ControlFlow::Continue(()))?;
    let mut out = Vec::new();
    imported.write(&mut out).unwrap();
    let summary = imported.summary;
    assert_eq!(summary.records, summary.claims + summary.merged + summary.left_out);
    let written = Input::Bytes { name: "written.ndjson".to_owned(), bytes: out.as_slice().into() };
    let checked = check(&[written], &cache);
    let told: Vec<String> = checked.problems.iter().map(Diagnostic::to_string).collect();
    assert_eq!((checked.counts.errors, checked.unopened.len()), (0, 0), "{}", told.join("\n"));
    let text = String::from_utf8(out).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    Ok(Dataset { lines, summary })
}

/// Imports files that must be free of errors.
fn imported(files: &[(&str, &[u8])]) -> Dataset {
    import(files, None, Broken::Refuse).unwrap_or_else(|refusal| panic!("{:#?}", refusal.problems))
}
