//! Tests that a dataset is unchanged after an export as JSON-LD and an import.

use std::sync::Arc;

use gainsay::catalog::{Catalog, open};
use gainsay::export::{Export, To};
use gainsay::import::{Cited, EntityKind as Known, Exact, Feed, Format, Mending};
use gainsay::input::Cache;
use gainsay::input::Input;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::generated::{dataset, words};
use crate::properties::any_review;
use crate::reading::dirty_feed;
use crate::support::{errors, got, leaves, try_import};

const LISTS: [(&str, Known); 3] =
    [("agents", Known::Agent), ("sources", Known::Source), ("scales", Known::Scale)];

fn list<'d>(dataset: &'d Value, key: &str) -> &'d [Value] {
    dataset.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Writes a dataset, given as a document, as JSON-LD.
fn written(dataset: &Value) -> String {
    let around = ["ext", "reviewers"]
        .into_iter()
        .filter_map(|key| Some((key.to_owned(), dataset.get(key)?.clone())));
    let (mut feed, mut bytes) = Feed::begin(&dataset["dataset"], &around.collect());
    let shared = |key| list(dataset, key).iter().cloned().map(Arc::new).collect::<Vec<_>>();
    let (agents, sources) = (shared("agents"), shared("sources"));
    let cited = Cited { agents: &agents, sources: &sources };
    let exact = |record: &Value| Exact::read(&record.to_string()).unwrap();
    for (key, kind) in LISTS {
        for record in list(dataset, key) {
            bytes.extend(feed.known(kind, &exact(record)));
        }
    }
    for claim in list(dataset, "claims") {
        bytes.extend(feed.claim(&exact(claim), cited));
    }
    for (key, name) in [("relations", "relation"), ("issues", "issue"), ("history", "history")] {
        for record in list(dataset, key) {
            bytes.extend(feed.apart(name, &exact(record)));
        }
    }
    bytes.extend(feed.end());
    String::from_utf8(bytes).unwrap()
}

/// A number with more digits than a double can hold.
const LONG: &str = "0.12345678901234567890";

fn bytes(name: &str, text: &str) -> Input {
    Input::Bytes { name: name.into(), bytes: text.as_bytes().into() }
}

/// Exports all claims of a catalog as the command does.
fn exported(catalog: &Catalog, to: To) -> String {
    let rows = catalog.rows().collect();
    let mut export = Export::new(catalog, rows, to).unwrap();
    let mut out = Vec::new();
    loop {
        match export.piece(catalog, 1 << 16).unwrap() {
            piece if piece.is_empty() => return String::from_utf8(out).unwrap(),
            piece => out.extend(piece),
        }
    }
}

/// Imports JSON-LD and returns the dataset as a document.
fn read(text: &str) -> Value {
    let got = try_import("a.jsonld", text, None).unwrap();
    document(&got.text)
}

/// Converts a dataset in lines to a document.
fn document(lines: &str) -> Value {
    let mut document = Map::new();
    for line in lines.lines() {
        let Value::Object(line) = serde_json::from_str(line).unwrap() else { panic!("{line}") };
        for (key, value) in line {
            match key.as_str() {
                "gainsay" | "dataset" | "ext" | "reviewers" => {
                    document.insert(key, value);
                }
                _ => {
                    let key = if key == "history" { key } else { format!("{key}s") };
                    let list = document.entry(key).or_insert_with(|| json!([]));
                    list.as_array_mut().unwrap().push(value);
                }
            }
        }
    }
    document.into()
}

/// Sorts the agents, sources and scales of a document by their ids and removes duplicate relations
/// and changes, as a catalog does.
fn sorted(mut document: Value) -> Value {
    for key in ["relations", "history"] {
        let list = document.get_mut(key).and_then(Value::as_array_mut).map(std::mem::take);
        let mut once: Vec<Value> = Vec::new();
        for record in list.into_iter().flatten() {
            if !once.contains(&record) {
                once.push(record);
            }
        }
        if !once.is_empty() {
            document[key] = once.into();
        }
    }
    for (key, _) in LISTS {
        if let Some(list) = document.get_mut(key).and_then(Value::as_array_mut) {
            list.sort_by_key(|record| record["id"].as_str().map(str::to_owned));
        }
    }
    let map = document.as_object_mut().unwrap();
    map.retain(|_, value| *value != json!([]));
    document
}

