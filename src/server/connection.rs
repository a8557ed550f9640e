//! A connection as the rest of the server sees it: its record, its end, and its lines in the log.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use russh::keys::PublicKey;

use super::connection_record::{ConnectionRecord, SessionRecord};
use super::ending::Ending;
use super::gate::SessionPlace;
use super::log::LogFormat;
use super::metrics::Metrics;
use super::session_end::SessionEnd;

use crate::parallel::locked;

/// A connection that is being served.
#[derive(Debug)]
pub(super) struct Connection {
    address: IpAddr,
    pub(super) began: Instant,
    record: Mutex<ConnectionRecord>,
    pub(super) ending: Arc<Ending>,
    log: LogFormat,
    /// Whether the end of the connection was logged.
    logged: AtomicBool,
}

impl Connection {
    pub(super) fn new(
        address: IpAddr,
        began: Instant,
        ending: Arc<Ending>,
        log: LogFormat,
    ) -> Self {
        let logged = AtomicBool::new(false);
        Self { address, began, record: Mutex::default(), ending, log, logged }
    }

    pub(super) fn record(&self) -> MutexGuard<'_, ConnectionRecord> {
        locked(&self.record)
    }

    /// Changes the record of a session, unless that was logged already.
    pub(super) fn note(&self, number: usize, change: impl FnOnce(&mut SessionRecord)) {
        let mut record = self.record();
        if let Some(session) = record.sessions.iter_mut().find(|it| it.number == number) {
            change(session);
        }
    }

    /// Records a new session and returns its number; logs those that are closed. The first one
    /// began with the connection.
    pub(super) fn begin_session(&self, place: SessionPlace, metrics: &Metrics) -> usize {
        let mut record = self.record();
        let began = if record.begun == 0 { self.began } else { Instant::now() };
        record.begun += 1;
        let number = record.begun;
        record.sessions.push(SessionRecord::new(number, began, Arc::new(place)));
        self.log_closed(&mut record, metrics);
        number
    }

    /// Returns the place of a session, or `None` if its channel is closed.
    pub(super) fn place(&self, number: usize) -> Option<Arc<SessionPlace>> {
        let record = self.record();
        record.sessions.iter().find(|it| it.number == number)?.place.clone()
    }

    /// Records that the channel of a session is closed, which frees its place, and logs the session
    /// if the connection has others. The last one is logged with the end of the connection.
    pub(super) fn end_session(&self, number: usize, metrics: &Metrics) {
        let mut record = self.record();
        let now = Instant::now();
        let open = |it: &&mut SessionRecord| it.number == number && it.closed.is_none();
        if let Some(session) = record.sessions.iter_mut().find(open) {
            (session.closed, session.place) = (Some(now), None);
            record.ended = Some(now);
            self.log_closed(&mut record, metrics);
        }
    }

    /// Logs the closed sessions if any other is open.
    fn log_closed(&self, record: &mut ConnectionRecord, metrics: &Metrics) {
        if record.sessions.iter().all(|session| session.closed.is_some()) {
            return;
        }
        let closed = |session: &mut SessionRecord| session.closed.is_some();
        let closed: Vec<_> = record.sessions.extract_if(.., closed).collect();
        for session in closed {
            self.log_session(record, &session, metrics, None);
        }
    }

    /// Ends the connection if it logged in with a key that `known` no longer accepts, and returns
    /// whether it did. Explorers first tell their users.
    pub(super) fn end_unless(&self, known: impl Fn(&PublicKey) -> bool) -> bool {
        let mut record = self.record();
        let gone = record.key.as_ref().is_some_and(|key| !known(key));
        if gone {
            record.revoked.get_or_insert_with(Instant::now);
            let mailboxes = record.sessions.iter().filter_map(|session| session.mailbox.as_ref());
            let open: Vec<_> = mailboxes.filter(|mailbox| mailbox.ended().is_none()).collect();
            for mailbox in &open {
                mailbox.end(SessionEnd::Revoked);
            }
            if open.is_empty() {
                self.ending.end(SessionEnd::Revoked.word());
            }
        }
        gone
    }

    /// Logs the end of the connection and counts it, unless that was done before: one line for each
    /// session that wasn't logged, and one line if there was no session. `why` is the reason if the
    /// connection was ended from outside.
    pub(super) fn log(&self, metrics: &Metrics, why: Option<&'static str>) {
        if self.logged.swap(true, Ordering::SeqCst) {
            return;
        }
        metrics.ended.add(1);
        let mut record = self.record();
        let sessions = std::mem::take(&mut record.sessions);
        for session in &sessions {
            self.log_session(&record, session, metrics, why);
        }
        if record.begun == 0 {
            let no_login = record.logged_in.is_none().then_some("no-login");
            let end = why.or(no_login).unwrap_or("done");
            self.log.connection(self.address, &record, None, self.began.elapsed(), end);
        }
    }

    fn log_session(
        &self,
        record: &ConnectionRecord,
        session: &SessionRecord,
        metrics: &Metrics,
        why: Option<&'static str>,
    ) {
        metrics.end_session(session);
        let ended = session.mailbox.as_ref().and_then(|mailbox| mailbox.ended());
        let end = why.or(ended.map(SessionEnd::word)).unwrap_or("done");
        let lasted = session.closed.unwrap_or_else(Instant::now) - session.began;
        self.log.connection(self.address, record, Some(session), lasted, end);
    }
}
