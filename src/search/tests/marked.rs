//! `is:marked` finds the user's current marks, whatever this or other users searched before.

use std::collections::BTreeSet;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use proptest::prelude::*;

use super::{corpus, found_in};
use crate::catalog::Row;
use crate::claim::Address;
use crate::search::{
    Corpus, Finder, FinderResult, Marked, Query, SearchId, SearchRequest, Sort, facets, rank,
};

const PATIENCE: Duration = Duration::from_secs(20);

fn marked(corpus: &Corpus, rows: &BTreeSet<Row>) -> Marked {
    rows.iter().map(|row| corpus.catalog().address(*row)).collect()
}

fn request(query: &str, marked: &Marked) -> SearchRequest {
    let query = Query::parse(query).with_marks(marked);
    assert_eq!(query.faults, []);
    SearchRequest { query, sort: Sort::Rank, loose: true }
}

#[test]
fn marks_go_together_with_everything_else() {
    let corpus = Arc::new(corpus());
    let marks = marked(&corpus, &[Row(0), Row(1)].into());
    let found = |query: &str| {
        let request = SearchRequest { sort: Sort::Dataset, ..request(query, &marks) };
        let ranking = rank(&corpus, &request, &|| false).unwrap();
        let ids: Vec<String> = ranking.iter().map(|hit| corpus.catalog().id(hit.row)).collect();
        ids.join(" ")
    };
    assert_eq!(found("is:marked"), "inbox budget");
    assert_eq!(found("!is:marked"), "inbox-two inbox");
    assert_eq!(found("IS:marked"), "", "a field is written small");
    assert_eq!(found("is:Marked denied-by:stone"), "inbox");
    assert_eq!(found("is:marked | status:open"), "inbox budget inbox-two");
    assert_eq!(found("denied-by:meta scope:full !is:marked"), "inbox", "of the other dataset");
    assert_eq!(Query::parse("is:mark").faults.len(), 1);
    assert!(Query::parse("a | !is:marked").asks_marks() && !Query::parse("marked").asks_marks());
}

#[test]
fn without_marks_nothing_is_marked_and_no_filter_is_offered() {
    let corpus = Arc::new(corpus());
    assert!(found_in(&corpus, "is:marked").is_empty());
    let offered = |marked: &Marked| {
        let facets = facets(corpus.catalog(), marked, (0..3).map(Row));
        facets.into_iter().find(|facet| facet.field == "is")
    };
    assert_eq!(offered(&Marked::default()), None);
    let value = offered(&marked(&corpus, &[Row(1), Row(3)].into())).unwrap().values.remove(0);
    assert_eq!((value.query.as_str(), value.count), ("is:marked", 1), "of the rows given");
}

#[test]
fn a_mark_of_a_claim_that_is_not_there_means_no_row() {
    let mut marks = Marked::default();
    assert!(marks.insert(Address::of_claim("one", "budget")));
    assert!(!marks.insert(Address::of_claim("one", "budget")));
    marks.insert(Address::of_claim("one", "gone"));
    marks.insert(Address::of_claim("elsewhere", "budget"));
    assert_eq!((marks.len(), marks.rows(corpus().catalog())), (3, vec![Row(1)]));
    let before = marks.clone();
    assert!(marks.remove(&Address::of_claim("one", "budget")));
    assert!(!marks.remove(&Address::of_claim("one", "budget")));
    assert_eq!((before.len(), marks.rows(corpus().catalog())), (3, vec![]));
}

/// A query about marks, and the rows that it should find, given the marked rows, the rows that the
/// query without marks finds, and all rows.
type Case = (&'static str, &'static str, fn(bool, bool) -> bool);

const CASES: &[Case] = &[
    ("is:marked", "", |marked, _| marked),
    ("!is:marked", "", |marked, _| !marked),
    ("is:marked a", "a", |marked, plain| marked && plain),
    ("is:marked ap", "ap", |marked, plain| marked && plain),
    ("a !is:marked", "a", |marked, plain| !marked && plain),
    ("'in | is:marked", "'in", |marked, plain| marked || plain),
    ("'i | !is:marked", "'i", |marked, plain| !marked || plain),
    ("is:marked has:denial", "has:denial", |marked, plain| marked && plain),
    ("scope:full | is:marked", "scope:full", |marked, plain| marked || plain),
    ("all:meta is:marked", "all:meta", |marked, plain| marked && plain),
    ("all:meta | is:marked", "all:meta", |marked, plain| marked || plain),
    ("a", "a", |_, plain| plain),
];

/// The searches of one user, one after the other.
struct User {
    finder: Finder,
    found: mpsc::Receiver<FinderResult>,
    marks: BTreeSet<Row>,
    id: SearchId,
}

impl User {
    fn new() -> Self {
        let (send, found) = mpsc::channel();
        // The test may have ended, and then the result has no receiver.
        let finder = Finder::new(move |found| drop(send.send(found))).unwrap();
        Self { finder, found, marks: BTreeSet::new(), id: SearchId(0) }
    }

    fn rows(&mut self, corpus: &Arc<Corpus>, query: &str) -> BTreeSet<Row> {
        self.id = self.id.next();
        let request = request(query, &marked(corpus, &self.marks));
        self.finder.ask(self.id, corpus, request, 100);
        loop {
            let found = self.found.recv_timeout(PATIENCE);
            let found = found.unwrap_or_else(|_| panic!("{query}: no answer"));
            let whole = found.ranking.close.is_some() && found.ranking.read.is_none();
            if found.id == self.id && whole {
                return found.ranking.iter().map(|hit| hit.row).collect();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn two_users_of_one_corpus_each_find_their_own_marks(
        steps in prop::collection::vec((0..2_usize, prop::option::of((0..4_u32).prop_map(Row)), 0..CASES.len()), 1..40),
    ) {
        let corpus = Arc::new(corpus());
        let all: BTreeSet<Row> = (0..4).map(Row).collect();
        let mut users = [User::new(), User::new()];
        for (who, toggled, case) in steps {
            let user = &mut users[who];
            if let Some(row) = toggled && !user.marks.remove(&row) {
                user.marks.insert(row);
            }
            let (query, without, holds) = CASES[case];
            let plain = SearchRequest { query: Query::parse(without), sort: Sort::Dataset, loose: true };
            let plain = rank(&corpus, &plain, &|| false).unwrap();
            let plain: BTreeSet<Row> = plain.iter().map(|hit| hit.row).collect();
            let holds = |row: &Row| holds(user.marks.contains(row), plain.contains(row));
            let expected: BTreeSet<Row> = all.iter().copied().filter(holds).collect();
            prop_assert_eq!(user.rows(&corpus, query), expected, "{}", query);
        }
    }
}
