//! What can be read once only: standard input, a named pipe. What was read of it is held, so
//! that it can be read again.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::input::compression::unreadable;
use crate::input::content::Content;
use crate::input::opened::{MemoryBudget, Opened};
use crate::input::{Diagnostic, Input};

/// Bytes taken at once.
const PIECE: usize = 1 << 20;

/// Something that can be read once only.
#[derive(Debug)]
pub struct Pipe {
    /// The name to show.
    pub(crate) name: String,
    /// Where it is; standard input is nowhere.
    path: Option<PathBuf>,
    /// What was read, decompressed.
    pub(crate) content: Arc<Content>,
    /// Whether all of it was read. Locked while it is read.
    whole: Mutex<bool>,
    /// What was looked at before it is read, packed as it came, and the rest where it has a path:
    /// a named pipe is opened once.
    beginning: Mutex<(Vec<u8>, Option<File>)>,
}

impl Pipe {
    /// Standard input.
    #[must_use]
    pub fn standard_input() -> Self {
        Self::new("-".to_owned(), None)
    }

    /// A named pipe, or a device.
    #[must_use]
    pub fn named(path: PathBuf) -> Self {
        Self::new(path.to_string_lossy().into_owned(), Some(path))
    }

    /// What was written by ourselves, and can be read as often as wanted.
    pub(crate) fn held(name: String, content: Arc<Content>) -> Self {
        Self { name, path: None, content, whole: Mutex::new(true), beginning: Mutex::default() }
    }

    fn new(name: String, path: Option<PathBuf>) -> Self {
        let content = Arc::new(Content::held(Vec::new()));
        Self { name, path, content, whole: Mutex::new(false), beginning: Mutex::default() }
    }

    /// Looks at its first bytes, packed as they come; they stay to be read. Of what was read or
    /// written, the first unpacked.
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

    /// All its bytes, for whoever reads it the one time, or again what is held.
    pub(crate) fn bytes(&self) -> Result<Box<dyn Read>, Diagnostic> {
        let is_whole = *self.lock();
        if is_whole { Ok(Box::new(self.content.again())) } else { self.open() }
    }

    /// Opens it, for the one time.
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

    /// Whether it was read to its end. While this is held nobody else reads it.
    pub(crate) fn lock(&self) -> MutexGuard<'_, bool> {
        self.whole.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The same input so that it can be read as often as wanted: what gives its bytes once is
/// read now, and held.
///
/// # Errors
/// Where it can't be read or held.
pub(crate) fn rereadable(input: Input, keeper: &mut MemoryBudget) -> Result<Input, Diagnostic> {
    let input = match input {
        Input::Path(path) if is_pipe(&path) => Input::Pipe(Arc::new(Pipe::named(path))),
        input => input,
    };
    if let Input::Pipe(pipe) = &input {
        let mut opened = Opened::new(&input, keeper)?;
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
