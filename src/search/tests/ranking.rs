//! The order of hits, and which of them are close.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use proptest::prelude::*;

use std::sync::Arc;

use super::corpus as plain;
use crate::catalog::{Catalog, Row};
use crate::search::score::is_close;
use crate::search::{Corpus, Hit, Query, Ranking, SearchRequest, Sort, rank};

fn corpus() -> Arc<Corpus> {
    Arc::new(plain())
}

fn ranked(corpus: &Arc<Corpus>, query: &str, sort: Sort, loose: bool) -> Ranking {
    let request = SearchRequest { query: Query::parse(query), sort, loose };
    rank(corpus, &request, &|| false).unwrap()
}

fn rows(ranking: &Ranking) -> Vec<u32> {
    ranking.iter().map(|hit| hit.row.0).collect()
}

fn of_texts(texts: &[String]) -> Arc<Corpus> {
    let claim = |(index, text): (usize, &String)| serde_json::json!({ "id": format!("c{index}"), "text": text, "made": [] });
    let claims: Vec<_> = texts.iter().enumerate().map(claim).collect();
    let document = serde_json::json!({ "dataset": { "id": "d" }, "claims": claims });
    Arc::new(Corpus::new(Catalog::for_tests(&[&document.to_string()])))
}

#[test]
fn an_empty_query_is_everything_in_dataset_order() {
    let ranking = ranked(&corpus(), "", Sort::Rank, false);
    assert_eq!(rows(&ranking), [0, 1, 2, 3]);
    assert!(ranking.iter().all(|hit| hit.score == 0));
    assert_eq!((ranking.close, ranking.total, ranking.loose_shown), (Some(4), 4, false));
}

#[test]
fn terms_add_up_and_a_term_twice_counts_twice() {
    let score = |query: &str| ranked(&corpus(), query, Sort::Dataset, true).hit(0).unwrap().score;
    assert_eq!(score("meta netflix"), score("meta") + score("netflix"));
    assert_eq!(score("meta meta"), 2 * score("meta"));
    assert_eq!(score("meta by:netflix !zebra"), score("meta"));
    assert_eq!(score("netflix | meta by:netflix"), score("netflix").max(score("meta")));
}

#[test]
fn sorts_are_by_date_and_balance() {
    let order = |sort| rows(&ranked(&corpus(), "", sort, false));
    assert_eq!(order(Sort::Date), [0, 3, 1, 2], "2018, 2017, 2016, no such day");
    assert_eq!(order(Sort::Balance), [0, 3, 1, 2]);
    assert_eq!(order(Sort::Dataset), [0, 1, 2, 3]);
}

#[test]
fn loose_matches_show_when_asked_for_or_alone() {
    let texts = ["xvxxaxxcxxcx", "vaccine", "xaxxxbxxxc"].map(str::to_owned);
    let catalog = of_texts(&texts);
    let close = ranked(&catalog, "vacc", Sort::Rank, false);
    assert_eq!((rows(&close), close.close, close.total), (vec![1], Some(1), 2));
    assert!(!close.loose_shown);
    let asked = ranked(&catalog, "vacc", Sort::Rank, true);
    assert_eq!((rows(&asked), asked.loose_shown), (vec![1, 0], true));
    let alone = ranked(&catalog, "abc", Sort::Rank, false);
    assert_eq!((rows(&alone), alone.close, alone.loose_shown), (vec![2], Some(0), true));
    let none = ranked(&catalog, "qqq", Sort::Rank, true);
    assert_eq!((none.listed, none.total, none.known()), (0, 0, 0));
}

#[test]
fn an_alternative_never_makes_a_claim_less_close() {
    let catalog = of_texts(&["xvxxaxxcxxcx".to_owned()]);
    assert_eq!(ranked(&catalog, "vacc", Sort::Rank, false).close, Some(0));
    assert_eq!(ranked(&catalog, "vacc | 'xvx", Sort::Rank, false).close, Some(1));
    assert_eq!(ranked(&catalog, "vacc | no:denial", Sort::Rank, false).close, Some(1));
}

#[test]
fn a_cancelled_search_has_no_result() {
    let texts: Vec<String> = (0..1100).map(|number| format!("claim {number}")).collect();
    let request = SearchRequest { query: Query::parse("claim"), ..SearchRequest::default() };
    assert_eq!(rank(&of_texts(&texts), &request, &|| true), None);
}

/// Ranks fuzzy words joined by blanks without the kernel: a fresh matcher for each claim and word.
fn naive(texts: &[String], words: &[String]) -> Vec<(Hit, bool)> {
    let mut hits = Vec::new();
    for (row, text) in (0..).map(Row).zip(texts) {
        let text = crate::text::fold(text);
        let score = |word: &String| {
            SkimMatcherV2::default().fuzzy_indices(&text, word).map(|(score, _)| score)
        };
        if let Some(scores) = words.iter().map(score).collect::<Option<Vec<i64>>>() {
            let mut pairs = words.iter().zip(&scores);
            let close = pairs.all(|(word, score)| is_close(word.chars().count(), *score));
            hits.push((Hit { row, score: scores.iter().sum() }, close));
        }
    }
    hits.sort_by_key(|(hit, _)| (-hit.score, hit.row));
    hits
}

proptest! {
    #[test]
    fn the_ranking_is_that_of_a_naive_search(
        texts in prop::collection::vec("[a-cA-C é./]{0,23}[a-c]", 1..24),
        words in prop::collection::vec("[a-cA-Ce.]{1,4}", 1..3),
    ) {
        let catalog = of_texts(&texts);
        let ranking = ranked(&catalog, &words.join(" "), Sort::Rank, true);
        let expected = naive(&texts, &words);
        let hits: Vec<Hit> = expected.iter().map(|(hit, _)| *hit).collect();
        prop_assert_eq!(ranking.iter().collect::<Vec<_>>(), hits.clone());
        let close: Vec<Hit> = expected.iter().filter(|(_, close)| *close).map(|(hit, _)| *hit).collect();
        prop_assert_eq!(ranking.close, Some(close.len()));
        let shown = ranked(&catalog, &words.join(" "), Sort::Rank, false);
        let shown: Vec<Hit> = shown.iter().collect();
        prop_assert_eq!(shown, if close.is_empty() { hits } else { close });
    }
}
