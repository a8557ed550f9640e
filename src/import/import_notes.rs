//! What importing says of a claim beside the claim: where its record stands, what was mended, and
//! what of the record is kept.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Format, Mended};
use crate::claim::Claim;

/// Where a foreign record stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ForeignOrigin {
    /// The format, as `--from` calls it.
    pub format: &'static str,
    /// The file, without its folders.
    pub file: String,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// What the record itself is called there, where it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
}

impl ForeignOrigin {
    /// A record of a format on a line of a file, which is named without its folders.
    #[must_use]
    pub fn of(format: Format, file: &str, line: usize) -> Self {
        let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
        Self { format: format.name(), file: file.to_owned(), line, record: None }
    }

    /// The same record by its own name.
    #[must_use]
    pub fn called(self, record: Option<String>) -> Self {
        Self { record, ..self }
    }
}

/// A claim with what importing says of it in its `ext`, as it is written.
#[derive(Debug, Serialize)]
pub(super) struct NotedClaim<'d> {
    /// It has no `ext` of its own.
    #[serde(flatten)]
    claim: &'d Claim,
    ext: Ext<'d>,
}

#[derive(Debug, Serialize)]
struct Ext<'d> {
    #[serde(flatten)]
    kept: &'d Map<String, Value>,
    /// Under [`crate::claim::IMPORT`].
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
    /// A claim from a record that stands here, of which something is kept under dotted keys and
    /// something was mended.
    pub(super) fn new(
        claim: &'d Claim,
        kept: &'d Map<String, Value>,
        origin: &'d ForeignOrigin,
        mended: &'d [Mended],
    ) -> Self {
        Self { claim, ext: Ext { kept, import: Note { origins: [origin], mended } } }
    }
}
