//! Tests of exports: datasets, tables and dossiers.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use gainsay::catalog::{Catalog, Row, open};
use gainsay::check::check;
use gainsay::claim::Address;
use gainsay::export::{Export, NotOne, To};
use gainsay::input::Cache;
use gainsay::input::Input;
use proptest::prelude::*;
use serde_json::Value;

fn input(name: &str, bytes: &[u8]) -> Input {
    Input::Bytes { name: name.into(), bytes: Arc::from(bytes) }
}

fn built_in() -> Catalog {
    open(&[Input::built_in()], &Cache::default()).unwrap()
}

fn written(catalog: &Catalog, rows: &[Row], to: To, least: usize) -> Vec<u8> {
    let mut export = Export::new(catalog, rows.to_vec(), to).unwrap();
    let mut out = Vec::new();
    loop {
        let piece = export.piece(catalog, least).unwrap();
        if piece.is_empty() {
            return out;
        }
        out.extend(piece);
    }
}

fn text(catalog: &Catalog, ids: &[&str], to: To) -> String {
    let rows: Vec<Row> = ids.iter().map(|id| catalog.resolve(&Address::parse(id))[0]).collect();
    String::from_utf8(written(catalog, &rows, to, 1 << 16)).unwrap()
}

/// Returns the errors that `check` reports for a file.
fn errors(name: &str, bytes: &[u8]) -> Vec<String> {
    let checked = check(&[input(name, bytes)], &Cache::default());
    assert!(checked.unopened.is_empty(), "{:?}", checked.unopened);
    let problems = checked.problems.iter();
    problems
        .filter(|it| it.severity == gainsay::input::Severity::Error)
        .map(|problem| format!("{problem:?}"))
        .collect()
}

/// Converts a dataset in lines to a document.
fn document(lines: &[u8]) -> Value {
    let mut lines = std::str::from_utf8(lines).unwrap().lines();
    let mut document: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    for line in lines {
        let record: Value = serde_json::from_str(line).unwrap();
        let (key, value) = record.as_object().unwrap().iter().next().unwrap();
        let list = if key == "history" { key.clone() } else { format!("{key}s") };
        let object = document.as_object_mut().unwrap();
        let list = object.entry(list).or_insert_with(|| Value::Array(Vec::new()));
        list.as_array_mut().unwrap().push(value.clone());
    }
    document
}

#[test]
fn the_built_in_dataset_is_exported_unchanged() {
    let catalog = built_in();
    let original: Value =
        serde_json::from_slice(include_bytes!("../data/meta-netflix.json")).unwrap();
    let rows: Vec<Row> = (0..24).map(Row).collect();
    let json = written(&catalog, &rows, To::Json, 1);
    assert_eq!(serde_json::from_slice::<Value>(&json).unwrap(), original);
    assert_eq!(document(&written(&catalog, &rows, To::Ndjson, 1)), original);
}

#[test]
fn a_selection_is_exported_with_the_records_it_refers_to() {
    let catalog = built_in();
    let json: Value = serde_json::from_str(&text(&catalog, &["titan-api"], To::Json)).unwrap();
    let ids = |list: &str| -> Vec<&str> {
        json[list].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect()
    };
    assert_eq!(ids("claims"), ["titan-api"]);
    assert!(ids("sources").contains(&"src-btw") && ids("sources").contains(&"src-filing"));
    assert!(ids("agents").contains(&"meta") && !ids("agents").contains(&"elon-musk"));
    assert_eq!(json.get("relations"), None, "their other ends are not selected");
    for issue in json["issues"].as_array().into_iter().flatten() {
        assert_eq!(issue["about"], serde_json::json!(["titan-api"]));
    }
    assert_eq!(json["history"].as_array().unwrap().len(), 2);
}

