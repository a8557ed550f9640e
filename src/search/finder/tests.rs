//! Which results the finder reports, and when.

use std::sync::mpsc;
use std::time::Duration;

use super::*;
use crate::search::tests::corpus;
use crate::search::{Marked, Query, Sort, facets, rank, rank_first};

const PATIENCE: Duration = Duration::from_secs(20);

fn request(query: &str) -> SearchRequest {
    SearchRequest { query: Query::parse(query), sort: Sort::Rank, loose: true }
}

#[test]
fn the_newest_request_wins() {
    let (send, receive) = mpsc::channel();
    let finder = Finder::new(move |found| send.send(found.id).unwrap()).unwrap();
    let corpus = Arc::new(corpus());
    for id in (1..=50).map(SearchId) {
        finder.ask(id, &corpus, request("a"), 10);
    }
    let mut last = SearchId(0);
    while last != SearchId(50) {
        let id = receive.recv_timeout(PATIENCE).unwrap();
        assert!(id >= last, "an older request is answered after a newer one");
        last = id;
    }
    drop(finder);
    // The answer may come in two parts, and nothing else may come.
    while let Ok(id) = receive.recv_timeout(PATIENCE) {
        assert_eq!(id, SearchId(50));
    }
}

#[test]
fn an_appended_letter_and_one_taken_back_find_what_a_new_finder_finds() {
    let corpus = Arc::new(corpus());
    let (send, receive) = mpsc::channel();
    let finder = Finder::new(move |found: FinderResult| send.send(found).unwrap()).unwrap();
    for (id, query) in (1..).map(SearchId).zip([
        "a",
        "ap",
        "api",
        "ap",
        "a",
        "a b",
        "a be",
        "scope:full a",
        "scope:full ap",
    ]) {
        finder.ask(id, &corpus, request(query), 10);
        let found = loop {
            let found = receive.recv_timeout(PATIENCE).unwrap();
            if found.id == id && found.ranking.close.is_some() {
                break found;
            }
        };
        let afresh = rank_first(&corpus, &request(query), 10, &|| false).unwrap();
        assert_eq!(*found.ranking, afresh, "{query}");
    }
}

#[test]
fn memory_is_forgotten_when_a_user_rests() {
    let memory = Memory::default();
    let corpus = Arc::new(corpus());
    memory.measure(&corpus);
    let ranked = |memory: &Arc<Memory>| {
        let search = SearchJob::new(Arc::clone(&corpus), request("a"), 10, Arc::clone(memory));
        while !matches!(search.step(), Ranked::Whole(_)) {}
        locked(&memory.kept).cache.bytes()
    };
    let memory = Arc::new(memory);
    assert!(ranked(&memory) > 0);
    memory.forget();
    assert_eq!(locked(&memory.kept).cache.bytes(), 0);
}

#[test]
fn the_whole_is_told_last() {
    let corpus = Arc::new(corpus());
    let (send, receive) = mpsc::channel();
    let asked = PoolRequest {
        number: 0,
        newest: Arc::default(),
        id: SearchId(1),
        corpus: Arc::clone(&corpus),
        search: SearchJob::new(corpus, request("a"), 10, Arc::default()),
        on_result: Arc::new(move |found: FinderResult| send.send(found.ranking.total).unwrap()),
        ended: Mutex::new(false),
    };
    let of = |total| Ranking { total, ..Ranking::default() };
    asked.tell(of(1), false, None);
    asked.tell(of(2), true, None);
    asked.tell(of(3), false, None);
    drop(asked);
    assert_eq!(receive.iter().collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn filters_are_counted_over_the_whole_list() {
    let corpus = Arc::new(corpus());
    let finder = Finder::new(|_| ()).unwrap();
    let (send, receive) = mpsc::channel();
    let whole = rank(&corpus, &request("a"), &|| false).unwrap();
    assert!(whole.listed > 1);
    let marked: Marked = [corpus.catalog().address(crate::catalog::Row(0))].into_iter().collect();
    let expected = facets(corpus.catalog(), &marked, whole.iter().map(|hit| hit.row));
    let known = [rank_first(&corpus, &request("a"), 1, &|| false).unwrap(), whole];
    for ranking in known {
        let ranking = Arc::new(ranking);
        let marked = marked.clone();
        let list =
            PartialList { corpus: Arc::clone(&corpus), request: request("a"), marked, ranking };
        let send = send.clone();
        finder.count(list, move |facets| send.send(facets).unwrap());
        assert_eq!(receive.recv_timeout(PATIENCE).unwrap(), expected);
    }
}

/// A user's search reuses what another user's search found, and narrows it for the next letter.
#[test]
fn users_have_in_common_what_was_found() {
    let corpus = Arc::new(corpus());
    let ask = |query: &str| {
        let (send, receive) = mpsc::channel();
        let finder = Finder::new(move |found: FinderResult| send.send(found).unwrap()).unwrap();
        finder.ask(SearchId(1), &corpus, request(query), 10);
        loop {
            let found = receive.recv_timeout(PATIENCE).unwrap();
            if found.ranking.close.is_some() {
                break found.ranking;
            }
        }
    };
    for query in ["a", "ap", "a b"] {
        let afresh = rank_first(&corpus, &request(query), 10, &|| false).unwrap();
        assert_eq!([(*ask(query)).clone(), (*ask(query)).clone()], [afresh.clone(), afresh]);
    }
    assert!(!locked(&corpus.common().levels).is_empty());
    let question = |query: &str| {
        let search =
            SearchJob::new(Arc::clone(&corpus), request(query), 10, Arc::new(Memory::of_user()));
        let mut steps = 1;
        while !matches!(search.step(), Ranked::Whole(_)) {
            steps += 1;
        }
        steps
    };
    assert_eq!(question("ap"), 1, "it is known");
    assert!(question("app") > 1);
}
