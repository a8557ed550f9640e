//! Tests that `all:` finds a claim by every word that `show` prints for it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;

use gainsay::catalog::{self, Row};
use gainsay::claim::{
    ClaimKind, EvidenceKind, IssueSeverity, QuoteIs, RelationKind, ReliabilityLevel, Scope, Stance,
    Status, Vocabulary,
};
use gainsay::input::{Cache, Input};
use gainsay::page::Page;
use gainsay::search::{Corpus, Query, SearchRequest, Sort, rank};

/// The words of the program on a page. They stand in no record.
const LABELS: &str = "claim evidence denials said by for the first time as put no full partial blanket \
    denial other answer answers happened until to verdict on a scale from worst best of fault source at and more \
    places in this address page archived copy date given reported others stated elsewhere corrected before \
    words are quoted recorded whether verbatim not nothing dataset supports undercuts claim one denies \
    behalf context p line sentence characters";

fn labels() -> BTreeSet<String> {
    fn words<T: Vocabulary + 'static>() -> impl Iterator<Item = &'static str> {
        T::ALL.iter().map(|term| term.words())
    }
    let closed = words::<Status>()
        .chain(words::<ClaimKind>())
        .chain(words::<EvidenceKind>())
        .chain(words::<Stance>())
        .chain(words::<Scope>())
        .chain(words::<QuoteIs>())
        .chain(words::<ReliabilityLevel>())
        .chain(words::<IssueSeverity>())
        .chain(words::<RelationKind>())
        .chain(RelationKind::ALL.iter().map(|kind| kind.inverse_words()));
    closed.chain([LABELS]).flat_map(tokens).map(str::to_lowercase).collect()
}

/// Returns the words of a line, without the signs around them.
fn tokens(line: &str) -> impl Iterator<Item = &str> {
    line.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '#' && c != '¶'))
        .filter(|word| word.chars().any(char::is_alphanumeric))
}

fn condition(word: &str) -> String {
    format!("all:\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
}

fn is_found(corpus: &Arc<Corpus>, row: Row, words: &[&str]) -> bool {
    let conditions: Vec<String> = words.iter().map(|word| condition(word)).collect();
    let query = Query::parse(&format!("id:{} {}", corpus.catalog().id(row), conditions.join(" ")));
    assert_eq!(query.terms.len(), words.len() + 1, "a condition is left out");
    let request = SearchRequest { query, sort: Sort::Dataset, loose: true };
    rank(corpus, &request, &|| false).unwrap().iter().any(|hit| hit.row == row)
}

#[test]
fn every_word_that_is_shown_is_found() {
    let catalog = catalog::open(&[Input::built_in()], &Cache::default()).unwrap();
    let corpus = Arc::new(Corpus::new(catalog));
    let labels = labels();
    let mut missing: BTreeSet<String> = BTreeSet::new();
    let mut tested = 0;
    for row in corpus.catalog().rows() {
        let page = Page::of(&corpus.catalog().dossier(row).unwrap()).to_text(None).unwrap();
        // The place of the record in its file is no part of the claim.
        let place = corpus.catalog().origin(row);
        let page = page.replace(&format!("{}:{}", place.file, place.line), "");
        let words: BTreeSet<&str> = page.lines().flat_map(tokens).collect();
        let is_label = |word: &str| labels.contains(&word.to_lowercase());
        let is_count =
            |word: &str| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
        let words: Vec<&str> =
            words.into_iter().filter(|word| !is_label(word) && !is_count(word)).collect();
        tested += words.len();
        for some in words.chunks(30).filter(|some| !is_found(&corpus, row, some)) {
            let lost = some.iter().filter(|word| !is_found(&corpus, row, &[word]));
            missing.extend(lost.map(|word| format!("{}: {word}", corpus.catalog().id(row))));
        }
    }
    assert!(tested > 2000, "{tested} words");
    assert!(missing.is_empty(), "{missing:#?}");
}
