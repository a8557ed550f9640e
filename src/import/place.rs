//! Places in a foreign file, and what is said of bytes there that should be UTF-8; the same for
//! every format.

use crate::input::{Diagnostic, position};

/// A place of a file: line and column, in characters, both from 1.
pub(super) type Place = (usize, usize);

/// The place in the file of a place in a text that begins here.
pub(super) fn within((line, column): Place, (line_within, column_within): Place) -> Place {
    match line_within {
        1 => (line, column + column_within - 1),
        _ => (line + line_within - 1, column_within),
    }
}

/// What is wrong with bytes that begin at a place of a file, and of which only the first `valid`
/// are UTF-8.
pub(super) fn not_utf8(name: &str, bytes: &[u8], valid: usize, place: Place) -> Diagnostic {
    let text = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
    Diagnostic::error(name, "this is not UTF-8; it may be Latin-1")
        .at(within(place, position(&text, text.len())))
        .help("convert it to UTF-8: iconv -f latin1 -t utf-8 FILE > NEW")
}
