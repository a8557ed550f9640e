//! One connection, as the rest of the server sees it: what it does, how it is ended, and its line
//! in the log.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use russh::keys::PublicKey;

use super::ending::Ending;
use super::handler::ConnectionRecord;
use super::log::LogFormat;
use super::mailbox::SessionEnd;

/// A connection that is being served.
#[derive(Debug)]
pub(super) struct Connection {
    address: IpAddr,
    began: Instant,
    visit: Arc<Mutex<ConnectionRecord>>,
    ending: Arc<Ending>,
    /// Whether its line stands in the log.
    logged: AtomicBool,
}

impl Connection {
    pub(super) fn new(address: IpAddr, began: Instant, ending: Arc<Ending>) -> Self {
        let logged = AtomicBool::new(false);
        Self { address, began, visit: Arc::default(), ending, logged }
    }

    pub(super) fn began(&self) -> Instant {
        self.began
    }

    pub(super) fn ending(&self) -> &Ending {
        &self.ending
    }

    /// What the log tells of it.
    pub(super) fn visit(&self) -> MutexGuard<'_, ConnectionRecord> {
        self.visit.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, to be kept.
    pub(super) fn shared_visit(&self) -> Arc<Mutex<ConnectionRecord>> {
        Arc::clone(&self.visit)
    }

    /// Ends it where it has logged in with a key that is let in no more; whether it has. A session
    /// says so to its reader first.
    pub(super) fn end_unless(&self, known: impl Fn(&PublicKey) -> bool) -> bool {
        let visit = self.visit();
        let gone = visit.key.as_ref().is_some_and(|key| !known(key));
        if gone {
            match &visit.wire {
                Some(wire) => wire.end(SessionEnd::Revoked),
                None => self.ending.end(SessionEnd::Revoked.word()),
            }
        }
        gone
    }

    /// Writes its line to the log, once. `why` is said where it was ended from outside.
    pub(super) fn log(&self, log: LogFormat, why: Option<&'static str>) -> bool {
        if self.logged.swap(true, Ordering::SeqCst) {
            return false;
        }
        let visit = self.visit();
        let of_session = visit.wire.as_ref().and_then(|wire| wire.ended()).map(SessionEnd::word);
        let no_login = visit.logged_in.is_none().then_some("no-login");
        let end = why.or(of_session).or(no_login).unwrap_or("done");
        log.visit(self.address, &visit, self.began.elapsed(), end);
        true
    }
}
