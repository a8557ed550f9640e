//! The diagnostic for bytes of a foreign file that are not UTF-8.

use crate::input::Diagnostic;
use crate::text::{Place, position, within};

/// Returns the diagnostic for bytes of which only the first `valid` are UTF-8. They begin at
/// `place` of the file.
pub(super) fn not_utf8(name: &str, bytes: &[u8], valid: usize, place: Place) -> Diagnostic {
    let text = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
    Diagnostic::error(name, "this is not UTF-8; it may be Latin-1")
        .at(within(place, position(&text, text.len())))
        .help("convert it to UTF-8: iconv -f latin1 -t utf-8 FILE > NEW")
}
