//! The crate is the oracle.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use proptest::prelude::*;

use super::align::Worth;
use super::*;
use crate::dataset::Arena;

fn oracle(text: &str, word: &str) -> Option<i32> {
    let found = SkimMatcherV2::default().fuzzy_indices(text, word);
    found.map(|(score, _)| i32::try_from(score).unwrap())
}

fn arena(texts: &[String]) -> Arena {
    Arena::new(texts.iter().map(String::as_str))
}

/// Words made of a text: some of its letters in order, some put elsewhere or in another case.
fn word_of(text: &str, picks: &[(usize, u8)]) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut word: Vec<(usize, char)> = Vec::new();
    for (at, how) in picks {
        let at = at % letters.len().max(1);
        let Some(letter) = letters.get(at) else { continue };
        let letter = match how % 8 {
            0 => letter.to_ascii_uppercase(),
            1 => letter.to_ascii_lowercase(),
            _ => *letter,
        };
        word.push((at, letter));
    }
    word.sort_by_key(|(at, _)| *at);
    word.into_iter().map(|(_, letter)| letter).collect()
}

proptest! {
    #[test]
    fn the_vectorised_test_says_what_the_portable_one_says(
        text in prop::collection::vec(b'a'..b'e', 0..200),
        word in "[a-e]{1,12}",
        cut in 0_usize..200,
    ) {
        let arena = arena(&[]);
        let pattern = Pattern::new(&arena, &word).unwrap();
        let length = cut.min(text.len());
        let mut padded = text.clone();
        padded.resize(text.len() + 32, b'a');
        let portable = scan::portably(&padded, length, &pattern.letters);
        prop_assert_eq!(scan::holds_in_order(&padded, length, &pattern.letters), portable);
        // Too few bytes to read ahead: the portable way is taken.
        prop_assert_eq!(scan::holds_in_order(&text, length, &pattern.letters), portable);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_score_is_the_oracles(
        texts in prop::collection::vec("[a-cA-C éд ./\\-(:0-9]{0,40}|[a-e ]{0,120}", 1..6),
        picks in prop::collection::vec((0_usize..200, 0_u8..255), 1..9),
        soup in "[a-cA-Cé ./]{1,6}",
        wanted in -60_i32..160,
    ) {
        let arena = arena(&texts);
        let mut bench = Workbench::default();
        for word in [word_of(&texts[0], &picks), soup] {
            let Some(pattern) = Pattern::new(&arena, &word) else { continue };
            for (row, text) in texts.iter().enumerate() {
                let expected = oracle(text, &word);
                let all = bench.weigh(&arena, row, &pattern, i32::MIN);
                prop_assert_eq!(all, expected.map_or(Worth::None, Worth::Score), "{:?} in {:?}", word, text);
                let bounded = bench.weigh(&arena, row, &pattern, wanted);
                let expected = match expected {
                    None => Worth::None,
                    Some(score) if score < wanted => Worth::Less,
                    Some(score) => Worth::Score(score),
                };
                prop_assert_eq!(bounded, expected, "{:?} in {:?} for {}", word, text, wanted);
            }
        }
    }
}
