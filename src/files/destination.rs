//! The place where a new file is going to appear.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::id::{FileId, ReadFiles};
use super::new_file::{Access, NewFile};
use crate::text::DisplayText;

/// The most symbolic links that are followed, as on Linux.
const LINKS: usize = 40;

/// The place where a new file is going to appear: a path with its links followed, and the file that
/// exists there now.
#[derive(Debug)]
pub(crate) struct Destination {
    path: PathBuf,
    existing: Option<Metadata>,
}

impl Destination {
    /// Looks at the place that a path names. If the path is a symbolic link, the destination is the
    /// link's target, whether or not that exists yet.
    ///
    /// # Errors
    /// If the links form a circle, or the metadata of the existing file can't be read.
    pub(crate) fn of(named: &Path) -> io::Result<Self> {
        match fs::metadata(named) {
            Ok(existing) => {
                // The other end of a pipe, as /dev/stdout may be, has no path of its own.
                let has_path = existing.is_file();
                let path = if has_path { fs::canonicalize(named)? } else { named.to_owned() };
                Ok(Self { path, existing: Some(existing) })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok(Self { path: follow(named)?, existing: None })
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the path with links followed.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the metadata of the file that exists there now.
    pub(crate) fn existing(&self) -> Option<&Metadata> {
        self.existing.as_ref()
    }

    /// Returns whether a new file here would replace one of `files`.
    pub(crate) fn is_one_of(&self, files: &ReadFiles) -> bool {
        self.existing.as_ref().is_some_and(|existing| files.contains(FileId::of(existing)))
    }

    /// Creates a temporary file beside the destination, to be written and then
    /// [committed](NewFile::commit). Removes the temporary files that programs left in this folder
    /// when they died.
    ///
    /// # Errors
    /// If the existing file must not be replaced (see
    /// [`check_replaceable`](Self::check_replaceable)), or no file can be created in the folder.
    pub(crate) fn create(self, access: Access) -> io::Result<NewFile> {
        self.check_replaceable()?;
        super::remove_leftovers(self.folder());
        NewFile::create(self, access)
    }

    /// Checks that the user may replace the existing file. A rename needs rights to the folder
    /// only, so that without this check a write-protected file, or a file of another user in a
    /// shared folder, would be replaced.
    ///
    /// # Errors
    /// If the destination is not a regular file, is write-protected, or belongs to another user.
    pub(crate) fn check_replaceable(&self) -> io::Result<()> {
        let Some(existing) = &self.existing else { return Ok(()) };
        let shown = DisplayText::from(self.path.as_path());
        let refused = |why: String| Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
        if !existing.is_file() {
            return refused(format!("{shown} is not a regular file: choose another name"));
        }
        if existing.uid() != rustix::process::geteuid().as_raw() {
            return refused(format!("{shown} belongs to another user: choose another name"));
        }
        if existing.permissions().mode() & 0o200 == 0 {
            return refused(format!(
                "{shown} is write-protected: choose another name, or allow writing with chmod u+w"
            ));
        }
        Ok(())
    }

    pub(super) fn folder(&self) -> &Path {
        folder_of(&self.path)
    }
}

/// Returns the folder of the file that a path names. For a bare file name that is the working
/// folder.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Follows symbolic links, including those to a file that does not exist yet.
fn follow(named: &Path) -> io::Result<PathBuf> {
    let mut path = named.to_owned();
    for _ in 0..LINKS {
        let Ok(to) = fs::read_link(&path) else { return Ok(path) };
        path = path.parent().map_or_else(|| to.clone(), |folder| folder.join(&to));
    }
    Err(io::Error::other("too many symbolic links"))
}
