//! Files that are written as a whole or not at all: under another name in the same folder first.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Context;

/// The bytes written at once.
const CHUNK: usize = 1 << 18;

/// Writes a file by `write`, in the place of one that is there. Where anything fails nothing is
/// left behind, and what was there stays.
///
/// # Errors
/// Where `write` fails, or the file can’t be written.
pub(super) fn whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let written = || -> io::Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = temporary().tempfile_in(folder.unwrap_or(Path::new(".")))?;
        let mut out = BufWriter::with_capacity(CHUNK, file.as_file_mut());
        write(&mut out)?;
        out.flush()?;
        drop(out);
        file.persist(path)?;
        Ok(())
    };
    written().with_context(|| format!("{} can’t be written", path.display()))
}

/// A file that others may read as far as the reader lets them read new files.
fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".gainsay-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_or_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        whole(&path, |out| out.write_all(b"one")).unwrap();
        let broken = whole(&path, |out| {
            out.write_all(b"two")?;
            Err(io::Error::other("no"))
        });
        assert!(broken.is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
