//! The budget for content that stays readable: memory, open files and temporary files.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::files::open_regular;
use crate::input::content::{Content, KEPT, OnDisk};
use crate::input::{Cache, SpoolLimit};

/// The largest number of files that stay open to be read from: far fewer than a process may open.
const OPEN: usize = 64;

/// The budget for content in memory, open files and temporary files.
#[derive(Debug, Clone)]
pub(crate) struct MemoryBudget {
    /// The bytes that may still be kept in memory.
    pub(super) left: usize,
    /// The number of files that may still stay open.
    open: usize,
    /// The folder for content beyond the budget.
    pub(super) folder: Option<PathBuf>,
    /// The limit for temporary files in that folder.
    pub(crate) spools: SpoolLimit,
}

impl MemoryBudget {
    /// Creates a budget of `left` bytes in memory, with `folder` for the rest.
    #[cfg(test)]
    pub(crate) fn of(left: usize, folder: &Path) -> Self {
        let folder = Some(folder.to_owned());
        Self { left, open: OPEN, folder, spools: SpoolLimit::default() }
    }

    /// Creates a budget of [`KEPT`] bytes, with the cache's folder, if there is one, for the rest.
    pub(crate) fn new(cache: &Cache) -> Self {
        let (folder, spools) = (cache.folder.clone(), cache.spools.clone());
        Self { left: KEPT, open: OPEN, folder, spools }
    }

    /// Returns whether so many bytes may be kept in memory.
    pub(crate) fn allows(&self, length: u64) -> bool {
        length <= self.left as u64
    }

    /// Subtracts bytes that are kept in memory.
    pub(crate) fn spend(&mut self, length: usize) {
        self.left = self.left.saturating_sub(length);
    }

    /// Reads a file of this length into memory, if the budget allows it and the file can be read.
    pub(crate) fn keep(&mut self, path: &Path, length: u64) -> Option<Vec<u8>> {
        let length = usize::try_from(length).ok().filter(|_| self.allows(length))?;
        let mut bytes = Vec::with_capacity(length);
        open_regular(path).ok()?.take(length as u64).read_to_end(&mut bytes).ok()?;
        self.spend(length);
        Some(bytes)
    }

    /// Returns the content of a file that is too large for memory and is read in its own place.
    pub(crate) fn on_disk(&mut self, path: PathBuf) -> Content {
        let stays_open = self.open > 0;
        self.open = self.open.saturating_sub(1);
        Content::OnDisk(OnDisk::new(path, stays_open))
    }
}
