//! Opens regular files without ever waiting: a pipe, a socket or a device that has replaced a file
//! is refused. The module `input` reads a pipe that the user names when the program starts.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

/// The error message for a file that isn't a regular one.
const REFUSED: &str =
    "this is not a regular file; pipes and devices are read only if named on the command line";

/// Opens a regular file for reading and never waits for a peer.
///
/// # Errors
/// If the path leads to anything but a regular file, or can't be opened.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    // Some devices act when they are opened, so the type is checked before; and again after, since
    // another file may have taken the place in the meantime.
    refuse_others(&fs::metadata(path)?)?;
    let file = open_at_once(path)?;
    refuse_others(&file.metadata()?)?;
    Ok(file)
}

/// Reads a small regular file as a whole.
///
/// # Errors
/// As for [`open_regular`], and if the file has more than `limit` bytes.
pub(crate) fn read_regular(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("this file is larger than {limit} bytes"),
        ));
    }
    Ok(bytes)
}

fn refuse_others(found: &Metadata) -> io::Result<()> {
    if found.is_file() {
        return Ok(());
    }
    if found.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, REFUSED))
}

/// Opens a file without waiting. Without `O_NONBLOCK`, opening a pipe that has no writer never
/// returns.
fn open_at_once(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    Ok(File::from(open(path, flags, Mode::empty())?))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    #[test]
    fn only_regular_files_are_opened_and_nothing_waits() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("file"), "text").unwrap();
        symlink(path("file"), path("link")).unwrap();
        mknodat(CWD, path("pipe"), FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
        symlink(path("pipe"), path("link to a pipe")).unwrap();
        let _socket = UnixListener::bind(path("socket")).unwrap();
        for good in ["file", "link"] {
            assert_eq!(read_regular(&path(good), 4).unwrap(), b"text");
        }
        for bad in ["pipe", "link to a pipe", "socket"] {
            let error = open_regular(&path(bad)).unwrap_err();
            assert!(error.to_string().contains("not a regular file"), "{bad}: {error}");
        }
        assert!(open_regular(Path::new("/dev/zero")).is_err());
        assert_eq!(open_regular(folder.path()).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        assert_eq!(open_regular(&path("none")).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(read_regular(&path("file"), 3).unwrap_err().to_string().contains("larger than 3"));
    }
}
