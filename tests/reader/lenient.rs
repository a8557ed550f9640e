//! Tests of incomplete and broken records: which are shown, and which are left out.

use gainsay::catalog::Row;
use gainsay::claim::Claim;
use serde_json::{Value, json};

use super::{claim, document, ids, lines, page, problems, read, strings};

#[test]
fn missing_values_are_shown_as_missing() {
    let bare = json!({"id": "bare", "text": "Bare", "made": [{}], "evidence": [{"summary": "S"}],
        "denials": [{"note": "N"}], "verdicts": [{"label": "False"}]});
    let catalog =
        read("d.json", document("d", &json!([{"id": "barest", "text": "T"}, bare]))).unwrap();
    assert_eq!((catalog.left_out(), problems(&catalog)), (0, vec![]));
    insta::assert_snapshot!("missing", page(&catalog, "bare"));
    assert!(page(&catalog, "barest").contains("[the record names no claimant]"));
}

#[test]
fn dangling_references_bad_dates_and_addresses_are_marked() {
    let record = json!({"id": "c", "text": "T", "made": [{"by": "nobody", "date": "2018-02-30", "source": "none"}],
        "evidence": [{"id": "e1", "kind": "quote", "stance": "supports", "excerpt": "E", "source": "s", "date": ""}],
        "denials": [{"id": "d1", "by": "ghost", "on_behalf_of": "spirit", "scope": "full", "note": "N", "source": "s", "via": "lost"}]});
    let mut text: Value = serde_json::from_str(&document("d", &json!([record]))).unwrap();
    text["sources"] = json!([{"id": "s", "title": "S", "url": "javascript:alert(1)", "published": "soon", "via": "s"}]);
    text["relations"] = json!([{"from": "c", "type": "narrows", "to": "void"}]);
    let catalog = read("d.json", text.to_string()).unwrap();
    assert_eq!((catalog.left_out(), problems(&catalog)), (0, vec![]));
    insta::assert_snapshot!("marked", page(&catalog, "c"));
}

#[test]
fn an_unreadable_record_is_left_out_alone() {
    let claims = json!([
        claim("good", "Good"),
        7,
        {"id": 3, "text": "T"},
        {"text": "no id"},
        {"id": "no-text"},
        {"id": "", "text": "T"},
        {"id": "blank", "text": " \t"},
        {"id": "status", "text": "T", "status": "doubted"},
        {"id": "scope", "text": "T", "denials": [{"scope": "halfway"}]},
        {"id": "topics", "text": "T", "topics": "api"},
        claim("fine", "Fine"),
    ]);
    let text = document("d", &claims);
    for (name, text) in [("d.json", text.clone()), ("d.ndjson", lines(&text))] {
        let catalog = read(name, text).unwrap();
        assert_eq!(ids(&catalog), ["good", "fine"]);
        assert_eq!(catalog.left_out(), 9);
    }
    let pretty: Value = serde_json::from_str(&text).unwrap();
    let pretty = serde_json::to_string_pretty(&pretty).unwrap().replace("\"T\"", "\"Té\"");
    insta::assert_snapshot!("left-out", problems(&read("d.json", pretty).unwrap()).join("\n"));
    insta::assert_snapshot!(
        "left-out-lines",
        problems(&read("d.ndjson", lines(&text)).unwrap()).join("\n")
    );
}

#[test]
fn columns_count_characters() {
    let text =
        "{\"gainsay\":1,\"dataset\":{\"id\":\"d\"}}\n{\"claim\":{\"text\":\"éééé\",\"id\":3}}";
    let found = problems(&read("d.ndjson", text).unwrap());
    assert!(
        found[0].starts_with("d.ndjson:2:30: error: claim: invalid type: integer `3`"),
        "{}",
        found[0]
    );
    let cut = super::refused("d.json", "{\"é\": 1,\n \"éé\": tru }");
    assert!(cut.starts_with("d.json:2:11: error: invalid JSON: expected a value"), "{cut}");
}

#[test]
fn a_bad_line_affects_only_itself() {
    let header = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\"}}";
    let bad = [
        "{\"claim\":",
        "[]",
        "{}",
        "{\"claim\":{\"id\":\"a\",\"text\":\"T\"},\"agent\":{}}",
        "{\"cliam\":{}}",
        "nonsense",
        header,
    ];
    let good = "{\"claim\":{\"id\":\"good\",\"text\":\"T\"}}";
    let catalog = read("d.ndjson", format!("{header}\n{}\n{good}\n", bad.join("\n"))).unwrap();
    assert_eq!((ids(&catalog), catalog.left_out()), (strings(&["good"]), bad.len()));
    insta::assert_snapshot!("bad-lines", problems(&catalog).join("\n"));
}

#[test]
fn latin_1_in_one_line_affects_only_that_line() {
    for bom in ["", "\u{feff}"] {
        let mut text = format!("{bom}{{\"gainsay\":1,\"dataset\":{{\"id\":\"d\"}}}}\n{{\"claim\":{{\"id\":\"a\",\"text\":\"caf").into_bytes();
        text.extend(b"\xe9\"}}\n{\"claim\":{\"id\":\"b\",\"text\":\"T\"}}\n");
        let catalog = read("d.ndjson", text).unwrap();
        assert_eq!((ids(&catalog), catalog.left_out()), (strings(&["b"]), 1));
        assert_eq!(
            problems(&catalog),
            ["d.ndjson:2:31: error: invalid UTF-8 here; the line is left out"]
        );
    }
}

#[test]
fn a_duplicate_key_loses_no_value() {
    let text = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"id\":\"e\"},
\"claims\":[{\"id\":\"a\",\"text\":\"T\",\"text\":\"U\",\"status\":\"open\",\"status\":\"disputed\"}],
\"claims\":[{\"id\":\"b\",\"text\":\"V\",\"made\":[{\"by\":\"x\",\"by\":\"y\"}]}]}";
    let catalog = read("d.json", text).unwrap();
    assert_eq!(ids(&catalog), ["a", "b"]);
    assert_eq!((catalog.claim(Row(0)).unwrap().text.as_str(), catalog.left_out()), ("U", 0));
    assert!(page(&catalog, "b").contains('y'));
}

#[test]
fn unknown_fields_are_counted_and_kept() {
    let record = json!({"id": "c", "text": "T", "made": [{"by": "meta", "bye": 1}], "denails": [{"by": "meta"}],
        "evidence": [{"id": "e1", "kind": "other", "stance": "context", "summary": "S", "locator": {"page": 3, "column": "B"}, "x": null}]});
    let mut text: Value = serde_json::from_str(&document("d", &json!([record.clone()]))).unwrap();
    text["agents"][0]["nick"] = "M".into();
    text["dataset"]["mood"] = "calm".into();
    text["extras"] = json!([]);
    let catalog = read("d.json", text.to_string()).unwrap();
    assert_eq!(catalog.unknown_fields(), 7);
    assert_eq!(catalog.left_out(), 0);
    let claim: Claim = serde_json::from_value(record.clone()).unwrap();
    assert_eq!(serde_json::to_value(&claim).unwrap(), record);
    assert_eq!(
        serde_json::from_value::<Claim>(serde_json::to_value(&claim).unwrap()).unwrap(),
        claim
    );
}
