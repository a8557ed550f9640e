//! A file that appears complete at its destination or not at all.

use std::fs::{self, File, Permissions};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::Path;

use tempfile::NamedTempFile;
use thiserror::Error;

use super::destination::Destination;
use super::id::FileId;
use super::leftovers;
use crate::text::DisplayText;

/// How often a temporary file is created again if other programs remove it.
const TRIES: usize = 8;

/// Who may read a new file that replaces none. A file that is replaced keeps its permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Every user that the umask allows.
    Umask,
    /// Only the file's owner.
    Owner,
}

impl Access {
    fn mode(self) -> u32 {
        match self {
            Self::Umask => 0o666,
            Self::Owner => 0o600,
        }
    }
}

/// A file under a temporary name beside its destination. Dropping it before
/// [`commit`](Self::commit) removes it and leaves the destination as it was.
#[derive(Debug)]
pub(crate) struct NewFile {
    file: NamedTempFile,
    destination: Destination,
}

impl NewFile {
    /// Creates the temporary file with the permissions of the final file, and locks it. The system
    /// releases the lock when the program dies, so the lock distinguishes a file in use from a
    /// leftover.
    pub(super) fn create(destination: Destination, access: Access) -> io::Result<Self> {
        let folder = destination.folder();
        for _ in 0..TRIES {
            let mut new = tempfile::Builder::new();
            new.prefix(leftovers::PREFIX).rand_bytes(leftovers::RANDOM);
            new.permissions(Permissions::from_mode(access.mode()));
            let file = new.tempfile_in(folder).map_err(|error| without_name(error, folder))?;
            // A file system without locks refuses. Leftovers then stay, which does no harm.
            let _ = file.as_file().lock();
            // Another program may have removed it as a leftover before it was locked.
            if is_named(&file)? {
                let new = Self { file, destination };
                new.adopt_permissions()?;
                return Ok(new);
            }
        }
        Err(io::Error::other("the temporary file keeps disappearing"))
    }

    /// Flushes the file to the disk and gives it the destination's name in one step. If no file
    /// existed when the [`Destination`] was looked at, a file that another program has created
    /// there since is kept, and this fails.
    ///
    /// # Errors
    /// If the file can't be flushed or renamed: then the destination is as it was, and the
    /// temporary file is gone. If only the folder can't be flushed, the new content is in place but
    /// may be lost if the power fails.
    pub(crate) fn commit(self) -> io::Result<()> {
        let Self { file, destination } = self;
        let (file, temporary) = file.into_parts();
        file.sync_all()?;
        let path = destination.path();
        let moved = match destination.existing() {
            Some(_) => fs::rename(&temporary, path).map(|()| true),
            None => put_without_replacing(&temporary, path),
        };
        if moved? {
            // The temporary name no longer exists, so the handle must not remove it when it is
            // dropped.
            temporary.keep()?;
        }
        sync_folder(destination.folder())
    }

    /// Gives the temporary file the permissions of the file that it replaces, and its group if the
    /// system allows that.
    fn adopt_permissions(&self) -> io::Result<()> {
        let Some(existing) = self.destination.existing() else { return Ok(()) };
        let mut mode = existing.permissions().mode();
        let file = self.file.as_file();
        if file.metadata()?.gid() != existing.gid()
            && fchown(file, None, Some(existing.gid())).is_err()
        {
            // The rights of the old group must not go to another one.
            mode &= !0o070;
        }
        file.set_permissions(Permissions::from_mode(mode))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

impl Seek for NewFile {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.as_file_mut().seek(position)
    }
}

/// Returns whether a temporary file's name still names it.
fn is_named(file: &NamedTempFile) -> io::Result<bool> {
    let id = FileId::of(&file.as_file().metadata()?);
    match fs::symlink_metadata(file.path()) {
        Ok(there) => Ok(FileId::of(&there) == id),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Gives a file a name that must not exist yet, and returns whether the old name is gone. A hard
/// link never replaces a file. On a file system without hard links this checks and renames, and
/// another program may create the file in between.
fn put_without_replacing(temporary: &Path, path: &Path) -> io::Result<bool> {
    match fs::hard_link(temporary, path) {
        Ok(()) => Ok(false),
        Err(error) if fs::symlink_metadata(path).is_ok() => {
            Err(io::Error::new(io::ErrorKind::AlreadyExists, error))
        }
        Err(_) => fs::rename(temporary, path).map(|()| true),
    }
}

/// Flushes a folder. Without that a rename may be lost if the power fails.
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some file systems can't flush a folder.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        Err(error) => Err(io::Error::new(error.kind(), NotDurable(error))),
        Ok(()) => Ok(()),
    }
}

/// The error of a new file that is in place, but whose folder could not be flushed.
#[derive(Debug, Error)]
#[error("it is complete, but a power failure may undo that: {0}")]
struct NotDurable(io::Error);

/// Returns whether an error of [`NewFile::commit`] leaves the new content in place.
pub(crate) fn is_in_place(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<NotDurable>)
}

/// Returns an error of creating a temporary file without the temporary name in its text.
fn without_name(error: io::Error, folder: &Path) -> io::Error {
    if error.kind() == io::ErrorKind::NotFound {
        let words = format!("there is no folder {}", DisplayText::from(folder));
        return io::Error::new(error.kind(), words);
    }
    let kind = error.kind();
    let inner = error.into_inner();
    let inner = inner.as_ref().and_then(|inner| inner.source());
    let code = inner.and_then(|inner| inner.downcast_ref::<io::Error>()?.raw_os_error());
    code.map_or_else(|| io::Error::from(kind), io::Error::from_raw_os_error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::ReadFiles;

    fn new(path: &Path, text: &str) -> io::Result<NewFile> {
        let mut file = Destination::of(path)?.create(Access::Umask)?;
        file.write_all(text.as_bytes())?;
        Ok(file)
    }

    #[test]
    fn a_file_is_replaced_in_one_step_and_keeps_its_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("link"));
        fs::write(&path, "before").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("a", &link).unwrap();
        let file = new(&link, "after").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "before");
        file.commit().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "after");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        drop(new(&path, "never").unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "after");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_that_another_program_put_there_meanwhile_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let file = new(&path, "ours").unwrap();
        fs::write(&path, "theirs").unwrap();
        assert_eq!(file.commit().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_link_to_nothing_gets_what_it_leads_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::os::unix::fs::symlink("two", path("one")).unwrap();
        std::os::unix::fs::symlink(path("three"), path("two")).unwrap();
        new(&path("one"), "text").unwrap().commit().unwrap();
        assert_eq!(fs::read_to_string(path("three")).unwrap(), "text");
        std::os::unix::fs::symlink("circle", path("circle")).unwrap();
        assert!(Destination::of(&path("circle")).is_err());
    }

    #[test]
    fn a_write_protected_file_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "mine").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
        let refused = new(&path, "other").unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        assert!(refused.to_string().contains("a.md is write-protected"), "{refused}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    }

    #[test]
    fn a_file_for_its_owner_alone_is_so_from_the_beginning() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let file = Destination::of(&path).unwrap().create(Access::Owner).unwrap();
        assert_eq!(file.file.as_file().metadata().unwrap().mode() & 0o777, 0o600);
        file.commit().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        let read: ReadFiles = std::iter::once(path.as_path()).collect();
        assert!(Destination::of(&path).unwrap().is_one_of(&read));
    }
}