#[test]
fn claims_of_two_datasets_are_exported_only_as_tables_and_dossiers() {
    let other = br#"{"gainsay":1,"dataset":{"id":"other","title":"Other"},"claims":[
        {"id":"titan-api","text":"T","made":[{"by":"x"}]}]}"#;
    let catalog = open(&[Input::built_in(), input("o.json", other)], &Cache::default()).unwrap();
    let fault = Export::new(&catalog, vec![Row(0), Row(24)], To::Json).unwrap_err();
    assert_eq!(fault, NotOne::Several("meta-netflix, other".into()));
    assert!(Export::new(&catalog, Vec::new(), To::Ndjson).is_err());
    for to in [To::Markdown, To::Csv, To::CsvItems, To::Html] {
        let out = String::from_utf8(written(&catalog, &[Row(0), Row(24)], to, 10)).unwrap();
        assert!(out.contains("meta-netflix") && out.contains("other/titan-api"), "{out}");
    }
}

/// Exports a dossier of one claim as Markdown.
fn dossier(claim: &str, beside: &str) -> String {
    let document = format!(
        r#"{{"gainsay":1,"dataset":{{"id":"d","title":"D"}},"claims":[{{"id":"c","text":"T","made":[],{claim}}}]{beside}}}"#
    );
    let catalog = open(&[input("d.json", document.as_bytes())], &Cache::default()).unwrap();
    text(&catalog, &["c"], To::Markdown)
}

#[test]
fn a_dossier_has_ratings_dates_and_paragraphs() {
    let scale = r#","scales":[{"id":"s","labels":[{"label":"true","rank":3},{"label":"half","rank":2},
        {"label":"false","rank":1}]}]"#;
    let rated = dossier(r#""verdicts":[{"label":"half","scale":"s"}]"#, scale);
    assert!(rated.contains("2 of 3, from “false” to “true”"), "{rated}");
    let until = dossier(r#""happened":{"date":null,"to":"2018"}"#, "");
    assert!(until.contains("happened until 2018"), "{until}");
    let quote =
        r#""denials":[{"id":"d1","scope":"full","quote":"One.\n\nTwo.","quote_is":"verbatim"}]"#;
    let quoted = dossier(quote, "");
    assert!(quoted.contains("  > “One.\n  >\n  > Two.”\n"), "{quoted}");
}

#[test]
fn only_quoted_words_stand_in_a_quotation() {
    let quote =
        r#""denials":[{"id":"d1","scope":"full","quote":"We saw #ClosePier.","date":"2018"}]"#;
    let dossier = dossier(quote, "");
    let block = "- **FULL** **[no one is named]** · 2018 · \\#d1\n\n  > We saw \\#ClosePier.\n\n  (not recorded whether verbatim)\n";
    assert!(dossier.replace("\\[", "[").replace("\\]", "]").contains(block), "{dossier}");
}

#[test]
fn contents_name_status_and_rating_or_that_there_is_none() {
    let claims = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"},"claims":[
        {"id":"a","text":"A","status":"refuted","made":[],"verdicts":[{"label":"*False*"},{"label":"Half"}]},
        {"id":"b","text":"B","made":[]}]}"#;
    let catalog = open(&[input("d.json", claims.as_bytes())], &Cache::default()).unwrap();
    let markdown = text(&catalog, &["a", "b"], To::Markdown);
    assert!(markdown.contains("— refuted · rated “\\*False\\*” and 1 more\n"), "{markdown}");
    assert!(markdown.contains("— status not recorded · no rating recorded\n"), "{markdown}");
    let html = text(&catalog, &["a", "b"], To::Html);
    assert!(html.contains("refuted · rated “*False*” and 1 more</span>"), "{html}");
}

