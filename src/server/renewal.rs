//! Reading anew what is served, and the keys that let in: beside everything else, so that
//! signals are heard however long it takes.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use russh::keys::PublicKey;
use tokio::task::{JoinError, JoinHandle, spawn_blocking};

use super::house::{House, Keys, Policy};
use super::log::LogFormat;
use crate::search::Corpus;
use crate::text::several;

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
                self.house.tally.reloads.add(1);
                self.house.renew(&corpus);
                self.log.event(&format!("the dataset was read anew: {claims}"));
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
            let count = several(read.len(), "key");
            // Before it is told: whoever reads that relies on it.
            keys.replace(read);
            log.event(&format!("the keys were read anew: {count}"));
        }
        Some(Err(why)) => log.event(&format!("the last good keys are used on: {why}")),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;
    use crate::server::gate::{Gate, Limits};
    use crate::server::{Policy, Times};

    fn house() -> Arc<House> {
        let limits = Limits { connections: 1, unauthenticated: 1, per_address: 1, rate: 1 };
        let day = Duration::from_hours(24);
        let times = Times { grace: day, idle: day, session: day };
        Arc::new(House::new(Arc::default(), Policy::Anonymous, times, Gate::new(limits)))
    }

    fn renewal(house: &Arc<House>, dataset: Arc<Reload>) -> Renewal {
        let rereading = Rereading { dataset, keys: Arc::new(|| None) };
        Renewal::new(Arc::clone(house), rereading, LogFormat::Text)
    }

    #[tokio::test]
    async fn whoever_asks_meanwhile_has_it_read_once_more() {
        let house = house();
        let (begun, begins) = channel();
        let (go, waits) = channel::<()>();
        let waits = Mutex::new(waits);
        let mut renewal = renewal(
            &house,
            Arc::new(move |cause| {
                begun.send(cause).unwrap();
                waits.lock().unwrap().recv().unwrap();
                Some(Ok(Arc::default()))
            }),
        );
        let causes = [Cause::Noticed, Cause::Asked, Cause::Noticed, Cause::Noticed];
        for cause in causes {
            renewal.ask(cause);
        }
        for more in [true, false] {
            go.send(()).unwrap();
            renewal.step().await;
            assert_eq!(renewal.running.is_some(), more);
        }
        assert_eq!(begins.try_iter().collect::<Vec<_>>(), [Cause::Noticed, Cause::Asked]);
        assert_eq!((house.tally.reloads.get(), house.tally.failures.get()), (2, 0));
    }

    #[tokio::test]
    async fn what_breaks_is_a_failure_and_can_be_tried_again() {
        let house = house();
        let served = house.corpus();
        let tries = Mutex::new(0);
        let mut renewal = renewal(
            &house,
            Arc::new(move |_| {
                let mut tries = tries.lock().unwrap_or_else(PoisonError::into_inner);
                *tries += 1;
                match *tries {
                    1 => panic!("as a test wants it"),
                    2 => Some(Err("no such file".to_owned())),
                    _ => Some(Ok(Arc::default())),
                }
            }),
        );
        for failures in [1, 2] {
            renewal.ask(Cause::Asked);
            renewal.step().await;
            assert_eq!(house.tally.failures.get(), failures);
            assert!(Arc::ptr_eq(&house.corpus(), &served));
        }
        renewal.ask(Cause::Asked);
        renewal.step().await;
        assert!(!Arc::ptr_eq(&house.corpus(), &served));
    }
}
