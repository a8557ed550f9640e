//! Reading a file from its beginning: decompressed, and held if it can't be read again. This module
//! opens files and doesn't interpret them.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, MutexGuard};

use crate::files::open_regular;
use crate::input::Cache;
use crate::input::compression::{Packing, unpacked, unreadable};
use crate::input::content::{Content, KEPT, OnDisk};
use crate::input::pipe::Pipe;
use crate::input::spool_limit::{SpoolLimit, not_kept};
use crate::input::{Diagnostic, Input};

/// The number of bytes that are read at once.
const CHUNK: usize = 1 << 16;

/// The largest number of files that stay open to be read from: far fewer than a process may open.
const OPEN: usize = 64;

/// The budget for content in memory, open files and temporary files.
#[derive(Debug, Clone)]
pub struct MemoryBudget {
    /// The bytes that may still be kept in memory.
    left: usize,
    /// The number of files that may still stay open.
    open: usize,
    /// The folder for content beyond the budget.
    folder: Option<PathBuf>,
    /// The limit for temporary files in that folder.
    spools: SpoolLimit,
}

impl MemoryBudget {
    /// Creates a budget of `left` bytes in memory, with `folder` for the rest.
    #[cfg(test)]
    pub fn of(left: usize, folder: &Path) -> Self {
        let folder = Some(folder.to_owned());
        Self { left, open: OPEN, folder, spools: SpoolLimit::default() }
    }

    /// Creates a budget of [`KEPT`] bytes, with the cache's folder, if there is one, for the rest.
    #[must_use]
    pub fn new(cache: &Cache) -> Self {
        let (folder, spools) = (cache.folder.clone(), cache.spools.clone());
        Self { left: KEPT, open: OPEN, folder, spools }
    }
}

impl MemoryBudget {
    /// Returns the limit for temporary files.
    pub fn spools(&self) -> &SpoolLimit {
        &self.spools
    }

    /// Reads a file of this length into memory, if the budget allows it and the file can be read.
    pub fn keep(&mut self, path: &Path, length: u64) -> Option<Vec<u8>> {
        let length = usize::try_from(length).ok().filter(|length| *length <= self.left)?;
        let mut bytes = Vec::with_capacity(length);
        open_regular(path).ok()?.take(length as u64).read_to_end(&mut bytes).ok()?;
        self.left -= length;
        Some(bytes)
    }
}

impl MemoryBudget {
    /// Returns the content of a file that is too large for memory and is read in its own place.
    pub fn on_disk(&mut self, path: PathBuf) -> Content {
        let stays_open = self.open > 0;
        self.open = self.open.saturating_sub(1);
        Content::OnDisk(OnDisk::new(path, stays_open))
    }
}

/// A file that is being read.
pub struct Opened<'i> {
    /// The name to show.
    pub name: String,
    /// The path that an editor could open: that of a plain file, not compressed.
    pub path: Option<PathBuf>,
    /// The content, from which the bytes can be read again.
    pub content: Arc<Content>,
    reader: Box<dyn BufRead + 'i>,
    /// The budget for holding what is read; `None` if it need not be held.
    hold: Option<MemoryBudget>,
    /// For a pipe: the flag that is set at its end.
    whole: Option<MutexGuard<'i, bool>>,
    packing: Packing,
    /// The length of a file on disk.
    length: Option<u64>,
    read: Arc<AtomicU64>,
}

impl<'i> Opened<'i> {
    /// Opens a file. Memory for its content is taken from the budget `budget`.
    ///
    /// # Errors
    /// Returns a [`Diagnostic`] if it can't be opened or read.
    pub fn new(input: &'i Input, budget: &mut MemoryBudget) -> Result<Self, Diagnostic> {
        match input {
            Input::Path(path) => Self::path(path, budget),
            Input::Bytes { name, bytes } => {
                Self::reader(name.clone(), Cursor::new(&bytes[..]), None, budget)
            }
            Input::Pipe(pipe) => Self::pipe(pipe, budget),
        }
    }

