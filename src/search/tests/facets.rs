//! The filter overlay counts what its queries find.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{corpus, found_in};
use crate::catalog::{Catalog, Row};
use crate::search::{Corpus, FIELDS, Facet, Marked, facets};

fn all(catalog: &Catalog) -> Vec<Facet> {
    facets(catalog, &Marked::default(), catalog.rows())
}

#[test]
fn every_count_is_what_the_query_finds() {
    let real = Catalog::for_tests(&[include_str!("../../../data/meta-netflix.json")]);
    let real = Arc::new(Corpus::new(real));
    let facets = all(real.catalog());
    let answers = &facets[0].values;
    assert_eq!(answers.iter().map(|value| value.count).sum::<usize>(), real.catalog().len());
    for facet in facets {
        assert!(FIELDS.iter().any(|info| info.name == facet.field));
        for value in facet.values {
            let hits = found_in(&real, &value.query).len();
            assert_eq!(hits, value.count, "{}", value.query);
        }
    }
}

/// A source without a title is shown by its address, never by its id alone.
#[test]
fn parties_and_sources_are_shown_by_name() {
    let document = serde_json::json!({
        "dataset": { "id": "d" },
        "agents": [{ "id": "a7", "name": "Port Board" }, { "id": "a8", "aliases": ["The Quay"] }],
        "sources": [{ "id": "s1", "title": "Log" }, { "id": "s2", "url": "https://example.org/p" }],
        "claims": [{ "id": "c", "text": "T", "made": [
            { "by": "a7", "source": "s1" }, { "by": "a8", "source": "s2" }, { "by": "a9" },
        ] }],
    });
    let catalog = Catalog::for_tests(&[&document.to_string()]);
    let facets = all(&catalog);
    let labels = |field: &str| -> Vec<String> {
        let facet = facets.iter().find(|facet| facet.field == field).unwrap();
        facet.values.iter().map(|value| value.label.to_string()).collect()
    };
    assert_eq!(labels("by"), ["Port Board", "The Quay", "a9"]);
    assert_eq!(labels("source"), ["Log", "https://example.org/p"]);
}

#[test]
fn the_commonest_comes_first_and_values_with_blanks_are_quoted() {
    let facets = all(corpus().catalog());
    let fields: Vec<&str> = facets.iter().map(|facet| facet.field).collect();
    let order = [
        "answer",
        "has",
        "denied-by",
        "answered-by",
        "scope",
        "by",
        "stance",
        "verdict",
        "status",
        "kind",
        "topic",
        "source",
        "party",
        "date",
    ];
    assert_eq!(fields, order);
    let answers = facets[0].values.iter().map(|value| (value.query.as_str(), value.count));
    let expected = [
        ("answer:full", 2),
        ("answer:partial", 0),
        ("answer:blanket", 0),
        ("answer:other", 1),
        ("answer:none", 1),
    ];
    assert_eq!(answers.collect::<Vec<_>>(), expected);
    let first = &facets[3].values[0];
    assert_eq!(
        (first.query.as_str(), &*first.label, first.count),
        ("answered-by:one/meta", "Meta", 2)
    );
    // The id `meta` names another agent in the other dataset.
    let knight = facets[3].values.iter().find(|value| value.label == "Meta Knight").unwrap();
    assert_eq!((knight.query.as_str(), knight.count), ("answered-by:two/meta", 1));
    for value in [first, knight] {
        assert_eq!(
            found_in(&Arc::new(corpus()), &value.query).len(),
            value.count,
            "{}",
            value.query
        );
    }
    assert!(facets[10].values.iter().any(|value| value.query == "topic:\"private life\""));
}

#[test]
fn only_the_given_claims_are_counted() {
    let facets = facets(corpus().catalog(), &Marked::default(), std::iter::once(Row(2)));
    let fields: Vec<&str> = facets.iter().map(|facet| facet.field).collect();
    assert_eq!(fields, ["answer", "has", "by", "verdict", "status", "kind", "party"]);
    let unanswered = &facets[0].values[4];
    assert_eq!((unanswered.query.as_str(), unanswered.count), ("answer:none", 1));
    assert_eq!(facets[0].values[1].count, 0, "shown even where none has it");
}

