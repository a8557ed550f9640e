//! Tests that the shipped schema is the one derived from the types, and that the reference dataset
//! is valid.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use gainsay::claim::{RecordKind, line_schema, record_schema, schema};
use serde_json::{Value, json};

const REFERENCE: &str = include_str!("../data/meta-netflix.json");
const SHIPPED: &str = "data/claims.schema.json";

fn reference() -> Value {
    serde_json::from_str(REFERENCE).unwrap()
}

fn errors(schema: &Value, instance: &Value) -> Vec<String> {
    let validator = jsonschema::draft202012::new(schema).unwrap();
    validator.iter_errors(instance).map(|error| error.to_string()).collect()
}

#[test]
fn the_shipped_schema_is_current() {
    let path = format!("{}/{SHIPPED}", env!("CARGO_MANIFEST_DIR"));
    let derived = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, &derived).unwrap();
    }
    let shipped = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        shipped == derived,
        "{SHIPPED} is not what the types say; refresh it: UPDATE_SCHEMA=1 cargo test --test schema"
    );
}

#[test]
fn the_reference_dataset_is_valid() {
    assert_eq!(errors(&schema(), &reference()), Vec::<String>::new());
}

#[test]
fn every_object_of_the_format_refuses_unknown_fields() {
    let schema = schema();
    let mut objects = schema["$defs"].as_object().unwrap().clone();
    objects.insert("top level".to_owned(), schema.clone());
    let mut seen = 0;
    for (name, definition) in &objects {
        if definition.get("properties").is_some() {
            assert_eq!(definition["additionalProperties"], json!(false), "{name}");
            seen += 1;
        }
    }
    assert_eq!(seen, 20);
}

/// The fields are those that the tables of `docs/format.md` mark as required.
#[test]
fn the_required_fields_are_those_of_the_format() {
    let schema = schema();
    let required = |definition: &Value| {
        let mut names: Vec<String> =
            serde_json::from_value(definition.get("required").cloned().unwrap_or(json!([])))
                .unwrap();
        names.sort();
        names.join(" ")
    };
    assert_eq!(required(&schema), "claims dataset gainsay");
    for (name, fields) in [
        ("DatasetInfo", "id title"),
        ("Agent", "id kind name"),
        ("Source", "id kind"),
        ("Archived", "url"),
        ("Scale", "by id labels"),
        ("Label", "label"),
        ("Claim", "id made text"),
        ("Made", "by"),
        ("Wording", "source text"),
        ("Evidence", "id kind stance"),
        ("Reliability", "level"),
        ("Denial", "by id scope"),
        ("Verdict", "by label"),
        ("Relation", "from to type"),
        ("Issue", "about id kind severity text"),
        ("History", "at what"),
        ("Locator", ""),
        ("Happened", ""),
        ("Amount", ""),
    ] {
        assert_eq!(required(&schema["$defs"][name]), fields, "{name}");
    }
}

#[test]
fn null_is_allowed_only_where_it_means_looked_for_and_not_found() {
    let mut nullable = Vec::new();
    let schema = schema();
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        for (field, value) in definition["properties"].as_object().into_iter().flatten() {
            if value.to_string().contains("\"null\"") {
                nullable.push(format!("{name}.{field}"));
            }
        }
    }
    nullable.sort();
    assert_eq!(
        nullable.join(" "),
        "Archived.at DatasetInfo.created DatasetInfo.homepage DatasetInfo.updated Denial.date \
         Evidence.date Happened.date Happened.to History.at Made.date Source.accessed \
         Source.published Source.url Verdict.date"
    );
}

#[test]
fn a_source_needs_a_title_or_a_known_address() {
    let line = |source: Value| json!({ "source": source });
    let schema = record_schema(RecordKind::Source);
    let fits = |source: Value| errors(&schema, &line(source)).is_empty();
    assert!(fits(json!({ "id": "a", "kind": "article", "title": "A" })));
    assert!(fits(json!({ "id": "a", "kind": "article", "url": "https://a.example" })));
    assert!(!fits(json!({ "id": "a", "kind": "article", "url": null })));
    assert!(!fits(json!({ "id": "a", "kind": "article" })));
}

#[test]
fn the_lines_of_the_reference_dataset_are_valid() {
    let reference = reference();
    let schema = line_schema();
    let header = json!({ "gainsay": 1, "dataset": reference["dataset"] });
    assert_eq!(errors(&schema, &header), Vec::<String>::new());
    for (list, key) in
        [("agents", "agent"), ("sources", "source"), ("claims", "claim"), ("relations", "relation")]
    {
        for record in reference[list].as_array().unwrap() {
            assert_eq!(errors(&schema, &json!({ key: record })), Vec::<String>::new());
        }
    }
    assert!(!errors(&schema, &json!({ "agent": {}, "claim": {} })).is_empty());
    assert!(!errors(&schema, &json!({})).is_empty());
}
