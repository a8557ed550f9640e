//! Imports the text of a file for a test.

use std::ops::ControlFlow;

use gainsay::check::check;
use gainsay::import::{
    Broken, Columns, Format, ImportRequest, ImportSummary, Mending, Refusal, import,
};
use gainsay::input::Cache;
use gainsay::input::{Input, Severity};
use serde_json::Value;

/// The result of an import: the records by kind, and the summary.
pub struct Got {
    pub claims: Vec<Value>,
    pub agents: Vec<Value>,
    pub sources: Vec<Value>,
    pub summary: ImportSummary,
    pub text: String,
}

pub fn try_import(name: &str, text: &str, format: Option<Format>) -> Result<Got, Refusal> {
    let inputs = [Input::Bytes { name: name.into(), bytes: text.as_bytes().into() }];
    let request = ImportRequest {
        inputs: &inputs,
        format,
        columns: Columns::default(),
        broken: Broken::LeaveOut,
        id: None,
        title: None,
    };
    let cache = Cache::default();
    let mut watch = |_| ControlFlow::Continue(());
    let mut imported = import(&request, &cache, &mut |_, _| {}, &mut watch)?;
    let mut out = Vec::new();
    imported.write(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let records = |kind: &str| {
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter_map(|line| line.get(kind).cloned()).collect::<Vec<Value>>()
    };
    Ok(Got {
        claims: records("claim"),
        agents: records("agent"),
        sources: records("source"),
        summary: imported.summary,
        text,
    })
}

pub fn got(text: &str) -> Got {
    let got = try_import("a.jsonld", text, Some(Format::SchemaOrg)).unwrap();
    assert_eq!(errors(&got.text), Vec::<String>::new(), "{}", got.text);
    got
}

pub fn errors(text: &str) -> Vec<String> {
    let input = Input::Bytes { name: "a.ndjson".into(), bytes: text.as_bytes().into() };
    let checked = check(&[input], &Cache::default());
    let problems = checked.unopened.iter().chain(&checked.problems);
    problems.filter(|p| p.severity == Severity::Error).map(ToString::to_string).collect()
}

impl Got {
    pub fn agent(&self, id: &Value) -> &Value {
        self.agents.iter().find(|agent| agent["id"] == *id).unwrap()
    }

    pub fn source(&self, id: &Value) -> &Value {
        self.sources.iter().find(|source| source["id"] == *id).unwrap()
    }

    pub fn count(&self, how: Mending) -> usize {
        self.summary.mended.0.get(&how).copied().unwrap_or_default()
    }
}

/// Collects every text and number of a value.
pub fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.trim().is_empty() => found.push(text.trim().to_owned()),
        Value::Number(number) => found.push(number.to_string()),
        Value::Array(list) => list.iter().for_each(|value| leaves(value, found)),
        Value::Object(map) => {
            map.iter()
                .filter(|(key, _)| !key.starts_with("@type"))
                .for_each(|(_, value)| leaves(value, found));
        }
        _ => {}
    }
}

/// Returns the leaves of a foreign value that are in no text of the imported dataset.
pub fn lost(foreign: &Value, ours: &str) -> Vec<String> {
    let mut kept = Vec::new();
    for line in ours.lines() {
        leaves(&serde_json::from_str(line).unwrap(), &mut kept);
    }
    let kept = kept.join("\n");
    let mut wanted = Vec::new();
    leaves(foreign, &mut wanted);
    // Keywords are split at their commas.
    wanted.retain(|leaf| {
        !kept.contains(leaf.as_str())
            && !leaf.split([',', ';']).all(|part| kept.contains(part.trim()))
    });
    wanted
}
