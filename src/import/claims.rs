//! Reads files with one claim per record: the way from each record to its draft, which all such
//! formats share. Knows nothing of the records’ contents.

use serde_json::Value;

use super::json::{self, JsonPart};
use super::text_repair::is_blank;
use super::{ClaimDraft, Fields, ForeignOrigin, Format, Import};
use crate::input::{Diagnostic, OpenFile};

/// The properties of a format that the reader of its records needs.
pub(super) struct FormatTraits {
    pub(super) format: Format,
    /// A description of a record, for the message about one that doesn’t fit.
    pub(super) what: &'static str,
    /// The field with the record’s own name or number.
    pub(super) name: &'static str,
    /// The field with the claim’s label.
    pub(super) label: &'static str,
}

/// The field with the claim’s text, in all of these formats.
const CLAIM: &str = "claim";

/// Takes the text of a claim. A blank text is returned as the empty string and stays in its field.
/// Returns `None` if the field is absent or not a text.
pub(super) fn words(fields: &mut Fields) -> Option<String> {
    let words = fields.text(CLAIM);
    words.or_else(|| fields.0.get(CLAIM)?.is_string().then(String::new))
}

/// Returns true if a record has the fields of a claim but no content, like the first of FEVEROUS.
fn is_template(fields: &Fields, shape: &FormatTraits) -> bool {
    let is_empty = |key: &str| fields.0.get(key).and_then(Value::as_str).is_some_and(is_blank);
    is_empty(CLAIM) && (is_empty(shape.label) || !fields.0.contains_key(shape.label))
}

/// Reads a file. `draft` makes a claim of a record’s fields, or returns `None` if they hold none.
///
/// # Errors
/// Returns an error if reading fails, if `draft` fails, or if the import stops.
pub(super) fn each(
    file: &mut OpenFile,
    import: &mut Import<'_>,
    shape: &FormatTraits,
    draft: impl Fn(Fields) -> Result<Option<ClaimDraft>, Diagnostic> + Sync,
) -> Result<(), Diagnostic> {
    let name = file.name.clone();
    json::import(file, &[], import, |part, batch| {
        let mut record = match part {
            Ok(JsonPart::Record(record)) => record,
            Ok(JsonPart::Envelope(_)) => return Ok(()),
            Err(problem) => {
                batch.broken(problem);
                return Ok(());
            }
        };
        let value = std::mem::take(&mut record.value);
        let mut called = None;
        let drafted = match Fields::of(value) {
            Ok(fields) if is_template(&fields, shape) => {
                batch.pass_over();
                return Ok(());
            }
            Ok(mut fields) => {
                called = fields.number_or_text(shape.name).map(|name| name.to_string());
                draft(fields)?
            }
            Err(_) => None,
        };
        let Some(mut draft) = drafted else {
            batch.broken(json::unlike(&name, &record, shape.what));
            return Ok(());
        };
        json::note_mended(&mut draft, &mut record.mended);
        batch.take(draft, &ForeignOrigin::of(shape.format, &name, record.line).called(called))
    })
}
