//! The diagnostic for bytes of a foreign file that are not UTF-8.

use crate::input::Diagnostic;
use crate::input::encoding::advice;
use crate::text::{Place, position, valid_start, within};

/// Returns the diagnostic for bytes that are not UTF-8. They begin at `place` of the file.
pub(super) fn not_utf8(name: &str, bytes: &[u8], place: Place) -> Diagnostic {
    let text = valid_start(bytes);
    Diagnostic::error(name, "this is not UTF-8; it may be Windows-1252")
        .at(within(place, position(text, text.len())))
        .help(advice(bytes))
}
