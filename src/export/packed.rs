//! Files that are compressed as their names indicate: `.gz` and `.zst`.

use std::io::{self, Write};
use std::path::Path;

/// The file name extensions of compressed files.
const ENDINGS: [&str; 2] = ["gz", "zst"];

/// Returns a file name without the extension of its compression.
pub(super) fn unpacked(name: &str) -> &str {
    let ending = |ending: &&str| {
        let rest = name.len().checked_sub(ending.len() + 1)?;
        let (name, last) = name.split_at_checked(rest)?;
        last.strip_prefix('.')?.eq_ignore_ascii_case(ending).then_some(name)
    };
    ENDINGS.iter().find_map(ending).unwrap_or(name)
}

/// A writer that compresses as its file's name indicates.
pub(crate) enum PackedFile<W: Write> {
    Plain(W),
    Gzip(flate2::write::GzEncoder<W>),
    Zstd(zstd::Encoder<'static, W>),
}

impl<W: Write> PackedFile<W> {
    /// Creates the writer for a file name.
    ///
    /// # Errors
    /// Returns an error if the compressor can't allocate memory.
    pub(crate) fn new(name: &Path, out: W) -> io::Result<Self> {
        let ending = name.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        Ok(match ending.to_ascii_lowercase().as_str() {
            "gz" => Self::Gzip(flate2::write::GzEncoder::new(out, flate2::Compression::default())),
            "zst" => Self::Zstd(zstd::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)?),
            _ => Self::Plain(out),
        })
    }

    /// Writes the remaining bytes and returns the inner writer.
    pub(crate) fn finish(self) -> io::Result<W> {
        let mut out = match self {
            Self::Plain(out) => out,
            Self::Gzip(out) => out.finish()?,
            Self::Zstd(out) => out.finish()?,
        };
        out.flush()?;
        Ok(out)
    }
}

impl<W: Write> Write for PackedFile<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Gzip(out) => out.write(bytes),
            Self::Zstd(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Gzip(out) => out.flush(),
            Self::Zstd(out) => out.flush(),
        }
    }
}
