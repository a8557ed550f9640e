//! Our own search: the finder that answers the explorer.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use gainsay::search::{Corpus, Finder, FinderResult, Ranking, SearchRequest};

/// How many of the list's first claims are asked for.
pub const FIRST: usize = 200;

/// A reader's finder, and where its answers come.
pub struct Ours {
    corpus: Arc<Corpus>,
    finder: Finder,
    answers: Receiver<FinderResult>,
    asked: u64,
}

/// What came of a request.
pub struct Answer {
    /// Seconds to the list and the number of all matches.
    pub listed: f64,
    /// Seconds to the number of close ones too.
    pub counted: f64,
    /// The list.
    pub ranking: Arc<Ranking>,
}

impl Ours {
    /// A finder that has not searched yet.
    pub fn new(corpus: &Arc<Corpus>) -> Self {
        let (send, answers) = channel();
        let finder = Finder::alone(move |found| drop(send.send(found))).unwrap();
        Self { corpus: Arc::clone(corpus), finder, answers, asked: 0 }
    }

    /// Asks, and waits for all there is to know.
    pub fn ask(&mut self, request: SearchRequest) -> Answer {
        self.asked += 1;
        let start = Instant::now();
        self.finder.ask(self.asked, &self.corpus, request, FIRST);
        let mut listed = None;
        loop {
            let found = self.answers.recv().unwrap();
            let now = start.elapsed().as_secs_f64();
            assert!(found.seq == self.asked && found.fault.is_none());
            let listed = *listed.get_or_insert(now);
            if found.ranking.close.is_some() {
                return Answer { listed, counted: now, ranking: found.ranking };
            }
        }
    }
}
