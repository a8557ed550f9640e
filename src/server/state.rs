//! What all connections share: the corpus, who is within, and what is allowed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Duration;

use super::connection::Connection;
use super::gate::Gate;
use super::keys::SharedKeys;
use super::link::SessionTimeouts;
use super::log::LogFormat;
use super::mailbox::{FileState, Mailbox, SessionEnd};
use super::metrics::Metrics;
use crate::search::{Ceilings, Corpus};

/// Who is let in.
#[derive(Debug, Clone)]
pub enum Policy {
    /// Anybody.
    Anonymous,
    /// Whoever has one of these keys.
    Keys(SharedKeys),
}

/// The bytes of memory that the process has, as the system counts them; 0 where it says nothing.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() << 10
}

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// From the connection to the login.
    pub grace: Duration,
    /// Without a key.
    pub idle: Duration,
    /// A whole session.
    pub session: Duration,
}

/// What all connections share.
#[derive(Debug)]
pub struct ServerState {
    pub(super) policy: Policy,
    pub(super) times: Times,
    pub(super) gate: Gate,
    pub(super) tally: Metrics,
    ceilings: Option<Ceilings>,
    corpus: RwLock<Arc<Corpus>>,
    readers: Mutex<Vec<Weak<Mailbox>>>,
    connections: Mutex<Vec<Weak<Connection>>>,
    /// Why the files can't be read as they are now: the place, and what is wrong there.
    fault: Mutex<Option<[String; 2]>>,
}

impl ServerState {
    /// A house without readers.
    #[must_use]
    pub fn new(corpus: Arc<Corpus>, policy: Policy, times: Times, gate: Gate) -> Self {
        let corpus = RwLock::new(corpus);
        Self {
            policy,
            times,
            gate,
            tally: Metrics::default(),
            ceilings: None,
            corpus,
            readers: Mutex::default(),
            connections: Mutex::default(),
            fault: Mutex::default(),
        }
    }

    /// The same with ceilings for what is open of the records.
    #[must_use]
    pub fn with_ceilings(mut self, ceilings: Ceilings) -> Self {
        self.ceilings = Some(ceilings);
        self.corpus().catalog().limit(ceilings);
        self
    }

    /// What is read now.
    #[must_use]
    pub fn corpus(&self) -> Arc<Corpus> {
        Arc::clone(&self.corpus.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a newer corpus in the place of the old. Readers are told, and go on with the old one
    /// until they act.
    pub fn renew(&self, corpus: &Arc<Corpus>) {
        if let Some(ceilings) = self.ceilings {
            corpus.catalog().limit(ceilings);
        }
        let mut current = self.corpus.write().unwrap_or_else(PoisonError::into_inner);
        *current = Arc::clone(corpus);
        drop(current);
        self.each(|wire| wire.renew(corpus));
    }

    /// Why the files can't be read as they are now.
    pub(super) fn fault(&self) -> Option<[String; 2]> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes that the files can't be read, and tells the readers.
    pub(super) fn break_down(&self, fault: [String; 2]) {
        let files = FileState::Unreadable(fault.clone());
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault);
        self.each(|wire| wire.files_are(&files));
    }

    /// Notes that the files can be read again, and tells the readers where they could not be.
    pub(super) fn mend(&self) {
        let mended = self.fault.lock().unwrap_or_else(PoisonError::into_inner).take();
        if mended.is_some() {
            self.each(|wire| wire.files_are(&FileState::Readable));
        }
    }

    /// Tells all readers something.
    pub fn tell(&self, words: &str) {
        self.each(|wire| wire.notice(words));
    }

    /// How many sessions there are.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.within().iter().filter(|wire| wire.strong_count() > 0).count()
    }

    pub(super) fn patience(&self) -> SessionTimeouts {
        SessionTimeouts { idle: self.times.idle, whole: self.times.session }
    }

    /// What has been done, by name. Keys and bytes are those of connections that have ended.
    pub(super) fn counts(&self) -> Vec<(&'static str, u64)> {
        let (tally, refused) = (&self.tally, self.gate.refusals());
        [
            ("connected", self.gate.connected() as u64),
            ("readers", self.sessions() as u64),
            ("ended", tally.ended.get()),
            ("refused-full", refused.full),
            ("refused-crowded", refused.crowded),
            ("refused-address", refused.address),
            ("refused-strangers", refused.strangers),
            ("refused-fast", refused.fast),
            ("sessions", tally.sessions.get()),
            ("answers", tally.answers.get()),
            ("keys", tally.keys.get()),
            ("bytes", tally.bytes.get()),
            ("reloads", tally.reloads.get()),
            ("failed-reloads", tally.failures.get()),
            ("refused-network", refused.network),
        ]
        .into_iter()
        .chain(self.memory())
        .collect()
    }

    /// What is held in memory, by name: what the program counts of it, and what the system says.
    fn memory(&self) -> [(&'static str, u64); 8] {
        let (open, bytes) = self.corpus().catalog().open_records();
        let readers: Vec<_> = self.within().iter().filter_map(Weak::upgrade).collect();
        let of_readers: Vec<u64> = readers.iter().map(|wire| wire.held_bytes()).collect();
        let (waiting, of_answers) = self.tally.waiting.get();
        [
            ("resident-bytes", resident()),
            ("records-open", open as u64),
            ("records-bytes", bytes),
            ("readers-bytes", of_readers.iter().sum()),
            ("reader-bytes-most", of_readers.iter().copied().max().unwrap_or_default()),
            ("answers-waiting", waiting),
            ("answers-bytes", of_answers),
            ("answers-cut", self.tally.cut.get()),
        ]
    }

    /// Takes note of a connection that is to be served.
    pub(super) fn welcome(&self, connection: &Arc<Connection>) {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.retain(|connection| connection.strong_count() > 0);
        connections.push(Arc::downgrade(connection));
    }

    /// Ends the connections whose key is let in no more; how many.
    pub(super) fn end_revoked(&self) -> usize {
        let Policy::Keys(keys) = &self.policy else { return 0 };
        let ended = |connection: &&Arc<Connection>| connection.end_unless(|key| keys.know(key));
        self.connections().iter().filter(ended).count()
    }

    /// Ends every connection.
    pub(super) fn end_connections(&self, why: &'static str) {
        self.connections().iter().for_each(|connection| connection.ending().end(why));
    }

    /// Writes the lines of connections that are still there though they were ended.
    pub(super) fn log_rest(&self, log: LogFormat) {
        for connection in self.connections() {
            if connection.log(log, connection.ending().why()) {
                self.tally.end(&connection.visit());
            }
        }
    }

    fn connections(&self) -> Vec<Arc<Connection>> {
        let connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.iter().filter_map(Weak::upgrade).collect()
    }

    pub(super) fn enter(&self, wire: &Arc<Mailbox>) {
        self.tally.sessions.add(1);
        let mut readers = self.within();
        readers.retain(|wire| wire.strong_count() > 0);
        readers.push(Arc::downgrade(wire));
    }

    pub(super) fn end_all(&self, why: SessionEnd) {
        self.each(|wire| wire.end(why));
    }

    fn each(&self, what: impl Fn(&Mailbox)) {
        let readers: Vec<_> = self.within().iter().filter_map(Weak::upgrade).collect();
        for wire in &readers {
            what(wire);
        }
    }

    fn within(&self) -> MutexGuard<'_, Vec<Weak<Mailbox>>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
