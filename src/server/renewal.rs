//! Reading anew what is served, and the keys that let in: beside everything else, so that
//! signals are heard however long it takes.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use russh::keys::PublicKey;
use tokio::task::{JoinError, JoinHandle, spawn_blocking};

use super::house::{House, Keys, Policy};
use super::log::{LogFormat, several};
use crate::search::Corpus;

/// Why files are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// They may have changed.
    Noticed,
    /// Whoever runs the server wants it: what could not be read is tried again.
    Asked,
}

/// How the dataset is read anew; `None` where nothing has changed.
pub type Reload = dyn Fn(Cause) -> Option<Result<Arc<Corpus>, String>> + Send + Sync;

/// How the keys are read anew; `None` where none are asked for.
pub type Rekey = dyn Fn() -> Option<Result<Vec<PublicKey>, String>> + Send + Sync;

/// How everything is read anew that comes from files.
#[derive(Clone)]
pub struct Rereading {
    /// The dataset.
    pub dataset: Arc<Reload>,
    /// The keys.
    pub keys: Arc<Rekey>,
}

impl fmt::Debug for Rereading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rereading").finish_non_exhaustive()
    }
}

type Reread = Option<Result<Arc<Corpus>, String>>;

/// The dataset is read by one thread at a time; whoever asks meanwhile has it read once more.
pub(super) struct Renewal {
    house: Arc<House>,
    rereading: Rereading,
    log: LogFormat,
    running: Option<JoinHandle<Reread>>,
    again: Option<Cause>,
    /// Held while keys are read, so that what was read last is what holds.
    keys: Arc<Mutex<()>>,
}

impl Renewal {
    pub(super) fn new(house: Arc<House>, rereading: Rereading, log: LogFormat) -> Self {
        Self { house, rereading, log, running: None, again: None, keys: Arc::default() }
    }

    /// Has files read, now or when they have been read that are being read.
    pub(super) fn ask(&mut self, cause: Cause) {
        if cause == Cause::Asked {
            // Not after the dataset, which may take long: a key that was taken away opens no more.
            self.rekey();
        }
        if self.running.is_none() {
            self.begin(cause);
        } else if self.again != Some(Cause::Asked) {
            self.again = Some(cause);
        }
    }

    fn begin(&mut self, cause: Cause) {
        let reload = Arc::clone(&self.rereading.dataset);
        self.running = Some(spawn_blocking(move || reload(cause)));
    }

    /// Waits until something was read, and serves it; for ever where nothing is being read. It
    /// can be left and come back to.
    pub(super) async fn step(&mut self) {
        let Some(running) = &mut self.running else { return std::future::pending().await };
        let reread = running.await;
        self.running = None;
        self.take(reread);
        if let Some(cause) = self.again.take() {
            self.begin(cause);
        }
    }

    fn take(&self, reread: Result<Reread, JoinError>) {
        match reread {
            Ok(Some(Ok(corpus))) => {
                let claims = several(corpus.catalog().len(), "claim");
                self.log.event(&format!("the dataset was read anew: {claims}"));
                self.house.tally.reloads.add(1);
                self.house.renew(&corpus);
            }
            Ok(Some(Err(why))) => self.failed(&why),
            Ok(None) => {}
            Err(broken) => {
                self.failed(&format!("reading it anew broke off ({broken}); SIGHUP tries again"));
            }
        }
    }

    fn failed(&self, why: &str) {
        self.house.tally.failures.add(1);
        self.log.event(&format!("the last good dataset is served on: {why}"));
    }

    fn rekey(&self) {
        let Policy::Keys(keys) = &self.house.policy else { return };
        let (keys, one_at_a_time, log) = (keys.clone(), Arc::clone(&self.keys), self.log);
        let read = Arc::clone(&self.rereading.keys);
        spawn_blocking(move || {
            let _one = one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
            exchange(&keys, read(), log);
        });
    }
}

/// Puts keys that could be read in the place of the old.
fn exchange(keys: &Keys, read: Option<Result<Vec<PublicKey>, String>>, log: LogFormat) {
    match read {
        Some(Ok(read)) => {
            log.event(&format!("the keys were read anew: {}", several(read.len(), "key")));
            keys.replace(read);
        }
        Some(Err(why)) => log.event(&format!("the last good keys are used on: {why}")),
        None => {}
    }
}
