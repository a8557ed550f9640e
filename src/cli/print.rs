//! Prints to standard output and standard error. Messages are in display form, and a closed pipe
//! becomes an error that ends the program quietly.

use std::io::{self, BufWriter, Write};

use crate::text;

/// Writes to standard output and returns the exit code 0.
pub(super) fn out(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<u8> {
    let mut out = BufWriter::new(Standard(io::stdout().lock()));
    write(&mut out)?;
    out.flush()?;
    Ok(0)
}

/// A writer whose errors name standard output, since `write` may return other errors too.
struct Standard<W>(W);

impl<W: Write> Write for Standard<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(named)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(named)
    }
}

/// Adds the name of standard output to an error.
pub(super) fn named(error: io::Error) -> io::Error {
    match error.kind() {
        // An interruption is retried, and a closed pipe isn't reported.
        io::ErrorKind::Interrupted | io::ErrorKind::BrokenPipe => error,
        kind => io::Error::new(kind, format!("can’t write to standard output: {error}")),
    }
}

/// Joins an error and its causes. A cause that an error already repeats at its end is left out.
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

/// Prints a message in display form to standard error.
pub(super) fn say(words: &str) {
    // If standard error is closed, the message has no reader, which is no reason to panic.
    let _ = writeln!(io::stderr(), "gainsay: {}", text::block(words).join("\n"));
}
