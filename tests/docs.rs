//! Tests that the documents agree with the program: links and paths lead to files, definitions and
//! fields of the format are those of the code, and examples are valid.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use gainsay::check;
use gainsay::claim::schema;
use gainsay::claim::{
    Access, AgentKind, ClaimKind, EvidenceKind, IssueSeverity, QuoteIs, RelationKind,
    ReliabilityLevel, Scope, Stance, Status, Vocabulary,
};
use gainsay::cli::Cli;
use gainsay::input::Cache;
use gainsay::input::{Input, Severity};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};

/// The documents outside of `docs/` and the templates in `.github/`.
const DOCUMENTS: [&str; 6] = [
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "fuzz/README.md",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns the paths of all documents, relative to the root.
fn documents() -> Vec<String> {
    let mut found: Vec<String> = DOCUMENTS.map(str::to_owned).into();
    for folder in ["docs", ".github", ".github/ISSUE_TEMPLATE"] {
        let entries = fs::read_dir(root().join(folder)).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let paths = paths.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
        found.extend(
            paths.map(|path| path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned()),
        );
    }
    found
}

fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES)
}

/// Returns the addresses of the links and pictures of a document.
fn links(text: &str) -> Vec<String> {
    let address = |event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url),
        _ => None,
    };
    events(text).filter_map(address).map(String::from).collect()
}

/// Returns the anchors of a document's headings, as GitHub makes them.
fn anchors(text: &str) -> Vec<String> {
    let (mut anchors, mut heading) = (Vec::new(), None::<String>);
    for event in events(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => anchors.extend(heading.take().map(|it| anchor(&it))),
            _ => {}
        }
    }
    anchors
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// Returns what is wrong with a link in the document at `path`.
fn broken(path: &str, text: &str, link: &str) -> Option<String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (file, fragment) = link.split_once('#').unwrap_or((link, ""));
    let target: PathBuf = root().join(path).parent().unwrap().join(file);
    if !file.is_empty() && !target.exists() {
        return Some(format!("{path}: {link} leads to no file"));
    }
    if fragment.is_empty() {
        return None;
    }
    let there = if file.is_empty() { text.to_owned() } else { fs::read_to_string(target).unwrap() };
    (!anchors(&there).iter().any(|anchor| anchor == fragment))
        .then(|| format!("{path}: {link} leads to no heading"))
}

