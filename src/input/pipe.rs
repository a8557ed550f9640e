//! Inputs that can be read only once: standard input and named pipes. The bytes read are held, so
//! that they can be read again.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::input::Diagnostic;
use crate::input::compression::unreadable;
use crate::input::content::Content;
use crate::input::encoding::TextEncoding;
use crate::input::open_file::OpenFile;
use crate::parallel::locked;

/// An input that can be read only once.
#[derive(Debug)]
pub struct Pipe {
    /// The name to show.
    pub(crate) name: String,
    /// `None` for standard input.
    path: Option<PathBuf>,
    /// The text read so far.
    pub(crate) content: Arc<Content>,
    /// The encoding that the text had, once it was read to its end. Locked while it is read.
    encoding: Mutex<Option<TextEncoding>>,
    /// The first bytes, compressed as they came, if they were looked at before the input is read;
    /// and for a path the open file, because a named pipe can be opened only once.
    beginning: Mutex<(Vec<u8>, Option<File>)>,
}

impl Pipe {
    /// Creates the pipe for the named pipe or device at a path, or for standard input.
    pub(super) fn new(path: Option<PathBuf>) -> Self {
        let name = path.as_ref().map_or("-".into(), |path| path.to_string_lossy()).into_owned();
        let content = Arc::default();
        Self { name, path, content, encoding: Mutex::default(), beginning: Mutex::default() }
    }

    /// Creates a pipe of content that this program wrote, which can be read any number of times.
    pub(crate) fn held(name: String, content: Arc<Content>) -> Self {
        let encoding = Mutex::new(Some(TextEncoding::UTF_8));
        Self { name, path: None, content, encoding, beginning: Mutex::default() }
    }

    /// Opens the first bytes without consuming them: `length` of those that come, which may be
    /// compressed, or the whole text if the input was already read.
    pub(crate) fn beginning(&self, length: u64) -> Result<OpenFile, Diagnostic> {
        let state = self.lock();
        if state.is_some() {
            return self.open(*state);
        }
        let fault = |error: io::Error| unreadable(&self.name, &error);
        let mut kept = locked(&self.beginning);
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
        OpenFile::of(self.name.clone(), Cursor::new(beginning.clone()))
    }

    /// Opens the text: the only reading of the pipe, or another one of the held text.
    pub(crate) fn text(&self) -> Result<OpenFile, Diagnostic> {
        let state = *self.lock();
        self.open(state)
    }

    /// Opens the text of a pipe in this [state](Self::lock).
    pub(crate) fn open(&self, state: Option<TextEncoding>) -> Result<OpenFile, Diagnostic> {
        let name = self.name.clone();
        if let Some(encoding) = state {
            return OpenFile::of_text(name, self.content.again(), encoding);
        }
        let mut kept = locked(&self.beginning);
        let (beginning, rest) = std::mem::take(&mut *kept);
        let beginning = Cursor::new(beginning);
        match &self.path {
            None => OpenFile::of(name, beginning.chain(io::stdin().lock())),
            Some(path) => {
                let opened = rest.map_or_else(|| File::open(path), Ok);
                let file = opened.map_err(|error| unreadable(&name, &error))?;
                OpenFile::of(name, beginning.chain(file))
            }
        }
    }

    /// Locks the state of the pipe: the encoding that its text had, if it was read to its end.
    /// While the lock is held, no other thread reads the pipe.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Option<TextEncoding>> {
        locked(&self.encoding)
    }
}

/// Returns whether a path names a pipe or a device, which gives its bytes only once.
pub(crate) fn is_pipe(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir())
}
