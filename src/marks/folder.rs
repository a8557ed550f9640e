//! The folder of marks: read, changed under a lock, put in place at once. What somebody marks
//! is their business: nobody else may look.

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

/// The longest file that is read or written, in bytes: some ten thousand marks take a tenth.
const LIMIT: u64 = 4 << 20;
/// How long another program may hold the folder: it takes some thousandths of a second.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is tried meanwhile.
const MOMENT: Duration = Duration::from_millis(5);

/// Why marks can't be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", crate::text::line(&file.display().to_string()))]
pub struct NotKept {
    file: PathBuf,
    why: io::Error,
}

impl NotKept {
    pub(super) fn new(file: PathBuf, why: io::Error) -> Self {
        Self { file, why }
    }
}

/// A folder with a file of marks a dataset.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// A folder, there or not.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// The ids of the claims that are marked in a dataset; none where there is no file.
    ///
    /// # Errors
    /// [`NotKept`] where there is one that can't be read.
    pub fn read(&self, dataset: &str) -> Result<Vec<String>, NotKept> {
        let path = self.0.join(file::name(dataset));
        let text = text(&path).map_err(|why| NotKept::new(path, why))?;
        Ok(file::ids(&text).map(Cow::into_owned).collect())
    }

    /// Makes marks, and takes marks away, of what the file holds now: nobody's are lost who
    /// wrote it since it was read. Nothing is written where nothing changes.
    ///
    /// # Errors
    /// [`NotKept`] where the file can't be read or written; then it is as it was.
    pub fn change(&self, dataset: &str, changes: &BTreeMap<String, bool>) -> Result<(), NotKept> {
        let path = self.0.join(file::name(dataset));
        self.change_file(&path, dataset, changes).map_err(|why| NotKept::new(path, why))
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

    /// Holds the folder until the file is dropped. Where the file system has no locks, the
    /// last who writes at the same instant wins.
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

/// A file's text; none where there is no file.
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
