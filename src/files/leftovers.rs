//! Removes temporary files that programs left behind when they died.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

use super::id::FileId;

/// The beginning of the name of every temporary file of this program.
pub(super) const PREFIX: &str = ".gainsay-tmp-";
/// The number of random letters and digits after [`PREFIX`].
pub(super) const RANDOM: usize = 12;

/// The beginning of the names of temporary files in the cache folder in early versions.
const OLD_PREFIX: &str = ".index";
/// The number of random letters and digits after [`OLD_PREFIX`].
const OLD_RANDOM: usize = 6;

/// Removes the temporary files in a folder whose programs have died. A program that writes holds a
/// lock on its file, so a file that can be locked is a leftover. Files of other users, files with
/// other names and files that can't be removed stay.
pub(crate) fn remove_leftovers(folder: &Path) {
    remove(folder, is_temporary);
}

/// Removes the temporary files in the cache folder like [`remove_leftovers`], and those with the
/// names of early versions too: the cache folder holds nothing of the user's.
pub(crate) fn remove_leftovers_of_cache(folder: &Path) {
    remove(folder, |name| is_temporary(name) || has_random(name, OLD_PREFIX, OLD_RANDOM));
}

fn remove(folder: &Path, is_ours: impl Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if is_ours(&entry.file_name().to_string_lossy()) {
            remove_if_unused(&entry.path());
        }
    }
}

fn is_temporary(name: &str) -> bool {
    has_random(name, PREFIX, RANDOM)
}

/// Returns whether a name consists of a prefix and `random` letters and digits.
fn has_random(name: &str, prefix: &str, random: usize) -> bool {
    name.strip_prefix(prefix).is_some_and(|rest| {
        rest.len() == random && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Removes a temporary file that no program has locked.
fn remove_if_unused(path: &Path) {
    // Don't follow links, and don't wait for the other end of a named pipe.
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let Ok(file) = File::options().read(true).custom_flags(flags).open(path) else { return };
    let Ok(metadata) = file.metadata() else { return };
    let ours = metadata.is_file() && metadata.uid() == rustix::process::geteuid().as_raw();
    if !ours || file.try_lock().is_err() {
        return;
    }
    // The name may have passed to another file before this one was locked.
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
        let dead = ".gainsay-tmp-abcdefABCDEF";
        let old = ".indexAbC123";
        let others =
            [".gainsay-tmp-notes", ".gainsay-backup", ".gainsay-config", ".index", "a.index"];
        for name in others.iter().chain([&dead, &old]) {
            fs::write(path(name), "text").unwrap();
        }
        fs::create_dir(path(".gainsay-tmp-folder123456")).unwrap();
        let named = || Destination::of(&path("new")).unwrap();
        let alive = named().create(Access::Umask).unwrap();
        // `create` removes leftovers first; the file of a living program stays.
        let second = named().create(Access::Umask).unwrap();
        assert!(!path(dead).exists() && path(old).exists());
        assert!(others.iter().all(|name| path(name).exists()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), others.len() + 1 + 1 + 2);
        drop((alive, second));
        remove_leftovers_of_cache(folder.path());
        assert!(!path(old).exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), others.len() + 1);
    }
}
