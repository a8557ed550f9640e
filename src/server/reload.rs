//! Reloads the dataset and the authorized keys when they change or a signal asks for it. It runs
//! beside everything else, so that signals are handled however long a reading takes.

use std::sync::Arc;
use std::time::Duration;

use super::authorized_keys::AuthorizedKeys;
use super::log::LogFormat;
use super::state::{Policy, ServerState};
use super::worker::{Cause, ReadFunction, ReadOutcome, ReadTimeouts, Worker};
use crate::search::Corpus;
use crate::text::{DisplayText, several, thousands};

/// How long reading the dataset may make no progress. Writing a large index takes time.
pub(super) const DATASET: ReadTimeouts =
    ReadTimeouts { usual: Duration::from_mins(5), asked: Duration::from_secs(10) };
/// How long reading the keys may take. They are one small file.
const KEYS: ReadTimeouts =
    ReadTimeouts { usual: Duration::from_secs(10), asked: Duration::from_secs(2) };
/// The most refused lines of the keys' file that are logged.
const NAMED: usize = 100;

/// The reason why the dataset couldn't be reloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FailedReload {
    pub(super) for_log: String,
    /// The message for users, without folder names: the place and the problem.
    pub(super) for_users: [DisplayText<'static>; 2],
}

/// The reason why the keys couldn't be reloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FailedRekey {
    /// Whether the file doesn't exist, which revokes keys as clearly as an empty file does.
    pub(super) missing: bool,
    pub(super) for_log: String,
}

/// The result of reloading the dataset, or `None` if nothing has changed.
pub(super) type Reloaded = Option<Result<Arc<Corpus>, FailedReload>>;

/// The result of reloading the keys, or `None` if nothing has changed.
pub(super) type Rekeyed = Option<Result<AuthorizedKeys, FailedRekey>>;

/// Reloads the dataset and the keys. Each has a worker, so that revoking a key doesn't wait for the
/// dataset.
pub(super) struct Reloader {
    server: Arc<ServerState>,
    log: LogFormat,
    dataset: Worker<Reloaded>,
    keys: Worker<Rekeyed>,
    end_revoked: bool,
}

impl Reloader {
    /// Creates a reloader from the functions that read the dataset and the keys. `end_revoked` says
    /// whether the sessions of revoked keys end whenever the keys are reloaded.
    pub(super) fn new(
        server: Arc<ServerState>,
        log: LogFormat,
        dataset: Arc<ReadFunction<Reloaded>>,
        keys: Arc<ReadFunction<Rekeyed>>,
        end_revoked: bool,
    ) -> Self {
        let (dataset, keys) = (Worker::new(dataset, DATASET), Worker::new(keys, KEYS));
        Self { server, log, dataset, keys, end_revoked }
    }

    /// Requests a check whether the dataset has changed, and a reload if so.
    pub(super) fn dataset_touched(&mut self) {
        self.dataset.ask(Cause::Noticed);
    }

    /// Requests a check whether the keys' file has changed, and a reload if so.
    pub(super) fn keys_touched(&mut self) {
        self.ask_keys(Cause::Noticed);
    }

    /// Requests a reload of everything, including what couldn't be read before.
    pub(super) fn reread(&mut self) {
        self.ask_keys(Cause::Asked);
        self.dataset.ask(Cause::Asked);
    }

    pub(super) fn revoke(&mut self) {
        if !self.ask_keys(Cause::Revoked) {
            self.log.event("no authorized keys are in use: there is no session to end");
        }
    }

    fn ask_keys(&mut self, cause: Cause) -> bool {
        let asked = matches!(self.server.policy, Policy::Keys(_));
        if asked {
            self.keys.ask(cause);
        }
        asked
    }

    /// Waits until a reading ends and applies its result, or for ever if none is running. The
    /// future can be dropped and the method called again without loss.
    pub(super) async fn step(&mut self) {
        tokio::select! {
            (cause, read) = self.dataset.ended() => self.take_dataset(cause, read),
            (cause, read) = self.keys.ended() => self.take_keys(cause, read),
        }
    }

    fn take_dataset(&mut self, cause: Cause, read: ReadOutcome<Reloaded>) {
        let failed = match read {
            ReadOutcome::Read(Some(Ok(corpus))) => {
                let claims = several(corpus.catalog().len(), "claim");
                self.server.metrics.reloads.add(1);
                self.dataset.succeeded();
                self.server.clear_fault();
                self.server.renew(&corpus);
                let note = corpus.catalog().note().map(|note| format!("; {note}"));
                let note = note.unwrap_or_default();
                self.log.event(&format!("dataset reloaded: {claims}{note}"));
                return;
            }
            ReadOutcome::Read(None) => {
                // After `Noticed`, `None` only means that the files are as they were at the last
                // attempt, which may have failed.
                if cause > Cause::Noticed && self.server.fault().is_some() {
                    self.dataset.succeeded();
                    self.server.clear_fault();
                    self.server.tell("the files can be read again");
                    self.log.event("dataset restored: the files match the served dataset again");
                }
                return;
            }
            ReadOutcome::Read(Some(Err(failed))) => failed,
            ReadOutcome::Failed(why) => {
                FailedReload { for_log: why.clone(), for_users: ["the dataset".into(), why.into()] }
            }
        };
        self.server.metrics.failures.add(1);
        let pause = seconds(self.dataset.failed());
        self.log.event(&format!(
            "reload failed: {}; serving the last good dataset; retrying in {pause} s",
            failed.for_log
        ));
        self.server.set_fault(&failed.for_users);
    }

