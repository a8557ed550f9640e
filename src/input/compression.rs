//! What a file is packed with, by its first bytes, and how it is unpacked. Knows nothing of
//! where the bytes come from.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use crate::input::Diagnostic;

/// The bytes by which packing and encoding are known.
const SIGNATURE: u64 = 4;
/// The bytes unpacked at once.
const CHUNK: usize = 1 << 16;

/// The largest window of a zstd frame, as a power of two: a frame of a few bytes may ask for a
/// window of 2 GiB. As much as the zstd program takes without --long.
const WINDOW_LOG: u32 = 27;
/// What the library says of a larger one.
const WINDOW_TOO_LARGE: &str = "requires too much memory";

/// What a file is packed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    /// Nothing.
    Plain,
    /// gzip, of any number of members.
    Gzip,
    /// zstd.
    Zstd,
}

impl Packing {
    /// The packing of a file that begins with these bytes.
    pub(crate) fn of(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }

    /// What is wrong where the bytes cease.
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

/// The bytes without their packing, and which it was.
///
/// # Errors
/// Where the beginning can't be read.
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

/// The first bytes, which stay to be read.
///
/// # Errors
/// Where they can't be read.
pub(crate) fn peeked<'r>(mut bytes: impl BufRead + 'r) -> io::Result<(Vec<u8>, impl BufRead + 'r)> {
    let mut start = Vec::new();
    bytes.by_ref().take(SIGNATURE).read_to_end(&mut start)?;
    Ok((start.clone(), Cursor::new(start).chain(bytes)))
}

/// Why a file can't be opened or read.
pub(crate) fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Diagnostic::error(name, "no such file or folder").help("check the path")
        }
        _ => Diagnostic::error(name, format!("can’t read this file: {error}")),
    }
}
