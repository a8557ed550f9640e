//! Places in a foreign file, and the diagnostic for bytes there that are not UTF-8.

use crate::input::{Diagnostic, position};

/// A line and a column of a file, in characters, both from 1.
pub(super) type Place = (usize, usize);

/// Converts a place within a text into a place of the file. The first argument is where the text
/// begins.
pub(super) fn within((line, column): Place, (line_within, column_within): Place) -> Place {
    match line_within {
        1 => (line, column + column_within - 1),
        _ => (line + line_within - 1, column_within),
    }
}

/// Returns the diagnostic for bytes of which only the first `valid` are UTF-8. They begin at
/// `place` of the file.
pub(super) fn not_utf8(name: &str, bytes: &[u8], valid: usize, place: Place) -> Diagnostic {
    let text = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
    Diagnostic::error(name, "this is not UTF-8; it may be Latin-1")
        .at(within(place, position(&text, text.len())))
        .help("convert it to UTF-8: iconv -f latin1 -t utf-8 FILE > NEW")
}
