//! The folder of marks: files are read, changed under a lock, and replaced in one step. Only the
//! user may read them, since marks are private.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{DirBuilder, File, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::file;
use crate::files::{Access, Destination, read_regular};
use crate::text::DisplayText;

/// The longest file that is read or written, in bytes: some ten thousand marks take a tenth of it.
const LIMIT: u64 = 4 << 20;
/// How long to wait while another program holds the lock. A change takes some milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);
/// The interval between attempts to take the lock.
const MOMENT: Duration = Duration::from_millis(5);

/// The reason why marks can't be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", DisplayText::from(file.as_path()))]
pub(crate) struct NotKept {
    pub(super) file: PathBuf,
    pub(super) why: io::Error,
}

/// A folder with one file of marks for each dataset.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Creates a handle to a folder, which need not exist yet.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Returns the ids of the claims that are marked in a dataset, or none if there is no file.
    pub(crate) fn read(&self, dataset: &str) -> Result<Vec<String>, NotKept> {
        let path = self.0.join(file::name(dataset));
        let text = text(&path).map_err(|why| NotKept { file: path, why })?;
        Ok(file::ids(&text).map(Cow::into_owned).collect())
    }

    /// Sets and removes marks in the file as it is now, so that marks which another program wrote
    /// since the last reading stay. Nothing is written if nothing changes.
    ///
    /// # Errors
    /// Returns [`NotKept`] if the file can't be read or written. It is then unchanged.
    pub(crate) fn change(
        &self,
        dataset: &str,
        changes: &BTreeMap<String, bool>,
    ) -> Result<(), NotKept> {
        let path = self.0.join(file::name(dataset));
        self.change_file(&path, dataset, changes).map_err(|why| NotKept { file: path, why })
    }

    fn change_file(
        &self,
        path: &Path,
        dataset: &str,
        changes: &BTreeMap<String, bool>,
    ) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        let lock = self.lock()?;
        let Some(text) = file::changed(&text(path)?, dataset, changes) else { return Ok(()) };
        if text.len() as u64 > LIMIT {
            return Err(too_large());
        }
        let mut new = Destination::of(path)?.create(Access::Owner)?;
        new.write_all(text.as_bytes())?;
        new.commit()?;
        drop(lock);
        Ok(())
    }

    /// Locks the folder until the returned file is dropped. On a file system without locks, the
    /// last of two programs that write at the same moment wins.
    fn lock(&self) -> io::Result<File> {
        let path = self.0.join(".lock");
        let lock = File::options().create(true).append(true).mode(0o600).open(path)?;
        let until = Instant::now() + PATIENCE;
        loop {
            match lock.try_lock() {
                Err(TryLockError::WouldBlock) if Instant::now() < until => thread::sleep(MOMENT),
                Err(TryLockError::WouldBlock) => {
                    return Err(io::Error::other(
                        "another program has kept the folder locked for too long",
                    ));
                }
                Ok(()) | Err(TryLockError::Error(_)) => return Ok(lock),
            }
        }
    }
}

/// Returns a file's text, or an empty one if there is no file.
fn text(path: &Path) -> io::Result<String> {
    let bytes = match read_regular(path, LIMIT) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => return Err(too_large()),
        bytes => bytes?,
    };
    String::from_utf8(bytes).map_err(|_| io::Error::other("is not UTF-8"))
}

fn too_large() -> io::Error {
    io::Error::other("is too large for marks")
}
