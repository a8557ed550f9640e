//! Reads datasets, leniently: what can be shown is shown, what can't is reported with its
//! place. The strict judgement is `check`'s.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::claim::{DatasetInfo, FORMAT_VERSION};

use super::builder::Builder;
use super::input::{self, FileText, Files, Found};
use super::place::Place;
use super::{Carrier, Catalog, Input, Problem, carrier, position};

/// Reads everything that the inputs stand for into one catalog.
///
/// # Errors
/// A [`Problem`] where an input that was named can't be read as a dataset at all, or
/// where a folder has no dataset that can. Records that can't be read are no error:
/// they are left out and listed in [`Catalog::problems`].
pub fn open(inputs: &[Input]) -> Result<Catalog, Problem> {
    let mut builder = Builder::default();
    let Files { found: files, closed: mut passed_over } = input::files(inputs)?;
    let mut read = 0;
    for (input, found) in files {
        let outcome = input::text(&input).and_then(|file| read_file(&file, &mut builder));
        match (outcome, found) {
            (Ok(()), _) => read += 1,
            (Err(problem), Found::Named) => return Err(problem),
            (Err(problem), Found::InFolder) => passed_over.push(problem),
        }
    }
    if read == 0 {
        let nothing = || Problem::error("-", "nothing to read");
        return Err(passed_over.into_iter().next().unwrap_or_else(nothing));
    }
    for problem in passed_over {
        builder.report(problem);
    }
    Ok(builder.finish())
}

fn read_file(file: &FileText, builder: &mut Builder) -> Result<(), Problem> {
    for problem in &file.problems {
        builder.leave_out(problem.clone());
    }
    match carrier(&file.name, &file.text) {
        Carrier::Document => read_document(file, builder),
        Carrier::Lines => read_lines(file, builder),
    }
}

/// The members of a JSON object in the order in which they stand, repeated ones too.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<Cow<'de, str>, &'de RawValue>()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

impl<'a> Members<'a> {
    fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| *value)
    }
}

/// The dataset's description from the members of a document or a header line.
fn description(place: &Place, members: &Members) -> Result<DatasetInfo, Problem> {
    let name = place.file;
    let Some(version) = members.get("gainsay") else {
        return Err(not_a_dataset(name));
    };
    match version.get().parse::<u64>() {
        Ok(FORMAT_VERSION) => {}
        Ok(newer) if newer > FORMAT_VERSION => {
            let message = format!(
                "this dataset is of version {newer}; this gainsay reads version {FORMAT_VERSION}"
            );
            return Err(Problem::error(name, message)
                .at(place.of(version))
                .help("get a newer gainsay"));
        }
        _ => {
            return Err(Problem::error(name, "the version must be 1")
                .at(place.of(version))
                .help("write \"gainsay\": 1"));
        }
    }
    let info = members.get("dataset").ok_or_else(|| {
        Problem::error(name, "the dataset does not describe itself")
            .help("add \"dataset\": {\"id\": …, \"title\": …} beside \"gainsay\"")
    })?;
    place
        .parse(info)
        .map_err(|problem| problem.help("the dataset describes itself: {\"id\": …, \"title\": …}"))
}

fn not_a_dataset(name: &str) -> Problem {
    Problem::error(name, "this is JSON, but not a gainsay dataset")
        .help("a dataset begins with {\"gainsay\": 1, \"dataset\": …; `gainsay check` says more")
}

/// How deep what is no record may be nested: a dataset's own lists are two levels deep.
/// What a record holds costs itself only, however deep it is.
const DEEPEST: usize = 1_000;

