//! Whole searches, compared with a fresh matcher for every row and word.

use std::sync::Arc;

use proptest::prelude::*;

use super::{finish, keep, question, segments};
use crate::catalog::Row;
use crate::search::kernel::top::Match;
use crate::search::kernel::*;
use crate::search::query::{How, Needle};
use crate::search::score::{is_close, score};

/// Small blocks, so that a few rows make several of them.
const ROWS: usize = 64;

/// Returns the score of a needle in a text.
fn weight(needle: &Needle, text: &str) -> Option<(i32, bool)> {
    let score = score(needle, text)?;
    let close = needle.how != How::Fuzzy || is_close(needle.letters(), score);
    Some((i32::try_from(score).unwrap(), close))
}

fn term_weight(
    term: &CompiledTerm,
    text: &str,
    is_in: impl Fn(&RowSets) -> bool,
) -> Option<(i32, bool)> {
    let weights = term.iter().filter_map(|alternative| match alternative {
        Alternative::Text(needle) => weight(needle, text),
        Alternative::Without(needle) => weight(needle, text).is_none().then_some((0, true)),
        Alternative::Rows(rows) => is_in(rows).then_some((0, true)),
    });
    weights.reduce(|a, b| (a.0.max(b.0), a.1 || b.1))
}

/// Returns every match in order, and whether it is close.
fn all(texts: &[String], rows_in_segment: usize, question: &Question) -> Vec<(Match, bool)> {
    let mut found = Vec::new();
    for (row, text) in texts.iter().enumerate() {
        let (segment, local) = (row / rows_in_segment, row % rows_in_segment);
        let is_in = |rows: &RowSets| rows.word(segment, local / 64) >> (local % 64) & 1 == 1;
        if !question.filter.as_ref().is_none_or(|filter| is_in(filter)) {
            continue;
        }
        let mut weights = question.terms.iter().map(|term| term_weight(term, text, is_in));
        let sum = weights
            .try_fold((0, true), |sum, next| next.map(|next| (sum.0 + next.0, sum.1 && next.1)));
        let row = Row::new(row).unwrap();
        found.extend(sum.map(|(score, close)| (Match { row, score }, close)));
    }
    found.sort_by_key(|(found, _)| (-found.score, found.row));
    found
}

fn expected(all: &[(Match, bool)], question: &Question) -> SearchOutcome {
    let close = all.iter().filter(|(_, close)| *close).count();
    let all_shown =
        question.depth == Depth::All || (question.first > 0 && close == 0 && !all.is_empty());
    let shown = all.iter().filter(|(_, close)| *close || all_shown).map(|(found, _)| *found);
    let depth = if all_shown { Depth::All } else { Depth::Close };
    SearchOutcome {
        list: shown.take(question.first).collect(),
        depth,
        total: all.len(),
        close: Some(close),
    }
}

fn numbers(all: &[(Match, bool)], close: bool) -> Vec<Row> {
    let mut numbers: Vec<Row> =
        all.iter().filter(|found| !close || found.1).map(|found| found.0.row).collect();
    numbers.sort_unstable();
    numbers
}

fn check(search: &Search, all: &[(Match, bool)], helpers: usize) -> Result<(), TestCaseError> {
    std::thread::scope(|scope| {
        (0..helpers).for_each(|_| drop(scope.spawn(|| finish(search))));
        finish(search);
    });
    let question = &search.question;
    prop_assert_eq!(search.outcome().unwrap(), expected(all, question), "{:?}", question);
    prop_assert_eq!(search.rows(Depth::All).unwrap(), numbers(all, false));
    prop_assert_eq!(search.rows(Depth::Close).unwrap(), numbers(all, true));
    Ok(())
}

