//! A file being read from its beginning: decompressed, and held where it can't be read
//! again. Opens files; knows nothing of what stands in them.

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

/// The bytes read at once.
const CHUNK: usize = 1 << 16;

/// How many files stay open to be read from: far fewer than a process may open.
const OPEN: usize = 64;

/// What content may be held, and where.
#[derive(Debug, Clone)]
pub struct MemoryBudget {
    /// How many bytes may still be kept in memory.
    left: usize,
    /// How many files may still stay open.
    open: usize,
    /// The folder for what is more.
    folder: Option<PathBuf>,
    /// How much files in that folder may take.
    spools: SpoolLimit,
}

impl MemoryBudget {
    /// Keeps so many bytes in memory, and spools more to a folder.
    #[cfg(test)]
    pub fn of(left: usize, folder: &Path) -> Self {
        let folder = Some(folder.to_owned());
        Self { left, open: OPEN, folder, spools: SpoolLimit::default() }
    }

    /// Keeps [`KEPT`] bytes in memory and spools more to the cache's folder, where there is one.
    #[must_use]
    pub fn new(cache: &Cache) -> Self {
        let (folder, spools) = (cache.folder.clone(), cache.spools.clone());
        Self { left: KEPT, open: OPEN, folder, spools }
    }
}

impl MemoryBudget {
    /// How much temporary files may take.
    pub fn spools(&self) -> &SpoolLimit {
        &self.spools
    }

    /// The bytes of a file of this length, where they may be kept and can be read.
    pub fn keep(&mut self, path: &Path, length: u64) -> Option<Vec<u8>> {
        let length = usize::try_from(length).ok().filter(|length| *length <= self.left)?;
        let mut bytes = Vec::with_capacity(length);
        open_regular(path).ok()?.take(length as u64).read_to_end(&mut bytes).ok()?;
        self.left -= length;
        Some(bytes)
    }
}

impl MemoryBudget {
    /// A file that is too large to be kept: it is read again where it stands.
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
    /// The path an editor could open: a plain file, not compressed.
    pub path: Option<PathBuf>,
    /// Where its bytes can be read again.
    pub content: Arc<Content>,
    reader: Box<dyn BufRead + 'i>,
    /// Where what is read must be held: so many bytes in memory, the rest in the folder.
    hold: Option<MemoryBudget>,
    /// For standard input: to be set at its end.
    whole: Option<MutexGuard<'i, bool>>,
    packing: Packing,
    /// The length of a file on disk.
    length: Option<u64>,
    read: Arc<AtomicU64>,
}

impl<'i> Opened<'i> {
    /// Opens a file. What it may keep in memory is taken from the keeper.
    ///
    /// # Errors
    /// A [`Diagnostic`] where it can't be opened or read.
    pub fn new(input: &'i Input, keeper: &mut MemoryBudget) -> Result<Self, Diagnostic> {
        match input {
            Input::Path(path) => Self::path(path, keeper),
            Input::Bytes { name, bytes } => {
                Self::reader(name.clone(), Cursor::new(&bytes[..]), None, keeper)
            }
            Input::Pipe(pipe) => Self::pipe(pipe, keeper),
        }
    }

    fn path(path: &Path, keeper: &mut MemoryBudget) -> Result<Self, Diagnostic> {
        let name = path.to_string_lossy().into_owned();
        let fault = |error| unreadable(&name, &error);
        let file = open_regular(path).map_err(fault)?;
        let found = file.metadata().map_err(fault)?;
        let mut opened = Self::reader(name.clone(), file, Some(path), keeper)?;
        opened.length = found.is_file().then_some(found.len());
        let length = usize::try_from(found.len()).unwrap_or(usize::MAX);
        if opened.packing == Packing::Plain && found.is_file() && length > keeper.left {
            opened.content = Arc::new(keeper.on_disk(path.to_owned()));
            opened.hold = None;
        }
        Ok(opened)
    }

    fn pipe(pipe: &'i Pipe, keeper: &mut MemoryBudget) -> Result<Self, Diagnostic> {
        let whole = pipe.lock();
        let mut opened = if *whole {
            let again = pipe.content.again();
            Self { hold: None, ..Self::reader(pipe.name.clone(), again, None, keeper)? }
        } else {
            Self::reader(pipe.name.clone(), pipe.open()?, None, keeper)?
        };
        opened.content = Arc::clone(&pipe.content);
        opened.whole = Some(whole);
        Ok(opened)
    }

    /// Reads from anything. Packing is known by the first bytes.
    fn reader(
        name: String,
        reader: impl Read + 'i,
        path: Option<&Path>,
        keeper: &mut MemoryBudget,
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
            hold: Some(keeper.clone()),
            whole: None,
            packing,
            length: None,
            read,
        })
    }

    /// Appends up to `more` bytes to a buffer; fewer only at the end.
    ///
    /// # Errors
    /// A [`Diagnostic`] where they can't be read, decompressed or held.
    pub fn fill(&mut self, buffer: &mut Vec<u8>, more: usize) -> Result<usize, Diagnostic> {
        let before = buffer.len();
        let mut part = (&mut self.reader).take(more as u64);
        part.read_to_end(buffer).map_err(|error| self.packing.fault(&self.name, &error))?;
        let new = buffer.get(before..).unwrap_or_default();
        if let Some(keeper) = &self.hold {
            self.hold(new, keeper)?;
        }
        if new.len() < more
            && let Some(whole) = &mut self.whole
        {
            **whole = true;
        }
        Ok(new.len())
    }

    fn hold(&self, new: &[u8], keeper: &MemoryBudget) -> Result<(), Diagnostic> {
        let folder = keeper.folder.as_deref();
        let enough = self.content.in_memory() + new.len() <= keeper.left;
        let Some(folder) = folder.or(enough.then_some(Path::new(""))) else {
            return Err(Diagnostic::error(
                &self.name,
                "too large for memory, and there is no folder for temporary files",
            )
            .help("set XDG_CACHE_HOME to a folder with free space, or name a regular file"));
        };
        let appended = self.content.append(new, keeper.left, folder, &keeper.spools);
        appended.map_err(|error| not_kept(&self.name, "its content", folder, &error))
    }

    /// Whether it is known to have more bytes than these, without reading them.
    #[must_use]
    pub fn is_longer_than(&self, limit: usize) -> bool {
        self.packing == Packing::Plain && self.length.is_some_and(|length| length > limit as u64)
    }

    /// Tells the keeper how much is kept of this file in memory.
    pub fn settle(&self, keeper: &mut MemoryBudget) {
        if self.hold.is_some() {
            keeper.left = keeper.left.saturating_sub(self.content.in_memory());
        }
    }

    /// How many bytes of the file itself were read so far.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}

/// Counts what is read.
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
