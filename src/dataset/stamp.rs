//! What the files that inputs stand for looked like at a moment, so that a change can be told
//! from a mere look at them. Reads no content.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Input, input};

/// The state of every file that some inputs stand for; of folders, also which files there are.
/// Two that are equal stand for the same content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamps(Vec<(PathBuf, Option<Stamp>)>);

/// One file: which it is, how long, and when it was last written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    file: (u64, u64),
    length: u64,
    written: Option<SystemTime>,
}

impl Stamps {
    /// The state of the files now. To be taken before they are read: what is written while they
    /// are read then counts as a change. A file that is gone has a state too.
    #[must_use]
    pub fn of(inputs: &[Input]) -> Self {
        let listed = |named: &Input| match input::files(std::slice::from_ref(named)) {
            Ok(files) => files.found.into_iter().map(|(file, _)| file).collect(),
            // A folder that can't be listed: it stands for itself.
            Err(_) => vec![named.clone()],
        };
        let files = inputs.iter().flat_map(listed);
        Self(
            files
                .filter_map(|file| match file {
                    Input::Path(path) => Some((path.clone(), stamp(&path))),
                    Input::Bytes { .. } | Input::Pipe(_) => None,
                })
                .collect(),
        )
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let found = fs::metadata(path).ok()?;
    Some(Stamp { file: identity(&found), length: found.len(), written: found.modified().ok() })
}

/// The device and the inode.
#[cfg(unix)]
fn identity(found: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (found.dev(), found.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_look_changes_nothing_and_every_change_shows() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        let inputs = [Input::Path(file.clone()), Input::Path(folder.path().to_owned())];
        fs::write(&file, "one").unwrap();
        let mut last = Stamps::of(&inputs);
        assert_eq!(fs::read(&file).unwrap(), b"one");
        assert_eq!(Stamps::of(&inputs), last);
        let mut changed = |what: &str| {
            let now = Stamps::of(&inputs);
            assert_ne!(now, last, "{what}");
            last = now;
        };
        let written = fs::metadata(&file).unwrap().modified().unwrap();
        fs::write(&file, "two").unwrap();
        // Two writes may fall into one tick of the clock of the file system.
        let later = written + Duration::from_nanos(1);
        fs::File::options().write(true).open(&file).unwrap().set_modified(later).unwrap();
        changed("rewritten with the same length");
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
}
