//! The frame of a dataset around its records: its version, its description, and in a document the
//! lists that hold the records.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::catalog::located::Located;
use crate::claim::{FORMAT_VERSION, Heading};
use crate::input::Diagnostic;
use crate::json::{ObjectMembers, nested_deeper, one_line};

/// Reads the heading of a dataset from the members of a document or a header line.
pub(crate) fn heading(place: &Located, members: &ObjectMembers) -> Result<Heading, Diagnostic> {
    let name = place.file;
    let Some(version) = members.get("gainsay") else {
        return Err(not_a_dataset(name));
    };
    match version.get().parse::<u64>() {
        Ok(FORMAT_VERSION) => {}
        Ok(newer) if newer > FORMAT_VERSION => {
            let message = format!(
                "this dataset has format version {newer}; this gainsay reads version {FORMAT_VERSION}"
            );
            return Err(Diagnostic::error(name, message)
                .at(place.of(version))
                .help("install a newer gainsay"));
        }
        _ => {
            return Err(Diagnostic::error(name, "the version must be 1")
                .at(place.of(version))
                .help("write \"gainsay\": 1"));
        }
    }
    let info = members.get("dataset").ok_or_else(|| {
        Diagnostic::error(name, "the dataset has no description")
            .help("add \"dataset\": {\"id\": …, \"title\": …} beside \"gainsay\"")
    })?;
    let info = place.parse(info).map_err(|problem| {
        problem.help("a description looks like this: {\"id\": …, \"title\": …}")
    })?;
    let ext = members.get("ext").map(|ext| place.parse::<Option<_>>(ext)).transpose()?.flatten();
    Ok(Heading { info, ext, unknown: unknown(members) })
}

/// Returns the members that belong to neither a document nor a header; of repeated keys, the last.
fn unknown(members: &ObjectMembers) -> Vec<(String, String)> {
    let mut unknown = BTreeMap::new();
    for (key, value) in members.0.iter().filter(|(key, _)| !Heading::is_known(key)) {
        unknown.insert(key.to_string(), one_line(value.get()));
    }
    unknown.into_iter().collect()
}

/// Returns the kind of the records in a list of a document.
fn kind(list: &str) -> Option<&'static str> {
    Some(match list {
        "agents" => "agent",
        "sources" => "source",
        "scales" => "scale",
        "claims" => "claim",
        "relations" => "relation",
        "issues" => "issue",
        "history" => "history",
        _ => return None,
    })
}

pub(crate) fn not_a_dataset(name: &str) -> Diagnostic {
    Diagnostic::error(name, "this is JSON, but not a gainsay dataset").help(
        "a dataset begins with {\"gainsay\": 1, \"dataset\": …; `gainsay check` gives details",
    )
}

/// The deepest nesting outside of records; a dataset's own lists are two levels deep. A record that
/// is nested too deep only costs itself.
const DEEPEST: usize = 1_000;

/// Returns the offset at which a text is nested deeper than a dataset may be.
pub(crate) fn nesting_limit(text: &str) -> Option<usize> {
    nested_deeper(text, DEEPEST)
}

pub(crate) fn too_deep(name: &str, at: (usize, usize)) -> Diagnostic {
    Diagnostic::error(name, format!("nested too deeply: more than {DEEPEST} levels"))
        .at(at)
        .help("look for a bracket that is never closed")
}

/// A list of a document: the kind of its records, and the records.
pub(crate) type List<'a> = (&'static str, Vec<&'a RawValue>);

/// Returns the lists of a document. They are read before any record is added, so that a document
/// with a fault in its frame is refused as a whole.
pub(crate) fn lists<'a>(
    place: &Located,
    members: &ObjectMembers<'a>,
) -> Result<Vec<List<'a>>, Diagnostic> {
    let mut lists = Vec::new();
    for (key, value) in &members.0 {
        let Some(kind) = kind(key) else { continue };
        let records: Vec<&RawValue> = serde_json::from_str(value.get()).map_err(|_| {
            Diagnostic::error(place.file, format!("“{}” must be a list", key.0))
                .at(place.of(value))
                .help("write [ ] around its records")
        })?;
        // A record is an object; a deeply nested list in its place is an error of the document.
        let endless = |record: &&&RawValue| {
            record.get().starts_with('[') && nesting_limit(record.get()).is_some()
        };
        if let Some(record) = records.iter().find(endless) {
            return Err(too_deep(place.file, place.of(record)));
        }
        lists.push((kind, records));
    }
    Ok(lists)
}
