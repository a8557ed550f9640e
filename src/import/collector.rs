//! One import from beginning to end: what became of the records comes in sheet by sheet and goes to
//! a spool as records of ours; what is held of each is a few numbers. When all are there, those
//! with one id are merged and everything is written out. Knows no foreign format.
//!
//! The spool is the first of two passes: it is read again in order, and where several records
//! have one id, they are taken together at the place of the first.

use std::io::{self, Write};
use std::ops::ControlFlow;

use hashbrown::HashSet;
use serde_json::{Map, Value};

use super::batch::{ImportBatch, What};
use super::distinct::Gathered;
use super::merge_pass::Imported;
use super::summary::ImportSummary;
use crate::claim::{DatasetInfo, Heading};
use crate::input::Cache;
use crate::input::{Diagnostic, Spool, not_kept};
use crate::text;

/// How many records pass between two looks at whether to go on.
const LOOK: usize = 512;

/// The most bytes that are kept of what stands around records.
const AROUND: usize = 1 << 20;

/// How many problems are kept; more are counted.
const PROBLEMS: usize = 100;

/// What to do with a record that can’t be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Nothing is imported: what is wrong is to be mended first.
    Refuse,
    /// It is left out, and counted.
    LeaveOut,
}

/// Told how many records were taken; may break off.
pub type Watch<'w> = dyn FnMut(usize) -> ControlFlow<()> + 'w;

/// An import that takes sheets.
pub struct Import<'w> {
    pub(super) spool: Spool,
    /// The claims, in the order in which they came.
    pub(super) entries: Vec<ImportEntry>,
    known: HashSet<u64>,
    pub(super) summary: ImportSummary,
    broken: Broken,
    watch: &'w mut Watch<'w>,
    heading: Heading,
    /// The id of the dataset of ours that comes back.
    own: Option<String>,
    /// What stood around the records, and how many bytes that was.
    around: Gathered,
    kept: usize,
    /// The files’ names, to show.
    files: String,
    /// The guesses that were said.
    guessed: HashSet<String>,
}

/// What is held of a claim: 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ImportEntry {
    /// Of its id.
    pub(super) key: u64,
    /// Of its text as good as folded away.
    pub(super) near: u64,
    /// Where its record stands in the spool.
    pub(super) at: u64,
    pub(super) length: u32,
}

impl<'w> Import<'w> {
    /// Begins an import of files, by their names to show, into a dataset that says this about
    /// itself.
    pub fn new(
        files: String,
        info: DatasetInfo,
        cache: &Cache,
        broken: Broken,
        watch: &'w mut Watch<'w>,
    ) -> Self {
        Self {
            spool: Spool::new(cache),
            entries: Vec::new(),
            known: HashSet::new(),
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

    /// What the dataset says about itself.
    pub fn info(&mut self) -> &mut DatasetInfo {
        &mut self.heading.info
    }

    /// Takes what became of records, in their order.
    ///
    /// # Errors
    /// Where it can’t be kept, or whoever watches breaks off.
    pub fn take(&mut self, sheet: ImportBatch) -> Result<(), Diagnostic> {
        for (how, times) in &sheet.mended.0 {
            self.summary.mended.count(*how, *times);
        }
        let mut lines = sheet.lines.as_slice();
        for entry in sheet.entries {
            let (line, rest) = lines.split_at_checked(entry.length as usize).unwrap_or_default();
            lines = rest;
            match entry.what {
                What::Known(key) if !self.known.insert(key) => {}
                What::Known(_) => self.write(line)?,
                What::Claim { key, near } => {
                    self.step()?;
                    let at = self.spool.length();
                    self.entries.push(ImportEntry { key, near, at, length: entry.length });
                    self.write(line)?;
                }
                What::Broken(problem) => self.broken(*problem)?,
                What::PassedOver => self.summary.passed_over += 1,
                What::Joined(place) => {
                    self.summary.joined += 1;
                    self.summary.joined_first.get_or_insert(place);
                }
                What::About(heading) => self.about(*heading)?,
                What::Around(key, envelope) => self.around(key, *envelope),
            }
        }
        Ok(())
    }

    /// Takes what stands at the top of a dataset of ours. Ids of two datasets are not of one scope.
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

    /// Takes what stands around the records of a file: it is kept at the top of the dataset, the
    /// same of several files once.
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

    /// Takes what was taken for what where that had to be guessed, or what is missing: a line for a
    /// reader. The same of several files is said once.
    pub fn guess(&mut self, what: String) {
        if self.guessed.insert(what.clone()) {
            self.summary.guessed.push(what);
        }
    }

    /// Takes what is wrong with a record that can’t be read.
    ///
    /// # Errors
    /// Where whoever watches breaks off.
    pub fn broken(&mut self, problem: Diagnostic) -> Result<(), Diagnostic> {
        self.step()?;
        self.summary.left_out += 1;
        if self.summary.problems.len() < PROBLEMS {
            self.summary.problems.push(problem);
        }
        Ok(())
    }

    /// Counts a record, and looks now and then whether to go on.
    fn step(&mut self) -> Result<(), Diagnostic> {
        self.summary.records += 1;
        if self.summary.records.is_multiple_of(LOOK) { self.look() } else { Ok(()) }
    }

    /// Looks whether to go on.
    ///
    /// # Errors
    /// Where whoever watches breaks off.
    pub(super) fn look(&mut self) -> Result<(), Diagnostic> {
        match (self.watch)(self.summary.records) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Diagnostic::error("-", "the import was cancelled")),
        }
    }

