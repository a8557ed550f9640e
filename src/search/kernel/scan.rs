//! Whether a pattern's letters stand in a text in order. Where the machine can, 32
//! characters are looked at together; the portable way says the same.

#[cfg(target_arch = "x86_64")]
mod avx2;

use super::pattern::Letter;

/// Whether the letters stand, in order, in the first `length` bytes of `text`. The bytes
/// after them, where there are any, are not part of it, but may be read.
pub(super) fn holds_in_order(text: &[u8], length: usize, letters: &[Letter]) -> bool {
    #[cfg(target_arch = "x86_64")]
    if let Some(holds) = avx2::holds_in_order(text, length, letters) {
        return holds;
    }
    portably(text, length, letters)
}

/// The same, letter by letter.
pub(super) fn portably(text: &[u8], length: usize, letters: &[Letter]) -> bool {
    let mut rest = text.get(..length).unwrap_or_default();
    for letter in letters {
        let Some(at) = rest.iter().position(|code| letter.matches(*code)) else { return false };
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    true
}
