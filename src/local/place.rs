//! Files that come into their place whole, or not at all: they are written under another name in
//! the same folder first. Knows nothing of what is written.

use std::fs::{self, Metadata, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Where a file is to stand.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    before: Option<Metadata>,
}

impl Place {
    /// The place of that name. What a link leads to is meant, not the link.
    ///
    /// # Errors
    /// Where it can’t be told what stands there.
    pub fn of(named: &Path) -> io::Result<Self> {
        let path = fs::canonicalize(named).or_else(|_| leading(named));
        let path = path.unwrap_or_else(|_| named.to_owned());
        let before = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            before => Some(before?),
        };
        Ok(Self { path, before })
    }

    /// Its path, links followed.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether what stands there is the file of that path.
    #[must_use]
    pub fn is_of(&self, path: &Path) -> bool {
        self.before.is_some() && fs::canonicalize(path).is_ok_and(|path| path == self.path)
    }

    /// What stands there now.
    #[must_use]
    pub fn before(&self) -> Option<&Metadata> {
        self.before.as_ref()
    }

    /// A new file beside it, with the rights that it is to have: those of what stands there, else
    /// what the reader lets new files have.
    ///
    /// # Errors
    /// Where the folder takes no file.
    pub fn file(&self) -> io::Result<NamedTempFile> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let mut new = tempfile::Builder::new();
        new.prefix(".gainsay-").permissions(Permissions::from_mode(0o666));
        // The other name is nobody’s business.
        let file = new.tempfile_in(folder).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                io::Error::new(error.kind(), format!("there is no folder {}", folder.display()))
            }
            kind => io::Error::from(kind),
        })?;
        if let Some(before) = &self.before {
            file.as_file().set_permissions(before.permissions())?;
        }
        Ok(file)
    }

    /// Puts the file there. Somebody else’s that came meanwhile stays.
    ///
    /// # Errors
    /// Where that can’t be done.
    pub fn put(&self, file: NamedTempFile) -> io::Result<()> {
        let put = match self.before {
            Some(_) => file.persist(&self.path),
            None => file.persist_noclobber(&self.path),
        };
        put.map(drop).map_err(|error| error.error)
    }
}

/// Where a link leads that leads to nothing yet.
fn leading(link: &Path) -> io::Result<PathBuf> {
    let to = fs::read_link(link)?;
    Ok(link.parent().map_or_else(|| to.clone(), |folder| folder.join(&to)))
}