#[test]
fn the_built_in_dataset_survives_an_export_and_import() {
    let text = include_str!("../../data/meta-netflix.json");
    let dataset: Value = serde_json::from_str(text).unwrap();
    let feed = written(&dataset);
    assert!(!feed.contains('<'));
    assert_eq!(sorted(read(&feed)), sorted(dataset));
}

#[test]
fn a_claim_without_a_verdict_is_no_review_and_each_verdict_is_one() {
    let verdict = |label: &str| json!({"by": "a", "label": label, "source": "s", "date": "2020"});
    let dataset = json!({"gainsay": 1, "dataset": {"id": "d", "title": "T </script>"},
        "agents": [{"id": "a", "kind": "organisation", "name": "Checks", "same_as": ["https://a.example"]}],
        "sources": [{"id": "s", "kind": "fact-check", "title": "No", "url": "https://a.example/1"}],
        "claims": [
            {"id": "one", "text": "x", "made": [{"by": "a"}]},
            {"id": "two", "text": "y", "made": [{"by": "a"}], "verdicts": [verdict("False"), verdict("True")]}]});
    let text = written(&dataset);
    assert!(!text.contains("</script"));
    let feed: Value = serde_json::from_str(&text).unwrap();
    let items: Vec<&Value> = feed["dataFeedElement"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|element| element.get("@id").is_some())
        .map(|element| &element["item"])
        .collect();
    assert_eq!(
        (items[0][0]["@type"].clone(), items[0][0].get("reviewRating")),
        (json!("Claim"), None)
    );
    let reviews = items[1].as_array().unwrap();
    assert_eq!(reviews.len(), 2);
    assert_eq!(reviews[1]["reviewRating"], json!({"@type": "Rating", "alternateName": "True"}));
    assert_eq!(
        (&reviews[0]["url"], &reviews[0]["author"]["name"]),
        (&json!("https://a.example/1"), &json!("Checks"))
    );
    // Values that schema.org can express are not repeated in gainsay's own terms.
    assert!(
        !text.contains("\"gainsay:verdicts\":[") && !text.contains("\"gainsay:made\":["),
        "{text}"
    );
    assert_eq!(sorted(read(&text)), sorted(dataset));
}

#[test]
fn an_edit_of_a_schema_org_member_is_imported() {
    let dataset = json!({"gainsay": 1, "dataset": {"id": "d", "title": "T"},
        "agents": [{"id": "a", "kind": "person", "name": "Ann"}],
        "claims": [{"id": "one", "text": "before", "made": [{"by": "a", "quote": "q"}], "status": "open"}]});
    let text = written(&dataset).replace("before", "after");
    assert_eq!(read(&text)["claims"][0]["text"], "after");
    assert_eq!(read(&text)["claims"][0]["made"], json!([{"by": "a", "quote": "q"}]));
}

#[test]
fn a_damaged_claim_of_an_export_is_reported_with_its_line() {
    let dataset = json!({"gainsay": 1, "dataset": {"id": "d", "title": "T"}, "claims": [
        {"id": "one", "text": "x", "made": [], "status": "open"},
        {"id": "two", "text": "y", "made": [], "status": "refuted"}]});
    let text = written(&dataset).replace("refuted", "rubbish");
    let got = try_import("a.jsonld", &text, None).unwrap();
    assert_eq!((got.claims.len(), got.summary.left_out), (1, 1));
    let told = got.summary.problems[0].to_string();
    assert!(told.contains("a.jsonld:3") && told.contains("rubbish"), "{told}");
}

