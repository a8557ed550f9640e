//! Opening a file: from any input to its text, decompressed and decoded to UTF-8. Everything that
//! reads files begins here. This module doesn't interpret the text.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::files::{open_regular, read_regular};
use crate::input::compression::{Compression, decompressed, unreadable};
use crate::input::encoding::{TextEncoding, TextReader, utf_32};
use crate::input::{Diagnostic, Input};

/// The number of bytes that are read at once.
const CHUNK: usize = 1 << 16;

/// The number of bytes from which a file's encoding and format are recognised.
const BEGINNING: u64 = 64 << 10;

pub(crate) struct OpenFile {
    /// The name to show.
    pub(crate) name: String,
    compression: Compression,
    text: TextReader,
    /// The length of a regular file as stored.
    length: Option<u64>,
    read: Arc<AtomicU64>,
}

impl OpenFile {
    /// Opens a file. The first bytes decide about decompression and encoding.
    ///
    /// # Errors
    /// Returns a [`Diagnostic`] if the file can't be opened or its beginning can't be read, or if it
    /// is UTF-32.
    pub(crate) fn open(input: &Input) -> Result<Self, Diagnostic> {
        match input {
            Input::Path(path) => Self::path(path),
            Input::Bytes { name, bytes } => {
                Self::of(name.clone(), Cursor::new(Arc::<[u8]>::clone(bytes)))
            }
            Input::Pipe(pipe) => pipe.text(),
        }
    }

    fn path(path: &Path) -> Result<Self, Diagnostic> {
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            return Err(Diagnostic::error(name, "this is a folder").help("name a file in it"));
        }
        let fault = |error| unreadable(&name, &error);
        let file = open_regular(path).map_err(fault)?;
        let found = file.metadata().map_err(fault)?;
        let length = found.is_file().then_some(found.len());
        Ok(Self { length, ..Self::of(name, file)? })
    }

    pub(crate) fn of(name: String, bytes: impl Read + 'static) -> Result<Self, Diagnostic> {
        let read = Arc::new(AtomicU64::new(0));
        let counted = CountingReader { bytes, read: Arc::clone(&read) };
        let counted = BufReader::with_capacity(CHUNK, counted);
        let (compression, mut bytes) =
            decompressed(counted).map_err(|error| unreadable(&name, &error))?;
        let mut start = Vec::new();
        let failed = bytes.by_ref().take(BEGINNING).read_to_end(&mut start).err();
        if let Some(error) = failed.as_ref().filter(|_| start.is_empty()) {
            return Err(compression.fault(&name, error));
        }
        if let Some(encoding) = utf_32(&start) {
            return Err(Diagnostic::error(name, "this file is UTF-32")
                .help(format!("convert it to UTF-8: iconv -f {encoding} -t UTF-8 FILE > NEW")));
        }
        let text = TextReader::new(start, BEGINNING, FailedRead(failed).chain(bytes));
        Ok(Self { name, compression, text, length: None, read })
    }

    /// Opens a text that was decompressed and decoded before, from this encoding.
    pub(crate) fn of_text(
        name: String,
        text: impl Read + 'static,
        encoding: TextEncoding,
    ) -> Result<Self, Diagnostic> {
        let mut text = BufReader::with_capacity(CHUNK, text);
        let mut start = Vec::new();
        let looked_at = text.by_ref().take(BEGINNING).read_to_end(&mut start);
        looked_at.map_err(|error| unreadable(&name, &error))?;
        let text = TextReader::decoded(start, text, encoding);
        let read = Arc::new(AtomicU64::new(0));
        Ok(Self { name, compression: Compression::None, text, length: None, read })
    }

    /// Returns the next bytes of the text; at the beginning up to 64 KiB, if there are as many.
    pub(crate) fn peek(&mut self) -> Result<&[u8], Diagnostic> {
        let (compression, name) = (self.compression, &self.name);
        self.text.fill_buf().map_err(|error| compression.fault(name, &error))
    }

    /// Returns the encoding of the file, as far as the bytes read so far show it.
    pub(crate) fn encoding(&self) -> TextEncoding {
        self.text.encoding()
    }

    /// Returns a sentence about bytes that are no characters of the file's encoding, if there were
    /// any so far.
    pub(crate) fn replacements(&self) -> Option<String> {
        let name = self.encoding().name();
        let replaced = || format!("bytes that are not {name} are shown as \u{fffd}");
        self.text.has_replaced().then(replaced)
    }

    /// Returns the warning for a dataset in another encoding than UTF-8: the message and the help.
    pub(crate) fn encoding_warning(&self) -> Option<(String, String)> {
        let encoding = self.encoding();
        let name = encoding.name();
        let replaced = self.replacements().map(|what| format!("; {what}")).unwrap_or_default();
        let message = format!("this file is {name}; a dataset should be UTF-8{replaced}");
        let help = format!("convert it: iconv -f {name} -t UTF-8 FILE > NEW");
        (!encoding.is_utf_8()).then_some((message, help))
    }

    /// Reads the rest of a compressed file, to notice damage that shows only at its end: what was
    /// read before is not what was compressed.
    ///
    /// # Errors
    /// Returns a [`Diagnostic`] if the data is damaged.
    pub(crate) fn check_rest(&mut self) -> Result<(), Diagnostic> {
        if self.compression == Compression::None {
            return Ok(());
        }
        let rest = io::copy(&mut self.text, &mut io::sink());
        rest.map(|_| ()).map_err(|error| self.fault(&error))
    }

    /// Returns the number of bytes before the text: those of the byte order mark of UTF-8.
    pub(crate) fn bom(&self) -> usize {
        self.text.bom
    }

    /// Returns the length of the file if its text is sure to be stored as it is: neither compressed
    /// nor in another encoding.
    pub(crate) fn stored_length(&self) -> Option<u64> {
        let is_utf_8 = self.text.is_decided() && self.encoding().is_utf_8();
        let is_as_stored = self.compression == Compression::None && is_utf_8;
        self.length.filter(|_| is_as_stored)
    }

    /// Returns the counter of the bytes that were read from the file itself.
    pub(crate) fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    pub(crate) fn fault(&self, error: &io::Error) -> Diagnostic {
        self.compression.fault(&self.name, error)
    }
}

