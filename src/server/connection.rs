//! A connection as the rest of the server sees it: its record, its end, and its line in the log.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use russh::keys::PublicKey;

use super::connection_record::ConnectionRecord;
use super::ending::Ending;
use super::log::LogFormat;
use super::session_end::SessionEnd;

/// A connection that is being served.
#[derive(Debug)]
pub(super) struct Connection {
    address: IpAddr,
    pub(super) began: Instant,
    record: Mutex<ConnectionRecord>,
    pub(super) ending: Arc<Ending>,
    /// Whether the connection's line was logged.
    logged: AtomicBool,
}

impl Connection {
    pub(super) fn new(address: IpAddr, began: Instant, ending: Arc<Ending>) -> Self {
        let logged = AtomicBool::new(false);
        Self { address, began, record: Mutex::default(), ending, logged }
    }

    pub(super) fn record(&self) -> MutexGuard<'_, ConnectionRecord> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the connection if it logged in with a key that `known` no longer accepts, and returns
    /// whether it did. A session first tells its user.
    pub(super) fn end_unless(&self, known: impl Fn(&PublicKey) -> bool) -> bool {
        let record = self.record();
        let gone = record.key.as_ref().is_some_and(|key| !known(key));
        if gone {
            match &record.mailbox {
                Some(mailbox) => mailbox.end(SessionEnd::Revoked),
                None => self.ending.end(SessionEnd::Revoked.word()),
            }
        }
        gone
    }

    /// Logs the connection unless it was logged before, and returns whether it was logged now.
    /// `why` is the reason if the connection was ended from outside.
    pub(super) fn log(&self, log: LogFormat, why: Option<&'static str>) -> bool {
        if self.logged.swap(true, Ordering::SeqCst) {
            return false;
        }
        let record = self.record();
        let of_session =
            record.mailbox.as_ref().and_then(|mailbox| mailbox.ended()).map(SessionEnd::word);
        let no_login = record.logged_in.is_none().then_some("no-login");
        let end = why.or(of_session).or(no_login).unwrap_or("done");
        log.connection(self.address, &record, self.began.elapsed(), end);
        true
    }
}
