//! Scores, close matches and highlights.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use proptest::prelude::*;

use crate::catalog::arena::SEARCHED_LIMIT;
use crate::catalog::searched;
use crate::search::query::How;
use crate::search::score::is_close;
use crate::search::score::{align, contains, score};
use crate::search::{Needle, Query, highlights, occurrences};
use crate::text;

fn needle(how: How, typed: &str) -> Needle {
    Needle { how, text: typed.to_owned() }
}

fn oracle(text: &str, pattern: &str) -> Option<i64> {
    SkimMatcherV2::default().fuzzy_indices(text, pattern).map(|(score, _)| score)
}

#[test]
fn a_contiguous_word_scores_as_documented() {
    assert_eq!(score(&needle(How::Exact, "netflix"), "meta let netflix"), Some(20 * 7 + 3));
    assert_eq!(score(&needle(How::Prefix, "meta"), "meta let netflix"), Some(20 * 4 + 11));
    assert_eq!(score(&needle(How::Fuzzy, "meta"), "meta let netflix"), Some(20 * 4 + 11));
}

#[test]
fn the_best_occurrence_counts() {
    let exact = needle(How::Exact, "ing");
    assert_eq!(score(&exact, "being ing"), Some(63));
    assert_eq!(align(&exact, "being ing").unwrap().chars, [6, 7, 8]);
}

#[test]
fn a_run_is_close_and_letters_strewn_over_a_sentence_are_not() {
    let close = |text: &str, word: &str| {
        is_close(word.len(), score(&needle(How::Fuzzy, word), text).unwrap())
    };
    assert!(close("meta let netflix", "netflix"));
    assert!(close("a subnetflixed word", "netflix"));
    assert!(!close("an enemy at itself pulls in taxis", "netflix"));
    assert!(is_close(4, 75) && !is_close(4, 74));
    assert!(is_close(10, 159) && !is_close(10, 158));
}

#[test]
fn only_the_first_characters_are_searched() {
    let long = format!("{}x", "é".repeat(SEARCHED_LIMIT));
    assert_eq!(searched(&long).chars().count(), SEARCHED_LIMIT);
    assert_eq!(searched("short"), "short");
}

#[test]
fn highlights_count_clusters_of_the_displayed_text() {
    let marked = highlights(&Query::parse("'erdogan"), &text::line("E\u{301}cole: Erdog\u{306}an"));
    assert_eq!(marked, (7..14).collect::<Vec<u32>>());
    assert!(highlights(&Query::parse("!x by:meta"), &text::line("xyz")).is_empty());
    assert_eq!(highlights(&Query::parse("xyz | 'b"), &text::line("abc")), [1]);
}

#[test]
fn occurrences_are_bytes_of_the_displayed_text() {
    let of = |typed: &[&str], shown: &'static str| {
        let needles: Vec<Needle> = typed.iter().map(|typed| needle(How::Fuzzy, typed)).collect();
        let found = occurrences(&needles, &text::line(shown));
        found.into_iter().map(|place| &shown[place]).collect::<Vec<_>>()
    };
    assert_eq!(of(&["aa"], "aaa-AA"), ["aa", "AA"]);
    assert_eq!(of(&["AA"], "aaa-AA"), ["AA"]);
    assert_eq!(of(&["erdog", "'s"], "E\u{301}rdog\u{306}an’s"), ["E\u{301}rdog\u{306}", "’s"]);
    assert_eq!(of(&["abc", "cd", "x"], "abcd xx"), ["abcd", "x", "x"]);
    assert_eq!(of(&[], "abcd xx"), [""; 0]);
    assert_eq!(of(&["office", "fin"], "The oﬃce ﬁnance"), ["oﬃce", "ﬁn"]);
    assert_eq!(of(&["f", "/2", ".."], "ﬁ ½ …"), ["ﬁ", "½", "…"]);
    let marked = text::line("the co\u{ad}operative").into_owned();
    let found = occurrences(&[needle(How::Exact, "cooperative")], &marked);
    assert_eq!(
        found.iter().map(|place| &marked[place.clone()]).collect::<Vec<_>>(),
        [&marked[4..]]
    );
}

