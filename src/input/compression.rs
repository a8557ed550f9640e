//! Compression: detects the method by a file's first bytes, and decompresses. It doesn't matter
//! where the bytes come from.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use crate::input::Diagnostic;

/// The number of bytes that identify compression and encoding.
const SIGNATURE: u64 = 4;
/// The number of bytes that are decompressed at once.
const CHUNK: usize = 1 << 16;

/// The largest window of a zstd frame, as a power of two. A frame of a few bytes may ask for a
/// window of 2 GiB. This is the limit of the zstd program without `--long`.
const WINDOW_LOG: u32 = 27;
/// A part of the library's message about a window that is too large.
const WINDOW_TOO_LARGE: &str = "requires too much memory";

/// The compression method of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    /// The file is not compressed.
    Plain,
    /// gzip, with any number of members.
    Gzip,
    /// zstd, with a window of at most 128 MiB.
    Zstd,
}

impl Packing {
    /// Returns the method of a file that begins with these bytes.
    pub(crate) fn of(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }

    /// Returns the diagnostic for an error while bytes of this kind are read.
    pub(crate) fn fault(self, name: &str, error: &io::Error) -> Diagnostic {
        let kind = match self {
            Self::Plain => return unreadable(name, error),
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        };
        if error.to_string().contains(WINDOW_TOO_LARGE) {
            let limit = 1_u64 << (WINDOW_LOG - 20);
            let message = format!("this zstd data needs more than {limit} MiB to be decompressed");
            return Diagnostic::error(name, message)
                .help("compress the file again without --long or --ultra, or decompress it");
        }
        Diagnostic::error(name, format!("the {kind} data is damaged or cut off: {error}"))
            .help("fetch or compress the file again")
    }
}

/// Returns the decompressed bytes, and the compression method.
///
/// # Errors
/// Returns an error if the beginning can't be read.
pub(crate) fn unpacked<'r>(
    bytes: impl BufRead + 'r,
) -> io::Result<(Packing, Box<dyn BufRead + 'r>)> {
    let (start, bytes) = peeked(bytes)?;
    let packing = Packing::of(&start);
    let unpacked: Box<dyn BufRead + 'r> = match packing {
        Packing::Plain => Box::new(bytes),
        Packing::Gzip => {
            let decoder = flate2::bufread::MultiGzDecoder::new(bytes);
            Box::new(BufReader::with_capacity(CHUNK, decoder))
        }
        Packing::Zstd => {
            let mut decoder = zstd::stream::Decoder::with_buffer(bytes)?;
            decoder.window_log_max(WINDOW_LOG)?;
            Box::new(BufReader::with_capacity(CHUNK, decoder))
        }
    };
    Ok((packing, unpacked))
}

/// Returns the first bytes, and a reader that still begins with them.
///
/// # Errors
/// Returns an error if they can't be read.
pub(crate) fn peeked<'r>(mut bytes: impl BufRead + 'r) -> io::Result<(Vec<u8>, impl BufRead + 'r)> {
    let mut start = Vec::new();
    bytes.by_ref().take(SIGNATURE).read_to_end(&mut start)?;
    Ok((start.clone(), Cursor::new(start).chain(bytes)))
}

/// Returns the diagnostic for a file that can't be opened or read.
pub(crate) fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Diagnostic::error(name, "no such file or folder").help("check the path")
        }
        _ => Diagnostic::error(name, format!("can’t read this file: {error}")),
    }
}
