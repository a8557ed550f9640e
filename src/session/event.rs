//! The events that other threads send to a session: results of searches, counted facets, reloaded
//! files, finished exports.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use crate::app::Loading;
use crate::input::Diagnostic;
use crate::search::{self, Corpus, Facet};
use crate::text::DisplayText;

/// An event for a session from another thread.
#[derive(Debug)]
pub enum Event {
    /// The result of a search, or more of it.
    Found(search::FinderResult),
    /// The counted facets of the list.
    Facets(Vec<Facet>),
    /// The reloaded files, or why they couldn't be read.
    Corpus(Result<Arc<Corpus>, Diagnostic>),
    /// Why the files can't be read at present: the place and the problem. `None` if they can be
    /// read again.
    Stale(Option<[DisplayText<'static>; 2]>),
    /// A corpus with more of the files that are being opened.
    Grown(Arc<Corpus>),
    /// How far the files are read, or `None` when reading has ended.
    Loading(Option<Loading>),
    /// A remark about how the files in use were opened.
    Opened(String),
    /// A message for the user.
    Notice(String),
}

/// A function that wakes a waiting [`Frontend`](super::Frontend) from another thread.
pub(crate) type Waker = Arc<dyn Fn() + Send + Sync>;

/// The sender of a session's events, which also wakes the session.
#[derive(Clone)]
pub struct EventSender {
    pub(super) sender: Sender<Event>,
    pub(super) waker: Waker,
}

impl EventSender {
    /// Sends an event and wakes the session.
    pub fn send(&self, event: Event) {
        // A session that has ended no longer receives events.
        if self.sender.send(event).is_ok() {
            (self.waker)();
        }
    }
}
