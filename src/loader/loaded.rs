//! Opening datasets as a whole, to be read again when their files change.

use crate::catalog::Catalog;
use crate::input::{Cache, Diagnostic, Fingerprint, Input};

use super::dataset_files::DatasetFiles;
use super::pacing::SignReceiver;
use super::readable::{ReadableInputs, ShowProgress};

/// Datasets that were opened.
pub(crate) struct LoadedDatasets {
    /// The catalog of the datasets.
    pub(crate) catalog: Catalog,
    /// A message for the user, if there is any.
    pub(crate) note: Option<String>,
    /// What is needed to read the files again.
    pub(crate) files: DatasetFiles,
    /// The receiver of signs that the files changed.
    pub(crate) signs: SignReceiver,
}

impl LoadedDatasets {
    /// Opens datasets, after importing those of other formats.
    ///
    /// # Errors
    /// Returns the [`Diagnostic`] if they can't be opened.
    pub(crate) fn open(
        inputs: Vec<Input>,
        cache: Cache,
        show: ShowProgress,
    ) -> Result<Self, Diagnostic> {
        let before = Fingerprint::of(&inputs);
        let readable = ReadableInputs::of(&inputs, &cache, show)?;
        let again = readable.again(inputs);
        let (catalog, note) = readable.open(&cache)?;
        let (files, signs) = DatasetFiles::new(again, cache, before);
        files.follow(&catalog);
        Ok(Self { catalog, note, files, signs })
    }

    /// Returns whether the datasets are files, which can change.
    pub(crate) fn can_change(&self) -> bool {
        self.files.inputs.iter().any(|input| input.path().is_some())
    }
}
