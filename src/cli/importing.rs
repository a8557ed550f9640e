//! An import under way: how far it is, shown on standard error where that is a terminal. Also files
//! of other formats among the datasets that are opened.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::dataset::{self, Cache, Catalog, Input, Problem, Spool, not_kept};
use crate::formats::{self, Broken, Columns, Request};
use crate::text::thousands;

/// How often a second the bar is drawn at most.
const RATE: u8 = 8;

/// An import under way. Copies share it.
#[derive(Clone)]
pub(super) struct Importing {
    bar: ProgressBar,
    read: Arc<Mutex<BytesRead>>,
}

/// The bytes that were read of all files.
#[derive(Default)]
struct BytesRead {
    /// What counts those of the files that are being read.
    open: Vec<Arc<AtomicU64>>,
    /// Those of the files before, which nobody counts any more.
    before: u64,
}

impl BytesRead {
    fn sum(&mut self) -> u64 {
        // A file that is closed has let its count go: of very many files few are asked.
        let closed = self.open.extract_if(.., |tally| Arc::strong_count(tally) == 1);
        self.before += closed.map(|tally| tally.load(Ordering::Relaxed)).sum::<u64>();
        self.before + self.open.iter().map(|tally| tally.load(Ordering::Relaxed)).sum::<u64>()
    }
}

impl Importing {
    pub(super) fn begin(inputs: &[Input]) -> Self {
        Self { bar: bar(inputs), read: Arc::default() }
    }

    /// A file is begun.
    pub(super) fn file(&self, tally: Arc<AtomicU64>) {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).open.push(tally);
    }

    /// Shows how far it is. A signal ends the program as it stands: until something is written
    /// there is nothing to be left behind.
    pub(super) fn look(&self, records: usize) {
        self.bar.set_position(self.read.lock().unwrap_or_else(PoisonError::into_inner).sum());
        self.bar.set_message(format!("{} records", thousands(records)));
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// A bar over the bytes of all files, or a wheel where their length isn’t known; on standard error
/// where that is a terminal, else nowhere.
fn bar(inputs: &[Input]) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(RATE);
    let length: Option<u64> = inputs.iter().map(Input::length).sum();
    let template = match length {
        Some(_) => "{bar:24} {percent:>3}% · {msg} · {eta} left",
        None => "{spinner} {bytes} · {msg}",
    };
    let bar = ProgressBar::with_draw_target(length, target);
    // The templates are fixed and good; without a style it is indicatif’s own.
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Datasets as they are read: files of other formats are imported.
pub(super) struct Readable {
    /// What to read.
    pub(super) inputs: Vec<Input>,
    /// How the import went, where there was one.
    pub(super) note: Option<String>,
}

/// Opens datasets, and imports what of them is of another format; with it comes what a reader
/// should be told once.
///
/// # Errors
/// The [`Problem`] where they can’t be opened.
pub(super) fn open(inputs: &[Input], cache: &Cache) -> Result<(Catalog, Option<String>), Problem> {
    open_readable(readable(inputs, cache)?, cache)
}

/// Opens datasets of which what is foreign was imported.
///
/// # Errors
/// The [`Problem`] where they can’t be opened.
pub(super) fn open_readable(
    readable: Readable,
    cache: &Cache,
) -> Result<(Catalog, Option<String>), Problem> {
    let catalog = dataset::open(&readable.inputs, cache)?;
    let note = notes(readable.note, &catalog);
    Ok((catalog, note))
}

/// What there is to say of an import and of a catalog, in one line.
pub(super) fn notes(of_import: Option<String>, catalog: &Catalog) -> Option<String> {
    let of_catalog = catalog.note().map(str::to_owned);
    let notes: Vec<String> = of_import.into_iter().chain(of_catalog).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// Opens datasets as long as `go_on` says so, which is called whenever reading makes progress.
///
/// # Errors
/// The [`Problem`] where they can’t be opened, or where `go_on` breaks off.
#[cfg(feature = "server")]
pub(super) fn open_while(
    inputs: &[Input],
    cache: &Cache,
    go_on: impl Fn() -> ControlFlow<()>,
) -> Result<Catalog, Problem> {
    let readable = readable_while(inputs, cache, &go_on)?;
    let broken_off = || Problem::error("-", "reading was broken off");
    let catalog = dataset::open_while(&readable.inputs, cache, &go_on)?;
    // Writing an index may have taken longer than was waited for.
    catalog.filter(|_| go_on().is_continue()).ok_or_else(broken_off)
}

/// Imports what of the inputs is of another format, all of it into one dataset; the rest stays.
///
/// # Errors
/// The first [`Problem`] where nothing can be imported of them.
pub(super) fn readable(inputs: &[Input], cache: &Cache) -> Result<Readable, Problem> {
    readable_while(inputs, cache, &|| ControlFlow::Continue(()))
}

fn readable_while(
    inputs: &[Input],
    cache: &Cache,
    go_on: &dyn Fn() -> ControlFlow<()>,
) -> Result<Readable, Problem> {
    let (foreign, mut ours): (Vec<Input>, Vec<Input>) =
        inputs.iter().cloned().partition(formats::is_foreign);
    if foreign.is_empty() {
        return Ok(Readable { inputs: ours, note: None });
    }
    let request = Request {
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
        formats::import(&request, cache, &mut |_, tally| begun.file(tally), &mut |records| {
            watched.look(records);
            go_on()
        });
    importing.end();
    let nothing = || Problem::error("-", "nothing to import");
    let mut imported =
        imported.map_err(|refusal| refusal.problems.into_iter().next().unwrap_or_else(nothing))?;
    let mut spool = Spool::new(cache);
    let imported_name = imported.name.clone();
    let name = format!("{imported_name} (imported)");
    let folder = spool.folder().to_owned();
    let fault = |error: io::Error| not_kept(&imported_name, "the import", &folder, &error);
    imported.write(&mut spool).map_err(fault)?;
    let summary = &imported.summary;
    let mut note = format!("imported: {}", summary.line());
    if summary.left_out > 0 {
        let count = thousands(summary.left_out);
        note = format!("{note} · {count} left out, gainsay import says why");
    }
    ours.push(spool.into_input(name.clone()).map_err(fault)?);
    Ok(Readable { inputs: ours, note: Some(note) })
}

/// Whether an input gives what it has once only.
fn is_once(input: &Input) -> bool {
    matches!(input, Input::Pipe(_))
}

impl Readable {
    /// What is to be read when the files have changed: imported anew, unless it could be read once
    /// only.
    pub(super) fn again(&self, inputs: Vec<Input>) -> Vec<Input> {
        if self.note.is_some() && inputs.iter().any(is_once) { self.inputs.clone() } else { inputs }
    }
}