    fn write(&mut self, line: &[u8]) -> Result<(), Diagnostic> {
        self.spool.write_all(line).map_err(|error| self.fault(&error))
    }

    fn fault(&self, error: &io::Error) -> Diagnostic {
        not_kept(&self.files, "the import", self.spool.folder(), error)
    }

    /// Ends reading: merges what has one id, and says how it went.
    ///
    /// # Errors
    /// [`Refusal`] where records can’t be read and such are refused, or where there is no claim.
    pub fn finish(mut self) -> Result<Imported, Refusal> {
        self.spool.flush().map_err(|error| self.fault(&error))?;
        let untold = self.summary.left_out - self.summary.problems.len();
        if self.broken == Broken::Refuse && self.summary.left_out > 0 {
            let problems = self.summary.problems;
            return Err(Refusal { of: ImportRefused::Records, problems, untold });
        }
        if self.entries.is_empty() {
            let mut problems = self.summary.problems;
            problems.push(Diagnostic::error(&self.files, "no claim found here"));
            return Err(Refusal { of: ImportRefused::Input, problems, untold });
        }
        Ok(Imported::merge(self)?)
    }

    /// Ends where a file can’t be read: with what was found before.
    pub(super) fn refuse(self, problem: Diagnostic) -> Refusal {
        let untold = self.summary.left_out - self.summary.problems.len();
        let mut problems = self.summary.problems;
        problems.push(problem);
        Refusal { of: ImportRefused::Input, problems, untold }
    }

    pub(super) fn files(&self) -> &str {
        &self.files
    }

    pub(super) fn header(&self) -> Result<Vec<u8>, Diagnostic> {
        let line = self.heading.line().map_err(|error| self.fault(&error.into()))?;
        Ok((text::json(&line) + "\n").into_bytes())
    }

    pub(super) fn into_parts(self) -> (Spool, Vec<ImportEntry>, ImportSummary) {
        (self.spool, self.entries, self.summary)
    }
}

/// Why nothing is imported.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// What was refused.
    pub of: ImportRefused,
    /// What is wrong; of very many, the first.
    pub problems: Vec<Diagnostic>,
    /// How many more there are.
    pub untold: usize,
}

/// What an import is refused for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportRefused {
    /// Records that can’t be read.
    Records,
    /// A file, or what was asked for.
    Input,
}

impl From<Diagnostic> for Refusal {
    fn from(problem: Diagnostic) -> Self {
        Self { of: ImportRefused::Input, problems: vec![problem], untold: 0 }
    }
}

#[cfg(test)]
mod tests;
