//! Answers a request in the calling thread and helpers, without the pool.

use std::sync::Arc;
use std::thread;

use super::corpus::Corpus;
use super::request::SearchRequest;
use super::results::Ranking;
use super::search_job::{Ranked, SearchJob};

/// Returns all hits of a request, or `None` if `cancelled` returned `true` meanwhile.
///
/// ```
/// use std::sync::Arc;
///
/// use gainsay::catalog;
/// use gainsay::input::{Cache, Input};
/// use gainsay::search::{Corpus, Query, SearchRequest, rank};
///
/// let catalog = catalog::open(&[Input::built_in()], &Cache::default())?;
/// let corpus = Arc::new(Corpus::new(catalog));
/// let request = SearchRequest { query: Query::parse("inbox"), ..SearchRequest::default() };
/// let ranking = rank(&corpus, &request, &|| false).expect("it is not cancelled");
/// assert!(ranking.total > 0);
/// # Ok::<(), gainsay::input::Diagnostic>(())
/// ```
pub fn rank(
    corpus: &Arc<Corpus>,
    request: &SearchRequest,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Ranking> {
    rank_first(corpus, request, usize::MAX, cancelled)
}

/// Returns the `first` hits of a request, or `None` if `cancelled` returned `true` meanwhile.
pub fn rank_first(
    corpus: &Arc<Corpus>,
    request: &SearchRequest,
    first: usize,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Ranking> {
    let memory = Arc::default();
    let search = SearchJob::new(Arc::clone(corpus), request.clone(), first, memory);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let work = || loop {
        match search.step() {
            _ if cancelled() => return None,
            Ranked::Whole(ranking) => return Some(ranking),
            Ranked::Over => return None,
            Ranked::Wait => thread::yield_now(),
            Ranked::More | Ranked::Partly(_) => {}
        }
    };
    thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let own = work();
        let theirs = helpers.into_iter().filter_map(|helper| helper.join().ok().flatten()).last();
        own.or(theirs)
    })
}