fn any_date() -> impl Strategy<Value = Value> {
    let dates = [
        json!("2016"),
        json!("2016-12"),
        json!("2017-12-31"),
        json!("2018-12-31T23:30:00-05:00"),
        json!("1999-01-01T00:00:00Z"),
        json!("soon"),
        json!("2020-02-30"),
        Value::Null,
    ];
    prop::sample::select(dates.to_vec())
}

fn any_claim() -> impl Strategy<Value = Value> {
    let scopes = ["full", "partial", "blanket", "non-denial", "context", "no-comment", "unclear"];
    let scopes = prop::option::of(prop::sample::select(scopes.to_vec()));
    let party = prop::sample::select(vec!["port", "press", "Port", "gone"]);
    let denial = (scopes, party.clone(), any_date());
    let denials = prop::collection::vec(denial, 0..4);
    let made = prop::collection::vec((party, any_date()), 0..3);
    let happened = prop::option::of((any_date(), any_date()));
    let verdicts = prop::collection::vec(
        (prop::sample::select(vec!["False", "false", "True"]), any_date()),
        0..3,
    );
    (denials, made, happened, verdicts, any::<[bool; 3]>()).prop_map(
        |(denials, made, happened, verdicts, [note, wording, evidence])| {
            let denials = denials.into_iter().map(|(scope, by, date)| {
                let mut denial = json!({ "by": by, "date": date });
                if let Some(scope) = scope {
                    denial["scope"] = json!(scope);
                }
                denial
            });
            let made = made.into_iter().map(|(by, date)| json!({ "by": by, "date": date }));
            let verdicts =
                verdicts.into_iter().map(|(label, date)| json!({ "label": label, "date": date }));
            let mut claim = json!({
                "text": "T",
                "denials": denials.collect::<Vec<_>>(),
                "made": made.collect::<Vec<_>>(),
                "verdicts": verdicts.collect::<Vec<_>>(),
            });
            if let Some((date, to)) = happened {
                claim["happened"] = json!({ "date": date, "to": to });
            }
            if note {
                claim["notes"] = json!("N");
            }
            if wording {
                claim["wordings"] = json!([{ "text": "W", "source": "s" }]);
            }
            if evidence {
                claim["evidence"] = json!([{ "kind": "data", "stance": "supports" }]);
            }
            claim
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn answers_add_up_and_every_count_is_what_its_query_finds(
        mut claims in prop::collection::vec(any_claim(), 1..12),
        linked in prop::collection::vec((0_usize..14, 0_usize..14), 0..4),
    ) {
        for (number, claim) in claims.iter_mut().enumerate() {
            claim["id"] = json!(format!("c{number}"));
        }
        let relations = linked.iter().map(|(from, to)| json!({
            "from": format!("c{from}"), "type": "about", "to": format!("c{to}"),
        }));
        let issues = linked.iter().enumerate().map(|(number, (about, _))| json!({
            "id": format!("i{number}"), "about": [format!("c{about}")], "text": "Odd.",
        }));
        let document = json!({
            "dataset": { "id": "d" },
            "agents": [{ "id": "port", "name": "Port Board" }, { "id": "press" }],
            "sources": [{ "id": "s", "title": "Log" }],
            "claims": claims,
            "relations": relations.collect::<Vec<_>>(),
            "issues": issues.collect::<Vec<_>>(),
        });
        let corpus = Arc::new(Corpus::new(Catalog::for_tests(&[&document.to_string()])));
        let facets = all(corpus.catalog());
        let answers = facets.iter().find(|facet| facet.field == "answer").unwrap();
        prop_assert_eq!(answers.values.iter().map(|value| value.count).sum::<usize>(), claims.len());
        for value in facets.iter().flat_map(|facet| &facet.values) {
            prop_assert_eq!(found_in(&corpus, &value.query).len(), value.count, "{}", value.query);
        }
    }
}
