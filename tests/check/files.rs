//! Tests of NDJSON, several files at once, hostile files and huge ones.

use gainsay::check::DiagnosticCounts;
use gainsay::input::Diagnostic;

use crate::{Checker, LINES, SOUND, check, plant_in};

#[test]
fn errors_in_ndjson_have_line_and_column() {
    plant_in(LINES, r#""scope":"full""#, r#""scope":"ful""#, r#""ful""#).error(
        "c1#n1",
        "cannot be `ful`",
        "full",
    );
    plant_in(LINES, r#""to":"c1""#, r#""to":"c9""#, r#""c9""#).error(
        "relation c2 → c9",
        "`to` names a claim `c9`",
        "",
    );
    plant_in(LINES, r#"{"relation""#, r#"{"relatoin""#, r#""relatoin""#).error(
        "",
        "unknown kind of record",
        "`relation`",
    );
    plant_in(LINES, "{\"agent\"", "[]\n{\"agent\"", "[]").error(
        "",
        "expected a record, found a list",
        "",
    );
    plant_in(LINES, "{\"agent\"", "{}\n{\"agent\"", "{}").error(
        "",
        "holds no record",
        "agent, source",
    );
    plant_in(
        LINES,
        "{\"agent\"",
        "{\"history\":{\"at\":null,\"what\":\"w\"},\"agent\"",
        "\"agent\"",
    )
    .error("", "more than one record", "");
}

#[test]
fn records_on_several_lines_each_are_checked_where_they_stand() {
    let spread = LINES.lines().map(|line| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        format!("{value:#}\n")
    });
    let spread: String = spread.collect();
    let found = check(&spread);
    assert_eq!((found.len(), found[0].line, found[0].column), (1, 1, 1), "{found:?}");
    assert!(found[0].to_string().contains("jq -c"), "{}", found[0]);
    // The dangling reference needs a second pass over the file.
    let found = check(&spread.replace("\"to\": \"c1\"", "\"to\": \"c9\""));
    let line = spread.lines().position(|line| line.contains("\"to\"")).unwrap() + 1;
    let (place, message) = ((found[1].line, found[1].column), found[1].to_string());
    assert_eq!((found.len(), place), (2, (line, 11)), "{found:?}");
    assert!(message.contains("`to` names a claim `c9`"), "{message}");
}

#[test]
fn ndjson_needs_its_header_first_and_once() {
    let mut checker = Checker::new();
    let records: String = LINES.lines().skip(1).map(|line| line.to_owned() + "\n").collect();
    checker.file("d.ndjson", &records);
    let found = checker.finish();
    assert_eq!((found.len(), found[0].line, found[0].column), (1, 1, 1), "{found:#?}");
    assert!(found[0].message.contains("first line must be the header"));
    let found = check(&(LINES.to_owned() + LINES));
    assert!(
        found
            .iter()
            .any(|found| found.line == 6 && found.message.contains("unexpected second header"))
    );
}

fn check_files(files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let mut checker = Checker::new();
    for (name, text) in files {
        checker.file(name, text);
    }
    checker.finish()
}

#[test]
fn files_of_one_dataset_are_checked_together() {
    let header = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"}}"#;
    let agent = r#"{"agent":{"id":"meta","kind":"organisation","name":"Meta"}}"#;
    let same = r#"{"agent": {"name":"Meta","kind":"organisation","id":"meta"}}"#;
    let other = r#"{"agent":{"id":"meta","kind":"group","name":"Meta"}}"#;
    let user = r#"{"source":{"id":"s","kind":"k","title":"T","authors":["meta"]}}"#;
    let file = |lines: &[&str]| lines.join("\n");
    let (first, second) = (file(&[header, agent]), file(&[header, user, same]));
    assert_eq!(check_files(&[("b", &second), ("a", &first)]), []);
    assert_eq!(check_files(&[("u", &file(&[header, user])), ("a", &first)]), []);
    let found = check_files(&[("a", &first), ("b", &file(&[header, other]))]);
    assert_eq!((found.len(), found[0].file.as_str(), found[0].line), (1, "b", 2));
    assert!(
        found[0].message.contains("b and a (line 2) have different agent records"),
        "{}",
        found[0]
    );
    let elsewhere = file(&[&header.replace("\"d\"", "\"e\""), other]);
    assert_eq!(check_files(&[("a", &first), ("b", &elsewhere)]), []);
    let apart =
        check_files(&[("u", &file(&[&header.replace("\"d\"", "\"e\""), user])), ("a", &first)]);
    assert_eq!(apart.len(), 1, "a reference cannot lead to another dataset");
}

