//! Inputs that can be read only once: standard input and named pipes. The bytes read are held, so
//! that they can be read again.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::input::compression::unreadable;
use crate::input::content::Content;
use crate::input::opened::{MemoryBudget, Opened};
use crate::input::{Diagnostic, Input};

/// The number of bytes that are taken at once.
const PIECE: usize = 1 << 20;

/// An input that can be read only once.
#[derive(Debug)]
pub struct Pipe {
    /// The name to show.
    pub(crate) name: String,
    /// The path; `None` for standard input.
    path: Option<PathBuf>,
    /// The bytes read so far, decompressed.
    pub(crate) content: Arc<Content>,
    /// Whether the input was read to its end. Locked while it is read.
    whole: Mutex<bool>,
    /// The first bytes, compressed as they came, if they were looked at before the input is read;
    /// and for a path the open file, because a named pipe can be opened only once.
    beginning: Mutex<(Vec<u8>, Option<File>)>,
}

impl Pipe {
    /// Creates the pipe for standard input.
    #[must_use]
    pub fn standard_input() -> Self {
        Self::new("-".to_owned(), None)
    }

    /// Creates the pipe for a named pipe or a device.
    #[must_use]
    pub fn named(path: PathBuf) -> Self {
        Self::new(path.to_string_lossy().into_owned(), Some(path))
    }

    /// Creates a pipe of content that this program wrote, which can be read any number of times.
    pub(crate) fn held(name: String, content: Arc<Content>) -> Self {
        Self { name, path: None, content, whole: Mutex::new(true), beginning: Mutex::default() }
    }

    fn new(name: String, path: Option<PathBuf>) -> Self {
        let content = Arc::new(Content::held(Vec::new()));
        Self { name, path, content, whole: Mutex::new(false), beginning: Mutex::default() }
    }

    /// Returns the first bytes without consuming them: compressed as they come, or decompressed if
    /// the input was already read.
    pub(crate) fn beginning(&self, length: u64) -> Result<Vec<u8>, Diagnostic> {
        let whole = self.lock();
        let mut bytes = Vec::new();
        let fault = |error: io::Error| unreadable(&self.name, &error);
        if *whole {
            self.content.again().take(length).read_to_end(&mut bytes).map_err(fault)?;
            return Ok(bytes);
        }
        let mut kept = self.beginning.lock().unwrap_or_else(PoisonError::into_inner);
        let (beginning, rest) = &mut *kept;
        let left = length.saturating_sub(beginning.len() as u64);
        let read = match &self.path {
            None => io::stdin().lock().take(left).read_to_end(beginning),
            Some(path) => {
                let file = match rest.take() {
                    Some(file) => file,
                    None => File::open(path).map_err(fault)?,
                };
                rest.insert(file).take(left).read_to_end(beginning)
            }
        };
        read.map_err(fault)?;
        bytes.clone_from(beginning);
        Ok(bytes)
    }

    /// Returns a reader of all bytes: the only one of the pipe, or another one of the held content.
    pub(crate) fn bytes(&self) -> Result<Box<dyn Read>, Diagnostic> {
        let is_whole = *self.lock();
        if is_whole { Ok(Box::new(self.content.again())) } else { self.open() }
    }

    /// Opens the pipe for its only reading.
    pub(crate) fn open(&self) -> Result<Box<dyn Read>, Diagnostic> {
        let mut kept = self.beginning.lock().unwrap_or_else(PoisonError::into_inner);
        let (beginning, rest) = std::mem::take(&mut *kept);
        let beginning = Cursor::new(beginning);
        match &self.path {
            None => Ok(Box::new(beginning.chain(io::stdin().lock()))),
            Some(path) => {
                let opened = rest.map_or_else(|| File::open(path), Ok);
                let file = opened.map_err(|error| unreadable(&self.name, &error))?;
                Ok(Box::new(beginning.chain(file)))
            }
        }
    }

    /// Locks the flag that says whether the pipe was read to its end. While the lock is held, no
    /// other thread reads the pipe.
    pub(crate) fn lock(&self) -> MutexGuard<'_, bool> {
        self.whole.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns an input that can be read any number of times. An input that gives its bytes only once
/// is read now and held.
///
/// # Errors
/// Returns a [`Diagnostic`] if the input can't be read or held.
pub(crate) fn rereadable(input: Input, budget: &mut MemoryBudget) -> Result<Input, Diagnostic> {
    let input = match input {
        Input::Path(path) if is_pipe(&path) => Input::Pipe(Arc::new(Pipe::named(path))),
        input => input,
    };
    if let Input::Pipe(pipe) = &input {
        let mut opened = Opened::new(&input, budget)?;
        let mut piece = Vec::new();
        while opened.fill(&mut piece, PIECE)? == PIECE {
            piece.clear();
        }
        drop(opened);
        debug_assert!(*pipe.lock(), "it was read to its end");
    }
    Ok(input)
}

fn is_pipe(path: &std::path::Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}
