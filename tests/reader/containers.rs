//! Tests of the containers of datasets, which are documents, lines, compressed files and folders,
//! and of the positions of records.

use std::io::Write;

use gainsay::catalog::{Catalog, Row, open};
use gainsay::claim::Claim;
use serde_json::{Value, json};

use super::{Folder, REFERENCE, bytes, claim, document, ids, lines, page, problems, read, rows};

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &str) -> Vec<u8> {
    zstd::stream::encode_all(text.as_bytes(), 1).unwrap()
}

/// Returns NDJSON as `jq .` prints it, with every record on several lines.
fn spread(ndjson: &str) -> String {
    let values = ndjson.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    values.map(|value| format!("{value:#}")).collect::<Vec<_>>().join("\n")
}

/// Returns the pages of all claims of a catalog, without the lines that name the file.
fn pages(catalog: &Catalog) -> Vec<String> {
    let all = rows(catalog).map(|row| page(catalog, &catalog.address(row).to_string()));
    all.map(|page| page.lines().filter(|line| !line.contains(" · file")).collect()).collect()
}

#[test]
fn every_container_gives_the_same_catalog() {
    let ndjson = lines(REFERENCE);
    let first = read("file.json", REFERENCE).unwrap();
    assert_eq!((first.len(), first.left_out(), first.unknown_fields()), (24, 0, 0));
    assert_eq!(problems(&first), Vec::<String>::new());
    let with_bom = format!("\u{feff}{REFERENCE}");
    let containers: Vec<(&str, Vec<u8>)> = vec![
        ("file.ndjson", ndjson.clone().into()),
        ("file", ndjson.clone().into()),
        ("file.json", spread(&ndjson).into()),
        ("file.ndjson", spread(&ndjson).into()),
        ("file.json.gz", gzip(REFERENCE)),
        ("file.json.zst", zstd(REFERENCE)),
        ("file.ndjson.gz", gzip(&ndjson)),
        ("file.ndjson.zst", zstd(&ndjson)),
        ("file.json", with_bom.clone().into()),
        ("file.ndjson", format!("\u{feff}{ndjson}").into()),
        ("file.json.gz", gzip(&with_bom)),
        ("file.json", REFERENCE.replace('\n', "\r\n").into()),
        ("file.ndjson", ndjson.replace('\n', "\r\n\r\n  \r\n").into()),
        ("file.ndjson", format!("\n\n{}", ndjson.trim_end()).into()),
    ];
    for (name, content) in containers {
        let catalog = read(name, content).unwrap();
        assert_eq!(pages(&catalog), pages(&first), "{name}");
        assert_eq!((catalog.left_out(), problems(&catalog).len()), (0, 0), "{name}");
    }
}

#[test]
fn lines_may_have_any_order() {
    let ndjson = lines(REFERENCE);
    let (header, records) = ndjson.split_once('\n').unwrap();
    let turned: Vec<&str> = records.lines().rev().collect();
    let catalog = read("file.ndjson", format!("{header}\n{}", turned.join("\n"))).unwrap();
    let mut turned = ids(&catalog);
    turned.reverse();
    assert_eq!(turned, ids(&read("file.json", REFERENCE).unwrap()));
    assert!(!page(&catalog, "inbox-api").contains("[no such"));
}

#[test]
fn a_record_knows_its_line() {
    let line_of = |text: &str, id: &str| {
        let at = text.find(&format!("\"id\": \"{id}\"")).unwrap();
        text[..at].matches('\n').count() + 1
    };
    let catalog = read("file.json", REFERENCE).unwrap();
    for row in rows(&catalog) {
        let id = &catalog.id(row);
        let origin = catalog.origin(row);
        let place = line_of(REFERENCE, id);
        assert!(place - origin.line <= 1, "{id}: {} is not {place}", origin.line);
        let line = REFERENCE.lines().nth(origin.line - 1).unwrap();
        assert!(line.contains('{'), "{id}: {line}");
    }
    let text = lines(REFERENCE);
    let catalog = read("file.ndjson", format!("\n{}", text.replace('\n', "\r\n\n"))).unwrap();
    let stands = |id: &str| {
        let found = text
            .lines()
            .position(|line| line.starts_with(&format!("{{\"claim\":{{\"id\":\"{id}\"")));
        2 * found.unwrap() + 2
    };
    for row in rows(&catalog) {
        assert_eq!(catalog.origin(row).line, stands(&catalog.id(row)));
    }
}