#[test]
fn the_address_of_a_schema_is_kept_and_is_no_unknown_field() {
    for dataset in [
        r#"{"$schema":"./s.json","gainsay":1,"dataset":{"id":"d","title":"D"},"claims":[{"id":"a","text":"A","made":[]}]}"#,
        "{\"$schema\":\"./s.json\",\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"D\"}}\n{\"claim\":{\"id\":\"a\",\"text\":\"A\",\"made\":[]}}",
    ] {
        let catalog = open(&[input("d.json", dataset.as_bytes())], &Cache::default()).unwrap();
        assert_eq!(catalog.unknown_fields(), 0);
        for to in [To::Json, To::Ndjson] {
            let out = text(&catalog, &["a"], to);
            assert!(out.trim_start_matches(['{', '\n', ' ']).starts_with("\"$schema\""), "{out}");
        }
    }
}

#[test]
fn an_empty_selection_is_an_empty_dataset() {
    let out = written(&built_in(), &[], To::Json, 1);
    assert_eq!(errors("n.json", &out), Vec::<String>::new());
    let json: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(json["claims"], serde_json::json!([]));
}

#[test]
fn a_changed_record_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("d.ndjson");
    let claim = |n| format!("{{\"claim\":{{\"id\":\"c{n}\",\"text\":\"T{n}\",\"made\":[]}}}}\n");
    let claims = (0..3000).map(claim).collect::<Vec<_>>().concat();
    let head = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"D\"}}\n";
    // Larger than the memory in which files are kept, so that records are read from the disk.
    let filler = format!(
        "{{\"agent\":{{\"id\":\"a\",\"kind\":\"person\",\"name\":\"{}\"}}}}\n",
        "x".repeat(70 << 20)
    );
    std::fs::write(&file, format!("{head}{claims}{filler}")).unwrap();
    let catalog = open(&[Input::Path(file.clone())], &Cache::default()).unwrap();
    std::fs::write(&file, format!("{head}{}{filler}", claims.replace("T7\"", "U7\""))).unwrap();
    for to in [To::Json, To::Markdown, To::Csv, To::Html] {
        let mut export = Export::new(&catalog, vec![Row(6), Row(7)], to).unwrap();
        let fault = loop {
            match export.piece(&catalog, 1) {
                Ok(piece) => assert!(!piece.is_empty(), "{to:?}"),
                Err(fault) => break fault,
            }
        };
        assert!(fault.to_string().starts_with("d/c7: "), "{fault}");
    }
}

#[test]
fn markdown_and_csv_have_the_expected_text() {
    let catalog = built_in();
    insta::assert_snapshot!(
        "markdown-one",
        text(&catalog, &["netflix-private-access"], To::Markdown)
    );
    let ids = ["netflix-private-access", "titan-api", "musk-angry-replies"];
    insta::assert_snapshot!("markdown-three", text(&catalog, &ids, To::Markdown));
    insta::assert_snapshot!("csv", text(&catalog, &ids, To::Csv));
    insta::assert_snapshot!("csv-items", text(&catalog, &ids, To::CsvItems));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_selection_is_a_dataset_without_errors(
        rows in proptest::sample::subsequence((0..24).map(Row).collect::<Vec<Row>>(), 0..=24).prop_shuffle(),
        least in 1..5000usize,
    ) {
        let catalog = built_in();
        let json = written(&catalog, &rows, To::Json, least);
        prop_assert_eq!(errors("s.json", &json), Vec::<String>::new());
        let lines = written(&catalog, &rows, To::Ndjson, least);
        prop_assert_eq!(errors("s.ndjson", &lines), Vec::<String>::new());
        if !rows.is_empty() {
            prop_assert_eq!(document(&lines), serde_json::from_slice::<Value>(&json).unwrap());
        }
        let again = open(&[input("s.json", &json)], &Cache::default()).unwrap();
        prop_assert_eq!(again.len(), rows.len());
        for (place, row) in rows.iter().enumerate() {
            let here = again.dossier(Row::new(place).unwrap()).unwrap();
            let there = catalog.dossier(*row).unwrap();
            prop_assert_eq!((&here.claim, &here.agents), (&there.claim, &there.agents));
            prop_assert_eq!(&here.sources, &there.sources);
        }
    }
}