/// Makes a typed query: letters of a text with some left out, swapped or in another case, with
/// signs of the grammar before and between them.
fn typed(texts: &[String], picks: &[(u16, u8)]) -> String {
    let mut typed = String::new();
    for (at, how) in picks {
        let text: Vec<char> = texts[usize::from(*at) % texts.len()].chars().collect();
        let start = usize::from(at >> 5) % text.len().max(1);
        let piece = text.iter().skip(start).take(1 + usize::from(how % 6));
        let piece = piece.filter(|c| !c.is_whitespace() || how % 3 == 0);
        typed += &match how / 6 % 4 {
            0 => piece.collect::<String>().chars().rev().collect(),
            1 => piece.step_by(2).collect(),
            _ => piece.collect::<String>(),
        };
        typed.push_str(
            ["", "", "", "", " ", " ", " !", " '", " | ", " ^", "$ ", "A"][usize::from(how / 24)],
        );
    }
    ["", "", "'", "^", "!"][usize::from(picks[0].1) % 5].to_owned() + &typed
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![
        prop::collection::vec("[a-cA-C éд./-]{0,20}|[a-d ]{0,50}", 1..100),
        prop::collection::vec("[a-c ]{0,6}", 1..150),
        // More characters than there are codes.
        prop::collection::vec("[a-c 一-不\u{4e10}-\u{4fff}]{0,24}", 30..90),
    ]
}

fn filters() -> impl Strategy<Value = Option<Vec<u64>>> {
    prop::option::of(prop::collection::vec(
        prop_oneof![any::<u64>(), Just(0), Just(u64::MAX)],
        0..6,
    ))
}

/// Turns words into the rows of segments of at most two words each.
fn rows(words: &[u64]) -> Arc<RowSets> {
    Arc::new(RowSets::new(words.chunks(2).map(<[u64]>::to_vec).collect()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2500))]

    #[test]
    fn a_search_finds_what_a_plain_one_finds(
        texts in texts(),
        picks in prop::collection::vec((any::<u16>(), any::<u8>()), 1..5),
        first in prop::sample::select(vec![0_usize, 1, 10, 200]),
        depth in prop::sample::select(vec![Depth::Close, Depth::All]),
        filter in filters(),
        alternative in filters(),
        helpers in 0_usize..2,
    ) {
        let mut question = question(&typed(&texts, &picks), depth, first);
        question.filter = filter.as_deref().map(rows);
        if let (Some(words), Some(term)) = (alternative, question.terms.first_mut()) {
            term.push(Alternative::Rows(rows(&words)));
        }
        let all = all(&texts, 128, &question);
        let search = Search::in_blocks(segments(&texts, 128), question, None, ROWS);
        check(&search, &all, helpers)?;
    }

    #[test]
    fn typing_finds_what_asking_at_once_finds(
        texts in texts(),
        picks in prop::collection::vec((any::<u16>(), any::<u8>()), 1..4),
        keys in prop::collection::vec(any::<u8>(), 1..24),
        filter in filters(),
        helpers in 0_usize..2,
        budget in prop::sample::select(vec![1_usize << 20, 1 << 20, 4000, 0]),
    ) {
        let segments = segments(&texts, 128);
        let letters: Vec<char> = typed(&texts, &picks).chars().collect();
        let (mut length, mut depth, mut first) = (0, Depth::Close, 10);
        let mut trail = QueryCache::new(budget);
        for key in keys {
            match key % 16 {
                0..=9 => length = (length + 1).min(letters.len()),
                10..=12 => length = length.saturating_sub(1),
                13 => first = [0, 1, 3, 10, 200][usize::from(key / 16) % 5],
                14 => depth = if depth == Depth::All { Depth::Close } else { Depth::All },
                _ => length = letters.len(),
            }
            let typed: String = letters[..length].iter().collect();
            let mut question = question(&typed, depth, first);
            question.filter = filter.as_deref().map(rows);
            let all = all(&texts, 128, &question);
            if let Some(outcome) = trail.recall(&segments, &question) {
                prop_assert_eq!(outcome, expected(&all, &question), "{:?}", question);
                continue;
            }
            let nearest = trail.nearest(&segments, &question);
            let search = Search::in_blocks(Arc::clone(&segments), question, nearest, ROWS);
            // Some searches are stopped when the list is known.
            if key % 5 == 0 {
                while !matches!(search.step(), SearchStep::Listed | SearchStep::Finished) {}
                keep(&mut trail, &search);
            }
            if key % 7 != 0 {
                check(&search, &all, helpers)?;
                keep(&mut trail, &search);
            }
            prop_assert!(trail.bytes() <= budget);
        }
    }
}
