//! Diagnostics: the one type for problems of a dataset, with their places. The reader, `check`, the
//! explorer's overlay and error messages use it.

use crate::parallel::WorkPanicked;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{self, DisplayText};

/// The importance of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A violation of the format.
    Error,
    /// Something that is allowed, but most likely a mistake.
    Warning,
}

/// A problem of a dataset, with its place and a suggestion. Texts may hold foreign characters;
/// [`fmt::Display`] converts them to display form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Whether this is an error or a warning.
    pub severity: Severity,
    /// The name of the file as the user gave it; `-` is standard input.
    pub file: String,
    /// The line, from 1; 0 for the whole file.
    pub line: usize,
    /// The column in characters, from 1; 0 for the whole line.
    pub column: usize,
    /// The address of the record: `claim-id#item`, `agent meta`, `source src-btw` …
    pub address: Option<String>,
    /// The description of the problem.
    pub message: String,
    /// The suggestion how to solve it.
    pub help: Option<String>,
}

impl From<WorkPanicked> for Diagnostic {
    fn from(_: WorkPanicked) -> Self {
        let message = "an error in this program ended the reading of a part of the input";
        Self::error("-", message).help("report it, with the input if you can")
    }
}

impl Diagnostic {
    /// Creates an error about a whole file.
    pub(crate) fn error(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: file.into(),
            line: 0,
            column: 0,
            address: None,
            message: message.into(),
            help: None,
        }
    }

    /// Creates a warning about a whole file.
    pub(crate) fn warning(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(file, message) }
    }

    /// Sets the line and column, both from 1.
    #[must_use]
    pub(crate) fn at(mut self, (line, column): (usize, usize)) -> Self {
        self.line = line;
        self.column = column;
        self
    }

    /// Sets the address of the record.
    #[must_use]
    pub(crate) fn of(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// Sets the suggestion how to solve the problem.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Returns `file:line:column`, without the parts that are not known.
    pub(crate) fn place(&self) -> DisplayText<'static> {
        match (self.line, self.column) {
            (0, _) => text::line(&self.file).into_owned(),
            (line, 0) => format!("{}:{line}", self.file).into(),
            (line, column) => format!("{}:{line}:{column}", self.file).into(),
        }
    }

    /// Returns the record and the problem in one line.
    pub(crate) fn what(&self) -> DisplayText<'static> {
        let address = self.address.as_ref().map_or(String::new(), |of| format!("{of}: "));
        format!("{address}{}", self.message).into()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{}: {severity}: {}", self.place(), self.what())?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "\n  help: {}", text::line(help)))
    }
}

impl std::error::Error for Diagnostic {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_its_place_and_its_mending() {
        let problem =
            Diagnostic::error("a.json", "no such agent: metta").at((3, 7)).of("inbox-api#d1");
        assert_eq!(
            problem.help("did you mean meta?").to_string(),
            "a.json:3:7: error: inbox-api#d1: no such agent: metta\n  help: did you mean meta?"
        );
        assert_eq!(Diagnostic::warning("-", "x").to_string(), "-: warning: x");
    }
}
