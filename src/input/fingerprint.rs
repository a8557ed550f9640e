//! Fingerprints: the state of files at a moment, which tells a change from a mere read. This module
//! reads no content.
//!
//! A file's stamp holds the time at which its inode last changed (ctime), which no program can set:
//! a record that is rewritten in place changes the stamp even if the old modification time is
//! restored. Some file systems have no such time and report another: FAT and exFAT, and several
//! network and FUSE file systems. There, a change that keeps length and modification time goes
//! unnoticed until a record is read, whose hash then differs. Device numbers may differ after the
//! machine restarts (btrfs, NFS); an index is then built again.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::files::FileId;
use crate::input::{Input, source};

/// The age of a change from which on the next change is sure to have another time. File systems
/// take their times from a clock that ticks every 1 to 10 milliseconds.
const TICK: Duration = Duration::from_millis(20);

/// The largest number of waits for that age, because a file may change all the time.
const WAITS: u32 = 5;

/// The state of every file that some inputs name; for folders, also which files exist. Equal
/// fingerprints stand for equal content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fingerprint(Vec<(PathBuf, Option<FileStamp>)>);

/// The state of one file: its identity, length, and the times of the last write and change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileStamp {
    file: FileId,
    length: u64,
    /// The time of the last write, in seconds since 1970 and nanoseconds.
    modified: (i64, i64),
    /// The time of the last change of content, length, times, owner or rights, in the same units.
    changed: (i64, i64),
}

impl Fingerprint {
    /// Takes the fingerprint of the files now. Take it before the files are read: a write during
    /// the reading then counts as a change. A missing file has a state too.
    ///
    /// If a file changed within the last 20 milliseconds, this function waits, a few times: another
    /// change in the same tick of the clock would be indistinguishable from the last one.
    pub(crate) fn of(inputs: &[Input]) -> Self {
        let mut stamps = Self::now(inputs);
        for _ in 0..WAITS {
            let Some(age) = stamps.age().filter(|age| *age < TICK) else { break };
            thread::sleep(TICK.saturating_sub(age));
            stamps = Self::now(inputs);
        }
        stamps
    }

    fn now(inputs: &[Input]) -> Self {
        let paths = source::paths(inputs).into_iter();
        Self(paths.map(|path| (path.clone(), FileStamp::of_path(&path))).collect())
    }

    /// Returns the time since the last change; `None` without files, or if the clock of a file
    /// server is ahead.
    fn age(&self) -> Option<Duration> {
        let stamps = self.0.iter().filter_map(|(_, stamp)| *stamp);
        let (seconds, nanoseconds) = stamps.map(|stamp| stamp.changed).max()?;
        let since = Duration::new(seconds.try_into().ok()?, nanoseconds.try_into().ok()?);
        SystemTime::now().duration_since(UNIX_EPOCH + since).ok()
    }
}

impl FileStamp {
    /// Returns the state of the file that the metadata describes.
    pub(crate) fn of(found: &Metadata) -> Self {
        Self {
            file: FileId::of(found),
            length: found.len(),
            modified: (found.mtime(), found.mtime_nsec()),
            changed: (found.ctime(), found.ctime_nsec()),
        }
    }

    fn of_path(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().map(|found| Self::of(&found))
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_changes_nothing_and_every_change_shows() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        let inputs = [Input::Path(file.clone()), Input::Path(folder.path().to_owned())];
        fs::write(&file, "one").unwrap();
        let mut last = Fingerprint::of(&inputs);
        assert_eq!(fs::read(&file).unwrap(), b"one");
        assert_eq!(Fingerprint::of(&inputs), last);
        let mut changed = |what: &str| {
            let now = Fingerprint::of(&inputs);
            assert_ne!(now, last, "{what}");
            last = now;
        };
        let written = fs::metadata(&file).unwrap().modified().unwrap();
        fs::write(&file, "two").unwrap();
        fs::File::options().write(true).open(&file).unwrap().set_modified(written).unwrap();
        changed("rewritten with the same length, and the old time put back");
        fs::write(&file, "").unwrap();
        changed("truncated");
        let other = folder.path().join("other");
        fs::write(&other, "").unwrap();
        let written = fs::metadata(&file).unwrap().modified().unwrap();
        fs::File::options().write(true).open(&other).unwrap().set_modified(written).unwrap();
        fs::rename(&other, &file).unwrap();
        changed("replaced");
        fs::remove_file(&file).unwrap();
        changed("gone");
        fs::write(&file, "").unwrap();
        changed("back");
        fs::write(folder.path().join("b.json"), "").unwrap();
        changed("a file more in the folder");
    }

    #[test]
    fn two_changes_in_one_tick_have_two_stamps() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        let inputs = [Input::Path(file.clone())];
        for _ in 0..20 {
            fs::write(&file, "one").unwrap();
            let before = Fingerprint::of(&inputs);
            fs::write(&file, "two").unwrap();
            assert_ne!(Fingerprint::of(&inputs), before);
        }
    }
}