impl Read for OpenFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.text.read(buffer)
    }
}

impl BufRead for OpenFile {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.text.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.text.consume(amount);
    }
}

/// The error at which reading the beginning ended, to be returned once the bytes before it were
/// read.
struct FailedRead(Option<io::Error>);

impl Read for FailedRead {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

impl BufRead for FailedRead {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.take().map_or(Ok(&[]), Err)
    }

    fn consume(&mut self, _: usize) {}
}

/// A reader that counts the bytes read from it.
struct CountingReader<R> {
    bytes: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for CountingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Returns the bytes of an input as they are stored, neither decompressed nor decoded.
///
/// # Errors
/// Returns a [`Diagnostic`] if the input can't be read, has more than `limit` bytes, or can be read
/// only once, since its bytes are then decoded as they come.
pub(crate) fn stored_bytes(input: &Input, limit: u64) -> Result<Vec<u8>, Diagnostic> {
    match input {
        Input::Path(path) => {
            let name = path.to_string_lossy();
            read_regular(path, limit).map_err(|error| unreadable(&name, &error))
        }
        Input::Bytes { bytes, .. } => Ok(bytes.to_vec()),
        Input::Pipe(pipe) => Err(Diagnostic::error(&pipe.name, "this can’t be read from a pipe")
            .help("save it as a file, and name that")),
    }
}

/// Returns the first 64 KiB of an input's text; fewer if it is shorter. An input that can be read
/// only once keeps them for the next reader.
pub(crate) fn beginning(input: &Input) -> Result<Vec<u8>, Diagnostic> {
    let mut file = match input {
        // A truncated compressed beginning decompresses to enough bytes if it is long enough.
        Input::Pipe(pipe) => pipe.beginning(2 * BEGINNING)?,
        _ => OpenFile::open(input)?,
    };
    file.peek().map(<[u8]>::to_vec)
}