#[test]
fn every_relative_link_leads_to_a_file_and_a_heading() {
    let (mut seen, mut faults) = (0, Vec::new());
    for path in documents() {
        let text = read(&path);
        let links = links(&text);
        seen += links.len();
        faults.extend(links.iter().filter_map(|link| broken(&path, &text, link)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 30, "only {seen} links were found");
}

#[test]
fn a_broken_link_is_found() {
    let fault = |link| broken("docs/format.md", "# A heading\n", link);
    assert_eq!(fault("../README.md"), None);
    assert_eq!(fault("#a-heading"), None);
    assert_eq!(fault("https://example.org/gone"), None);
    assert!(fault("README.md").is_some());
    assert!(fault("#gone").is_some());
    assert!(fault("../README.md#gone").is_some());
}

/// Returns the paths in this repository that a document gives as code.
fn paths(text: &str) -> Vec<String> {
    const FOLDERS: [&str; 9] = [
        "src/",
        "tests/",
        "docs/",
        "benches/",
        "examples/",
        "contrib/",
        "data/",
        "fuzz/",
        ".github/",
    ];
    let code = events(text).filter_map(|event| match event {
        Event::Code(code) => Some(code.into_string()),
        _ => None,
    });
    let is_path = |code: &String| {
        FOLDERS.iter().any(|folder| code.starts_with(folder)) && !code.contains([' ', '*', '<'])
    };
    code.filter(is_path).map(|code| code.split("::").next().unwrap().to_owned()).collect()
}

/// ARCHITECTURE.md is excluded, since it names tests by their targets.
#[test]
fn every_path_that_a_document_names_exists() {
    let (mut seen, mut faults) = (0, Vec::new());
    for document in documents().iter().filter(|path| *path != "ARCHITECTURE.md") {
        for path in paths(&read(document)) {
            seen += 1;
            if !root().join(&path).exists() {
                faults.push(format!("{document}: there is no {path}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 30, "only {seen} paths were found");
}

/// Returns the part of a document from a heading of level 2 or 3 to the next heading.
fn section(text: &str, title: &str) -> String {
    let is_heading = |line: &&str| line.starts_with("## ") || line.starts_with("### ");
    let lines = text
        .lines()
        .skip_while(|line| line.strip_prefix("### ").or(line.strip_prefix("## ")) != Some(title));
    let lines: Vec<&str> = lines.skip(1).take_while(|line| !is_heading(line)).collect();
    assert!(!lines.is_empty(), "there is no section “{title}”");
    lines.join("\n")
}

/// Returns the rows of the first table of a section without its header, each as the texts of its
/// cells.
fn table(section: &str) -> Vec<Vec<String>> {
    let (mut rows, mut cells, mut is_over) = (Vec::new(), Vec::<String>::new(), false);
    for event in events(section) {
        match event {
            Event::Start(Tag::TableCell) => cells.push(String::new()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(cell) = cells.last_mut() {
                    cell.push_str(&words);
                }
            }
            Event::End(TagEnd::TableHead) => cells.clear(),
            Event::End(TagEnd::TableRow) if !is_over => rows.push(std::mem::take(&mut cells)),
            Event::End(TagEnd::Table) => is_over = true,
            _ => {}
        }
    }
    rows
}

/// Returns the texts of the fenced code blocks in this language.
fn fenced(text: &str, language: &str) -> Vec<String> {
    let (mut blocks, mut is_inside) = (Vec::new(), false);
    for event in events(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if *info == *language => {
                is_inside = true;
                blocks.push(String::new());
            }
            Event::Text(code) if is_inside => blocks.last_mut().unwrap().push_str(&code),
            Event::End(TagEnd::CodeBlock) => is_inside = false,
            _ => {}
        }
    }
    blocks
}

/// Returns what is wrong with the table of a closed list. Its rows must be the list, in the same
/// order.
fn list_fault<T: Vocabulary>(document: &str, title: &str) -> Option<String> {
    let row = |term: &T| [term.name(), term.words(), term.definition()].map(str::to_owned).to_vec();
    let wanted: Vec<Vec<String>> = T::ALL.iter().map(row).collect();
    let found = table(&section(document, title));
    (found != wanted).then(|| {
        let lines: Vec<String> = wanted
            .iter()
            .map(|row| format!("| `{}` | {} | {} |", row[0], row[1], row[2]))
            .collect();
        format!("“{title}” in docs/format.md is not what the program says:\n{}", lines.join("\n"))
    })
}

#[test]
fn every_term_of_the_format_is_defined_as_in_the_program() {
    let document = read("docs/format.md");
    let faults = [
        list_fault::<Status>(&document, "Statuses"),
        list_fault::<Scope>(&document, "Denial scopes"),
        list_fault::<Stance>(&document, "Stances"),
        list_fault::<QuoteIs>(&document, "Quote kinds"),
        list_fault::<ClaimKind>(&document, "Claim kinds"),
        list_fault::<EvidenceKind>(&document, "Evidence kinds"),
        list_fault::<ReliabilityLevel>(&document, "Reliability levels"),
        list_fault::<RelationKind>(&document, "Relation types"),
        list_fault::<AgentKind>(&document, "Agent kinds"),
        list_fault::<Access>(&document, "Source access"),
        list_fault::<IssueSeverity>(&document, "Issue severities"),
    ];
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn a_definition_that_differs_is_found() {
    let document = read("docs/format.md").replace("Denies this claim as a whole.", "Denies it.");
    assert!(list_fault::<Scope>(&document, "Denial scopes").is_some());
    let document = read("docs/format.md").replace("| `full` |", "| `whole` |");
    assert!(list_fault::<Scope>(&document, "Denial scopes").is_some());
}

/// The sections on objects, and the names of their definitions in the schema.
const OBJECTS: [(&str, &str); 19] = [
    ("Dataset", "DatasetInfo"),
    ("Agent", "Agent"),
    ("Source", "Source"),
    ("Archived copy", "Archived"),
    ("Scale", "Scale"),
    ("Label", "Label"),
    ("Claim", "Claim"),
    ("Made", "Made"),
    ("Wording", "Wording"),
    ("Evidence", "Evidence"),
    ("Reliability", "Reliability"),
    ("Denial", "Denial"),
    ("Verdict", "Verdict"),
    ("Happened", "Happened"),
    ("Amount", "Amount"),
    ("Locator", "Locator"),
    ("Relation", "Relation"),
    ("Issue", "Issue"),
    ("History", "History"),
];

/// Returns the fields of an object in the schema in alphabetical order, each with whether it is
/// required.
fn fields(object: &Value) -> Vec<(String, bool)> {
    let required = object["required"].as_array().cloned().unwrap_or_default();
    let names = object["properties"].as_object().unwrap().keys();
    let mut fields: Vec<_> =
        names.map(|name| (name.clone(), required.contains(&json!(name)))).collect();
    fields.sort();
    fields
}

#[test]
fn every_field_of_the_format_is_listed() {
    let (document, schema) = (read("docs/format.md"), schema());
    let definitions = schema["$defs"].as_object().unwrap();
    let objects = definitions.iter().filter(|(_, object)| object.get("properties").is_some());
    assert_eq!(objects.count(), OBJECTS.len());
    let objects = OBJECTS.iter().map(|(title, name)| (*title, &definitions[*name]));
    for (title, object) in objects.chain([("Top level", &schema)]) {
        let rows = table(&section(&document, title));
        let mut listed: Vec<(String, bool)> =
            rows.iter().map(|row| (row[0].clone(), row[1] == "yes")).collect();
        listed.sort();
        assert_eq!(listed, fields(object), "“{title}” in docs/format.md");
    }
}

/// Returns the examples of a closed list, which must be valid objects of this definition in the
/// schema, one for each term.
fn examples<T: Vocabulary>(title: &str, definition: &str, field: &str) -> Vec<Value> {
    let section = section(&read("docs/format.md"), title);
    let code = fenced(&section, "ndjson").concat();
    let examples: Vec<Value> =
        code.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let names: Vec<&str> = examples.iter().map(|it| it[field].as_str().unwrap()).collect();
    assert_eq!(names, T::ALL.iter().map(|term| term.name()).collect::<Vec<_>>(), "{title}");
    let mut whole = json!({ "$ref": format!("#/$defs/{definition}") });
    whole["$defs"] = schema()["$defs"].clone();
    let validator = jsonschema::draft202012::new(&whole).unwrap();
    for example in &examples {
        let faults: Vec<String> =
            validator.iter_errors(example).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{example}: {}", faults.join(", "));
    }
    examples
}

/// Returns the diagnostics of `check` for a dataset.
fn findings(name: &str, text: &str) -> Vec<(Severity, String)> {
    let input = Input::Bytes { name: name.to_owned(), bytes: text.as_bytes().into() };
    let checked = check::check(&[input], &Cache::default());
    assert!(checked.unopened.is_empty(), "{:?}", checked.unopened);
    checked.problems.iter().map(|it| (it.severity, it.to_string())).collect()
}

/// Returns the dataset that the README shows.
fn example() -> String {
    let blocks = fenced(&read("README.md"), "json");
    blocks.into_iter().find(|block| block.contains("\"gainsay\"")).unwrap()
}

#[test]
fn every_term_has_a_valid_example() {
    examples::<Scope>("Denial scopes", "Denial", "scope");
    examples::<Stance>("Stances", "Evidence", "stance");
    examples::<QuoteIs>("Quote kinds", "Denial", "quote_is");
    let claims = examples::<Status>("Statuses", "Claim", "status");
    let mut dataset: Value = serde_json::from_str(&example()).unwrap();
    dataset["claims"] = Value::Array(claims);
    let findings = findings("statuses.json", &dataset.to_string());
    let unforeseen: Vec<_> = findings
        .iter()
        .filter(|(severity, words)| {
            *severity == Severity::Error || !words.contains("neither evidence nor denial")
        })
        .collect();
    assert!(unforeseen.is_empty(), "{unforeseen:?}");
}

#[test]
fn the_datasets_in_the_documents_have_no_diagnostics() {
    assert_eq!(findings("harbour.json", &example()), []);
    let lines = fenced(&section(&read("docs/format.md"), "Files"), "ndjson").concat();
    assert_eq!(findings("harbour.ndjson", &lines), []);
}

#[test]
fn every_option_of_serve_is_listed() {
    let program = Cli::command();
    let serve = program.find_subcommand("serve").unwrap();
    let long = serve.get_arguments().filter_map(|argument| argument.get_long());
    let mut options: Vec<String> = long.map(|name| format!("--{name}")).collect();
    options.sort();
    let rows = table(&section(&read("docs/serve.md"), "Options"));
    let mut listed: Vec<String> = rows.into_iter().map(|mut row| row.swap_remove(0)).collect();
    listed.sort();
    assert_eq!(listed, options);
}
