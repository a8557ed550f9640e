//! Writes exports to files, each in a thread of its own, so that a million claims don't delay any
//! key. A file appears complete at its destination or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::app::{ExportStart, Msg};
use crate::export::{Export, ExportRequest, PackedFile, To};
use crate::files::{self, Access, Destination, NewFile, ReadFiles};
use crate::input::{self, Input};
use crate::session::{Event, EventSender, ExportJob};
use crate::text;

/// The bytes that are written at a time.
const PIECE: usize = 256 << 10;
/// The interval between two checks whether an export has ended, when the user quits.
const MOMENT: Duration = Duration::from_millis(20);
/// How long a message on the screen takes to be read.
const GLANCE: Duration = Duration::from_secs(2);

#[derive(Debug, Default)]
pub(super) struct Exports {
    /// The running threads. Each returns the message about its export and the time of its end.
    running: Vec<JoinHandle<(String, Instant)>>,
    given_up: Arc<AtomicBool>,
    /// The inputs from which the claims are read, as the user named them. No export overwrites
    /// them.
    pub(super) read: Vec<Input>,
}

impl Exports {
    /// Starts an export, or returns why it can't be started. The session receives an event when it
    /// ends.
    pub(super) fn begin(&mut self, exporting: ExportJob, events: EventSender) -> Msg {
        Msg::Export(self.begun(exporting, events).err().unwrap_or(ExportStart::Begun))
    }

    fn begun(&mut self, exporting: ExportJob, events: EventSender) -> Result<(), ExportStart> {
        let name = exporting.asked.name.clone();
        let to =
            To::of_file(&name).ok_or_else(|| refused(&"its extension is not a known format"))?;
        let destination = destination(&name, exporting.asked.replace, &self.read_files())?;
        let file = destination.create(Access::Umask).map_err(|why| refused(&why))?;
        let given_up = Arc::clone(&self.given_up);
        let thread = thread::Builder::new().name("export".to_owned());
        let write = move || {
            let done = match write(&exporting, to, file, &given_up) {
                Ok((count, notes)) => {
                    let done = format!("{} → {name}", text::several(count, "claim"));
                    std::iter::once(done).chain(notes).collect::<Vec<_>>().join("; ")
                }
                Err(error) if files::is_in_place(&error) => format!("{name} is written: {error}"),
                Err(error) => format!("nothing was written to {name}: {error}"),
            };
            events.send(Event::Notice(done.clone()));
            (done, Instant::now())
        };
        self.running.retain(|running| !running.is_finished());
        self.running.push(thread.spawn(write).map_err(|why| refused(&why))?);
        Ok(())
    }

    /// Returns the files from which the claims are read, by their present identities: an editor may
    /// have replaced one since.
    fn read_files(&self) -> ReadFiles {
        let paths = input::paths(&self.read);
        let mut files: ReadFiles = paths.iter().map(PathBuf::as_path).collect();
        files.add_standard_input();
        files
    }

    /// Waits for running exports, or cancels them once `stops` returns true. Returns their
    /// messages, and those of exports that ended so recently that the user can't have read them on
    /// the screen.
    pub(super) fn end(&mut self, mut stops: impl FnMut() -> bool) -> Vec<String> {
        let mut told = Vec::new();
        let now = Instant::now();
        for running in self.running.drain(..) {
            while !running.is_finished() {
                if stops() {
                    self.given_up.store(true, Ordering::Relaxed);
                }
                thread::sleep(MOMENT);
            }
            let over = running.join().ok();
            told.extend(over.filter(|(_, at)| *at + GLANCE > now).map(|(done, _)| done));
        }
        told
    }
}

fn refused(why: &impl ToString) -> ExportStart {
    ExportStart::Refused(why.to_string())
}

