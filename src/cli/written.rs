//! Writes output files completely or not at all, and protects files that are read from being
//! overwritten.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use thiserror::Error;

use crate::config::Config;
use crate::files::{Access, Destination, ReadFiles};
use crate::input;
use crate::input::Input;
use crate::text::DisplayText;

/// The bytes that are written at a time.
const CHUNK: usize = 1 << 18;

/// Returns the named output file, or `None` for standard output, which `-` means too.
pub(super) fn named(output: Option<&PathBuf>) -> Option<&Path> {
    output.map(PathBuf::as_path).filter(|path| *path != Path::new("-"))
}

/// Returns the files that must not be overwritten: those of the inputs, the settings, and standard
/// input, from which a loop in a shell may read its list of files.
pub(super) fn read_files(inputs: &[Input], config: &Config) -> ReadFiles {
    let mut files: ReadFiles = input::paths(inputs).iter().map(PathBuf::as_path).collect();
    config.file.iter().for_each(|file| files.add_path(file));
    files.add_standard_input();
    files
}

/// Checks, before any work is done, that an output may be written: a named file, or standard
/// output. A redirection that appends to the file being read would never end.
///
/// # Errors
/// Returns an error if the output is a file that is read, by whatever name, or must not be
/// replaced.
pub(super) fn check_output(output: Option<&Path>, read: &ReadFiles) -> anyhow::Result<()> {
    let Some(path) = output else {
        if read.contain_standard_output() {
            bail!("standard output is an input file: write to another file with -o");
        }
        return Ok(());
    };
    // An error in the path is reported when the file is created.
    let Ok(destination) = Destination::of(path) else { return Ok(()) };
    if destination.is_one_of(read) {
        let shown = DisplayText::from(path);
        bail!("{shown} is an input file: name another file with -o");
    }
    match destination.existing() {
        Some(existing) if existing.is_file() => Ok(destination.check_replaceable()?),
        _ => Ok(()),
    }
}

/// Writes a file with `write`. The new content replaces the old in one step and keeps the old
/// file's permissions. If anything fails or a signal arrives, the old file stays and nothing else
/// is left. A file that is not a regular one, such as a named pipe or a device, is written to
/// directly.
///
/// # Errors
/// Returns an error if `write` fails, or the file can't be written or must not be replaced.
pub(super) fn whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let written = || -> io::Result<()> {
        let destination = Destination::of(path)?;
        if destination.existing().is_some_and(|existing| !existing.is_file()) {
            let mut out = File::options().write(true).open(destination.path())?;
            write(&mut out)?;
            return out.flush();
        }
        let mut file = destination.create(Access::Umask)?;
        let mut out = BufWriter::with_capacity(CHUNK, Interruptible::new(&mut file)?);
        write(&mut out)?;
        out.flush()?;
        drop(out);
        file.commit()
    };
    written().with_context(|| format!("writing {}", DisplayText::from(path)))
}

/// Returns a flag that the first SIGHUP, SIGINT or SIGTERM sets. A second one ends the program at
/// once.
fn interruption() -> io::Result<Arc<AtomicBool>> {
    let ended = Arc::new(AtomicBool::new(false));
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        signal_hook::flag::register_conditional_default(signal, Arc::clone(&ended))?;
        signal_hook::flag::register(signal, Arc::clone(&ended))?;
    }
    Ok(ended)
}

/// The error of a file that was not finished because of a signal.
#[derive(Debug, Error)]
#[error("interrupted; nothing was written")]
struct Interrupted;

/// Returns whether an error reports such a signal.
pub(super) fn is_interruption(error: &anyhow::Error) -> bool {
    let error = error.root_cause().downcast_ref::<io::Error>();
    error
        .and_then(io::Error::get_ref)
        .is_some_and(<dyn std::error::Error + Send + Sync>::is::<Interrupted>)
}

/// A writer that fails once a signal has arrived.
struct Interruptible<W> {
    out: W,
    ended: Arc<AtomicBool>,
}

impl<W> Interruptible<W> {
    fn new(out: W) -> io::Result<Self> {
        Ok(Self { out, ended: interruption()? })
    }
}

impl<W: Write> Write for Interruptible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.ended.load(Ordering::Relaxed) {
            return Err(io::Error::other(Interrupted));
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