    fn take_keys(&mut self, cause: Cause, read: ReadOutcome<Rekeyed>) {
        let Policy::Keys(keys) = &self.server.policy else { return };
        // A failure that appears without a signal may be over in a moment, so sessions go on in the
        // meantime.
        let mut sure = cause >= Cause::Asked;
        match read {
            ReadOutcome::Read(None) => return,
            ReadOutcome::Read(Some(Ok(read))) => {
                let count = several(read.keys.len(), "key");
                let closed = if read.keys.is_empty() { "; new logins are refused" } else { "" };
                log_refused(&read, self.log);
                // This comes before the log line, because an operator relies on that line.
                keys.replace(read.keys);
                self.keys.succeeded();
                self.log.event(&format!("authorized keys reloaded: {count}{closed}"));
                sure = true;
            }
            ReadOutcome::Read(Some(Err(FailedRekey { missing, for_log }))) => {
                keys.replace(Vec::new());
                self.keys_failed(&for_log);
                sure |= missing;
            }
            ReadOutcome::Failed(why) => {
                keys.replace(Vec::new());
                self.keys_failed(&why);
            }
        }
        if cause == Cause::Revoked || (self.end_revoked && sure) {
            let ended = several(self.server.end_revoked(), "connection");
            self.log.event(&format!("{ended} ended: key removed"));
        }
    }

    fn keys_failed(&mut self, why: &str) {
        let pause = seconds(self.keys.failed());
        self.log.event(&format!(
            "reading the authorized keys failed: {why}; new logins are refused; retrying in {pause} s"
        ));
    }
}

/// Logs the refused lines of the keys' file.
pub(super) fn log_refused(read: &AuthorizedKeys, log: LogFormat) {
    for refused in read.refused.iter().take(NAMED) {
        log.event(&format!("authorized keys, line {}: refused: {refused}", refused.line));
    }
    let more = read.refused.len().saturating_sub(NAMED);
    if more > 0 {
        log.event(&format!("authorized keys: {} more lines are refused", thousands(more)));
    }
}

fn seconds(pause: Duration) -> String {
    thousands(usize::try_from(pause.as_secs()).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::server::authorized_keys::SharedKeys;
    use crate::server::gate::{Gate, Limits};
    use crate::server::{Policy, Times};

    fn server(policy: Policy) -> Arc<ServerState> {
        let limits = Limits { connections: 1, unauthenticated: 1, per_address: 1, rate: 1 };
        let day = Duration::from_hours(24);
        let times = Times { grace: day, idle: day, session: day };
        Arc::new(ServerState::new(Arc::default(), policy, times, Gate::new(limits)))
    }

    /// Returns a reloader that reads these results, one after the other.
    fn reloader(server: &Arc<ServerState>, dataset: Vec<Reloaded>, keys: Vec<Rekeyed>) -> Reloader {
        let dataset = Mutex::new(dataset.into_iter());
        let keys = Mutex::new(keys.into_iter());
        let dataset = Arc::new(move |_, _: &_| dataset.lock().unwrap().next().unwrap());
        let keys = Arc::new(move |_, _: &_| keys.lock().unwrap().next().unwrap());
        Reloader::new(Arc::clone(server), LogFormat::Text, dataset, keys, false)
    }

    fn failed() -> FailedReload {
        let for_users = ["claims.json".into(), "no such file".into()];
        FailedReload { for_log: "no such file".to_owned(), for_users }
    }

    #[tokio::test]
    async fn a_failure_is_told_until_it_is_over() {
        let server = server(Policy::Anonymous);
        let corpus = server.corpus();
        let read =
            vec![Some(Err(failed())), None, None, Some(Err(failed())), Some(Ok(Arc::default()))];
        let mut reloader = reloader(&server, read, Vec::new());
        // The noticed files are as they were at the last attempt, which failed.
        for (cause, told) in [
            (Cause::Asked, true),
            (Cause::Noticed, true),
            (Cause::Retried, false),
            (Cause::Asked, true),
        ] {
            reloader.dataset.ask(cause);
            reloader.step().await;
            assert_eq!(server.fault().is_some(), told, "{cause:?}");
            assert!(Arc::ptr_eq(&server.corpus(), &corpus));
        }
        reloader.reread();
        reloader.step().await;
        assert!(server.fault().is_none() && !Arc::ptr_eq(&server.corpus(), &corpus));
        assert_eq!((server.metrics.reloads.get(), server.metrics.failures.get()), (1, 2));
    }

    #[tokio::test]
    async fn a_reading_that_breaks_down_is_a_failure() {
        let server = server(Policy::Anonymous);
        let mut reloader = reloader(&server, Vec::new(), Vec::new());
        reloader.reread();
        reloader.step().await;
        assert!(server.fault().is_some_and(|[_, what]| what.contains("reading failed")));
    }

    #[tokio::test]
    async fn a_failure_takes_every_key_away() {
        let key =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINzvmmFITS2jP+nHxwwDK8RlMdj0BkYjtu8OhI2rM43M";
        let good = || Some(Ok(AuthorizedKeys::parse(key.as_bytes())));
        let fault = |missing| Some(Err(FailedRekey { missing, for_log: "gone".to_owned() }));
        let keys = SharedKeys::new(AuthorizedKeys::parse(key.as_bytes()).keys);
        let server = server(Policy::Keys(keys.clone()));
        let known = AuthorizedKeys::parse(key.as_bytes()).keys.remove(0);
        let read = vec![fault(true), good(), None, fault(false), None, good()];
        let count = read.len();
        let mut reloader = reloader(&server, Vec::new(), read);
        for (number, lets_in) in [false, true, true, false, false, true].into_iter().enumerate() {
            reloader.keys_touched();
            reloader.step().await;
            assert_eq!(keys.know(&known), lets_in, "after reading {number} of {count}");
        }
        reloader.keys_touched();
        reloader.step().await;
        assert!(!keys.know(&known), "after one that broke off");
    }
}