/// Where a text is nested deeper than [`DEEPEST`] levels; brackets in strings don't count.
fn abyss(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    text.bytes().position(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

fn too_deep(name: &str, at: (usize, usize)) -> Problem {
    Problem::error(name, format!("nested too deep: more than {DEEPEST} levels"))
        .at(at)
        .help("no dataset is; look for brackets that are never closed")
}

fn read_document(file: &FileText, builder: &mut Builder) -> Result<(), Problem> {
    let place = Place::new(&file.name, 1, &file.text);
    let members: Members = serde_json::from_str(&file.text).map_err(|error| {
        if let Some(offset) = abyss(&file.text) {
            return too_deep(&file.name, position(&file.text, offset));
        }
        if error.is_data() {
            return not_a_dataset(&file.name);
        }
        place
            .problem(&error, &file.text, (1, 1))
            .help("mend the JSON here; `gainsay check` finds the rest")
    })?;
    let info = description(&place, &members)?;
    let lists = lists(&place, &members)?;
    builder.begin(&file.name, file.path.as_ref(), info);
    for (kind, records) in lists {
        match kind {
            Some(kind) => {
                for record in records {
                    read_record(&place, kind, record, builder);
                }
            }
            None => builder.unknown_field(),
        }
    }
    Ok(())
}

/// A list of a document: its records' kind, where that is known, and the records.
type List<'a> = (Option<&'static str>, Vec<&'a RawValue>);

/// The lists of a document. Read before anything is taken, so that a document with a fault in
/// its frame is refused whole.
fn lists<'a>(place: &Place, members: &Members<'a>) -> Result<Vec<List<'a>>, Problem> {
    let mut lists = Vec::new();
    for (key, value) in &members.0 {
        let kind = match key.as_ref() {
            "gainsay" | "dataset" | "ext" => continue,
            "agents" => "agent",
            "sources" => "source",
            "scales" => "scale",
            "claims" => "claim",
            "relations" => "relation",
            "issues" => "issue",
            "history" => "history",
            _ => {
                lists.push((None, Vec::new()));
                continue;
            }
        };
        let records: Vec<&RawValue> = serde_json::from_str(value.get()).map_err(|_| {
            Problem::error(place.file, format!("“{key}” must be a list"))
                .at(place.of(value))
                .help("write [ ] around its records")
        })?;
        // A record is an object; a list in its place that goes on and on is none.
        let endless =
            |record: &&&RawValue| record.get().starts_with('[') && abyss(record.get()).is_some();
        if let Some(record) = records.iter().find(endless) {
            return Err(too_deep(place.file, place.of(record)));
        }
        lists.push((Some(kind), records));
    }
    Ok(lists)
}

fn read_lines(file: &FileText, builder: &mut Builder) -> Result<(), Problem> {
    let mut lines = file.text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let Some((index, header)) = lines.next() else { return Ok(()) };
    let place = Place::new(&file.name, index + 1, header);
    let members: Members = serde_json::from_str(header).map_err(|error| {
        place
            .problem(&error, header, (index + 1, 1))
            .help("the first line must be {\"gainsay\":1,\"dataset\":{…}}")
    })?;
    let info = description(&place, &members)?;
    builder.begin(&file.name, file.path.as_ref(), info);
    for (index, text) in lines {
        let place = Place::new(&file.name, index + 1, text);
        match serde_json::from_str::<Members>(text) {
            Err(error) => builder.leave_out(place.problem(&error, text, (index + 1, 1))),
            Ok(members) => match members.0.as_slice() {
                [(kind, record)] => read_record(&place, kind, record, builder),
                _ => builder.leave_out(
                    Problem::error(&file.name, "a line must hold an object with exactly one key")
                        .at((index + 1, 1))
                        .help("agent, source, scale, claim, relation, issue or history"),
                ),
            },
        }
    }
    Ok(())
}

fn read_record(place: &Place, kind: &str, record: &RawValue, builder: &mut Builder) {
    let at = place.of(record);
    let outcome = match kind {
        "agent" => place.parse(record).map(|agent| builder.agent(agent, at)),
        "source" => place.parse(record).map(|source| builder.source(source, at)),
        "scale" => place.parse(record).map(|scale| builder.scale(scale, at)),
        "relation" => place.parse(record).map(|relation| builder.relation(relation)),
        "issue" => place.parse(record).map(|issue| builder.issue(issue, at)),
        "history" => place.parse(record).map(|history| builder.history(history)),
        "claim" => place.parse(record).map(|claim| builder.claim(claim, record.get(), at)),
        _ => Err(Problem::error(place.file, format!("no kind of record is called “{kind}”"))
            .at(at)
            .help("agent, source, scale, claim, relation, issue or history")),
    };
    if let Err(problem) = outcome {
        builder.leave_out(problem.of(record_name(kind, record)));
    }
}

/// How a record that can't be read is called: its kind, and its id where that can be read.
fn record_name(kind: &str, record: &RawValue) -> String {
    #[derive(Deserialize)]
    struct OnlyId {
        id: String,
    }
    let id = serde_json::from_str::<OnlyId>(record.get()).map(|record| format!(" {}", record.id));
    format!("{kind}{}", id.unwrap_or_default())
}
