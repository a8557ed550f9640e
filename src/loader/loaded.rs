//! Opening datasets as a whole, to be read again when their files change.

use crate::catalog::Catalog;
use crate::input::{Cache, Diagnostic, Input};

use super::dataset_files::DatasetFiles;
use super::pacing::SignReceiver;
use super::readable::ShowProgress;

/// Datasets that were opened.
pub(crate) struct LoadedDatasets {
    /// The catalog of the datasets.
    pub(crate) catalog: Catalog,
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
        cache: &Cache,
        show: ShowProgress,
    ) -> Result<Self, Diagnostic> {
        let (readable, files, signs) = DatasetFiles::prepare(inputs, cache.clone(), show)?;
        let catalog = readable.open(cache)?;
        files.follow(&catalog);
        Ok(Self { catalog, files, signs })
    }

    /// Returns whether the datasets are files, which can change.
    pub(crate) fn can_change(&self) -> bool {
        self.files.inputs.iter().any(|input| input.path().is_some())
    }
}