#[test]
fn only_plain_files_can_be_edited() {
    let folder = Folder::new()
        .with("a.json", document("a", &json!([claim("a", "A")])))
        .with("b.json.gz", gzip(&document("b", &json!([claim("b", "B")]))));
    let catalog = open(
        &[folder.input("a.json"), folder.input("b.json.gz")],
        &gainsay::input::Cache::default(),
    )
    .unwrap();
    let path = |row| catalog.origin(row).path;
    assert_eq!((path(Row(0)), path(Row(1))), (Some(folder.path("a.json")), None));
}

#[test]
fn folders_are_read_recursively_and_in_order() {
    let one = |id: &str| document(id, &json!([claim(id, "Text")]));
    let folder = Folder::new()
        .with("2.json", one("two"))
        .with("1.ndjson", lines(&one("one")))
        .with("sub/deep/3.json.gz", gzip(&one("three")))
        .with(".hidden.json", one("hidden"))
        .with(".git/4.json", one("in-hidden"))
        .with("notes.txt", "no dataset")
        .with("package.json", "{\"name\": \"foreign\"}")
        .with("list.json", "[1, 2]")
        .with("broken.json", "{\"gainsay\": 1,");
    let catalog = open(
        &[folder.input(""), bytes("last.json", one("last"))],
        &gainsay::input::Cache::default(),
    )
    .unwrap();
    assert_eq!(ids(&catalog), ["one", "two", "three", "last"]);
    let found = problems(&catalog);
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(
        found[0].contains("broken.json:1:14: error: invalid JSON: it ends where a value"),
        "{}",
        found[0]
    );
    for (problem, name) in found[1..].iter().zip(["list.json", "package.json"]) {
        let says = format!("{name}: error: this is JSON, but not a gainsay dataset");
        assert!(problem.contains(&says), "{problem}");
    }
    assert_eq!(catalog.left_out(), 0);
}

#[test]
fn links_to_folders_are_not_followed() {
    let folder = Folder::new().with("sub/a.json", document("a", &json!([claim("a", "A")])));
    std::os::unix::fs::symlink(folder.path(""), folder.path("sub/circle")).unwrap();
    std::os::unix::fs::symlink(folder.path("gone.json"), folder.path("broken.json")).unwrap();
    assert_eq!(ids(&open(&[folder.input("")], &gainsay::input::Cache::default()).unwrap()), ["a"]);
}

#[test]
fn a_claim_survives_serialisation() {
    let reference: Value = serde_json::from_str(REFERENCE).unwrap();
    for record in reference["claims"].as_array().unwrap() {
        let claim: Claim = serde_json::from_value(record.clone()).unwrap();
        let written = serde_json::to_value(&claim).unwrap();
        // An empty list means the same as a missing one.
        let mut said = record.clone();
        said.as_object_mut().unwrap().retain(|_, value| *value != json!([]));
        assert_eq!(written, said);
        assert_eq!(serde_json::from_value::<Claim>(written).unwrap(), claim);
    }
}

#[test]
fn a_record_keeps_its_exact_text() {
    let text = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\"},\"claims\":[{\"zeta\": 1.0,\n \"text\":\"T\", \"id\":\"c\"}]}";
    let catalog = read("d.json", text).unwrap();
    assert_eq!(catalog.record(Row(0)).unwrap(), "{\"zeta\": 1.0,\n \"text\":\"T\", \"id\":\"c\"}");
}
