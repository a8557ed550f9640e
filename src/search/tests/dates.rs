//! Dates: the field of each occasion, and the orders of the list.

use std::sync::Arc;

use clap::ValueEnum;

use super::found_in;
use crate::catalog::Catalog;
use crate::search::{Corpus, Query, SearchRequest, Sort, rank};

fn corpus(claims: &serde_json::Value) -> Arc<Corpus> {
    let document = serde_json::json!({ "dataset": { "id": "d" }, "claims": claims });
    Arc::new(Corpus::new(Catalog::for_tests(&[&document.to_string()])))
}

#[test]
fn each_date_has_its_field_and_date_means_any() {
    let corpus = corpus(&serde_json::json!([
        { "id": "a", "text": "T", "made": [{ "date": "2018-05" }],
            "denials": [
                { "by": "port", "scope": "full", "date": "2019-02-03" },
                { "by": "press", "scope": "no-comment", "date": "2020-01" },
            ],
            "verdicts": [{ "label": "False", "date": "2021" }] },
        { "id": "b", "text": "T", "happened": { "date": "2016-05", "to": "2017-02" },
            "denials": [{ "by": "port", "scope": "context", "date": "2019" }] },
        { "id": "c", "text": "T", "made": [{ "by": "port", "date": null }],
            "evidence": [{ "id": "e", "date": "2019" }] },
        { "id": "d", "text": "T", "made": [{ "date": "soon" }] },
    ]));
    for (query, ids) in [
        ("said:2018", "a"),
        ("said:2018-05-31", "a"),
        ("said:2019..", ""),
        ("happened:2017", "b"),
        ("happened:2016-12", "b"),
        ("happened:2018", ""),
        ("denied:2019", "a"),
        ("denied:2019-02-03..2019-02-03", "a"),
        ("denied:2020", ""),
        ("answered:2020", "a"),
        ("answered:2019", "a b"),
        ("checked:2021", "a"),
        ("checked:..2020", ""),
        ("date:2021", "a"),
        ("date:2019", "a b"),
        ("date:2017", "b"),
        ("date:2016..2018", "a b"),
        ("has:date", "a b d"),
        ("no:date", "c"),
        ("denied:2019 denied-by:port", "a"),
        ("denied:2019 denied-by:press", ""),
        ("answered:2020 answered-by:press", "a"),
        ("answered:2020 answered-by:port", ""),
        ("answered-by:port !answered:2019-02", ""),
        ("answered-by:port !denied:2019", "b"),
        ("!denied:2019", "b c d"),
        ("said:2018 | happened:2017", "a b"),
    ] {
        assert_eq!(found_in(&corpus, query).join(" "), ids, "{query}");
    }
    for field in ["said", "happened", "denied", "answered", "checked", "date"] {
        assert_eq!(Query::parse(&format!("{field}:may")).faults.len(), 1, "{field}");
    }
}

#[test]
fn claims_are_sorted_by_each_date_in_both_directions_and_undated_ones_last() {
    let corpus = corpus(&serde_json::json!([
        { "id": "none", "text": "T" },
        { "id": "twice", "text": "T", "made": [{ "date": "2018" }, { "date": "2020" }] },
        { "id": "once", "text": "T", "made": [{ "date": "2019" }],
            "denials": [{ "scope": "blanket", "date": "2021" }, { "scope": "context", "date": "2015" }] },
        { "id": "event", "text": "T", "happened": { "to": "2016" },
            "denials": [{ "scope": "partial", "date": "2022" }] },
        { "id": "check", "text": "T", "verdicts": [{ "date": "2017" }, { "date": "2014" }] },
        { "id": "later", "text": "T", "verdicts": [{ "date": "2016" }] },
    ]));
    let sorted = |sort: Sort| {
        let request = SearchRequest { sort, ..SearchRequest::default() };
        let ranking = rank(&corpus, &request, &|| false).unwrap();
        ranking.iter().map(|hit| corpus.catalog().id(hit.row)).collect::<Vec<_>>().join(" ")
    };
    for (names, ids) in [
        (["said", "said"], "twice once none event check later"),
        (["-said", "said-oldest"], "twice once none event check later"),
        (["happened", "happened"], "event none twice once check later"),
        (["denied", "denied"], "event once none twice check later"),
        (["-denied", "denied-oldest"], "once event none twice check later"),
        (["checked", "checked"], "check later none twice once event"),
        (["-checked", "checked-oldest"], "check later none twice once event"),
        (["date", "date"], "twice once check event later none"),
        (["-date", "date-oldest"], "check event later twice once none"),
    ] {
        for name in names {
            assert_eq!(sorted(Sort::from_str(name, false).unwrap()), ids, "{name}");
        }
    }
}
