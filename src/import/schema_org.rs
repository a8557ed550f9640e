//! Imports schema.org’s claims in JSON-LD: `ClaimReview`, `MediaReview` and `Claim`, alone or in a
//! list, a graph, a feed or a page. It also writes gainsay datasets in this form and reads them
//! back.
//!
//! Publishers fill in JSON-LD by template, and templates have errors. The content of a field
//! decides how it is read; if it belongs elsewhere, its original place is noted.

mod fields;
mod graph;
mod ids;
mod item;
mod node;
mod own;
mod party;
mod rating;
mod review;
mod reviewed;
mod work;
pub(crate) mod writing;

use serde_json::Value;

use super::json::{self, JsonPart, JsonRecord};
use super::{ClaimDraft, ForeignOrigin, Format, Import, ImportBatch};
use crate::input::{Diagnostic, OpenFile};

/// The key in `ext` of what remains of a node.
pub(super) const KEY: &str = "schema.org";

/// The key in `ext` of the data around a claim in its element of a feed or in its article.
const AROUND: &str = "schema.org.around";

/// The text for a review that has no title and no rating.
pub(super) const UNTITLED: &str = "(review without a title)";

/// The member of a feed that holds its elements.
pub(super) const FEED: &str = "dataFeedElement";

/// Reads a file of JSON-LD. The elements of a feed are read one by one.
pub(super) fn read(file: &mut OpenFile, import: &mut Import<'_>) -> Result<(), Diagnostic> {
    let page = JsonLdPlace { format: Format::SchemaOrg, file: file.name.clone(), url: None };
    json::import(file, &[FEED], import, |part, batch| page.take(part, batch))
}

/// Makes a draft of a node that is a ClaimReview.
pub(super) fn draft(node: Value) -> Option<ClaimDraft> {
    review::draft(node::ClaimNode { kind: node::NodeKind::ClaimReview, node, page: None })
}

/// The place of JSON-LD: a file, or a page in it.
pub(super) struct JsonLdPlace {
    pub(super) format: Format,
    pub(super) file: String,
    /// The address of the page around the JSON-LD.
    pub(super) url: Option<String>,
}

impl JsonLdPlace {
    /// Writes the claims of a part of a file to a batch.
    pub(super) fn take(
        &self,
        part: Result<JsonPart, Diagnostic>,
        batch: &mut ImportBatch,
    ) -> Result<(), Diagnostic> {
        match part {
            Ok(JsonPart::Record(record)) => return self.take_record(record, batch),
            Ok(JsonPart::Envelope(JsonRecord { value, line, mended, .. })) => {
                batch.count(mended);
                match own::dataset(&value) {
                    Some(Ok(heading)) => batch.about(heading),
                    Some(Err(fault)) => {
                        let origin = ForeignOrigin::of(self.format, &self.file, line);
                        batch.no_record_of_ours("dataset", &fault, &origin);
                    }
                    None => batch.around(KEY, value),
                }
            }
            Err(problem) => batch.broken(problem),
        }
        Ok(())
    }

    fn take_record(&self, record: JsonRecord, batch: &mut ImportBatch) -> Result<(), Diagnostic> {
        let JsonRecord { mut value, line, mut mended, .. } = record;
        let origin = ForeignOrigin::of(self.format, &self.file, line);
        let ours = own::element(&value);
        if !ours.is_empty() {
            batch.count(mended);
            let mut ours = ours.into_iter();
            return ours.try_for_each(|ours| {
                batch.take_back(ours.name, &ours.record, ours.verbatim, &origin)
            });
        }
        node::make_bare(&mut value);
        let claims = graph::claims(&mut value);
        if claims.is_empty() {
            batch.pass_over();
        }
        let mut around = Some(value).filter(|rest| !claims.is_empty() && graph::says_more(rest));
        if let Some(around) = around.take_if(|_| claims.len() > 1) {
            batch.around(KEY, around);
        }
        for mut found in claims {
            found.page = found.page.or_else(|| self.url.clone());
            if let Some(mut draft) = review::draft(found) {
                json::note_mended(&mut draft, &mut mended);
                draft.keep(AROUND, around.take());
                batch.take(draft, &origin)?;
            }
        }
        Ok(())
    }
}
