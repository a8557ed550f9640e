//! Runs a command a second time if a record no longer is what it was when its file was read: the
//! index may be wrong, or the file may have changed since.

use std::cell::Cell;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, anyhow};

use crate::catalog;
use crate::catalog::Catalog;
use crate::config::Config;
use crate::input::Cache;
use crate::loader::ReadableInputs;
use crate::search::Corpus;

use super::{import_bar, inputs, open, print, written};

/// The most bytes that are held back until it is known that they are right.
const HELD_BACK: usize = 1 << 20;

/// The message if a command can't be run again.
const INCOMPLETE: &str =
    "a record changed while it was read, so the output is incomplete: run the command again";

/// One run of a command over its datasets.
#[derive(Debug, Default)]
pub(super) struct Attempt {
    is_last: bool,
    /// Whether output was written that can't be taken back.
    begun: Cell<bool>,
}

impl Attempt {
    /// Writes what `write` makes of a catalog to standard output, and returns the exit code 0. The
    /// first MiB is held back. It is written if every record was as expected, or in the last
    /// attempt.
    ///
    /// # Errors
    /// Returns an error if `write` fails, standard output can't be written to, or another attempt
    /// is needed.
    pub(super) fn out(
        &self,
        catalog: &Catalog,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<u8> {
        print::out(|out| {
            let mut held = HeldBack { out, bytes: Vec::new(), begun: &self.begun };
            let written = write(&mut held);
            if catalog.is_outdated() && !self.is_last && !self.begun.get() {
                return Err(io::Error::other(INCOMPLETE));
            }
            held.release()?;
            written
        })
    }

    /// Records that output goes where it can't be taken back.
    pub(super) fn begin(&self) {
        self.begun.set(true);
    }
}

/// A writer that holds bytes back until there are more than [`HELD_BACK`].
struct HeldBack<'o> {
    out: &'o mut dyn Write,
    bytes: Vec<u8>,
    begun: &'o Cell<bool>,
}

impl HeldBack<'_> {
    fn release(&mut self) -> io::Result<()> {
        self.begun.set(true);
        self.out.write_all(&std::mem::take(&mut self.bytes))
    }
}

impl Write for HeldBack<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.begun.get() {
            return self.out.write(bytes);
        }
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() > HELD_BACK {
            self.release()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.begun.get() { self.out.flush() } else { Ok(()) }
    }
}

/// Refuses to write to standard output if that is a file that is read.
///
/// # Errors
/// Returns an error in that case.
pub(super) fn check_standard_output(named: &[PathBuf], config: &Config) -> anyhow::Result<()> {
    written::check_output(None, &written::read_files(&inputs(named, config)?, config))
}

/// Opens datasets and runs a command over them. If a record no longer is what it was, this removes
/// the index, reads the files again and runs the command a second time.
///
/// # Errors
/// Returns an error if the datasets can't be opened, the command fails, or records changed in both
/// runs.
pub(super) fn run(
    named: &[PathBuf],
    config: &Config,
    cache: &Cache,
    command: impl Fn(&Arc<Corpus>, &Attempt) -> anyhow::Result<u8>,
) -> anyhow::Result<u8> {
    let inputs = inputs(named, config)?;
    let readable = ReadableInputs::of(&inputs, cache, import_bar::show)?;
    // Inputs that could be read only once are read from the spool from now on.
    let inputs = readable.again(inputs);
    let (first, corpus) = (Attempt::default(), Arc::new(Corpus::new(open(readable, cache)?)));
    let done = command(&corpus, &first);
    if !corpus.catalog().is_outdated() || done.as_ref().is_err_and(written::is_interruption) {
        return done;
    }
    if first.begun.get() {
        catalog::discard_index(&inputs, cache);
        return done.and(Err(anyhow!(INCOMPLETE))).context(INCOMPLETE);
    }
    drop(corpus);
    print::say("a record changed while it was read: reading the files again");
    let cache = cache.distrusting();
    let corpus = Arc::new(Corpus::new(open(
        ReadableInputs::of(&inputs, &cache, import_bar::show)?,
        &cache,
    )?));
    let done = command(&corpus, &Attempt { is_last: true, ..Attempt::default() });
    if corpus.catalog().is_outdated() {
        return done.and(Err(anyhow!(INCOMPLETE)));
    }
    done
}
