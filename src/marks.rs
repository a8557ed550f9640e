//! Keeps a user's marks from one session to the next: in a folder of their own, one file for each
//! dataset, one id a line. A thread writes the files shortly after the last change and keeps what
//! other programs wrote in the meantime. This module must not know the app or the catalog.

mod file;
mod folder;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

pub(crate) use folder::{Folder, NotKept};

use crate::claim::Address;
use crate::session::MarkStore;

/// How long after a change the files are written, with everything that changed in the meantime.
const PAUSE: Duration = Duration::from_millis(500);

/// A mark that was set or removed.
#[derive(Debug)]
struct Change {
    dataset: String,
    claim: String,
    marked: bool,
}

/// The changes to write: whether a claim is marked, by dataset and by claim.
type Changes = BTreeMap<String, BTreeMap<String, bool>>;

/// The store that keeps a session's marks in files.
#[derive(Debug)]
pub(crate) struct MarkFiles {
    folder: Folder,
    changes: Sender<Change>,
}

/// The thread that writes the marks.
#[derive(Debug)]
pub(crate) struct MarkWriter {
    thread: JoinHandle<Result<(), NotKept>>,
    folder: PathBuf,
}

/// Starts to keep marks in a folder. `tell` is called with a message when they can't be written.
///
/// # Errors
/// Returns an error if the system refuses to start a thread.
pub(crate) fn keep(
    folder: PathBuf,
    tell: impl Fn(String) + Send + 'static,
) -> io::Result<(MarkFiles, MarkWriter)> {
    let path = folder.clone();
    let folder = Folder::new(folder);
    let (changes, theirs) = channel();
    let to = folder.clone();
    let thread = thread::Builder::new().name("marks".to_owned());
    let thread = thread.spawn(move || write_all(&to, &theirs, &tell))?;
    Ok((MarkFiles { folder, changes }, MarkWriter { thread, folder: path }))
}

impl MarkStore for MarkFiles {
    fn kept(&mut self, dataset: &str) -> Result<Vec<String>, String> {
        self.folder.read(dataset).map_err(|fault| format!("{fault}; the file is left unchanged"))
    }

    fn keep(&mut self, claims: &[Address], marked: bool) {
        for address in claims {
            let Some(dataset) = address.dataset.clone() else { continue };
            let change = Change { dataset, claim: address.claim.clone(), marked };
            // If the thread has panicked, there is no receiver; `MarkWriter::end` reports that.
            let _ = self.changes.send(change);
        }
    }
}

impl MarkWriter {
    /// Waits until every change of a session is written. The session must have ended.
    pub(crate) fn end(self) -> Result<(), NotKept> {
        let broken = |_| {
            let why = io::Error::other("the thread that writes them failed");
            Err(NotKept { file: self.folder, why })
        };
        self.thread.join().unwrap_or_else(broken)
    }
}

/// Writes changes until the sender is dropped. Changes that can't be written are tried again with
/// the next ones, and at the end.
fn write_all(
    folder: &Folder,
    changes: &Receiver<Change>,
    tell: &dyn Fn(String),
) -> Result<(), NotKept> {
    let mut pending = Changes::new();
    let mut is_kept = true;
    while let Ok(first) = changes.recv() {
        put(&mut pending, first);
        let due = Instant::now() + PAUSE;
        loop {
            match changes.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(change) => put(&mut pending, change),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return write(folder, &mut pending),
            }
        }
        let written = write(folder, &mut pending);
        // Report a failure and its end once each, not at every attempt.
        if std::mem::replace(&mut is_kept, written.is_ok()) != written.is_ok() {
            let all = || "marks are saved again, including the earlier ones".to_owned();
            tell(written.map_or_else(|fault| format!("marks are not saved: {fault}"), |()| all()));
        }
    }
    write(folder, &mut pending)
}

fn put(pending: &mut Changes, change: Change) {
    pending.entry(change.dataset).or_default().insert(change.claim, change.marked);
}

/// Writes each dataset's changes. Those that can't be written stay in `pending`.
fn write(folder: &Folder, pending: &mut Changes) -> Result<(), NotKept> {
    let mut result = Ok(());
    pending.retain(|dataset, changes| {
        let written = folder.change(dataset, changes);
        let failed = written.is_err();
        result = std::mem::replace(&mut result, Ok(())).and(written);
        failed
    });
    result
}

#[cfg(test)]
mod tests;
