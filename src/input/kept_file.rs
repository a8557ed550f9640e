//! Reading a file from its beginning so that any part of its text can be read again: in its own
//! place, from memory or from a temporary file. This module doesn't interpret the text.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard};

use crate::input::content::Content;
use crate::input::encoding::{BOM, TextEncoding};
use crate::input::memory_budget::MemoryBudget;
use crate::input::open_file::OpenFile;
use crate::input::pipe::{Pipe, is_pipe};
use crate::input::{Diagnostic, Input, not_kept};

/// The number of bytes that are taken from a pipe at once.
const PIECE: usize = 1 << 20;

/// A file that is being read, and whose text can be read again.
pub(crate) struct KeptFile<'i> {
    pub(crate) file: OpenFile,
    /// The path that an editor could open: that of a file whose text is stored as it is.
    pub(crate) path: Option<PathBuf>,
    /// The text, with the byte order mark if there is one.
    pub(crate) content: Arc<Content>,
    /// The budget for holding what is read; `None` if it need not be held.
    hold: Option<MemoryBudget>,
    /// The state of a pipe, which is locked while it is read.
    pipe: Option<MutexGuard<'i, Option<TextEncoding>>>,
}

impl<'i> KeptFile<'i> {
    /// Opens a file. Memory for its text is taken from the budget.
    pub(crate) fn open(input: &'i Input, budget: &mut MemoryBudget) -> Result<Self, Diagnostic> {
        let kept = match input {
            Input::Pipe(pipe) => Self::pipe(pipe, budget)?,
            Input::Path(path) => Self::path(path, OpenFile::open(input)?, budget),
            Input::Bytes { .. } => Self::held(OpenFile::open(input)?, Arc::default(), budget),
        };
        kept.hold(BOM.get(..kept.file.bom()).unwrap_or_default())?;
        Ok(kept)
    }

    fn path(path: &Path, file: OpenFile, budget: &mut MemoryBudget) -> Self {
        let stored = file.stored_length();
        let mut kept = Self::held(file, Arc::default(), budget);
        kept.path = stored.map(|_| path.to_owned());
        if stored.is_some_and(|length| !budget.allows(length)) {
            kept.content = Arc::new(budget.on_disk(path.to_owned()));
            kept.hold = None;
        }
        kept
    }

    fn pipe(pipe: &'i Pipe, budget: &MemoryBudget) -> Result<Self, Diagnostic> {
        let state = pipe.lock();
        let file = pipe.open(*state)?;
        let mut kept = Self::held(file, Arc::clone(&pipe.content), budget);
        if state.is_some() {
            kept.hold = None;
        }
        kept.pipe = Some(state);
        Ok(kept)
    }

    fn held(file: OpenFile, content: Arc<Content>, budget: &MemoryBudget) -> Self {
        Self { file, path: None, content, hold: Some(budget.clone()), pipe: None }
    }

    /// Appends up to `more` bytes to a buffer; fewer only at the end.
    pub(crate) fn fill(&mut self, buffer: &mut Vec<u8>, more: usize) -> Result<usize, Diagnostic> {
        let before = buffer.len();
        let mut part = (&mut self.file).take(more as u64);
        part.read_to_end(buffer).map_err(|error| self.file.fault(&error))?;
        let new = &buffer[before..];
        self.hold(new)?;
        if new.len() < more
            && let Some(state) = &mut self.pipe
        {
            **state = Some(self.file.encoding());
        }
        Ok(new.len())
    }

    fn hold(&self, new: &[u8]) -> Result<(), Diagnostic> {
        let Some(budget) = &self.hold else { return Ok(()) };
        let name = &self.file.name;
        let fits = budget.allows((self.content.in_memory() + new.len()) as u64);
        let folder = match &budget.folder {
            Some(folder) => folder,
            // Text in memory needs no folder.
            None if fits => Path::new(""),
            None => {
                let what = "too large for memory, and there is no folder for temporary files";
                let help = "set XDG_CACHE_HOME to a folder with free space, or name a regular file";
                return Err(Diagnostic::error(name, what).help(help));
            }
        };
        let appended = self.content.append(new, budget.left, folder, &budget.spools);
        appended.map_err(|error| not_kept(name, "its content", folder, &error))
    }

    /// Returns whether the file is known to have more than `limit` bytes, without reading them.
    pub(crate) fn is_longer_than(&self, limit: usize) -> bool {
        self.file.stored_length().is_some_and(|length| length > limit as u64)
    }

    /// Subtracts the bytes of this file that are kept in memory from the budget.
    pub(crate) fn settle(&self, budget: &mut MemoryBudget) {
        if self.hold.is_some() {
            budget.spend(self.content.in_memory());
        }
    }

    /// Returns the number of bytes that were read from the file itself.
    pub(crate) fn read(&self) -> u64 {
        self.file.counter().load(Ordering::Relaxed)
    }
}

/// Returns an input that can be read any number of times. An input that gives its bytes only once
/// is read now and held.
pub(crate) fn rereadable(input: Input, budget: &mut MemoryBudget) -> Result<Input, Diagnostic> {
    let input = match input {
        Input::Path(path) if is_pipe(&path) => Input::named_pipe(path),
        input => input,
    };
    if let Input::Pipe(pipe) = &input {
        let mut opened = KeptFile::open(&input, budget)?;
        let mut piece = Vec::new();
        while opened.fill(&mut piece, PIECE)? == PIECE {
            piece.clear();
        }
        drop(opened);
        debug_assert!(pipe.lock().is_some(), "it was read to its end");
    }
    Ok(input)
}
