//! Files that hold a claim a record: the way from each record to its draft, the same for every
//! such format. Knows nothing of what the records say.

use serde_json::Value;

use super::json::{self, JsonPart};
use super::text_repair::is_blank;
use super::{ClaimDraft, Fields, ForeignOrigin, Format, Import};
use crate::input::{Diagnostic, ForeignFile};

/// What is known of a format without reading a claim.
pub(super) struct FormatTraits {
    pub(super) format: Format,
    /// What a record is, for whoever has others.
    pub(super) what: &'static str,
    /// The field with the record’s own name.
    pub(super) name: &'static str,
    /// The field with the claim’s label.
    pub(super) label: &'static str,
}

/// The field with the claim’s words, in all of these formats.
const CLAIM: &str = "claim";

/// The words of a claim; blank ones stay in their field. None where there is no such text.
pub(super) fn words(fields: &mut Fields) -> Option<String> {
    let words = fields.text(CLAIM);
    words.or_else(|| fields.0.get(CLAIM)?.is_string().then(String::new))
}

/// Whether a record has the fields of a claim and nothing in them, as the first of FEVEROUS.
fn is_template(fields: &Fields, shape: &FormatTraits) -> bool {
    let is_empty = |key: &str| fields.0.get(key).and_then(Value::as_str).is_some_and(is_blank);
    is_empty(CLAIM) && (is_empty(shape.label) || !fields.0.contains_key(shape.label))
}

/// Reads a file; `draft` makes a claim of a record’s fields, or nothing where they hold none.
///
/// # Errors
/// Where the file can’t be read on, or the import ends.
pub(super) fn each(
    file: &mut ForeignFile<'_>,
    import: &mut Import<'_>,
    shape: &FormatTraits,
    draft: impl Fn(Fields) -> Result<Option<ClaimDraft>, Diagnostic> + Sync,
) -> Result<(), Diagnostic> {
    let name = file.name().to_owned();
    json::import(file, &[], import, |part, sheet| {
        let mut record = match part {
            Ok(JsonPart::Record(record)) => record,
            Ok(JsonPart::Envelope(_)) => return Ok(()),
            Err(problem) => {
                sheet.broken(problem);
                return Ok(());
            }
        };
        let value = std::mem::take(&mut record.value);
        let mut called = None;
        let drafted = match Fields::of(value) {
            Ok(fields) if is_template(&fields, shape) => {
                sheet.pass_over();
                return Ok(());
            }
            Ok(mut fields) => {
                called = fields.number_or_text(shape.name).map(|name| name.to_string());
                draft(fields)?
            }
            Err(_) => None,
        };
        let Some(mut draft) = drafted else {
            sheet.broken(json::unlike(&name, &record, shape.what));
            return Ok(());
        };
        json::note_mended(&mut draft, &mut record.mended);
        sheet.take(draft, &ForeignOrigin::of(shape.format, &name, record.line).called(called))
    })
}
