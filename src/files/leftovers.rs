//! Temporary files that programs left behind when they died.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

use super::id::FileId;

/// What the name of every temporary file of this program begins with.
pub(super) const PREFIX: &str = ".gainsay-";
/// The number of random letters and digits after it.
pub(super) const RANDOM: usize = 12;

/// The prefixes and the numbers of random letters that temporary files have and had: early
/// versions wrote indexes of the cache folder under names of their own.
const NAMES: [(&str, usize); 3] = [(PREFIX, RANDOM), (PREFIX, 6), (".index", 6)];

/// Removes the temporary files in a folder whose programs are no longer there. A program that
/// writes holds a lock on its file, so that a file that can be locked belongs to none. Files of
/// other users and of other names stay, and so does what can't be removed.
pub fn remove_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if is_temporary_name(&entry.file_name().to_string_lossy()) {
            remove_if_unused(&entry.path());
        }
    }
}

fn is_temporary_name(name: &str) -> bool {
    NAMES.iter().any(|(prefix, random)| {
        let rest = name.strip_prefix(prefix);
        rest.is_some_and(|rest| {
            rest.len() == *random && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    })
}

/// Removes a temporary file that no program holds.
fn remove_if_unused(path: &Path) {
    // Not through links, and without waiting for the other end of a named pipe.
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let Ok(file) = File::options().read(true).custom_flags(flags).open(path) else { return };
    let Ok(metadata) = file.metadata() else { return };
    let ours = metadata.is_file() && metadata.uid() == rustix::process::geteuid().as_raw();
    if !ours || file.try_lock().is_err() {
        return;
    }
    // The name may have gone to another file before this one was locked.
    if FileId::of_path(path).is_ok_and(|id| id == FileId::of(&metadata)) {
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Access, Destination};

    #[test]
    fn only_the_temporary_files_of_dead_programs_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let dead = [".gainsay-abcdefABCDEF", ".gainsay-abc123", ".indexAbC123"];
        let others = [".gainsay-notes.txt", ".gainsay-", ".index", "a.index", ".gainsay-a/c123"];
        for name in dead.iter().chain(&others[..4]) {
            fs::write(path(name), "text").unwrap();
        }
        fs::create_dir(path(".gainsay-folder")).unwrap();
        let named = || Destination::of(&path("new")).unwrap();
        let alive = named().create(Access::Umask).unwrap();
        // What creates a file removes leftovers first; the file of a living program stays.
        let second = named().create(Access::Umask).unwrap();
        let left = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 4 + 1 + 2);
        assert!(dead.iter().all(|name| !path(name).exists()));
        assert!(others[..4].iter().all(|name| path(name).exists()));
        drop((alive, second));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 5);
    }
}
