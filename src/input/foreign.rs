//! Files that are not datasets of this format, as bytes: decompressed, without a byte order mark,
//! from any input. This module doesn't interpret them.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::files::open_regular;
use crate::input::compression::{Packing, unpacked, unreadable};
use crate::input::opened::CountingReader;
use crate::input::{Diagnostic, Input};

/// The number of bytes that are read at once.
const CHUNK: usize = 1 << 16;

/// The number of bytes from which a file's format is recognised.
const BEGINNING: u64 = 64 << 10;

const BOM: &str = "\u{feff}";

/// A file that is being read as bytes.
pub struct ForeignFile<'i> {
    name: String,
    packing: Packing,
    reader: Box<dyn BufRead + 'i>,
    read: Arc<AtomicU64>,
}

impl<'i> ForeignFile<'i> {
    /// Opens a file. The first bytes decide about decompression.
    ///
    /// # Errors
    /// Returns a [`Diagnostic`] if the file can't be read, or is UTF-16 or UTF-32.
    pub fn open(input: &'i Input) -> Result<Self, Diagnostic> {
        match input {
            Input::Path(path) => {
                let name = path.to_string_lossy().into_owned();
                if path.is_dir() {
                    return Err(
                        Diagnostic::error(name, "this is a folder").help("name a file in it")
                    );
                }
                let file = open_regular(path).map_err(|error| unreadable(&name, &error))?;
                Self::of(name, file)
            }
            Input::Bytes { name, bytes } => Self::of(name.clone(), Cursor::new(&bytes[..])),
            Input::Pipe(pipe) => Self::of(pipe.name.clone(), pipe.bytes()?),
        }
    }

    fn of(name: String, reader: impl Read + 'i) -> Result<Self, Diagnostic> {
        let read = Arc::new(AtomicU64::new(0));
        let counted = CountingReader { reader, read: Arc::clone(&read) };
        let counted = BufReader::with_capacity(CHUNK, counted);
        let (packing, mut bytes) =
            unpacked(counted).map_err(|error| Packing::Plain.fault(&name, &error))?;
        let mut start = Vec::new();
        let looked_at = bytes.by_ref().take(BEGINNING).read_to_end(&mut start);
        looked_at.map_err(|error| packing.fault(&name, &error))?;
        if matches!(start.as_slice(), [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..]) {
            return Err(Diagnostic::error(name, "this file is UTF-32")
                .help("convert it to UTF-8: iconv -f utf-32 -t utf-8 FILE > NEW"));
        }
        // UTF-16 with its byte order mark, or without one if it begins with ASCII characters.
        if matches!(
            start.as_slice(),
            [0xff, 0xfe, ..]
                | [0xfe, 0xff, ..]
                | [1..=255, 0, 1..=255, 0, ..]
                | [0, 1..=255, 0, 1..=255, ..]
        ) {
            return Err(Diagnostic::error(name, "this file is UTF-16")
                .help("convert it to UTF-8: iconv -f utf-16 -t utf-8 FILE > NEW"));
        }
        if start.starts_with(BOM.as_bytes()) {
            start.drain(..BOM.len());
        }
        let reader = Cursor::new(start).chain(bytes);
        Ok(Self { name, packing, reader: Box::new(reader), read })
    }

    /// Returns the next bytes, up to 64 KiB; at the beginning as many as there are.
    ///
    /// # Errors
    /// Returns a [`Diagnostic`] if they can't be read.
    pub fn peek(&mut self) -> Result<&[u8], Diagnostic> {
        let packing = self.packing;
        let name = &self.name;
        self.reader.fill_buf().map_err(|error| packing.fault(name, &error))
    }

    /// Returns the name to show.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the counter of the bytes that were read from the file itself.
    #[must_use]
    pub fn tally(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// Returns the diagnostic for a failed read.
    #[must_use]
    pub fn fault(&self, error: &io::Error) -> Diagnostic {
        self.packing.fault(&self.name, error)
    }
}

impl Read for ForeignFile<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl BufRead for ForeignFile<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.reader.consume(amount);
    }
}

/// Returns the first 64 KiB of an input after decompression; fewer if it is shorter. An input that
/// can be read only once keeps them for the next reader.
///
/// # Errors
/// Returns a [`Diagnostic`] if the input can't be opened or read, or is UTF-16 or UTF-32.
pub fn beginning(input: &Input) -> Result<Vec<u8>, Diagnostic> {
    let mut file = match input {
        Input::Pipe(pipe) => {
            // A truncated compressed beginning decompresses to enough bytes if it is long enough.
            let packed = pipe.beginning(2 * BEGINNING)?;
            ForeignFile::of(pipe.name.clone(), Cursor::new(packed))?
        }
        _ => ForeignFile::open(input)?,
    };
    file.peek().map(<[u8]>::to_vec)
}
