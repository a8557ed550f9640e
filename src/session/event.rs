//! What other threads have to tell a session: found, counted, read, written.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use super::Waker;
use crate::app::Loading;
use crate::input::Diagnostic;
use crate::search::{self, Corpus, Facet};

/// News for a session from other threads.
#[derive(Debug)]
pub enum Event {
    /// A search is done.
    Found(search::FinderResult),
    /// Filters were counted.
    Facets(Vec<Facet>),
    /// The files were read anew, or could not be.
    Corpus(Result<Arc<Corpus>, Diagnostic>),
    /// The files can't be read as they are now: the place, and what is wrong there. With nothing:
    /// they can be again.
    Stale(Option<[String; 2]>),
    /// More of the files that are being opened was read.
    Grown(Arc<Corpus>),
    /// How far they are read; nothing when they all are.
    Loading(Option<Loading>),
    /// Something to tell the reader.
    Notice(String),
}

/// Where other threads leave news for a session.
#[derive(Clone)]
pub struct EventSender {
    sender: Sender<Event>,
    waker: Waker,
}

impl EventSender {
    /// A place for the news of a session, and what wakes it.
    pub(super) fn new(sender: Sender<Event>, waker: Waker) -> Self {
        Self { sender, waker }
    }

    /// Leaves news and wakes the session.
    pub fn send(&self, news: Event) {
        // A session that has ended wants no news.
        if self.sender.send(news).is_ok() {
            (self.waker)();
        }
    }
}