#[test]
fn highlights_mark_whole_clusters() {
    let marked = |query: &str, shown: &str| highlights(&Query::parse(query), &text::line(shown));
    assert_eq!(marked("'finance", "ﬁnance"), [0, 1, 2, 3, 4, 5]);
    assert_eq!(marked("'1/2", "a ½ b"), [2]);
    assert_eq!(marked("'λιμένας", "ΛΙΜΕΝΑΣ"), (0..7).collect::<Vec<u32>>());
    assert_eq!(marked("'ab", "a\u{ad}b"), [0, 9]);
    assert_eq!(marked("'123", "１２３"), [0, 1, 2]);
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

proptest! {
    #[test]
    fn the_only_alignment_scores_as_the_matcher_says(
        before in "[x-zX-Z0-9 ./(é-]{0,6}", word in "[a-dA-D _ß]{1,6}", after in "[x-zX-Z0-9./(é-]{0,6}",
        typed_low: bool,
    ) {
        let before = before.replace(' ', "/");
        let text = format!("{before}{word}{after}");
        let typed = if typed_low { lower(&word) } else { word };
        let exact = needle(How::Exact, &typed);
        prop_assert_eq!(score(&exact, &text), oracle(&text, &typed));
    }

    #[test]
    fn a_contiguous_place_is_never_worth_more_than_the_best_alignment(
        text in "[abAB ./é]{0,20}", typed in "[abAB ./é]{1,4}",
    ) {
        if let Some(score) = score(&needle(How::Exact, &typed), &text) {
            prop_assert!(score <= oracle(&text, &typed).unwrap());
        }
    }

    #[test]
    fn fuzzy_is_the_matchers_own(text in "[abcAB ./é]{0,24}", typed in "[abcAB .é]{1,5}") {
        prop_assert_eq!(score(&needle(How::Fuzzy, &typed), &text), oracle(&text, &typed));
    }

    #[test]
    fn the_others_agree_with_str(text in "[abAB ßé]{0,10}", typed in "[abAB ßé]{1,3}") {
        let case = typed.bytes().any(|byte| byte.is_ascii_uppercase());
        let within = if case { text.clone() } else { lower(&text) };
        let holds = |how| score(&needle(how, &typed), &text).is_some();
        prop_assert_eq!(holds(How::Exact), within.contains(&typed));
        prop_assert_eq!(contains(&needle(How::Exact, &typed), &text), within.contains(&typed));
        prop_assert_eq!(holds(How::Prefix), within.starts_with(&typed));
        prop_assert_eq!(holds(How::Suffix), within.ends_with(&typed));
        prop_assert_eq!(holds(How::Whole), within == typed);
    }

    #[test]
    fn an_occurrence_is_whole_clusters_that_contain_the_needle(
        shown in "[a-c ﬁ½…é>\u{ad}\u{200b}\u{640}]{0,16}", typed in "[a-cfi12/.e]{1,3}",
    ) {
        let shown = text::line(&shown);
        let mut borders: Vec<usize> = text::clusters(&shown).map(|(start, _)| start).collect();
        borders.push(shown.len());
        let found = occurrences(&[needle(How::Exact, &typed)], &shown);
        prop_assert_eq!(found.is_empty(), !text::fold(&shown).contains(&typed));
        for place in found {
            prop_assert!(borders.contains(&place.start) && borders.contains(&place.end));
            prop_assert!(text::fold(&shown[place]).contains(&typed));
        }
    }

    #[test]
    fn every_marked_cluster_has_a_letter_of_the_query(
        shown in "[a-cA-C éÉğ’“e\u{301}]{0,24}", typed in "['^]?[a-ceg']{1,3}[$]?( [a-c]{1,2})?",
    ) {
        let shown = text::line(&shown);
        let query = Query::parse(&typed);
        let marked = highlights(&query, &shown);
        prop_assert!(marked.is_sorted_by(|a, b| a < b));
        let letters: String = query.needles().iter().map(|needle| needle.text.clone()).collect();
        let clusters: Vec<&str> = text::clusters(&shown).map(|(_, cluster)| cluster).collect();
        for index in marked {
            let folded = lower(&text::fold(clusters[index as usize]));
            prop_assert!(folded.chars().any(|ch| lower(&letters).contains(ch)));
        }
    }
}
