//! Tests of `gainsay search`.

use std::fs;

use serde_json::Value;

use super::{Home, dataset, gainsay};

fn ids(arguments: &[&str]) -> Vec<String> {
    let mut all = vec!["search", "--format", "ids"];
    all.extend(arguments);
    gainsay(&all).out().lines().map(str::to_owned).collect()
}

fn reference() -> Vec<Value> {
    let document: Value =
        serde_json::from_str(include_str!("../../data/meta-netflix.json")).unwrap();
    document["claims"].as_array().unwrap().clone()
}

#[test]
fn an_empty_query_lists_everything_in_dataset_order() {
    let all: Vec<String> =
        reference().iter().map(|claim| claim["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(all.len(), 24);
    assert_eq!(ids(&[]), all);
    assert_eq!(ids(&["--sort", "dataset"]), all);
    assert_eq!(ids(&["--limit", "3"]), all[..3]);
}

#[test]
fn every_format_is_printed() {
    insta::assert_snapshot!("search-text", gainsay(&["search", "--limit", "2", "inbox"]).out());
    insta::assert_snapshot!("search-ids", gainsay(&["search", "inbox", "--format", "ids"]).out());
    let array = gainsay(&["search", "inbox", "--format", "json"]).out();
    let hits: Vec<Value> = serde_json::from_str(&array).unwrap();
    let lines = gainsay(&["search", "inbox", "--format", "ndjson"]).out();
    let objects: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(hits, objects);
    for hit in &hits {
        let keys: Vec<&String> = hit.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["id", "score", "text", "claim"]);
        assert_eq!(hit["text"], hit["claim"]["text"]);
        assert!(hit["score"].as_i64().unwrap() > 0);
        let record = reference().into_iter().find(|claim| claim["id"] == hit["id"]).unwrap();
        // Compares the JSON text, so that the order of the keys matters.
        assert_eq!(hit["claim"].to_string(), record.to_string());
    }
}

#[test]
fn numbers_of_a_record_are_printed_digit_by_digit() {
    let home = Home::new();
    let text = dataset("a", "c", "One.").replace("\"made\"", "\"ext\":{\"n\": 1.10},\"made\"");
    let out = home.run_with(&["search", "-d", "-", "--format", "ndjson"], &text).out();
    assert!(out.contains("\"n\":1.10"), "{out}");
    assert!(
        home.run_with(&["show", "-d", "-", "c", "--format", "json"], &text).out().contains("1.10")
    );
}

#[test]
fn loose_adds_matches_and_sort_orders_them() {
    let close = ids(&["meta"]);
    let loose = ids(&["meta", "--loose"]);
    assert!(loose.len() > close.len() && close.iter().all(|id| loose.contains(id)));
    insta::assert_snapshot!("sort-date", ids(&["--sort", "date"]).join("\n"));
    insta::assert_snapshot!("sort-balance", ids(&["--sort", "balance"]).join("\n"));
    assert_eq!(ids(&["--sort", "rank", "meta"]), close);
}

#[test]
fn dates_sort_in_both_directions() {
    let home = Home::new();
    let claim = |id: &str, made: &str| format!(r#"{{"id":"{id}","text":"T.","made":[{made}]}}"#);
    let claims = [
        claim("none", ""),
        claim("new", r#"{"date":"2020-03"}"#),
        claim("old", r#"{"date":"2018"}"#),
    ];
    let text = format!(r#"{{"gainsay":1,"dataset":{{"id":"d"}},"claims":[{}]}}"#, claims.join(","));
    let ids = |sort: &[&str]| {
        let all = [&["search", "-d", "-", "--format", "ids"], sort].concat();
        home.run_with(&all, &text).out().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids(&["--sort", "said"]), "new old none");
    assert_eq!(ids(&["--sort", "date"]), "new old none");
    for oldest in [&["--sort", "-said"][..], &["--sort=-said"], &["--sort", "said-oldest"]] {
        assert_eq!(ids(oldest), "old new none", "{oldest:?}");
    }
    let wrong = home.run(&["search", "--sort", "-x"]);
    let values = "possible values: rank, dataset, date, said, happened, denied, checked, balance";
    assert!(wrong.code == 2 && wrong.err.contains(values), "{}", wrong.err);
}

#[test]
fn without_a_close_match_loose_ones_are_printed_with_a_note() {
    let ran = gainsay(&["search", "--format", "ids", "nflxprv"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.err, "gainsay: no close match; showing loose matches\n");
}

#[test]
fn options_may_follow_the_query() {
    assert_eq!(ids(&["denied-by:meta", "scope:blanket", "--limit", "1"]).len(), 1);
    assert_eq!(ids(&["--", "!--limit"]).len(), 24);
}

#[test]
fn is_marked_matches_the_marks_of_these_datasets() {
    let home = Home::new();
    let nothing = || home.run(&["search", "is:marked"]);
    nothing().fails(1, "no claims are marked; in the explorer, Space marks a claim");
    assert_eq!(home.run(&["search", "--format", "ids", "!is:marked"]).out().lines().count(), 24);
    let folder = ".local/state/gainsay/marks";
    home.file(&format!("{folder}/elsewhere.txt"), "inbox-api\n");
    nothing().fails(1, "no claims are marked");
    let kept = "# mine\ntitan-api\nnot-there-now\r\ninbox-api\n";
    let file = home.file(&format!("{folder}/meta-netflix.txt"), kept);
    let ids = |query: &[&str]| {
        let all = [&["search", "--format", "ids"], query].concat();
        home.run(&all).out().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["is:marked"]), ["inbox-api", "titan-api"]);
    assert_eq!(ids(&["is:marked", "'titan"]), ["titan-api"]);
    assert_eq!(
        fs::read_to_string(home.path(&file)).unwrap(),
        kept,
        "search does not change the marks"
    );
    home.file(&file, b"\xff");
    nothing().fails(2, "meta-netflix.txt: is not UTF-8");
}

#[test]
fn exit_codes_tell_found_none_and_errors_apart() {
    let nothing = gainsay(&["search", "'no such words anywhere"]);
    let told = "gainsay: no claim matches “'no such words anywhere”\n";
    assert_eq!((nothing.code, nothing.out.as_str(), nothing.err.as_str()), (1, "", told));
    let nothing = gainsay(&["search", "--format", "json", "'no such words anywhere"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (1, "[]\n"));
    for command in [&["search"][..], &["export", "--to", "csv"]] {
        let with = |limit| gainsay(&[command, &["--limit", limit, "inbox"]].concat());
        for (limit, told) in [("0", "write a number from 1 on"), ("ten", "write a whole number")] {
            let ran = with(limit);
            assert!(ran.code == 2 && ran.err.contains(told), "{ran:?}");
        }
    }
    gainsay(&["search", "scope:fulll"]).fails(2, "scope:fulll is not a known value; use full");
    gainsay(&["search", "date:yesterday"]).fails(2, "date:yesterday");
    gainsay(&["search", "-d", "missing.json"]).fails(2, "missing.json: error: no such file");
    let empty = "scope: has no value; write one right after the colon";
    gainsay(&["search", "inbox", "scope:"]).fails(2, empty);
    gainsay(&["export", "--to", "csv", "!by:"]).fails(2, "by: has no value");
}

#[test]
fn words_that_stand_in_records_only_are_looked_for_there() {
    let home = Home::new();
    home.file(
        "bridge.json",
        r#"{"gainsay":1,"dataset":{"id":"d","title":"T"},
"sources":[{"id":"s","kind":"article","title":"The Harbour Gazette"}],
"claims":[{"id":"toll","text":"The bridge has a toll.","made":[{"source":"s","quote":"You pay at the kiosk."}]},
{"id":"ferry","text":"The ferry is late."}]}"#,
    );
    let run = |command: &[&str]| home.run(&[command, &["-d", "bridge.json"]].concat());
    let ran = run(&["search", "--format", "ids", "kiosk"]);
    let told = "gainsay: no claim’s own words match “kiosk”; 1 record contains the words: --all takes them\n";
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, "", told));
    let ran = run(&["search", "--format", "ids", "--all", "kiosk | qqzz"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "toll\n"));
    assert_eq!(ran.err, "gainsay: no claim’s own words match “kiosk | qqzz”\n");
    let ran = run(&["export", "--to", "csv", "kiosk"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, "", told));
    let ran = run(&["export", "--to", "csv", "--all", "gazette"]);
    assert!(ran.code == 0 && ran.out.contains("The bridge has a toll."), "{ran:?}");
    let ran = run(&["search", "--format", "ids", "--all", "ferry"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "ferry\n", ""));
    run(&["search", "--all", "qqzz"]).fails(1, "no claim matches “qqzz”");
}

#[test]
fn a_file_in_place_of_a_query_and_a_mistyped_command_are_recognized() {
    let home = Home::new();
    home.file("mine.ndjson", "");
    for command in [&["search"][..], &["show"], &["export"], &["export", "--to", "csv"]] {
        let told = format!("“mine.ndjson” is a file: name it with -d: gainsay {} -d", command[0]);
        home.run(&[command, &["mine.ndjson"]].concat()).fails(2, &told);
    }
    home.run(&["search", "'other.csv"]).fails(1, "no claim matches “'other.csv”; for a file, name");
    home.run(&["show", "other.csv"]).fails(2, "; for a file, name it with -d: gainsay show -d");
    home.run(&["serch", "x"]).fails(2, "“serch” is neither a file nor a command: did you mean");
    home.run(&["exprt", "--to", "csv", "x"]).fails(2, "did you mean `export`?");
    home.run(&[""]).fails(2, "the first argument is empty: name a file or a command");
    home.run(&["search", "-d", "-", "-d", "-", "x"]).fails(2, "standard input (-) is named twice");
    home.run(&["import", "-", "-"]).fails(2, "standard input (-) is named twice");
}

#[test]
fn a_table_has_a_line_for_each_claim() {
    let home = Home::new();
    home.file(
        "bridge.json",
        "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"T\"},
\"claims\":[{\"id\":\"toll\",\"text\":\"The bridge\\nhas a \\u001btoll.\",\"status\":\"disputed\",
\"evidence\":[{\"id\":\"e1\",\"stance\":\"supports\"},{\"id\":\"e2\",\"stance\":\"undercuts\"}],
\"denials\":[{\"id\":\"d1\",\"scope\":\"full\"},{\"id\":\"d2\",\"scope\":\"no-comment\"}]},
{\"id\":\"late-ferry\",\"text\":\"The ferry is late.\"}]}",
    );
    let out = home.run(&["search", "--format", "table", "-d", "bridge.json"]).out();
    insta::assert_snapshot!(out, @r"
    toll        disputed   2 evidence, 1 full denial, 1 other answer  The bridge has a ␛toll.
    late-ferry  no status  no evidence, no denial                     The ferry is late.
    ");
}

#[test]
fn a_field_that_does_not_exist_is_bad_usage_if_nothing_is_found() {
    gainsay(&["search", "foo:bar"]).fails(2, "“foo:” is not a field; the fields are by, denied-by");
    gainsay(&["search", "deniedby:meta"]).fails(2, "did you mean “denied-by:”?");
    gainsay(&["export", "--to", "csv", "foo:bar"]).fails(2, "“foo:” is not a field");
    gainsay(&["search", "https://example.org/qqzz"]).fails(1, "no claim matches “https://");
    let long = "q".repeat(200);
    gainsay(&["search", &long]).fails(1, &format!("“{}…”", &long[..59]));
}

#[test]
fn a_misspelled_field_is_suggested_even_if_something_is_found() {
    let ran = gainsay(&["search", "--format", "ids", "id:inbox-api | toppic:privacy"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "inbox-api\n"));
    assert_eq!(ran.err, "gainsay: “toppic:” is not a field; did you mean “topic:”?\n");
}

#[test]
fn unreadable_records_take_one_line_and_keep_the_exit_code() {
    let home = Home::new();
    let text = dataset("a", "c", "One.").replace("\"claims\":[", "\"claims\":[{\"id\":3},7,");
    let ran = home.run_with(&["search", "-d", "-", "--format", "ids"], &text);
    assert_eq!((ran.code, ran.out.as_str()), (0, "c\n"));
    assert_eq!(ran.err, "gainsay: 2 records left out; `gainsay check` says why\n");
    let ran = home.run_with(&["search", "-d", "-", "'nothing of it"], &text);
    assert_eq!(ran.code, 1);
}
