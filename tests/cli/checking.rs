//! Tests of `gainsay check`.

use serde_json::Value;

use super::{Home, dataset};

#[test]
fn a_valid_file_has_no_errors() {
    let home = Home::new();
    home.file("reference.json", include_str!("../../data/meta-netflix.json"));
    let out = home.run(&["check", "reference.json"]).out();
    assert!(out.ends_with("\n0 errors, 4 warnings\n"), "{out}");
    insta::assert_snapshot!("check-reference", out);
}

#[test]
fn errors_have_a_place_and_exit_code_1() {
    let home = Home::new();
    home.file("a.json", dataset("a", "c", "One.").replace("\"made\"", "\"denails\":[],\"made\""));
    home.file("b.json", "{\"gainsay\": 1,\n \"dataset\": {,");
    let ran = home.run(&["check", "a.json", "b.json"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    insta::assert_snapshot!("check-errors", ran.out);
}

#[test]
fn json_diagnostics_have_exactly_these_keys() {
    let home = Home::new();
    home.file("a.json", dataset("a", "c", "One.").replace("\"made\"", "\"denails\":[],\"made\""));
    let ran = home.run(&["check", "--format", "json", "a.json", "missing.json"]);
    assert_eq!((ran.code, ran.err.as_str()), (2, ""));
    let mut files = Vec::new();
    for line in ran.out.lines() {
        let found: Value = serde_json::from_str(line).unwrap();
        let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["severity", "file", "line", "column", "address", "message", "help"]);
        files.push(found["file"].as_str().unwrap().to_owned());
    }
    assert!(files.contains(&"a.json".to_owned()) && files.contains(&"missing.json".to_owned()));
}

#[test]
fn a_missing_file_gives_exit_code_2_and_the_others_are_checked() {
    let home = Home::new();
    home.file("a.json", "{\"gainsay\": 1");
    let ran = home.run(&["check", "missing.json", "a.json"]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("missing.json: error: no such file") && ran.out.contains("a.json:1:"));
    assert!(
        ran.out.ends_with("\n1 error, 0 warnings, 1 file could not be opened\n"),
        "{}",
        ran.out
    );
    let ran = home.run(&["check", "missing.json", "gone.json"]);
    assert!(ran.out.ends_with("\n2 files could not be opened\n"), "{}", ran.out);
    assert!(!ran.out.contains("built-in") && ran.out.contains("help: check the path\n"));
}

#[test]
fn bad_json_on_standard_input_is_an_error() {
    let ran = Home::new().run_with(&["check", "-"], "{\"gainsay\": 1,");
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert!(ran.out.starts_with("-:1:"), "{}", ran.out);
}

#[test]
fn only_the_first_ten_thousand_diagnostics_are_printed() {
    let home = Home::new();
    let mut lines = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"D\"}}\n[]\n".to_owned();
    lines += "{\"agent\":{\"id\":\"a\",\"kind\":\"unknown\",\"name\":\"A\"}}\n";
    let claim = |id| {
        format!(
            "{{\"claim\":{{\"id\":\"c{id}\",\"text\":\"{id}\",\"made\":[{{\"by\":\"a\"}}]}}}}\n"
        )
    };
    lines += &(0..10_003).map(claim).collect::<Vec<_>>().concat();
    home.file("a.ndjson", lines);
    let ran = home.run(&["check", "a.ndjson"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let end = "\n… and 0 more errors, 3 more warnings\n1 error, 10,003 warnings\n";
    assert!(ran.out.ends_with(end), "{}", ran.out.lines().last().unwrap());
    assert_eq!(ran.out.matches(": warning: ").count(), 10_000);
    let ran = home.run(&["check", "--format", "json", "a.ndjson"]);
    assert_eq!((ran.code, ran.out.lines().count()), (1, 10_001));
    assert_eq!(ran.err, "gainsay: … and 0 more errors, 3 more warnings\n");
}

/// A foreign file is no broken dataset: the message names its format and the way to import it.
#[test]
fn a_foreign_file_is_named_with_the_way_to_import_it() {
    let home = Home::new();
    home.file("a.json", r#"[{"claim": "The pier is closed.", "label": "false"}]"#);
    home.file("b.tsv", "claim\tspeaker\nIt rains.\tAnn\n");
    home.file("c.parquet", "PAR1\u{15}\u{4}");
    let ran = home.run(&["check", "a.json", "b.tsv", "c.parquet"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    for part in ["seems to be json", "gainsay import a.json", "seems to be tsv", "a Parquet file"] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert!(ran.out.ends_with("\n3 errors, 0 warnings\n"), "{}", ran.out);
    home.file("d.json", r#"{"gansay": 1, "dataset": {"id": "d"}, "claims": []}"#);
    let out = home.run(&["check", "d.json"]).out;
    assert!(!out.contains("import") && out.contains("gansay"), "{out}");
}
