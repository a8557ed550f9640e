//! The finder answers the newest request and ends with its user. (The module's own tests cover
//! cancelled and panicking searches, which need private access.)

use std::sync::{Arc, mpsc};
use std::time::Duration;

use super::corpus;
use crate::search::{Finder, Query, SearchId, SearchRequest};

#[test]
fn an_answer_carries_its_number_and_catalog() {
    let (send, receive) = mpsc::channel();
    let finder = Finder::new(move |found| send.send(found).unwrap()).unwrap();
    let corpus = Arc::new(corpus());
    let query = Query::parse("'adverts");
    finder.ask(SearchId(7), &corpus, SearchRequest { query, ..SearchRequest::default() }, 9);
    let found = receive.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!((found.id, found.ranking.listed, found.fault), (SearchId(7), 1, None));
    assert!(Arc::ptr_eq(&found.corpus, &corpus));
}

#[test]
fn it_ends_when_it_is_dropped() {
    let (send, receive) = mpsc::channel();
    let finder = Finder::new(move |found| send.send(found).unwrap()).unwrap();
    drop(finder);
    assert!(receive.recv().is_err(), "the listener is gone with the thread");
}
