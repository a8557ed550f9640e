//! Text to standard output and standard error: every foreign text through the text door, a
//! broken pipe as an error that ends the program quietly.

use std::io::{self, BufWriter, Write};

use crate::text;

/// Writes to standard output and returns the exit code 0.
pub(super) fn out(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<u8> {
    let mut out = BufWriter::new(Standard(io::stdout().lock()));
    write(&mut out)?;
    out.flush()?;
    Ok(0)
}

/// Standard output, whose errors say that it is: `write` may have others.
struct Standard<W>(W);

impl<W: Write> Write for Standard<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(named)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(named)
    }
}

fn named(error: io::Error) -> io::Error {
    match error.kind() {
        // Of these one is no end, and the other nobody is told of.
        io::ErrorKind::Interrupted | io::ErrorKind::BrokenPipe => error,
        kind => io::Error::new(kind, format!("can’t write to standard output: {error}")),
    }
}

/// An error and its causes, each said once: many an error repeats its cause in its own words.
pub(super) fn chain(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !words.ends_with(&cause) {
            words += if words.is_empty() { "" } else { ": " };
            words += &cause;
        }
    }
    words
}

/// Says something on standard error, in display form.
pub(super) fn say(words: &str) {
    // Where standard error is closed there is nobody to tell, and no reason to panic.
    let _ = writeln!(io::stderr(), "gainsay: {}", text::block(words).join("\n"));
}
