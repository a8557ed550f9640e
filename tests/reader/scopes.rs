//! Tests of several datasets at once: the id of a dataset is the scope of its ids.

use gainsay::catalog::{Catalog, open};
use gainsay::claim::Address;
use serde_json::{Value, json};

use super::{bytes, claim, document, ids, lines, page, problems, rows, strings};

fn two(a: &str, b: &str) -> Catalog {
    open(&[bytes("a.json", a), bytes("b.json", b)], &gainsay::input::Cache::default()).unwrap()
}

#[test]
fn agents_of_two_datasets_are_distinct() {
    let catalog = two(
        &document("a", &json!([claim("c", "One"), claim("only", "Three")])),
        &document("b", &json!([claim("c", "Two")])),
    );
    assert_eq!(problems(&catalog), Vec::<String>::new());
    assert!(page(&catalog, "a/c").contains("Meta of a"));
    assert!(page(&catalog, "b/c").contains("Meta of b"));
    let addresses: Vec<String> = catalog
        .resolve(&Address::parse("c"))
        .iter()
        .map(|row| catalog.address(*row).to_string())
        .collect();
    assert_eq!(addresses, ["a/c", "b/c"]);
    assert_eq!(catalog.resolve(&Address::parse("only")).len(), 1);
    assert!(catalog.resolve(&Address::parse("b/only")).is_empty());
}

#[test]
fn files_of_one_dataset_are_merged() {
    let with_agent = document("d", &json!([claim("one", "One")]));
    let mut second: Value =
        serde_json::from_str(&document("d", &json!([claim("two", "Two")]))).unwrap();
    second["agents"] = json!([{"id": "more", "kind": "person", "name": "More"}]);
    let catalog = two(&with_agent, &lines(&second.to_string()));
    assert_eq!(catalog.datasets().len(), 1);
    assert!(page(&catalog, "two").contains("Meta of d"), "an agent of the other file");
    assert_eq!(catalog.datasets()[0].agents.len(), 2);
}

#[test]
fn identical_records_are_merged() {
    let mut text: Value =
        serde_json::from_str(&document("d", &json!([claim("c", "One")]))).unwrap();
    text["relations"] = json!([{"from": "c", "type": "about", "to": "x"}]);
    text["issues"] = json!([{"id": "i", "about": ["c"], "text": "T"}]);
    text["sources"] = json!([{"id": "s", "title": "T"}]);
    let catalog = two(&text.to_string(), &serde_json::to_string_pretty(&text).unwrap());
    assert_eq!((ids(&catalog), problems(&catalog)), (strings(&["c"]), vec![]));
    let dataset = &catalog.datasets()[0];
    assert_eq!((dataset.relations.len(), dataset.issues.len(), dataset.sources.len()), (1, 1, 1));
}

#[test]
fn identical_records_with_a_duplicate_key_are_merged() {
    let twice = document("d", &json!([claim("c", "One")]))
        .replace("\"text\":\"One\"", "\"text\":\"No\",\"text\":\"One\"");
    let catalog = two(&twice, &twice.replace("\"No\"", "\"None\""));
    assert_eq!((ids(&catalog), problems(&catalog)), (strings(&["c"]), vec![]));
}

#[test]
fn records_that_differ_are_reported_with_both_files() {
    let mut other: Value =
        serde_json::from_str(&document("d", &json!([claim("c", "Two")]))).unwrap();
    other["agents"][0]["name"] = "Another".into();
    let catalog = two(&document("d", &json!([claim("c", "One")])), &other.to_string());
    let found = problems(&catalog);
    assert_eq!(found.len(), 2, "{found:#?}");
    for (problem, kind) in found.iter().zip(["agent", "claim"]) {
        assert!(problem.starts_with("b.json:1:"), "{problem}");
        assert!(
            problem.contains(&format!(
                "this {kind} differs from the one with the same id in a.json:1"
            ))
        );
    }
    let texts: Vec<String> = rows(&catalog).map(|row| catalog.claim(row).unwrap().text).collect();
    assert_eq!(texts, ["One"], "the first is kept");
    assert_eq!(catalog.left_out(), 2);
}