#[test]
fn bytes_that_are_not_utf_8_are_an_error() {
    let bytes = |bytes: &[u8]| {
        let mut checker = Checker::new();
        checker.file_bytes("b", bytes);
        checker.finish().remove(0)
    };
    let found = bytes(b"{\n \"\xc3\xa9\xff\"}");
    assert_eq!((found.line, found.column), (2, 4));
    assert!(found.message.contains("0xFF is not UTF-8"), "{found}");
    let utf_16 = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"é\"}}".encode_utf16();
    let utf_16: Vec<u8> = [0xfeff].into_iter().chain(utf_16).flat_map(u16::to_le_bytes).collect();
    let found = bytes(&utf_16);
    assert_eq!(found.severity, gainsay::input::Severity::Warning, "{found}");
    assert_eq!(found.message, "this file is UTF-16; a dataset should be UTF-8");
    assert!(bytes(b"").message.contains("the file is empty"));
    assert!(bytes(b"\xef\xbb\xbf \n").message.contains("the file is empty"));
}

#[test]
fn a_line_that_is_not_utf_8_affects_only_itself() {
    for bom in ["", "\u{feff}"] {
        let mut bytes = bom.as_bytes().to_vec();
        bytes.extend(LINES.replace("\"Two.\"", "\"é@\"").replace("full", "ful").into_bytes());
        let bad = bytes.iter().position(|byte| *byte == b'@').unwrap();
        bytes[bad] = 0xe9;
        let mut checker = Checker::new();
        checker.file_bytes("d.json", &bytes);
        let found = checker.finish();
        let places: Vec<_> = found.iter().map(|found| (found.line, found.column)).collect();
        let [first, second, ..] = &found[..] else { panic!("{found:#?}") };
        assert!(first.line == 2 && first.message.contains("`c2`"), "{first}");
        assert!(second.line == 3 && second.message.contains("cannot be `ful`"), "{second}");
        let column = LINES.lines().nth(3).unwrap().find("Two.").unwrap() + 2;
        assert_eq!(places[2..], [(4, column)], "{found:#?}");
        assert!(found[2].message.contains("0xE9 is not UTF-8"), "{}", found[2]);
    }
}

#[test]
fn diagnostics_have_no_control_characters() {
    let hostile = "\u{1b}]0;x\u{7}\u{9b}2J\u{202e}\u{e0041}";
    let escaped = serde_json::to_string(hostile).unwrap();
    let field = format!("\"a\": {{}}, {escaped}: {escaped}, \"kind\": {escaped}, \"severity\"");
    let text = SOUND.replacen(r#""kind": "slip", "severity""#, &field, 1);
    let mut checker = Checker::new();
    checker.file(hostile, &text.replacen("\"i01\"", &escaped, 1));
    let found = checker.finish();
    assert!(found.len() >= 4, "{found:#?}");
    for problem in found {
        for character in problem.to_string().chars() {
            let acts = character.is_control() && character != '\n';
            assert!(!acts && !"\u{202e}\u{e0041}".contains(character), "{problem:?}");
        }
    }
}

#[test]
fn long_texts_are_cut_in_diagnostics() {
    let long = "x".repeat(1_000_000);
    let text = SOUND.replacen(r#""kind": "slip""#, &format!(r#""kind": "slip", "{long}": 1"#), 1);
    let found = check(&text.replacen("i01", &long, 1));
    assert!(found.len() >= 2);
    assert!(found.iter().all(|problem| problem.to_string().len() < 500));
}

#[test]
fn diagnostics_follow_the_order_of_the_files() {
    let bad = r#"{"gainsay":1,"dataset":{"id":"d"},"claims":[{}],"x":1}"#;
    let found = check_files(&[("b", bad), ("a", bad)]);
    let places: Vec<_> =
        found.iter().map(|found| (found.file == "a", found.line, found.column)).collect();
    assert!(places.is_sorted() && places.len() >= 8, "{found:#?}");
}

#[test]
fn hundreds_of_thousands_of_diagnostics_take_little_time() {
    let claims: Vec<String> =
        (0..100_000).map(|id| format!(r#"{{"id":"c{id}","x":"é"}}"#)).collect();
    let claims = claims.join(",");
    let text = format!(r#"{{"gainsay":1,"dataset":{{"id":"d","title":"D"}},"claims":[{claims}]}}"#);
    let start = std::time::Instant::now();
    let mut files = Checker::new();
    files.file("d.json", &text);
    let checked = files.checked();
    // All are counted, but not all are listed.
    assert_eq!(checked.counts, DiagnosticCounts { errors: 300_000, warnings: 100_000 });
    assert_eq!(checked.problems.len(), 20_000);
    assert_eq!(checked.untold(), DiagnosticCounts { errors: 290_000, warnings: 90_000 });
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