#[test]
fn an_invalid_record_under_a_gainsay_term_is_reported() {
    let item = json!({"@type": "ClaimReview", "claimReviewed": "x", "url": "https://a.example/1"});
    for (name, record) in [
        ("agent", json!({"id": "A B", "kind": "person", "name": "Ann"})),
        ("agent", json!({"id": "a", "kind": "ghost"})),
        ("source", json!({"title": "no id"})),
        ("scale", json!("five stars")),
        ("claim", json!({"id": "../c", "text": "x", "made": []})),
        ("relation", json!({"from": "c", "to": "d"})),
        ("issue", json!({"id": "i"})),
        ("history", json!([])),
    ] {
        let mut element = json!({"@type": "DataFeedItem"});
        element[format!("gainsay:{name}")] = record;
        let feed = json!({"@type": "DataFeed", "dataFeedElement": [element, item]});
        let got = try_import("a.jsonld", &feed.to_string(), Some(Format::SchemaOrg)).unwrap();
        assert_eq!((got.claims.len(), got.summary.left_out), (1, 1), "{element}");
        let told = got.summary.problems[0].to_string();
        assert!(told.contains(&format!("not a valid {name} of gainsay’s own format")), "{told}");
        assert_eq!(errors(&got.text), Vec::<String>::new(), "{element}");
    }
    let feed = json!({"@id": "urn:gainsay:dataset:../x", "dataFeedElement": [item]});
    let got = try_import("a.jsonld", &feed.to_string(), Some(Format::SchemaOrg)).unwrap();
    assert_eq!((got.summary.left_out, errors(&got.text)), (1, Vec::new()));
}

/// Returns the leaves of a foreign value that the exported feed does not contain.
fn missing(foreign: &Value, feed: &Value) -> Vec<String> {
    let (mut wanted, mut there) = (Vec::new(), Vec::new());
    leaves(foreign, &mut wanted);
    leaves(feed, &mut there);
    let there = there.join("\n");
    wanted.retain(|leaf| {
        !there.contains(leaf.as_str())
            && !leaf.split([',', ';']).all(|part| there.contains(part.trim()))
            && !leaf.starts_with("http://schema.org")
    });
    wanted
}

#[test]
fn foreign_reviews_are_exported_unchanged() {
    let foreign = dirty_feed();
    let ours = document(&got(&foreign.to_string()).text);
    let text = written(&ours);
    let feed: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(missing(&foreign, &feed), Vec::<String>::new());
    assert_eq!(sorted(read(&text)), sorted(ours));
    let items: Vec<&Value> = feed["dataFeedElement"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|element| element.get("@id").is_some())
        .map(|element| &element["item"][0])
        .collect();
    // No value is repeated, except for one under a member that the export does not write.
    let twice = feed["dataFeedElement"].as_array().unwrap().iter();
    let twice: Vec<&Value> =
        twice.filter(|element| element["gainsay:ext"].get("schema.org").is_some()).collect();
    assert_eq!(twice.len(), 1, "{text}");
    assert_eq!(twice[0]["item"][0]["claimReviewed"], "All under properties");
    for ours in ["made", "verdicts", "text", "topics"] {
        assert!(!text.contains(&format!("\"gainsay:{ours}\":[")), "{ours}");
    }
    assert_eq!(items[1]["author"]["url"], "https://www.checks.example");
    assert_eq!(items[0]["author"]["@id"], "https://checks.example/");
    // Unused values and the originals of repaired ones return to their places.
    assert_eq!(items[0]["author"]["logo"]["url"], "https://checks.example/logo.svg");
    assert_eq!(items[0]["datePublished"], "2020-10-07 20:05");
    assert_eq!(items[0]["itemReviewed"]["@type"], "CreativeWork");
    assert_eq!(items[2]["claimReviewed"], "");
    assert_eq!(items[3]["claimReviewed"], "Beer &amp; water");
    assert_eq!(items[3]["itemReviewed"]["appearance"][1], "1");
    assert_eq!(
        items[4]["itemReviewed"]["appearance"],
        foreign[4]["properties"]["itemReviewed"]["properties"]["appearance"]
    );
}

