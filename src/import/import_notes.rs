//! The notes of an import in the `ext` of a claim: the place of its record, the repairs, and the rest
//! of the record.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Format, Mended};
use crate::claim::Claim;

/// The place of a foreign record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ForeignOrigin {
    /// The name of the format, as `--from` takes it.
    pub(crate) format: &'static str,
    /// The name of the file, without its folders.
    pub(crate) file: String,
    /// The line on which the record begins, from 1.
    pub(crate) line: usize,
    /// The record’s own name or number, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) record: Option<String>,
}

impl ForeignOrigin {
    /// Returns the place of a record that begins on `line` of `file`. The file’s folders are
    /// dropped.
    #[must_use]
    pub(crate) fn of(format: Format, file: &str, line: usize) -> Self {
        let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
        Self { format: format.name(), file: file.to_owned(), line, record: None }
    }

    /// Adds the record’s own name.
    #[must_use]
    pub(crate) fn called(self, record: Option<String>) -> Self {
        Self { record, ..self }
    }
}

/// A claim that is serialized together with its `ext`.
#[derive(Debug, Serialize)]
pub(super) struct NotedClaim<'d> {
    /// The claim, whose own `ext` is empty.
    #[serde(flatten)]
    claim: &'d Claim,
    ext: Ext<'d>,
}

#[derive(Debug, Serialize)]
struct Ext<'d> {
    #[serde(flatten)]
    kept: &'d Map<String, Value>,
    /// The note under the key [`crate::claim::IMPORT`].
    #[serde(rename = "gainsay.import")]
    import: Note<'d>,
}

#[derive(Debug, Serialize)]
struct Note<'d> {
    origins: [&'d ForeignOrigin; 1],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    mended: &'d [Mended],
}

impl<'d> NotedClaim<'d> {
    /// Joins a claim with the place of its record, the data kept under dotted keys, and the list of
    /// repairs.
    pub(super) fn new(
        claim: &'d Claim,
        kept: &'d Map<String, Value>,
        origin: &'d ForeignOrigin,
        mended: &'d [Mended],
    ) -> Self {
        Self { claim, ext: Ext { kept, import: Note { origins: [origin], mended } } }
    }
}