/// Returns the destination that a name means, if the export may be written there.
fn destination(name: &str, replace: bool, read: &ReadFiles) -> Result<Destination, ExportStart> {
    let named = expanded(name).ok_or_else(|| refused(&"there is no home folder to put it in"))?;
    let destination = Destination::of(&named).map_err(|why| refused(&why))?;
    let Some(existing) = destination.existing() else { return Ok(destination) };
    if !existing.is_file() {
        return Err(refused(&"what is there is not a regular file"));
    }
    if destination.is_one_of(read) {
        return Err(refused(&"the claims are read from this file: choose another name"));
    }
    destination.check_replaceable().map_err(|why| refused(&why))?;
    if replace { Ok(destination) } else { Err(ExportStart::Exists) }
}

/// Expands `~/` to the user's home directory, as a shell does.
fn expanded(name: &str) -> Option<PathBuf> {
    match name.strip_prefix("~/") {
        Some(rest) => Some(std::env::home_dir()?.join(rest)),
        None => Some(PathBuf::from(name)),
    }
}

/// Writes the claims. Returns how many were written, and notes about those that weren't.
fn write(
    exporting: &ExportJob,
    to: To,
    file: NewFile,
    given_up: &AtomicBool,
) -> io::Result<(usize, Vec<String>)> {
    let stopped = || given_up.load(Ordering::Relaxed);
    let rows = exporting.rows(&stopped);
    let count = rows.len();
    let query = exporting.asked.query.clone();
    let asked = ExportRequest { query, order: exporting.order(), found: count, bom: false };
    let mut export = Export::asked(exporting.catalog(), rows, to, asked)
        .map_err(|why| io::Error::other(why.to_string()))?;
    let name = Path::new(&exporting.asked.name);
    let mut out = PackedFile::new(name, BufWriter::new(file))?;
    loop {
        if stopped() {
            return Err(io::Error::other("the export was stopped"));
        }
        let piece = export.piece(exporting.catalog(), PIECE)?;
        if piece.is_empty() {
            break;
        }
        out.write_all(&piece)?;
    }
    let file = out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.commit()?;
    Ok((count.saturating_sub(export.omitted().1), export.notes()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn named(folder: &Path, name: &str, replace: bool) -> Result<Destination, ExportStart> {
        destination(folder.join(name).to_str().unwrap(), replace, &ReadFiles::default())
    }

    #[test]
    fn a_file_is_replaced_only_if_that_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join("a.md"), "before").unwrap();
        std::os::unix::fs::symlink("a.md", folder.join("link.md")).unwrap();
        assert_eq!(named(folder, "a.md", false).unwrap_err(), ExportStart::Exists);
        assert_eq!(named(folder, "link.md", false).unwrap_err(), ExportStart::Exists);
        assert!(named(folder, "link.md", true).is_ok());
        assert!(named(folder, "new.md", false).is_ok());
    }

    #[test]
    fn a_file_that_is_read_is_never_a_destination() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "before").unwrap();
        fs::hard_link(&path, folder.path().join("hard.json")).unwrap();
        let read: ReadFiles = std::iter::once(path.as_path()).collect();
        let hard = folder.path().join("hard.json");
        assert_eq!(
            destination(hard.to_str().unwrap(), true, &read).unwrap_err(),
            ExportStart::Refused(
                "the claims are read from this file: choose another name".to_owned()
            )
        );
    }

    #[test]
    fn what_is_not_a_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sub.md")).unwrap();
        let why = named(folder.path(), "sub.md", true).unwrap_err();
        assert_eq!(why, ExportStart::Refused("what is there is not a regular file".to_owned()));
        let device = destination("/dev/null", true, &ReadFiles::default());
        assert!(matches!(device, Err(ExportStart::Refused(_))));
        let lost = named(folder.path(), "none/a.md", false).unwrap();
        assert!(lost.create(Access::Umask).is_err());
        assert_eq!(expanded("~/a.md"), std::env::home_dir().map(|home| home.join("a.md")));
        assert_eq!(expanded("~a.md"), Some(PathBuf::from("~a.md")));
    }
}
