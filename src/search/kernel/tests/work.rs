//! How much work a search does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{finish, keep, question, segments};
use crate::search::kernel::*;
use crate::search::pool::{Job, Pool, PoolProgress};

/// Makes texts of which one in eight begins with a word, and every second has its letters apart.
fn texts() -> Vec<String> {
    let text = |row: u32| match row % 8 {
        0 => format!("vaccine number {row}"),
        2 | 4 | 6 => format!("very able cats can {row}"),
        _ => format!("nothing of it {row}"),
    };
    (0..20_000).map(text).collect()
}

/// Starts a search that uses a cache.
fn narrowed(trail: &QueryCache, segments: Segments, question: Question) -> Search {
    let nearest = trail.nearest(&segments, &question);
    Search::new(segments, question, nearest)
}

/// The work that a search did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Work {
    tested: u64,
    aligned: u64,
    blocks: u64,
}

fn work_so_far(search: &Search) -> Work {
    let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
    let (tested, aligned) = (read(&search.tested), read(&search.aligned));
    Work { tested, aligned, blocks: read(&search.processed) }
}

fn work(search: &Search) -> Work {
    finish(search);
    work_so_far(search)
}

#[test]
fn most_rows_that_match_are_never_scored() {
    let segments = segments(&texts(), 65_536);
    let search = Search::new(segments, question("vacc", Depth::All, 50), None);
    while !matches!(search.step(), SearchStep::Listed | SearchStep::Finished) {}
    let Work { aligned, tested, .. } = work_so_far(&search);
    assert_eq!(search.outcome().unwrap().total, 10_000);
    assert_eq!(tested, 10_000, "the rest has other letters");
    assert!(aligned < 200, "{aligned}");
}

#[test]
fn a_letter_more_looks_at_survivors_only_and_one_less_at_nothing() {
    let segments = segments(&texts(), 65_536);
    let mut trail = QueryCache::default();
    let ask = |trail: &mut QueryCache, typed: &str| {
        let question = question(typed, Depth::Close, 50);
        if let Some(outcome) = trail.recall(&segments, &question) {
            return (Work::default(), outcome);
        }
        let search = narrowed(trail, Arc::clone(&segments), question);
        let work = work(&search);
        keep(trail, &search);
        (work, search.outcome().unwrap())
    };
    assert_eq!(ask(&mut trail, "vacc").1.total, 10_000);
    let (narrowed, outcome) = ask(&mut trail, "vacci");
    assert_eq!((narrowed.tested, outcome.total), (2_500, 2_500), "the others have no i");
    assert_eq!(ask(&mut trail, "vaccin").0.tested, 2_500);
    assert_eq!(ask(&mut trail, "vacci"), (Work::default(), outcome));
    assert_eq!(ask(&mut trail, "vaccix").0.tested, 0);
    // An additional word is tested only on the remaining rows, and only that word.
    assert_eq!(ask(&mut trail, "vacci n").0.tested, 2_500);
}

#[test]
fn more_of_the_list_takes_no_second_look_at_the_texts() {
    let segments = segments(&texts(), 65_536);
    let mut trail = QueryCache::default();
    let search = narrowed(&trail, Arc::clone(&segments), question("vacc", Depth::All, 50));
    finish(&search);
    keep(&mut trail, &search);
    let search = narrowed(&trail, segments, question("vacc", Depth::All, 10_000));
    let work = work(&search);
    assert_eq!(work.tested, 0);
    assert_eq!(search.outcome().unwrap().list.len(), 10_000);
}

#[test]
fn what_was_kept_is_of_no_use_to_other_segments() {
    let texts = texts();
    let one = segments(&texts, 10_000);
    let mut trail = QueryCache::default();
    let search = narrowed(&trail, Arc::clone(&one), question("vacc", Depth::All, 50));
    finish(&search);
    keep(&mut trail, &search);
    let more: Segments = one.iter().cloned().chain([Arc::clone(&one[0])]).collect();
    assert_eq!(trail.recall(&more, &question("vacc", Depth::All, 50)), None);
    let search = narrowed(&trail, Arc::clone(&more), question("vacc", Depth::All, 50));
    finish(&search);
    assert_eq!(search.outcome().unwrap().total, 15_000);
    assert!(trail.recall(&one, &question("vacc", Depth::All, 50)).is_some());
    trail.forget();
    assert_eq!(trail.bytes(), 0);
    assert_eq!(trail.recall(&one, &question("vacc", Depth::All, 50)), None);
}

