//! Passes over the files: the events of a walk, and the trait of their receivers. The first pass
//! judges records and remembers numbers; later passes read again what messages need beyond them.

use super::finding::{Address, Finding, FindingPlace};
use super::page::CheckedText;
use crate::claim::{RecordKind, Scope};

/// An id at its place: that of a record of this kind, in this field.
pub(super) struct Mention<'m> {
    pub(super) kind: RecordKind,
    pub(super) id: &'m str,
    pub(super) field: &'m str,
    pub(super) address: &'m Address,
    pub(super) page: &'m CheckedText<'m>,
    /// The byte offset in the page.
    pub(super) at: usize,
}

impl Mention<'_> {
    pub(super) fn place(&self) -> FindingPlace {
        self.page.spot(self.at)
    }
}

/// A receiver of the events of walks over files. The default methods ignore their events.
pub(super) trait Pass {
    /// Returns whether a file is worth reading.
    fn wants_file(&self, _file: usize) -> bool {
        true
    }

    /// Returns whether a line of NDJSON is worth reading.
    fn wants_line(&self, _file: usize, _line: usize) -> bool {
        true
    }

    /// Begins a file. Its records belong to the dataset with this id; without an id, the file is a
    /// dataset of its own.
    fn begin(&mut self, _dataset: Option<&str>) {}

    /// Reports a problem that one record shows.
    fn found(&mut self, _finding: Finding) {}

    /// Reports the id of a record; the digest covers the record's content.
    fn define(&mut self, _id: &Mention, _digest: &dyn Fn() -> u64) {}

    /// Reports a field that names another record.
    fn refer(&mut self, _id: &Mention) {}

    /// Reports the text of the claim with this id.
    fn says(&mut self, _claim: &Mention, _text: &str) {}

    /// Reports the words with which a party, the mention, answers a claim, and their scope. The
    /// mention's place is that of the scope.
    fn answers(&mut self, _by: &Mention, _words: &str, _scope: Scope) {}

    /// Reports that the source with this id is known through another.
    fn links(&mut self, _source: &Mention, _through: &str) {}
}
