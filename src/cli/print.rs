//! Text to standard output: every foreign text through the text door, a broken pipe as an
//! error that ends the program quietly.

use std::io::{self, BufWriter, Write};

use crate::text;

/// Writes to standard output and returns the exit code 0.
pub(super) fn out(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<u8> {
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out)?;
    out.flush()?;
    Ok(0)
}

/// The display form of a text of several lines.
pub(super) fn lines(words: &str) -> String {
    text::block(words).join("\n")
}
