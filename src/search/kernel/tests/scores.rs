//! Scores of single words, and packed texts.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use proptest::prelude::*;

use super::arena;
use crate::catalog::Arena;
use crate::search::kernel::align::Workbench;
use crate::search::kernel::pattern::Pattern;
use crate::search::kernel::scan;

/// The result of matching a text with a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    /// The text doesn't contain the pattern's letters in order.
    None,
    /// The text contains them, but the score is less than wanted.
    Less,
    /// The score of the best alignment.
    Score(i32),
}

/// Runs all three tests on a row's text. Scores below `wanted` are not computed.
fn weigh(
    bench: &mut Workbench,
    arena: &Arena,
    row: usize,
    pattern: &Pattern,
    wanted: i32,
) -> Worth {
    if arena.bag(row) & pattern.bag != pattern.bag {
        return Worth::None;
    }
    let (text, length) = arena.text(row);
    if !scan::holds_in_order(text, length, &pattern.letters) {
        return Worth::None;
    }
    bench.align(text, length, pattern, wanted).map_or(Worth::Less, Worth::Score)
}

fn oracle(text: &str, word: &str) -> Option<i32> {
    let found = SkimMatcherV2::default().fuzzy_indices(text, word);
    found.map(|(score, _)| i32::try_from(score).unwrap())
}

/// Makes words of a text: some of its letters in order, some moved or in another case.
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

#[test]
fn a_text_comes_back_as_it_was_packed() {
    // More characters than there are codes: some occur in many texts, most in one.
    let many = |row: u32| (0..40).filter_map(move |at| char::from_u32(0x4e00 + row * 31 + at));
    let texts: Vec<String> =
        (0..200).map(|row| format!("é{row} {}x", many(row).collect::<String>())).collect();
    let arena = arena(&texts);
    assert!(arena.has_extras());
    for (row, text) in texts.iter().enumerate() {
        assert_eq!(&arena.folded(row), text);
    }
    let long = "äö".repeat(1000);
    let cut: String = long.chars().take(crate::catalog::arena::SEARCHED_LIMIT).collect();
    assert_eq!(crate::catalog::Arena::new([long.as_str()].into_iter()).folded(0), cut);
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
                let all = weigh(&mut bench, &arena, row, &pattern, i32::MIN);
                prop_assert_eq!(all, expected.map_or(Worth::None, Worth::Score), "{:?} in {:?}", word, text);
                let bounded = weigh(&mut bench, &arena, row, &pattern, wanted);
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
