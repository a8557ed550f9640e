//! Any query: it is read without panic, its faults can be told, and what was read searches the
//! built-in dataset.

#![no_main]

use std::sync::{Arc, LazyLock};

use gainsay::catalog::open;
use gainsay::input::Cache;
use gainsay::input::Input;
use gainsay::search::{Corpus, Query, SearchRequest, Sort, rank_first};
use libfuzzer_sys::fuzz_target;

static CORPUS: LazyLock<Arc<Corpus>> = LazyLock::new(|| {
    let catalog = open(&[Input::built_in()], &Cache::default()).unwrap();
    Arc::new(Corpus::new(catalog))
});

fuzz_target!(|words: &str| {
    let query = Query::parse(words);
    let faulty = query.faults.iter().map(ToString::to_string).any(|fault| !fault.is_empty());
    assert_eq!(faulty, !query.faults.is_empty());
    let request = SearchRequest { query, sort: Sort::Rank, loose: true };
    let ranking = rank_first(&CORPUS, &request, 8, &|| false);
    assert!(ranking.is_some_and(|ranking| ranking.listed <= CORPUS.catalog().len()));
});
