//! The state that all connections share: the corpus, the running sessions and connections, and the
//! limits.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Duration;

use super::authorized_keys::SharedKeys;
use super::connection::Connection;
use super::gate::Gate;
use super::mailbox::Mailbox;
use super::metrics::Metrics;
use super::session_end::SessionEnd;
use crate::parallel::locked;
use crate::search::{Ceilings, Corpus};
use crate::text::DisplayText;

/// Which users may log in.
#[derive(Debug, Clone)]
pub(crate) enum Policy {
    /// Everyone may log in, without a key.
    Anonymous,
    /// Only users with one of these keys may log in.
    Keys(SharedKeys),
}

/// Returns the bytes of memory that the process occupies, as the system counts them, or 0 if the
/// system doesn't say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() << 10
}

/// How long each stage of a connection may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Times {
    /// The time from the connection to the login.
    pub(crate) grace: Duration,
    /// The time without a key press.
    pub(crate) idle: Duration,
    /// The time of a whole session.
    pub(crate) session: Duration,
}

/// The state that all connections share.
#[derive(Debug)]
pub(crate) struct ServerState {
    pub(super) policy: Policy,
    pub(super) times: Times,
    pub(super) gate: Gate,
    pub(super) metrics: Metrics,
    ceilings: Option<Ceilings>,
    corpus: RwLock<Arc<Corpus>>,
    mailboxes: Mutex<Vec<Weak<Mailbox>>>,
    connections: Mutex<Vec<Weak<Connection>>>,
    /// Why the files can't be read at present: the place and the problem.
    fault: Mutex<Option<[DisplayText<'static>; 2]>>,
}

impl ServerState {
    /// Creates a state without sessions.
    pub(crate) fn new(corpus: Arc<Corpus>, policy: Policy, times: Times, gate: Gate) -> Self {
        let corpus = RwLock::new(corpus);
        Self {
            policy,
            times,
            gate,
            metrics: Metrics::default(),
            ceilings: None,
            corpus,
            mailboxes: Mutex::default(),
            connections: Mutex::default(),
            fault: Mutex::default(),
        }
    }

    /// Sets ceilings for the memory of open records, for this corpus and later ones.
    pub(crate) fn with_ceilings(mut self, ceilings: Ceilings) -> Self {
        self.ceilings = Some(ceilings);
        self.corpus().catalog().limit(ceilings);
        self
    }

