//! What is said of bytes that should be UTF-8 and aren’t; the same for every format.

use crate::dataset::{Problem, position};

/// What is wrong with bytes of a file, from line `line` on, of which only the first `valid` are
/// UTF-8.
pub(super) fn not_utf8(name: &str, bytes: &[u8], valid: usize, line: usize) -> Problem {
    let text = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
    let (within, column) = position(&text, text.len());
    Problem::error(name, "this is no UTF-8, but Latin-1 perhaps")
        .at((line + within - 1, column))
        .help("make UTF-8 of it: iconv -f latin1 -t utf-8 FILE > NEW")
}
