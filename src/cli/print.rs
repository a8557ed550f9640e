//! Text to standard output and standard error: every foreign text through the text door, a
//! broken pipe as an error that ends the program quietly.

use std::io::{self, BufWriter, Write};

use crate::text;

/// Writes to standard output and returns the exit code 0.
pub(super) fn out(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<u8> {
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out)?;
    out.flush()?;
    Ok(0)
}

/// Says something on standard error, in display form.
pub(super) fn say(words: &str) {
    // Where standard error is closed there is nobody to tell, and no reason to panic.
    let _ = writeln!(io::stderr(), "gainsay: {}", text::block(words).join("\n"));
}
