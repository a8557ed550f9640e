//! The strict checker: reports every violation of the format, and probable mistakes. It knows the
//! schema and containers, and only `check/files` opens files. It usually needs one pass over the files.
//! If a message needs more than the numbers that are kept of a record, it reads the files again. Of
//! NDJSON it keeps numbers for ids, references and texts, but no record.

mod circle;
mod claim;
mod dates;
mod files;
mod finding;
mod form;
mod guess;
mod ledger;
mod page;
mod pass;
mod reading;
mod rules;
mod shape;
mod survey;
mod table;
mod trace;
mod value;
mod walk;

pub use self::files::Checked;
pub use self::files::check;
pub use self::finding::DiagnosticCounts;
use self::guess::Guess;
use self::pass::Pass;
use self::survey::Survey;
use self::trace::Trace;
use crate::input::text_lines::TextLines;
use crate::input::{Diagnostic, Severity};

/// Opens a file again, by its number in the order of checking.
pub(super) type Again<'a> = &'a mut dyn FnMut(usize) -> Result<TextLines, Diagnostic>;

/// A checker of several files together. Ids are scoped by the id of the dataset, and references may
/// lead from one file of a dataset to another.
#[derive(Debug, Default)]
pub(super) struct Checker(Survey);

impl Checker {
    /// Checks a file.
    ///
    /// # Errors
    /// Returns a [`Diagnostic`] if it can't be read to its end; what was read before that is still
    /// checked.
    pub(super) fn file(&mut self, stream: &mut TextLines) -> Result<(), Diagnostic> {
        let file = self.0.add(&stream.file.name);
        let read = reading::read(stream, file, &mut self.0);
        if read.is_err() {
            self.0.cut();
        }
        read
    }

    /// Returns the number of files that were checked, at least in part.
    pub(super) fn files(&self) -> usize {
        self.0.files.len()
    }

    /// Returns the findings, in the order of the files, then by line and column, and their counts.
    /// Of very many findings only a part is returned.
    pub(super) fn finish(self, again: Again) -> (Vec<Diagnostic>, DiagnosticCounts) {
        let mut survey = self.0;
        let circles = survey.ledger.find_circles();
        let mut findings = std::mem::take(&mut survey.findings);
        let same = std::mem::take(&mut survey.same);
        let mut unread = Vec::new();
        if let Some(mut trace) = Trace::of(&survey, circles, &same, &mut findings) {
            unread.extend(reread(&survey, &mut trace, again));
            let dangling = trace.finish(same);
            let mut guess = Guess::of(dangling, &survey.ledger, &survey.files);
            if !guess.is_idle() {
                unread.extend(reread(&survey, &mut guess, again));
            }
            guess.tell(&mut findings);
        }
        findings.count(Severity::Error, unread.len());
        let (mut problems, counts) = findings.named(&survey.files);
        problems.extend(unread);
        (problems, counts)
    }

    /// Returns the bytes that are kept of the files.
    #[cfg(test)]
    fn bytes(&self) -> usize {
        self.0.ledger.bytes()
    }
}

/// Runs another pass over the files; returns the diagnostics of files that could be read before and
/// can't be read now.
fn reread(survey: &Survey, pass: &mut dyn Pass, again: Again) -> Vec<Diagnostic> {
    let mut unread = Vec::new();
    for (number, file) in survey.files.iter().enumerate() {
        if pass.wants_file(number) {
            let read = again(number).and_then(|mut file| reading::read(&mut file, number, pass));
            unread.extend(read.err().filter(|_| !file.is_cut_off));
        }
    }
    unread
}

#[cfg(test)]
mod tests;