#[test]
fn a_cancelled_search_goes_no_further() {
    let segments = segments(&texts(), 65_536);
    let search = Search::new(segments, question("vacc", Depth::All, 50), None);
    assert_eq!(search.step(), SearchStep::More);
    search.cancel();
    assert_eq!(search.step(), SearchStep::Over);
    assert_eq!(search.outcome(), None);
    assert_eq!(work_so_far(&search).blocks, 1);
}

#[test]
fn an_empty_corpus_is_searched_at_once() {
    let search = Search::new(Segments::default(), question("vacc", Depth::Close, 50), None);
    assert_eq!(search.step(), SearchStep::Finished);
    let outcome = search.outcome().unwrap();
    assert_eq!((outcome.total, outcome.close), (0, Some(0)));
}

#[test]
fn a_trail_takes_a_few_bytes_a_row() {
    let segments = segments(&texts(), 65_536);
    let mut trail = QueryCache::default();
    for typed in ["n", "ne"] {
        let search = narrowed(&trail, Arc::clone(&segments), question(typed, Depth::All, 50));
        finish(&search);
        keep(&mut trail, &search);
    }
    // Two bits for each row, and for the newest level an end and a bound as well.
    assert!(trail.bytes() < 6 * 20_000, "{}", trail.bytes());
    let mut small = QueryCache::new(10_000);
    keep(&mut small, &Search::new(segments, question("n", Depth::All, 50), None));
    assert_eq!(small.bytes(), 0, "there was nothing to keep");
}

/// Runs a search as the pool does.
struct Pooled {
    search: Search,
    finished: Mutex<Sender<SearchOutcome>>,
}

impl Job for Pooled {
    fn step(&self) -> PoolProgress {
        match self.search.step() {
            SearchStep::More | SearchStep::Listed => PoolProgress::More,
            SearchStep::Wait => PoolProgress::Wait,
            SearchStep::Over => PoolProgress::Over,
            SearchStep::Finished => {
                let outcome = self.search.outcome().unwrap();
                self.finished.lock().unwrap().send(outcome).unwrap();
                PoolProgress::Over
            }
        }
    }

    fn broke_down(&self) {}
}

#[test]
fn a_pool_finds_what_one_thread_finds() {
    let segments = segments(&texts(), 10_000);
    let pool = Pool::new(3).unwrap();
    let (finished, finds) = channel();
    let typed = ["vacc", "very 'cats", "nothing | 'cats", "zzz", "n !very"];
    let asked: Vec<_> = typed.iter().map(|typed| question(typed, Depth::Close, 50)).collect();
    for question in &asked {
        let search = Search::new(Arc::clone(&segments), question.clone(), None);
        let job = Pooled { search, finished: Mutex::new(finished.clone()) };
        let ticket = pool.run(Arc::new(job), None);
        let found = finds.recv_timeout(Duration::from_mins(1)).unwrap();
        drop(ticket);
        let alone = Search::new(Arc::clone(&segments), question.clone(), None);
        finish(&alone);
        assert_eq!(found, alone.outcome().unwrap());
    }
}

#[test]
fn a_filter_leaves_less_to_look_at() {
    let segments = segments(&texts(), 65_536);
    let mut filtered = question("vacc", Depth::All, 50);
    // One row in sixteen of those that contain the letters.
    let rows = RowSets::new(vec![vec![0x0001_0001_0001_0001; 313]]);
    filtered.filter = Some(Arc::new(rows));
    let search = Search::new(Arc::clone(&segments), filtered, None);
    let within = work(&search);
    let without = work(&Search::new(segments, question("vacc", Depth::All, 50), None));
    assert_eq!((within.tested, search.outcome().unwrap().total), (1_250, 1_250));
    assert!(within.aligned <= without.aligned, "{within:?} {without:?}");
}

#[test]
fn one_letter_is_told_by_the_bags() {
    let search = Search::new(segments(&texts(), 65_536), question("v", Depth::All, 50), None);
    let Work { tested, .. } = work(&search);
    assert_eq!((tested, search.outcome().unwrap().total), (0, 10_000));
}