    fn path(path: &Path, budget: &mut MemoryBudget) -> Result<Self, Diagnostic> {
        let name = path.to_string_lossy().into_owned();
        let fault = |error| unreadable(&name, &error);
        let file = open_regular(path).map_err(fault)?;
        let found = file.metadata().map_err(fault)?;
        let mut opened = Self::reader(name.clone(), file, Some(path), budget)?;
        opened.length = found.is_file().then_some(found.len());
        let length = usize::try_from(found.len()).unwrap_or(usize::MAX);
        if opened.packing == Packing::Plain && found.is_file() && length > budget.left {
            opened.content = Arc::new(budget.on_disk(path.to_owned()));
            opened.hold = None;
        }
        Ok(opened)
    }

    fn pipe(pipe: &'i Pipe, budget: &mut MemoryBudget) -> Result<Self, Diagnostic> {
        let whole = pipe.lock();
        let mut opened = if *whole {
            let again = pipe.content.again();
            Self { hold: None, ..Self::reader(pipe.name.clone(), again, None, budget)? }
        } else {
            Self::reader(pipe.name.clone(), pipe.open()?, None, budget)?
        };
        opened.content = Arc::clone(&pipe.content);
        opened.whole = Some(whole);
        Ok(opened)
    }

    /// Creates a reader of anything. The first bytes decide about decompression.
    fn reader(
        name: String,
        reader: impl Read + 'i,
        path: Option<&Path>,
        budget: &mut MemoryBudget,
    ) -> Result<Self, Diagnostic> {
        let read = Arc::new(AtomicU64::new(0));
        let counted = CountingReader { reader, read: Arc::clone(&read) };
        let counted = BufReader::with_capacity(CHUNK, counted);
        let (packing, reader) =
            unpacked(counted).map_err(|error| Packing::Plain.fault(&name, &error))?;
        Ok(Self {
            path: path.filter(|_| packing == Packing::Plain).map(Path::to_owned),
            name,
            content: Arc::new(Content::held(Vec::new())),
            reader,
            hold: Some(budget.clone()),
            whole: None,
            packing,
            length: None,
            read,
        })
    }

    /// Appends up to `more` bytes to a buffer; fewer only at the end.
    ///
    /// # Errors
    /// Returns a [`Diagnostic`] if the bytes can't be read, decompressed or held.
    pub fn fill(&mut self, buffer: &mut Vec<u8>, more: usize) -> Result<usize, Diagnostic> {
        let before = buffer.len();
        let mut part = (&mut self.reader).take(more as u64);
        part.read_to_end(buffer).map_err(|error| self.packing.fault(&self.name, &error))?;
        let new = buffer.get(before..).unwrap_or_default();
        if let Some(budget) = &self.hold {
            self.hold(new, budget)?;
        }
        if new.len() < more
            && let Some(whole) = &mut self.whole
        {
            **whole = true;
        }
        Ok(new.len())
    }

    fn hold(&self, new: &[u8], budget: &MemoryBudget) -> Result<(), Diagnostic> {
        let folder = budget.folder.as_deref();
        let enough = self.content.in_memory() + new.len() <= budget.left;
        let Some(folder) = folder.or(enough.then_some(Path::new(""))) else {
            return Err(Diagnostic::error(
                &self.name,
                "too large for memory, and there is no folder for temporary files",
            )
            .help("set XDG_CACHE_HOME to a folder with free space, or name a regular file"));
        };
        let appended = self.content.append(new, budget.left, folder, &budget.spools);
        appended.map_err(|error| not_kept(&self.name, "its content", folder, &error))
    }

    /// Returns whether the file is known to have more than `limit` bytes, without reading them.
    #[must_use]
    pub fn is_longer_than(&self, limit: usize) -> bool {
        self.packing == Packing::Plain && self.length.is_some_and(|length| length > limit as u64)
    }

    /// Subtracts the bytes of this file that are kept in memory from the budget.
    pub fn settle(&self, budget: &mut MemoryBudget) {
        if self.hold.is_some() {
            budget.left = budget.left.saturating_sub(self.content.in_memory());
        }
    }

    /// Returns the number of bytes that were read from the file itself.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// The counter of these bytes, for others to look at while the file is read.
    pub(crate) fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }
}

/// A reader that counts the bytes read from it.
pub(crate) struct CountingReader<R> {
    pub(crate) reader: R,
    pub(crate) read: Arc<AtomicU64>,
}

impl<R: Read> Read for CountingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
