//! An import from its first record to the finished dataset.
//!
//! [`Import`] takes batches of converted records and appends their lines to a spool; only 32 bytes
//! for each claim stay in memory. At the end the claims of one id are merged: the spool is read a
//! second time in its order, and the records of one id are written where the first of them is. This
//! module knows no foreign format.

use std::io::{self, Write};
use std::ops::ControlFlow;

use hashbrown::{HashMap, HashSet};
use serde_json::{Map, Value};

use super::Mending;
use super::batch::{ImportBatch, What};
use super::distinct::Gathered;
use super::summary::ImportSummary;
use crate::claim::{DatasetInfo, Heading};
use crate::input::Cache;
use crate::input::{Diagnostic, Input, Spool, not_kept};
use crate::json::one_line;
use crate::text::excerpt;

/// The number of records between two calls of the watch function.
const LOOK: usize = 512;

/// The limit in bytes for the data around records that is kept.
const AROUND: usize = 1 << 20;

/// The number of diagnostics that are kept; further ones are only counted.
const PROBLEMS: usize = 100;

/// The most columns that a dataset's method takes to say how the files were read.
const METHOD: usize = 2_000;

/// The treatment of records that can’t be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The import is refused, so that the user can correct the records first.
    Refuse,
    /// The record is left out and counted.
    LeaveOut,
}

/// A function that receives the number of records taken so far and can stop the import.
pub(crate) type Watch<'w> = dyn FnMut(usize) -> ControlFlow<()> + 'w;

/// A running import, which takes batches.
pub(crate) struct Import<'w> {
    pub(super) spool: Spool,
    /// The claims, in the order in which they arrived.
    pub(super) entries: Vec<ImportEntry>,
    /// The lines that are written once, by their keys.
    pub(super) known: KnownLines,
    pub(super) summary: ImportSummary,
    pub(super) broken: Broken,
    watch: &'w mut Watch<'w>,
    heading: Heading,
    /// The id of the gainsay dataset that is imported again.
    own: Option<String>,
    /// The data around the records that is kept already.
    around: Gathered,
    kept: usize,
    pub(super) files: String,
    /// The guesses that were reported already.
    guessed: HashSet<String>,
}

/// The offset and length of each line of the spool that is written once, by its key.
pub(super) type KnownLines = HashMap<u64, (u64, u32)>;

/// The data on a claim that stays in memory: 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ImportEntry {
    pub(super) key: u64,
    pub(super) near: u64,
    pub(super) at: u64,
    pub(super) length: u32,
}

impl<'w> Import<'w> {
    /// Starts an import of the files that `files` names, into a dataset that `info` describes.
    pub(crate) fn new(
        files: String,
        info: DatasetInfo,
        cache: &Cache,
        broken: Broken,
        watch: &'w mut Watch<'w>,
    ) -> Self {
        Self {
            spool: Spool::new(cache),
            entries: Vec::new(),
            known: KnownLines::new(),
            summary: ImportSummary::default(),
            broken,
            watch,
            heading: info.into(),
            own: None,
            around: Gathered::default(),
            kept: 0,
            files,
            guessed: HashSet::new(),
        }
    }

    pub(crate) fn info(&mut self) -> &mut DatasetInfo {
        &mut self.heading.info
    }

    /// Adds to the dataset's method how the files were read, so that claims keep the guesses that
    /// made them. A gainsay dataset that is imported again keeps its own description.
    pub(crate) fn record_remarks(&mut self, inputs: &[Input]) {
        let remarks = self.summary.remarks(inputs);
        if self.own.is_some() || remarks.is_empty() {
            return;
        }
        let remarks = excerpt(&remarks.join("; "), METHOD);
        let method = self.heading.info.method.take().unwrap_or_default();
        self.heading.info.method = Some(format!("{method}; {remarks}"));
    }

    /// Takes a batch. Batches arrive in the order of the files.
    ///
    /// # Errors
    /// Returns an error if the spool can’t be written, if the files are exports of several
    /// datasets, or if the watch function stops the import.
    pub(crate) fn take(&mut self, batch: ImportBatch) -> Result<(), Diagnostic> {
        for (how, times) in &batch.mended.0 {
            self.summary.mended.count(*how, *times);
        }
        let mut lines = batch.lines.as_slice();
        for entry in batch.entries {
            let (line, rest) = lines.split_at(entry.length as usize);
            lines = rest;
            match entry.what {
                What::Known(key) if self.known.contains_key(&key) => {}
                What::Known(key) => {
                    self.known.insert(key, (self.spool.length(), entry.length));
                    self.write(line)?;
                }
                What::Claim { key, near } => {
                    self.step()?;
                    let at = self.spool.length();
                    self.entries.push(ImportEntry { key, near, at, length: entry.length });
                    self.write(line)?;
                }
                What::Broken(problem) => self.broken(*problem)?,
                What::PassedOver => self.summary.passed_over += 1,
                What::Odd(row, place) => self.summary.name(row, place),
                What::About(heading) => self.about(*heading)?,
                What::Around(key, envelope) => self.around(key, *envelope),
            }
        }
        Ok(())
    }

