//! The peers for searching. Each is used as its documentation recommends for a long list: on all
//! threads, with one matcher for each thread, and the best 200 in order.

use std::cmp::Reverse;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32String};

use crate::ours::FIRST;
use crate::settings::threads;

/// The number of lines that a thread takes at a time.
const CHUNK: usize = 8192;

/// A line's score and number.
pub type Scored = (i64, Reverse<usize>);

/// Scores all lines on all threads, each with its own state. Returns the matches in no particular
/// order.
pub fn scored<L: Sync, S>(
    lines: &[L],
    state: impl Fn() -> S + Sync,
    score: impl Fn(&mut S, &L) -> Option<i64> + Sync,
) -> Vec<Scored> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let work = || {
        let (mut own, mut state) = (Vec::new(), state());
        loop {
            let from = next.fetch_add(CHUNK, Ordering::Relaxed);
            let Some(rest) = lines.get(from..) else { break };
            let numbered = (from..).zip(rest.iter().take(CHUNK));
            own.extend(numbered.filter_map(|(number, line)| {
                score(&mut state, line).map(|score| (score, Reverse(number)))
            }));
        }
        found.lock().unwrap().append(&mut own);
    };
    thread::scope(|scope| (0..threads()).for_each(|_| drop(scope.spawn(work))));
    found.into_inner().unwrap()
}

/// Returns the best matches in order; ties are ordered by number.
pub fn best(mut found: Vec<Scored>) -> Vec<Scored> {
    if found.len() > FIRST {
        found.select_nth_unstable_by(FIRST, |a, b| b.cmp(a));
        found.truncate(FIRST);
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found
}

/// Matches every line with `SkimMatcherV2`: all words in any order, as gainsay's grammar does.
pub fn skim(lines: &[String], words: &[String]) -> usize {
    let found = scored(lines, SkimMatcherV2::default, |matcher, line| {
        words.iter().map(|word| matcher.fuzzy_match(line, word)).sum()
    });
    let count = found.len();
    std::hint::black_box(best(found));
    count
}

/// Matches with frizbee, without typos, which the other matchers are not asked to find either.
pub fn frizbee(lines: &[String], word: &str) -> usize {
    let mut matcher = frizbee::Matcher::new(word, &frizbee::Config::default());
    std::hint::black_box(matcher.match_list_parallel(lines, threads())).len()
}

/// Matches with nucleo-matcher, over lines in its own form.
pub fn nucleo(lines: &[Utf32String], word: &str) -> usize {
    let (case, normal) = (CaseMatching::Smart, Normalization::Smart);
    let atom = Atom::new(word, case, normal, AtomKind::Fuzzy, false);
    let found = scored(
        lines,
        || Matcher::new(Config::DEFAULT),
        |matcher, line| atom.score(line.slice(..), matcher).map(i64::from),
    );
    let count = found.len();
    std::hint::black_box(best(found));
    count
}
