//! gainsay's own search: the finder that serves the explorer.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use gainsay::search::{Corpus, Finder, FinderResult, Ranking, SearchId, SearchRequest};

/// The number of the list's first claims that are requested.
pub const FIRST: usize = 200;

/// One user's finder, with the channel of its results.
pub struct Ours {
    corpus: Arc<Corpus>,
    finder: Finder,
    answers: Receiver<FinderResult>,
    asked: SearchId,
}

/// The answer to a request.
pub struct Answer {
    /// The time to the list and the number of all matches, in seconds.
    pub listed: f64,
    /// The time to the number of close matches, in seconds.
    pub counted: f64,
    /// The list of the best matches.
    pub ranking: Arc<Ranking>,
}

impl Ours {
    /// Creates a finder without earlier searches.
    pub fn new(corpus: &Arc<Corpus>) -> Self {
        let (send, answers) = channel();
        let finder = Finder::alone(move |found| drop(send.send(found))).unwrap();
        Self { corpus: Arc::clone(corpus), finder, answers, asked: SearchId::default() }
    }

    /// Searches, and waits until the close matches are counted.
    pub fn ask(&mut self, request: SearchRequest) -> Answer {
        self.asked = self.asked.next();
        let start = Instant::now();
        self.finder.ask(self.asked, &self.corpus, request, FIRST);
        let mut listed = None;
        loop {
            let found = self.answers.recv().unwrap();
            let now = start.elapsed().as_secs_f64();
            assert!(found.id == self.asked && found.fault.is_none());
            let listed = *listed.get_or_insert(now);
            if found.ranking.close.is_some() {
                return Answer { listed, counted: now, ranking: found.ranking };
            }
        }
    }
}