#[test]
fn two_exports_of_one_dataset_are_merged() {
    let dataset = json!({"gainsay": 1, "dataset": {"id": "d", "title": "T"}, "ext": {"a.b": 1},
        "agents": [{"id": "a", "kind": "person", "name": "Ann"}],
        "claims": [{"id": "one", "text": "x", "made": [{"by": "a"}]},
            {"id": "two", "text": "y", "made": [{"by": "a"}]}],
        "relations": [{"from": "one", "type": "rebuts", "to": "two"}],
        "issues": [{"id": "i", "kind": "late", "severity": "low", "about": ["one"], "text": "z"}],
        "history": [{"at": "2020", "what": "begun"}]});
    let once = written(&dataset);
    assert_eq!(sorted(read(&format!("{once}\n{once}"))), sorted(dataset.clone()));
    // The first description of the dataset counts, and members that it lacks are taken from the
    // others.
    let mut other = dataset.clone();
    other["dataset"]["title"] = "U".into();
    other["ext"] = json!({"c.d": 2});
    let got = got(&format!("{once}\n{}", written(&other)));
    assert!(got.summary.to_string().contains("describe the dataset “d” differently"));
    let both = document(&got.text);
    assert_eq!(
        (&both["dataset"]["title"], &both["ext"]),
        (&json!("T"), &json!({"a.b": 1, "c.d": 2}))
    );
}

#[test]
fn values_around_a_foreign_feed_are_kept() {
    let review = json!({"@type": "ClaimReview", "claimReviewed": "x"});
    let feed = |name: &str| json!({"@type": "DataFeed", "name": name, "dataFeedElement": [review]});
    let got = got(&[feed("a"), feed("a"), feed("b")].map(|feed| feed.to_string()).join("\n"));
    let around = |name: &str| json!({"@type": "DataFeed", "name": name});
    assert_eq!(document(&got.text)["ext"], json!({"schema.org": [around("a"), around("b")]}));
    let ours = document(&got.text);
    assert_eq!(sorted(read(&written(&ours))), sorted(ours));
}

#[test]
fn a_record_that_is_too_deep_is_reported_and_others_survive() {
    let deep = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        format!(r#"{{"@type": "ClaimReview", "claimReviewed": "{levels}", "x": {open}{close}}}"#)
    };
    let text = [1, 100, 109, 110, 126, 5000].map(deep).join(",");
    let got = try_import("a.json", &format!("[{text}]"), Some(Format::SchemaOrg)).unwrap();
    assert_eq!((got.claims.len(), got.summary.left_out), (3, 3), "{}", got.summary);
    assert!(got.summary.problems[0].to_string().contains("nested too deep"), "{}", got.summary);
    assert_eq!(errors(&got.text), Vec::<String>::new());
    let ours = document(&got.text);
    assert_eq!(sorted(read(&written(&ours))), sorted(ours));
}

#[test]
fn all_records_of_an_element_are_imported_and_other_values_reported() {
    let element = json!({"@type": "DataFeedItem", "gainsay:agent": {"id": "a", "kind": "person", "name": "A"},
        "gainsay:claim": {"id": "c", "text": "x", "made": [{"by": "a"}]}, "claimReviewed": "lost?"});
    let got = try_import("a.json", &element.to_string(), Some(Format::SchemaOrg)).unwrap();
    assert_eq!((got.claims.len(), got.agents.len(), got.summary.left_out), (1, 1, 1));
}

#[test]
fn long_numbers_and_duplicate_keys_are_exported_unchanged() {
    let text = r#"{"@type": "ClaimReview", "claimReviewed": "first words", "claimReviewed": "x",
        "reviewRating": {"ratingValue": 1e400, "bestRating": 5, "ratingCount": 123456789012345678901,
            "ratingCount": 0.10000000000000000001, "alternateName": "Falso"}, "url": "https://a.example/1"}"#;
    let got = got(text);
    assert_eq!((got.count(Mending::Twice), got.count(Mending::Number)), (2, 3));
    // A graph is one record, however many claims it has.
    let two = json!({"@type": "ClaimReview", "claimReviewed": "y"});
    let graph = self::got(&format!("{{\"@graph\": [{text}, {two}]}}"));
    assert_eq!((graph.claims.len(), graph.count(Mending::Twice)), (2, 2));
    let feed = written(&document(&got.text));
    let digits = ["first words", "1e400", "123456789012345678901", "0.10000000000000000001"];
    for kept in digits {
        assert!(feed.contains(&format!("\"{kept}\"")), "{kept} in {feed}");
    }
    assert!(got.summary.to_string().contains("3 numbers too long for a number, kept as text"));
}

