//! Files that are written as a whole or not at all: under another name in the same folder first.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::local::Place;

/// The bytes written at once.
const CHUNK: usize = 1 << 18;

/// The file that was named; none for standard output, which `-` is too.
pub(super) fn named(output: Option<&PathBuf>) -> Option<&Path> {
    output.map(PathBuf::as_path).filter(|path| *path != Path::new("-"))
}

/// Refuses to write over a file that is read.
///
/// # Errors
/// Where `out` is one of these files.
pub(super) fn spares<'p>(
    out: &Path,
    mut read: impl Iterator<Item = &'p Path>,
) -> anyhow::Result<()> {
    let Ok(place) = out.canonicalize() else { return Ok(()) };
    match read.find(|file| file.canonicalize().is_ok_and(|file| file == place)) {
        Some(_) => bail!("{} would be written over: name another -o", out.display()),
        None => Ok(()),
    }
}

/// Writes a file by `write`, in the place of one that is there and with its rights. Where anything
/// fails or a signal comes nothing is left behind, and what was there stays. What is no file, as a
/// named pipe or a device, is written to as it is.
///
/// # Errors
/// Where `write` fails, or the file can’t be written.
pub(super) fn whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let written = || -> io::Result<()> {
        let place = Place::of(path)?;
        if place.before().is_some_and(|there| !there.is_file()) {
            let mut out = File::options().write(true).open(place.path())?;
            write(&mut out)?;
            return out.flush();
        }
        let mut file = place.file()?;
        let out = Interruptible { out: file.as_file_mut(), ended: interruption()? };
        let mut out = BufWriter::with_capacity(CHUNK, out);
        write(&mut out)?;
        out.flush()?;
        drop(out);
        place.put(file)
    };
    written().with_context(|| format!("{} can’t be written", path.display()))
}

/// Set once a signal came that ends programs; a second one ends it at once.
fn interruption() -> io::Result<Arc<AtomicBool>> {
    let ended = Arc::new(AtomicBool::new(false));
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        signal_hook::flag::register_conditional_default(signal, Arc::clone(&ended))?;
        signal_hook::flag::register(signal, Arc::clone(&ended))?;
    }
    Ok(ended)
}

/// Takes bytes until a signal comes.
struct Interruptible<W> {
    out: W,
    ended: Arc<AtomicBool>,
}

impl<W: Write> Write for Interruptible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.ended.load(Ordering::Relaxed) {
            return Err(io::Error::other("interrupted, and nothing was written"));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
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

    #[test]
    fn a_link_leads_to_what_is_written_and_a_device_is_written_to() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("out"), folder.path().join("link"));
        std::fs::write(&path, "before").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        symlink("out", &link).unwrap();
        whole(&link, |out| out.write_all(b"after")).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"after");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        whole(Path::new("/dev/null"), |out| out.write_all(b"gone")).unwrap();
        let none = whole(&folder.path().join("none/out"), |_| Ok(())).unwrap_err();
        assert!(format!("{none:#}").contains("there is no folder"), "{none:#}");
    }
}
