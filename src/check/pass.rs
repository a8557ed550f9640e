//! A pass over the files: what a walk tells of, and who listens. The first pass judges and
//! remembers numbers; later ones read again what a sentence needs beyond them.

use super::finding::{Address, Finding, FindingPlace};
use super::page::CheckedText;
use crate::claim::RecordKind;

/// An id where it stands: of a record of this kind, in this field.
pub(super) struct Mention<'m> {
    pub(super) kind: RecordKind,
    pub(super) id: &'m str,
    pub(super) field: &'m str,
    pub(super) address: &'m Address,
    pub(super) page: &'m CheckedText<'m>,
    /// The byte of the page.
    pub(super) at: usize,
}

impl Mention<'_> {
    /// Its place.
    pub(super) fn place(&self) -> FindingPlace {
        self.page.spot(self.at)
    }
}

/// Listens to walks over files. What a pass does not listen to is nothing to it.
pub(super) trait Pass {
    /// Whether a file is worth reading.
    fn wants_file(&self, _file: usize) -> bool {
        true
    }

    /// Whether a line of NDJSON is worth reading.
    fn wants_line(&self, _file: usize, _line: usize) -> bool {
        true
    }

    /// What follows belongs to the dataset of this id; without one the file is a dataset of
    /// its own.
    fn begin(&mut self, _dataset: Option<&str>) {}

    /// Something is wrong, which one record shows.
    fn found(&mut self, _finding: Finding) {}

    /// A record has an id; the digest stands for all that it says.
    fn define(&mut self, _id: &Mention, _digest: &dyn Fn() -> u64) {}

    /// A field names another record.
    fn refer(&mut self, _id: &Mention) {}

    /// The claim of this id says something, in this place.
    fn says(&mut self, _claim: &Mention, _text: &str) {}

    /// The source of this id is known through another, as is said in this place.
    fn links(&mut self, _source: &Mention, _through: &str) {}
}