    pub(crate) fn corpus(&self) -> Arc<Corpus> {
        Arc::clone(&self.corpus.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the corpus and notifies all sessions. Each keeps the old one until its user acts or
    /// has been idle for a while.
    pub(crate) fn renew(&self, corpus: &Arc<Corpus>) {
        if let Some(ceilings) = self.ceilings {
            corpus.catalog().limit(ceilings);
        }
        let mut current = self.corpus.write().unwrap_or_else(PoisonError::into_inner);
        *current = Arc::clone(corpus);
        drop(current);
        self.each(|mailbox| mailbox.renew(corpus));
    }

    /// Returns why the files can't be read at present.
    pub(super) fn fault(&self) -> Option<[DisplayText<'static>; 2]> {
        locked(&self.fault).clone()
    }

    /// Records that the files can't be read, and notifies all sessions.
    pub(super) fn set_fault(&self, fault: &[DisplayText<'static>; 2]) {
        *locked(&self.fault) = Some(fault.clone());
        self.each(|mailbox| mailbox.files_are(Some(fault)));
    }

    /// Records that the files can be read, and notifies all sessions if they couldn't be read
    /// before.
    pub(super) fn clear_fault(&self) {
        let fault = locked(&self.fault).take();
        if fault.is_some() {
            self.each(|mailbox| mailbox.files_are(None));
        }
    }

    /// Shows a message to all users.
    pub(crate) fn tell(&self, words: &str) {
        self.each(|mailbox| mailbox.notice(words));
    }

    /// Returns the number of explorers that haven't ended.
    pub(crate) fn sessions(&self) -> usize {
        let mailboxes: Vec<_> = self.within().iter().filter_map(Weak::upgrade).collect();
        mailboxes.iter().filter(|mailbox| mailbox.ended().is_none()).count()
    }

    /// Returns the counters by name. Keys and bytes are those of sessions that have ended.
    pub(super) fn counts(&self) -> Vec<(&'static str, u64)> {
        let (metrics, refused) = (&self.metrics, self.gate.refusals());
        [
            ("connected", self.gate.connected() as u64),
            ("users", self.sessions() as u64),
            ("ended", metrics.ended.get()),
            ("refused-full", refused.full),
            ("refused-crowded", refused.crowded),
            ("refused-address", refused.address),
            ("refused-strangers", refused.strangers),
            ("refused-fast", refused.fast),
            ("sessions", metrics.sessions.get()),
            ("answers", metrics.answers.get()),
            ("keys", metrics.keys.get()),
            ("bytes", metrics.bytes.get()),
            ("reloads", metrics.reloads.get()),
            ("failed-reloads", metrics.failures.get()),
            ("refused-network", refused.network),
            ("refused-sessions", refused.sessions),
        ]
        .into_iter()
        .chain(self.memory())
        .collect()
    }

    /// Returns the memory in use by name, as the program counts it and as the system reports it.
    fn memory(&self) -> [(&'static str, u64); 8] {
        let (open, bytes) = self.corpus().catalog().open_records();
        let mailboxes: Vec<_> = self.within().iter().filter_map(Weak::upgrade).collect();
        let of_users: Vec<u64> = mailboxes.iter().map(|mailbox| mailbox.held_bytes()).collect();
        let (waiting, of_answers) = self.metrics.waiting.get();
        [
            ("resident-bytes", resident()),
            ("records-open", open as u64),
            ("records-bytes", bytes),
            ("users-bytes", of_users.iter().sum()),
            ("user-bytes-most", of_users.iter().copied().max().unwrap_or_default()),
            ("answers-waiting", waiting),
            ("answers-bytes", of_answers),
            ("answers-cut", self.metrics.cut.get()),
        ]
    }

    /// Registers a connection that is about to be served.
    pub(super) fn welcome(&self, connection: &Arc<Connection>) {
        let mut connections = locked(&self.connections);
        connections.retain(|connection| connection.strong_count() > 0);
        connections.push(Arc::downgrade(connection));
    }

    /// Ends the connections whose key is no longer authorized and returns their number.
    pub(super) fn end_revoked(&self) -> usize {
        let Policy::Keys(keys) = &self.policy else { return 0 };
        let ended = |connection: &&Arc<Connection>| connection.end_unless(|key| keys.know(key));
        self.connections().iter().filter(ended).count()
    }

    /// Ends all connections, with this reason in the log.
    pub(super) fn end_connections(&self, why: &'static str) {
        self.connections().iter().for_each(|connection| connection.ending.end(why));
    }

    /// Logs the connections that are still open although they were told to end.
    pub(super) fn log_rest(&self) {
        for connection in self.connections() {
            connection.log(&self.metrics, connection.ending.why());
        }
    }

    fn connections(&self) -> Vec<Arc<Connection>> {
        let connections = locked(&self.connections);
        connections.iter().filter_map(Weak::upgrade).collect()
    }

    pub(super) fn enter(&self, mailbox: &Arc<Mailbox>) {
        self.metrics.sessions.add(1);
        let mut mailboxes = self.within();
        mailboxes.retain(|mailbox| mailbox.strong_count() > 0);
        mailboxes.push(Arc::downgrade(mailbox));
    }

    pub(super) fn end_all(&self, why: SessionEnd) {
        self.each(|mailbox| mailbox.end(why));
    }

    fn each(&self, what: impl Fn(&Mailbox)) {
        let mailboxes: Vec<_> = self.within().iter().filter_map(Weak::upgrade).collect();
        for mailbox in &mailboxes {
            what(mailbox);
        }
    }

    fn within(&self) -> MutexGuard<'_, Vec<Weak<Mailbox>>> {
        locked(&self.mailboxes)
    }
}
