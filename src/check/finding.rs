//! Findings: diagnostics that name their files by number until the end. Only a limited number is
//! kept, because a file of a million bad lines must not become a million messages in memory.

use std::rc::Rc;

use crate::input::{Diagnostic, Severity};

/// The number of findings of each severity that are kept; the rest are counted.
pub(crate) const MOST: usize = 10_000;

/// The address of the record that a finding is about.
pub(super) type Address = Option<Rc<str>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FindingPlace {
    pub(super) file: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// A diagnostic whose file is still a number.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) place: FindingPlace,
    pub(super) problem: Diagnostic,
}

impl Finding {
    pub(super) fn error(place: FindingPlace, address: Address, message: impl Into<String>) -> Self {
        let mut problem = Diagnostic::error("", message).at((place.line, place.column));
        problem.address = address.map(|address| address.to_string());
        Self { place, problem }
    }

    pub(super) fn warning(
        place: FindingPlace,
        address: Address,
        message: impl Into<String>,
    ) -> Self {
        let mut finding = Self::error(place, address, message);
        finding.problem.severity = Severity::Warning;
        finding
    }

    /// Sets the suggestion; an empty text means none.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.problem.help = Some(help.into()).filter(|help: &String| !help.is_empty());
        self
    }
}

/// The number of errors and of warnings.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct DiagnosticCounts {
    /// The number of violations of the format.
    pub errors: usize,
    /// The number of probable mistakes that the format allows.
    pub warnings: usize,
}

impl DiagnosticCounts {
    fn of(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        }
    }
}

/// All findings: everything is counted, and the first of each severity are kept.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kept: Vec<Finding>,
    counts: DiagnosticCounts,
}

impl Findings {
    /// Counts a finding, and keeps it if there is room.
    pub(super) fn push(&mut self, finding: Finding) {
        if self.admit(finding.problem.severity) {
            self.keep(finding);
        }
    }

    /// Counts a finding that has no message yet, and returns whether there is room to keep it.
    pub(super) fn admit(&mut self, severity: Severity) -> bool {
        self.count(severity, 1) < MOST
    }

    /// Counts findings that are not kept, and returns the count before.
    pub(super) fn count(&mut self, severity: Severity, number: usize) -> usize {
        let count = self.counts.of(severity);
        let before = *count;
        *count += number;
        before
    }

    pub(super) fn keep(&mut self, finding: Finding) {
        self.kept.push(finding);
    }

    /// Returns the kept findings, in the order of the files, then by line and column, with the
    /// names of the files; and the counts of all findings.
    pub(super) fn named(
        mut self,
        files: &[impl AsRef<str>],
    ) -> (Vec<Diagnostic>, DiagnosticCounts) {
        self.kept.sort_by_key(|finding| finding.place);
        let named = |Finding { place, mut problem }: Finding| {
            let name = files.get(place.file).map_or("", AsRef::as_ref);
            name.clone_into(&mut problem.file);
            problem
        };
        (self.kept.into_iter().map(named).collect(), self.counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_limit_findings_are_counted() {
        let mut findings = Findings::default();
        for line in (0..MOST + 5).rev() {
            findings.push(Finding::error(FindingPlace { file: 0, line, column: 1 }, None, "x"));
        }
        findings.push(Finding::warning(FindingPlace { file: 0, line: 3, column: 1 }, None, "y"));
        let (kept, counts) = findings.named(&["a"]);
        assert_eq!(kept.len(), MOST + 1);
        assert_eq!(counts, DiagnosticCounts { errors: MOST + 5, warnings: 1 });
        assert!(kept.is_sorted_by_key(|problem| problem.line) && kept[0].file == "a");
    }
}
