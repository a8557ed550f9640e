//! The filter overlay counts what its queries find.

use std::sync::Arc;

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
    for facet in all(real.catalog()) {
        assert!(FIELDS.iter().any(|info| info.name == facet.field));
        for value in facet.values {
            let hits = found_in(&real, &value.query).len();
            assert_eq!(hits, value.count, "{}", value.query);
        }
    }
}

#[test]
fn the_commonest_comes_first_and_values_with_blanks_are_quoted() {
    let facets = all(corpus().catalog());
    let fields: Vec<&str> = facets.iter().map(|facet| facet.field).collect();
    let order = [
        "has",
        "denied-by",
        "scope",
        "by",
        "stance",
        "status",
        "kind",
        "topic",
        "source",
        "verdict",
        "party",
        "date",
    ];
    assert_eq!(fields, order);
    assert_eq!(facets[0].values[0].query, "no:denial");
    let first = &facets[1].values[0];
    assert_eq!(
        (first.query.as_str(), &*first.label, first.count),
        ("denied-by:one/meta", "Meta", 2)
    );
    // The id `meta` names another agent in the other dataset.
    let knight = facets[1].values.iter().find(|value| value.label == "Meta Knight").unwrap();
    assert_eq!((knight.query.as_str(), knight.count), ("denied-by:two/meta", 1));
    for value in [first, knight] {
        assert_eq!(
            found_in(&Arc::new(corpus()), &value.query).len(),
            value.count,
            "{}",
            value.query
        );
    }
    assert!(facets[7].values.iter().any(|value| value.query == "topic:\"private life\""));
}

#[test]
fn only_the_given_claims_are_counted() {
    let facets = facets(corpus().catalog(), &Marked::default(), std::iter::once(Row(2)));
    let fields: Vec<&str> = facets.iter().map(|facet| facet.field).collect();
    assert_eq!(fields, ["has", "by", "status", "kind", "verdict", "party"]);
    let no_denial = &facets[0].values[0];
    assert_eq!((no_denial.query.as_str(), no_denial.count), ("no:denial", 1));
    assert_eq!(facets[0].values[1].count, 0, "shown even where none has it");
}
