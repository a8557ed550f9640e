//! What all connections share: the corpus, who is within, and what is allowed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Duration;

use russh::keys::PublicKey;

use super::gate::Gate;
use super::link::Patience;
use super::tally::Tally;
use super::wire::{End, Wire};
use crate::search::Corpus;

/// Who is let in.
#[derive(Debug, Clone)]
pub enum Policy {
    /// Anybody.
    Anonymous,
    /// Whoever has one of these keys.
    Keys(Keys),
}

/// The keys that let in. Others can take their place while the server runs.
#[derive(Debug, Clone)]
pub struct Keys(Arc<RwLock<Vec<PublicKey>>>);

impl Keys {
    /// These keys.
    #[must_use]
    pub fn new(keys: Vec<PublicKey>) -> Self {
        Self(Arc::new(RwLock::new(keys)))
    }

    /// Whether a key is one of them.
    #[must_use]
    pub fn know(&self, key: &PublicKey) -> bool {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter().any(|known| known.key_data() == key.key_data())
    }

    /// Puts others in their place, for those who come from now on.
    pub fn replace(&self, keys: Vec<PublicKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }
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
pub struct House {
    pub(super) policy: Policy,
    pub(super) times: Times,
    pub(super) gate: Gate,
    pub(super) tally: Tally,
    corpus: RwLock<Arc<Corpus>>,
    readers: Mutex<Vec<Weak<Wire>>>,
}

impl House {
    /// A house without readers.
    #[must_use]
    pub fn new(corpus: Arc<Corpus>, policy: Policy, times: Times, gate: Gate) -> Self {
        let corpus = RwLock::new(corpus);
        Self { policy, times, gate, tally: Tally::default(), corpus, readers: Mutex::default() }
    }

    /// What is read now.
    #[must_use]
    pub fn corpus(&self) -> Arc<Corpus> {
        Arc::clone(&self.corpus.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a newer corpus in the place of the old. Readers are told, and go on with the old one
    /// until they act.
    pub fn renew(&self, corpus: &Arc<Corpus>) {
        let mut current = self.corpus.write().unwrap_or_else(PoisonError::into_inner);
        *current = Arc::clone(corpus);
        drop(current);
        self.each(|wire| wire.renew(corpus));
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

    pub(super) fn patience(&self) -> Patience {
        Patience { idle: self.times.idle, whole: self.times.session }
    }

    /// What has been done, by name. Keys and bytes are those of connections that have ended.
    pub(super) fn counts(&self) -> Vec<(&'static str, u64)> {
        let (tally, refused) = (&self.tally, self.gate.refusals());
        vec![
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
        ]
    }

    pub(super) fn enter(&self, wire: &Arc<Wire>) {
        self.tally.sessions.add(1);
        let mut readers = self.within();
        readers.retain(|wire| wire.strong_count() > 0);
        readers.push(Arc::downgrade(wire));
    }

    pub(super) fn end_all(&self, why: End) {
        self.each(|wire| wire.end(why));
    }

    fn each(&self, what: impl Fn(&Wire)) {
        let readers: Vec<_> = self.within().iter().filter_map(Weak::upgrade).collect();
        for wire in &readers {
            what(wire);
        }
    }

    fn within(&self) -> MutexGuard<'_, Vec<Weak<Wire>>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