#[test]
fn duplicate_keys_and_long_numbers_survive_an_export_and_import() {
    let claim = |ext: &str| {
        format!(
            r#"{{"claim":{{"id":"c","text":"x","made":[],"amounts":[{{"value":{LONG}}}],"ext":{ext}}}}}"#
        )
    };
    let head = r#"{"gainsay":1,"dataset":{"id":"d","title":"T"}}"#;
    let line = claim(r#"{"a.b":1,"a.b":2,"c.d":123456789012345678901}"#);
    let catalog = open(&[bytes("d.ndjson", &format!("{head}\n{line}\n"))], &Cache::default());
    let feed = exported(&catalog.unwrap(), To::JsonLd);
    let back = |feed: &str| try_import("a.jsonld", feed, None).unwrap();
    assert_eq!(back(&feed).text, format!("{head}\n{line}\n"));
    // A verbatim text that is not a valid record is ignored, although its values match.
    let evil = line.replace("\"text\":\"x\"", "\"text\":\"evil\",\"text\":\"x\"");
    let evil = serde_json::to_string(evil.trim_start_matches(r#"{"claim":"#).trim_end_matches('}'));
    let at = feed.find(r#""gainsay:verbatim":"#).unwrap() + r#""gainsay:verbatim":"#.len();
    let end = at + feed[at..].find("\"}").unwrap() + 1;
    let smuggled = back(&format!("{}{}{}", &feed[..at], evil.unwrap(), &feed[end..]));
    assert_eq!(smuggled.claims[0]["text"], "x", "{}", smuggled.text);
    assert!(!smuggled.text.contains("evil"), "{}", smuggled.text);
    // An edit of the record counts, whatever the verbatim text beside it says.
    let edited = back(&feed.replace(r#""text":"x""#, r#""text":"y""#));
    assert_eq!(edited.claims[0]["text"], "y");
    assert_eq!(edited.claims[0].get("verbatim"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_dataset_survives_an_export_and_import(dataset in dataset()) {
        let text = written(&dataset);
        prop_assert!(!text.contains('<'));
        let (read, dataset) = (sorted(read(&text)), sorted(dataset));
        for key in ["dataset", "ext", "agents", "sources", "scales", "claims", "relations", "history"] {
            prop_assert_eq!(read.get(key), dataset.get(key), "{}\n{}", key, text);
        }
    }

    #[test]
    fn any_dataset_survives_the_export_command_and_an_import(dataset in dataset(), reviewers in words()) {
        let mut dataset = dataset;
        dataset["reviewers"] = reviewers;
        let text = dataset.to_string().replace("\"LONG\"", LONG);
        let catalog = open(&[bytes("d.json", &text)], &Cache::default()).unwrap();
        let as_lines = exported(&catalog, To::Ndjson);
        let feed = exported(&catalog, To::JsonLd);
        let back = try_import("a.jsonld", &feed, None).unwrap();
        prop_assert_eq!(sorted(document(&back.text)), sorted(document(&as_lines)), "{}", feed);
        // Digits that a JSON value cannot hold must be present as well.
        let claims = |lines: &str| -> Vec<usize> {
            let claims = lines.lines().filter(|line| line.starts_with("{\"claim"));
            claims.map(|line| line.matches(LONG).count()).collect()
        };
        prop_assert_eq!(claims(&back.text), claims(&as_lines), "{}", feed);
    }

    #[test]
    fn no_value_of_an_exported_review_is_lost(review in any_review()) {
        let got = try_import("a.json", &review.to_string(), Some(Format::SchemaOrg)).unwrap();
        let ours = document(&got.text);
        let text = written(&ours);
        let feed: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(missing(&review, &feed), Vec::<String>::new(), "{}", text);
        prop_assert_eq!(sorted(read(&text)), sorted(ours), "{}", text);
    }
}
