//! A reader's marks from one session to the next: a file a dataset in a folder of their own,
//! an id a line. Written beside everything else, a moment after the last change, and with what
//! others wrote meanwhile. Knows no explorer and no catalog.

mod file;
mod folder;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

pub use folder::{Folder, NotKept};

use crate::claim::Address;
use crate::session::MarkStore;

/// How long after a change it is written, with all that changed meanwhile.
const PAUSE: Duration = Duration::from_millis(500);

/// A mark that was made or taken away.
#[derive(Debug)]
struct Change {
    dataset: String,
    claim: String,
    marked: bool,
}

/// What is to be written: by dataset, by claim, whether it is marked.
type Changes = BTreeMap<String, BTreeMap<String, bool>>;

/// Keeps a session's marks in files.
#[derive(Debug)]
pub struct MarkFiles {
    folder: Folder,
    changes: Sender<Change>,
}

/// The thread that writes.
#[derive(Debug)]
pub struct MarkWriter {
    thread: JoinHandle<Result<(), NotKept>>,
    folder: PathBuf,
}

/// Begins to keep marks in a folder. `tell` is called where they can't be written.
///
/// # Errors
/// Where the system gives no thread.
pub fn keep(
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
            // Without its thread there is nobody to tell.
            let _ = self.changes.send(change);
        }
    }
}

impl MarkWriter {
    /// Waits until everything is written that a session had kept, which must have ended.
    ///
    /// # Errors
    /// [`NotKept`] where it can't be.
    pub fn end(self) -> Result<(), NotKept> {
        let broken = |_| {
            let why = io::Error::other("the thread that writes them failed");
            Err(NotKept::new(self.folder, why))
        };
        self.thread.join().unwrap_or_else(broken)
    }
}

/// Writes what changes until nobody can change anything any more. What can't be written is
/// tried again with what comes next, and at the end.
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
        // Once where it goes on.
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

/// Writes each dataset's changes; those that can't be written are left.
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
