//! The identity of files: two paths, links or descriptors may name one file.

use std::collections::HashSet;
use std::fs::{self, File, Metadata};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The device and the inode of a file: equal for every path, symbolic link, hard link and
/// descriptor of the same file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    /// Returns the identity of the file that the metadata describes.
    pub(crate) fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), inode: metadata.ino() }
    }

    /// Returns the identity of the file that a path names, with symbolic links followed.
    pub(crate) fn of_path(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|metadata| Self::of(&metadata))
    }
}

/// The identities of the files that the program reads from, which it must not write over.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReadFiles(HashSet<FileId>);

impl ReadFiles {
    /// Adds the file that a path names. A path that names nothing adds nothing: there is no
    /// file to protect.
    pub(crate) fn add_path(&mut self, path: &Path) {
        self.0.extend(FileId::of_path(path));
    }

    /// Adds standard input, if it is a regular file. Devices and terminals are read from and
    /// written to at once without harm.
    pub(crate) fn add_standard_input(&mut self) {
        self.0.extend(regular(&io::stdin()));
    }

    pub(crate) fn contains(&self, id: FileId) -> bool {
        self.0.contains(&id)
    }

    /// Returns whether standard output is one of these files, as in `gainsay … FILE >> FILE`.
    pub(crate) fn contain_standard_output(&self) -> bool {
        regular(&io::stdout()).is_some_and(|id| self.contains(id))
    }
}

impl<'p> FromIterator<&'p Path> for ReadFiles {
    fn from_iter<T: IntoIterator<Item = &'p Path>>(paths: T) -> Self {
        let mut files = Self::default();
        paths.into_iter().for_each(|path| files.add_path(path));
        files
    }
}

/// Returns the identity of a descriptor's file if that is a regular file.
fn regular(descriptor: &impl AsFd) -> Option<FileId> {
    let file = File::from(descriptor.as_fd().try_clone_to_owned().ok()?);
    let metadata = file.metadata().ok()?;
    metadata.is_file().then(|| FileId::of(&metadata))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_a_file_has_the_same_identity() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a"), "text").unwrap();
        fs::write(path("b"), "text").unwrap();
        fs::hard_link(path("a"), path("hard")).unwrap();
        std::os::unix::fs::symlink("a", path("soft")).unwrap();
        let id = FileId::of_path(&path("a")).unwrap();
        assert_eq!(FileId::of_path(&path("hard")).unwrap(), id);
        assert_eq!(FileId::of_path(&path("soft")).unwrap(), id);
        assert_eq!(regular(&File::open(path("a")).unwrap()), Some(id));
        assert_ne!(FileId::of_path(&path("b")).unwrap(), id);
        let read: ReadFiles =
            [path("hard").as_path(), path("none").as_path()].into_iter().collect();
        assert!(read.contains(id));
        assert!(!read.contains(FileId::of_path(&path("b")).unwrap()));
    }
}
