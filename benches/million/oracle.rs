//! Compares the search with an oracle: a fresh `SkimMatcherV2` for every line and word.

use std::sync::Arc;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use gainsay::search::{Corpus, is_close};

use crate::ours::Ours;
use crate::peers::{best, scored};
use crate::queries::{QUERIES, request, words};
use crate::settings::Settings;
use crate::table::Table;

/// Compares lists, order, scores and both counts.
pub fn compare(corpus: &Arc<Corpus>, lines: &[String], settings: &Settings, table: &mut Table) {
    let queries = &QUERIES[..settings.oracle.min(QUERIES.len())];
    let differing: Vec<&str> =
        queries.iter().copied().filter(|query| differs(corpus, lines, query)).collect();
    let measured = match &differing[..] {
        [] => format!("0 differences in {} queries", queries.len()),
        some => format!("{} of {} differ: {}", some.len(), queries.len(), some.join(", ")),
    };
    table.row(
        "first 200, their order and scores, number of all and of close matches, against the oracle",
        "0 differences",
        measured,
        Some(differing.is_empty()),
    );
}

fn differs(corpus: &Arc<Corpus>, lines: &[String], query: &str) -> bool {
    let words = words(query);
    let of_line = |(): &mut (), line: &String| {
        let mut sum = 0;
        let mut close = true;
        for word in &words {
            let (score, _) = SkimMatcherV2::default().fuzzy_indices(line, word)?;
            sum += score;
            close &= is_close(word.chars().count(), score);
        }
        // The lowest bit says whether the match is close.
        Some(sum * 2 + i64::from(close))
    };
    let found = scored(lines, || (), of_line);
    let (total, close) = (found.len(), found.iter().filter(|(score, _)| score & 1 == 1).count());
    let plain = found.into_iter().map(|(score, number)| (score >> 1, number)).collect();
    let wanted: Vec<(i64, usize)> =
        best(plain).into_iter().map(|(score, number)| (score, number.0)).collect();
    let ranking = Ours::new(corpus).ask(request(query)).ranking;
    let ours: Vec<(i64, usize)> = ranking.iter().map(|hit| (hit.score, hit.row.index())).collect();
    let same = ours == wanted && ranking.total == total && ranking.close == Some(close);
    if !same {
        let counts = (ranking.total, total, ranking.close, close);
        eprintln!("{query}: ours {} hits, wanted {}; {counts:?}", ours.len(), wanted.len());
    }
    !same
}
