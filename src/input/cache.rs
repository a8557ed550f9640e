//! The cache folder, where this program may keep files of its own.

use std::path::PathBuf;

use super::spool_limit::SpoolLimit;

/// Where files of our own may be kept.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    /// The folder; without one nothing is kept on disk.
    pub folder: Option<PathBuf>,
    /// Whether an index of large datasets is kept there, and used.
    pub index: bool,
    /// Whether an index that is there is removed unread, since a record proved it wrong.
    pub distrusted: bool,
    /// Whether the index is read into memory whole, as a server needs it: then nothing that
    /// happens to its file or its disk can end the program.
    pub serving: bool,
    /// How much temporary files may take there.
    pub spools: SpoolLimit,
}

impl Cache {
    /// The same cache, whose index is not used: it is made again when the files were read.
    #[must_use]
    pub fn distrusting(&self) -> Self {
        Self { distrusted: true, ..self.clone() }
    }
}
