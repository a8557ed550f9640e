//! Turns inputs into datasets that the catalog can read: imports those of other formats.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::catalog::{self, Catalog};
use crate::import::{self, Broken, Columns, ImportRequest, ImportSummary};
use crate::input::{Cache, Diagnostic, Input, not_kept};
use crate::text::{several, thousands};

/// Shows the progress of an import, until it is dropped. A signal may end the program at this
/// stage: nothing has been written yet.
pub(crate) trait ImportProgress {
    /// Adds the counter of the bytes read from a file whose reading begins.
    fn file(&self, read: Arc<AtomicU64>);
    /// Reports the number of records read so far.
    fn records(&self, count: usize);
}

/// Begins to show the progress of importing these files.
pub(crate) type ShowProgress = fn(&[Input]) -> Box<dyn ImportProgress>;

/// Progress that is not shown, of files that are read again.
impl ImportProgress for () {
    fn file(&self, _: Arc<AtomicU64>) {}
    fn records(&self, _: usize) {}
}

/// Datasets in this program's format: those of other formats have been imported.
pub(crate) struct ReadableInputs {
    pub(super) inputs: Vec<Input>,
    /// What a user should know of the import, if there was one.
    pub(super) import: Option<ImportReport>,
}

/// What a user should know of an import.
#[derive(Debug, Clone)]
pub(super) struct ImportReport {
    /// The summary in one line.
    note: String,
    /// Sentences about what was guessed, and what is kept unused.
    remarks: Vec<String>,
}

impl ReadableInputs {
    /// Imports the inputs of other formats, all into one dataset, and leaves the others as they
    /// are.
    ///
    /// # Errors
    /// Returns the first [`Diagnostic`] if nothing can be imported from them.
    pub(crate) fn of(
        inputs: &[Input],
        cache: &Cache,
        show: ShowProgress,
    ) -> Result<Self, Diagnostic> {
        Self::of_while(inputs, cache, show, &|| ControlFlow::Continue(()))
    }

    fn of_while(
        inputs: &[Input],
        cache: &Cache,
        show: ShowProgress,
        go_on: &dyn Fn() -> ControlFlow<()>,
    ) -> Result<Self, Diagnostic> {
        let (inputs, skipped) = unfolded(inputs);
        let (foreign, mut ours): (Vec<Input>, Vec<Input>) =
            inputs.into_iter().partition(import::is_foreign);
        if foreign.is_empty() {
            return Ok(Self { inputs: ours, import: None });
        }
        let (input, summary) = imported(&foreign, cache, show, go_on)?;
        ours.push(input);
        let mut note = note(&summary);
        if skipped > 0 {
            let files = several(skipped, "file");
            note = format!("{note} · {files} of unknown format skipped");
        }
        let report = ImportReport { note, remarks: summary.remarks(&foreign) };
        Ok(Self { inputs: ours, import: Some(report) })
    }

    /// Opens the datasets. The catalog's note and remarks also tell of the import, if there was one.
    pub(crate) fn open(self, cache: &Cache) -> Result<Catalog, Diagnostic> {
        Ok(reported(catalog::open(&self.inputs, cache)?, self.import.as_ref()))
    }

    /// Returns the inputs to read when the files have changed. Foreign ones are imported again,
    /// unless one of the inputs can be read only once.
    pub(crate) fn again(&self, inputs: Vec<Input>) -> Vec<Input> {
        if self.can_import_again(&inputs) { inputs } else { self.inputs.clone() }
    }

    /// Returns whether the import of these inputs, if there was one, can be repeated.
    pub(super) fn can_import_again(&self, inputs: &[Input]) -> bool {
        self.import.is_none() || !inputs.iter().any(|input| matches!(input, Input::Pipe(_)))
    }
}

/// Puts the summary of an import before the note of a catalog, and adds its remarks.
pub(super) fn reported(mut catalog: Catalog, import: Option<&ImportReport>) -> Catalog {
    if let Some(import) = import {
        let notes: Vec<String> =
            std::iter::once(import.note.clone()).chain(catalog.note.take()).collect();
        catalog.note = Some(notes.join("; "));
        catalog.remarks.clone_from(&import.remarks);
    }
    catalog
}

/// Opens datasets again while `go_on`, which is called whenever reading makes progress, returns
/// `Continue`.
///
/// # Errors
/// Returns the [`Diagnostic`] if they can’t be opened, or if `go_on` returns `Break`.
pub(super) fn open_while(
    inputs: &[Input],
    cache: &Cache,
    go_on: impl Fn() -> ControlFlow<()>,
) -> Result<Catalog, Diagnostic> {
    let readable = ReadableInputs::of_while(inputs, cache, |_| Box::new(()), &go_on)?;
    let catalog = catalog::open_while(&readable.inputs, cache, &go_on)?;
    // Writing an index may have taken longer than the caller was willing to wait.
    let cancelled = || Diagnostic::error("-", "reading was cancelled");
    let catalog = catalog.filter(|_| go_on().is_continue()).ok_or_else(cancelled)?;
    Ok(reported(catalog, readable.import.as_ref()))
}

/// Replaces each folder that holds files of foreign formats and no dataset by these files. Returns
/// also the number of its other files.
fn unfolded(inputs: &[Input]) -> (Vec<Input>, usize) {
    let (mut unfolded, mut others) = (Vec::new(), 0);
    for input in inputs {
        match import::folder_formats(input).filter(|formats| formats.ours == 0) {
            Some(formats) => {
                unfolded.extend(formats.foreign);
                others += formats.others;
            }
            None => unfolded.push(input.clone()),
        }
    }
    (unfolded, others)
}

/// Imports foreign files into one dataset.
fn imported(
    foreign: &[Input],
    cache: &Cache,
    show: ShowProgress,
    go_on: &dyn Fn() -> ControlFlow<()>,
) -> Result<(Input, ImportSummary), Diagnostic> {
    let request = ImportRequest {
        inputs: foreign,
        format: None,
        columns: Columns::default(),
        broken: Broken::LeaveOut,
        id: None,
        title: None,
    };
    let progress = show(foreign);
    let read = import::import(&request, cache, &mut |_, read| progress.file(read), &mut |count| {
        progress.records(count);
        go_on()
    });
    drop(progress);
    let nothing = || Diagnostic::error("-", "nothing to import");
    let imported =
        read.map_err(|refusal| refusal.problems.into_iter().next().unwrap_or_else(nothing))?;
    let name = imported.name.clone();
    let fault = |error: io::Error| not_kept(&name, "the import", &cache.temporary(), &error);
    imported.into_input().map_err(fault)
}

/// Returns what a user should know of an import, in one line.
fn note(summary: &ImportSummary) -> String {
    let mut note = format!("imported: {}", summary.line());
    if summary.left_out > 0 {
        let count = thousands(summary.left_out);
        note = format!("{note} · {count} left out; gainsay import says why");
    }
    note
}
