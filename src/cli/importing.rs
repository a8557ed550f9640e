//! Opens datasets and imports those of other formats, with a progress bar on standard error if that
//! is a terminal.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::catalog;
use crate::catalog::Catalog;
use crate::import::{self, Broken, Columns, ImportRequest, ImportSummary};
use crate::input::Cache;
use crate::input::{Diagnostic, Input, not_kept};
use crate::text::{several, thousands};

/// How often per second the bar is drawn at most.
const RATE: u8 = 8;

/// The progress of an import. Clones share it.
#[derive(Clone)]
pub(super) struct Importing {
    bar: ProgressBar,
    read: Arc<Mutex<BytesRead>>,
}

/// The bytes that were read of all files.
#[derive(Default)]
struct BytesRead {
    /// The counters of the files that are being read.
    open: Vec<Arc<AtomicU64>>,
    /// The bytes of the files that were read completely.
    before: u64,
}

impl BytesRead {
    fn sum(&mut self) -> u64 {
        // A closed file has dropped its counter, so that of very many files only a few counters are
        // kept.
        let closed = self.open.extract_if(.., |tally| Arc::strong_count(tally) == 1);
        self.before += closed.map(|tally| tally.load(Ordering::Relaxed)).sum::<u64>();
        self.before + self.open.iter().map(|tally| tally.load(Ordering::Relaxed)).sum::<u64>()
    }
}

impl Importing {
    pub(super) fn begin(inputs: &[Input]) -> Self {
        Self { bar: bar(inputs), read: Arc::default() }
    }

    /// Adds the counter of a file whose reading begins.
    pub(super) fn file(&self, tally: Arc<AtomicU64>) {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).open.push(tally);
    }

    /// Shows the progress. A signal may end the program at this stage: nothing has been written
    /// yet.
    pub(super) fn look(&self, records: usize) {
        self.bar.set_position(self.read.lock().unwrap_or_else(PoisonError::into_inner).sum());
        self.bar.set_message(format!("{} records", thousands(records)));
    }

    /// Removes the bar from the screen.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// Returns a bar over the bytes of all files, or a spinner if their length is unknown. It is drawn
/// on standard error if that is a terminal, and otherwise not at all.
fn bar(inputs: &[Input]) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(RATE);
    let length: Option<u64> = inputs.iter().map(Input::length).sum();
    let template = match length {
        Some(_) => "{bar:24} {percent:>3}% · {msg} · {eta} left",
        None => "{spinner} {bytes} · {msg}",
    };
    let bar = ProgressBar::with_draw_target(length, target);
    // The templates are constant and valid. If one weren't, indicatif's default style would do.
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Datasets in this program's format: those of other formats have been imported.
pub(super) struct ReadableInputs {
    /// The inputs to read.
    pub(super) inputs: Vec<Input>,
    /// A summary of the import, if there was one.
    pub(super) note: Option<String>,
}

/// Opens datasets after importing those of other formats. Also returns a message for the user, if
/// there is any.
///
/// # Errors
/// Returns the [`Diagnostic`] if they can’t be opened.
pub(super) fn open(
    inputs: &[Input],
    cache: &Cache,
) -> Result<(Catalog, Option<String>), Diagnostic> {
    open_readable(readable(inputs, cache)?, cache)
}

/// Opens datasets of which the foreign ones were imported.
///
/// # Errors
/// Returns the [`Diagnostic`] if they can’t be opened.
pub(super) fn open_readable(
    readable: ReadableInputs,
    cache: &Cache,
) -> Result<(Catalog, Option<String>), Diagnostic> {
    let catalog = catalog::open(&readable.inputs, cache)?;
    let note = notes(readable.note, &catalog);
    Ok((catalog, note))
}

/// Joins the messages about an import and about a catalog into one line.
pub(super) fn notes(of_import: Option<String>, catalog: &Catalog) -> Option<String> {
    let of_catalog = catalog.note().map(str::to_owned);
    let notes: Vec<String> = of_import.into_iter().chain(of_catalog).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// Opens datasets while `go_on`, which is called whenever reading makes progress, returns
/// `Continue`.
///
/// # Errors
/// Returns the [`Diagnostic`] if they can’t be opened, or if `go_on` returns `Break`.
#[cfg(feature = "server")]
pub(super) fn open_while(
    inputs: &[Input],
    cache: &Cache,
    go_on: impl Fn() -> ControlFlow<()>,
) -> Result<Catalog, Diagnostic> {
    let readable = readable_while(inputs, cache, &go_on)?;
    let broken_off = || Diagnostic::error("-", "reading was cancelled");
    let catalog = catalog::open_while(&readable.inputs, cache, &go_on)?;
    // Writing an index may have taken longer than the caller was willing to wait.
    catalog.filter(|_| go_on().is_continue()).ok_or_else(broken_off)
}

/// Imports the inputs of other formats, all into one dataset, and leaves the others as they are.
///
/// # Errors
/// Returns the first [`Diagnostic`] if nothing can be imported from them.
pub(super) fn readable(inputs: &[Input], cache: &Cache) -> Result<ReadableInputs, Diagnostic> {
    readable_while(inputs, cache, &|| ControlFlow::Continue(()))
}

fn readable_while(
    inputs: &[Input],
    cache: &Cache,
    go_on: &dyn Fn() -> ControlFlow<()>,
) -> Result<ReadableInputs, Diagnostic> {
    let (foreign, mut ours): (Vec<Input>, Vec<Input>) =
        inputs.iter().cloned().partition(import::is_foreign);
    if foreign.is_empty() {
        return Ok(ReadableInputs { inputs: ours, note: None });
    }
    let request = ImportRequest {
        inputs: &foreign,
        format: None,
        columns: Columns::default(),
        broken: Broken::LeaveOut,
        id: None,
        title: None,
    };
    let importing = Importing::begin(&foreign);
    let (begun, watched) = (importing.clone(), importing.clone());
    let imported =
        import::import(&request, cache, &mut |_, tally| begun.file(tally), &mut |records| {
            watched.look(records);
            go_on()
        });
    importing.end();
    let nothing = || Diagnostic::error("-", "nothing to import");
    let imported =
        imported.map_err(|refusal| refusal.problems.into_iter().next().unwrap_or_else(nothing))?;
    let name = imported.name.clone();
    let folder = cache.temporary();
    let fault = |error: io::Error| not_kept(&name, "the import", &folder, &error);
    let (input, summary) = imported.into_input().map_err(fault)?;
    ours.push(input);
    Ok(ReadableInputs { inputs: ours, note: Some(note(&summary)) })
}

/// Returns what a user should know of an import, in one line.
fn note(summary: &ImportSummary) -> String {
    let mut note = format!("imported: {}", summary.line());
    if summary.left_out > 0 {
        let count = thousands(summary.left_out);
        note = format!("{note} · {count} left out; gainsay import says why");
    }
    if !summary.guessed.is_empty() {
        let assumptions = several(summary.guessed.len(), "assumption");
        note = format!("{note} · {assumptions}; gainsay import lists them");
    }
    note
}

/// Returns whether an input can be read only once.
fn is_once(input: &Input) -> bool {
    matches!(input, Input::Pipe(_))
}

impl ReadableInputs {
    /// Returns the inputs to read when the files have changed. Foreign ones are imported again,
    /// unless one of the inputs can be read only once.
    pub(super) fn again(&self, inputs: Vec<Input>) -> Vec<Input> {
        if self.note.is_some() && inputs.iter().any(is_once) { self.inputs.clone() } else { inputs }
    }
}
