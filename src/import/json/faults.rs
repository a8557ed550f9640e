//! The diagnostics for JSON files that can’t be split into records.

use crate::input::Diagnostic;
use crate::json::SplitError;

impl SplitError {
    /// Returns the diagnostic for the file; nothing after the place is read.
    pub(super) fn diagnostic(self, name: &str) -> Diagnostic {
        match self {
            Self::Unreadable(error) => {
                Diagnostic::error(name, format!("can’t read this file: {error}"))
            }
            Self::Ends(place) => {
                let what = "the file ends in the middle of this record, or a quote in it is not closed; the rest is not read";
                Diagnostic::error(name, what)
                    .at(place)
                    .help("fetch the file again, or close the quote")
            }
            Self::Stray(byte, place) => {
                let shown = char::from(byte);
                Diagnostic::error(
                    name,
                    format!(
                        "found “{shown}” where a JSON value should begin; the rest can’t be read"
                    ),
                )
                .at(place)
                .help("is it another format? name it: --from FORMAT")
            }
            Self::TooLong(place) => {
                Diagnostic::error(name, "this record is longer than 256 MiB; the rest is not read")
                    .at(place)
                    .help("split it: one record per array element, or one per line")
            }
        }
    }

    /// Returns the diagnostic for a script of a page; the rest of the page is still read.
    pub(super) fn diagnostic_of_script(self, name: &str) -> Diagnostic {
        match self {
            Self::Ends(place) => {
                let what =
                    "this script ends in the middle of a record: a bracket or a quote isn’t closed";
                Diagnostic::error(name, what)
                    .at(place)
                    .help("correct it, or skip records that can’t be read: --skip-broken")
            }
            fault => fault.diagnostic(name),
        }
    }
}