    /// Takes the heading of a gainsay dataset. Exports of two datasets are refused, because an id
    /// may mean different things in them.
    fn about(&mut self, heading: Heading) -> Result<(), Diagnostic> {
        let Some(own) = &self.own else {
            self.own = Some(heading.info.id.clone());
            let around = std::mem::replace(&mut self.heading, heading).ext;
            self.take_around(around);
            return Ok(());
        };
        if *own != heading.info.id {
            return Err(Diagnostic::error(&self.files, "these are exports of several datasets")
                .help("import them one by one: their ids may mean different things"));
        }
        if (&self.heading.info, &self.heading.unknown) != (&heading.info, &heading.unknown) {
            let what = format!(
                "files describe the dataset “{own}” differently; the first description is used"
            );
            self.guess(what);
        }
        self.take_around(heading.ext);
        Ok(())
    }

    fn take_around(&mut self, ext: Option<Value>) {
        if let Some(Value::Object(ext)) = ext {
            ext.into_iter().for_each(|(key, value)| self.around(&key, value));
        }
    }

    /// Keeps data that surrounds the records of a file at the top of the dataset. Equal data of
    /// several files is kept once.
    fn around(&mut self, key: &str, envelope: Value) {
        let length = serde_json::to_vec(&envelope).map_or(0, |written| written.len());
        if self.kept + length > AROUND {
            self.guess(
                "more than 1 MiB of data around the records: the rest is not kept".to_owned(),
            );
            return;
        }
        let ext = self.heading.ext.get_or_insert_with(|| Map::new().into());
        let Some(ext) = ext.as_object_mut() else { return };
        self.kept += if self.around.add(ext, key, envelope) { length } else { 0 };
    }

    /// Reports to the user what was guessed or what is missing. Equal sentences of several files
    /// are reported once.
    pub(crate) fn guess(&mut self, what: String) {
        if self.guessed.insert(what.clone()) {
            self.summary.guessed.push(what);
        }
    }

    /// Reports a guess to the user if there were repairs of a kind.
    pub(super) fn guess_if(&mut self, how: Mending, what: &str) {
        if self.summary.mended.0.contains_key(&how) {
            self.guess(what.to_owned());
        }
    }

    /// Takes the diagnostic of a record that can’t be read.
    pub(crate) fn broken(&mut self, problem: Diagnostic) -> Result<(), Diagnostic> {
        self.step()?;
        self.summary.left_out += 1;
        if self.summary.problems.len() < PROBLEMS {
            self.summary.problems.push(problem);
        }
        Ok(())
    }

    /// Counts a record, and calls the watch function after every `LOOK` records.
    fn step(&mut self) -> Result<(), Diagnostic> {
        self.summary.records += 1;
        if self.summary.records.is_multiple_of(LOOK) { self.look() } else { Ok(()) }
    }

    pub(super) fn look(&mut self) -> Result<(), Diagnostic> {
        match (self.watch)(self.summary.records) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Diagnostic::error("-", "the import was cancelled")),
        }
    }

    fn write(&mut self, line: &[u8]) -> Result<(), Diagnostic> {
        self.spool.write_all(line).map_err(|error| self.fault(&error))
    }

    pub(super) fn fault(&self, error: &io::Error) -> Diagnostic {
        not_kept(&self.files, "the import", self.spool.folder(), error)
    }

    /// Ends the import because a file can’t be read; the diagnostics so far are kept.
    pub(super) fn refuse(self, problem: Diagnostic) -> Refusal {
        let untold = self.untold();
        let mut problems = self.summary.problems;
        // Damage to a file is what makes its records faulty.
        problems.insert(0, problem);
        Refusal { of: ImportRefused::Input, problems, untold }
    }

    /// Returns the number of diagnostics that are not kept.
    pub(super) fn untold(&self) -> usize {
        self.summary.left_out - self.summary.problems.len()
    }

    pub(super) fn header(&self) -> Result<Vec<u8>, Diagnostic> {
        let line = self.heading.line().map_err(|error| self.fault(&error.into()))?;
        Ok((one_line(&line) + "\n").into_bytes())
    }
}

/// The reason why nothing is imported.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    pub(crate) of: ImportRefused,
    /// The first diagnostics; `untold` counts the others.
    pub problems: Vec<Diagnostic>,
    pub(crate) untold: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImportRefused {
    Records,
    /// A file, or the request itself.
    Input,
}

impl From<Diagnostic> for Refusal {
    fn from(problem: Diagnostic) -> Self {
        Self { of: ImportRefused::Input, problems: vec![problem], untold: 0 }
    }
}

#[cfg(test)]
mod tests;
