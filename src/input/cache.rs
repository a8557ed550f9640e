//! The cache folder, where this program may keep files of its own.

use std::path::PathBuf;

use super::spool_limit::SpoolLimit;

/// The settings for the files that this program keeps for itself.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    /// The cache folder; without one, nothing is kept on disk.
    pub folder: Option<PathBuf>,
    /// Whether indexes of large datasets are kept in the folder and used.
    pub index: bool,
    /// Whether an existing index is removed unread, because a record proved it wrong.
    pub distrusted: bool,
    /// Whether the index is read into memory as a whole. A server needs this: damage to a mapped
    /// file or its disk would end the program.
    pub serving: bool,
    /// The limit for temporary files in the folder.
    pub spools: SpoolLimit,
}

impl Cache {
    /// Returns the folder for temporary files: the cache folder, or else the system's.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.folder.clone().unwrap_or_else(std::env::temp_dir)
    }

    /// Returns a copy of the settings that doesn't use an existing index. The index is written
    /// again after the files are read.
    pub(crate) fn distrusting(&self) -> Self {
        Self { distrusted: true, ..self.clone() }
    }
}
