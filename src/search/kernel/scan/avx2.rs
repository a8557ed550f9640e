//! The vectorised test, and the only unsafe code of the house: 32 characters at a time on
//! processors with AVX2.

#![allow(unsafe_code)]

use std::arch::x86_64::{
    __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_set1_epi8,
};

use crate::dataset::PADDING;
use crate::search::kernel::pattern::Letter;

/// Whether the letters stand, in order, in the first `length` bytes of `text`; `None` where
/// this processor can't say, or where fewer than [`PADDING`] bytes follow them.
pub(super) fn holds_in_order(text: &[u8], length: usize, letters: &[Letter]) -> Option<bool> {
    let readable = length.checked_add(PADDING).is_some_and(|needed| needed <= text.len());
    if !readable || !is_x86_feature_detected!("avx2") {
        return None;
    }
    // SAFETY: the processor has AVX2, and `PADDING` bytes can be read after the first `length`.
    Some(unsafe { in_order(text, length, letters) })
}

/// # Safety
/// The processor must have AVX2, and `text` must be at least `length + PADDING` bytes long.
#[target_feature(enable = "avx2")]
unsafe fn in_order(text: &[u8], length: usize, letters: &[Letter]) -> bool {
    let mut letters = letters.iter();
    let Some(mut letter) = letters.next() else { return true };
    for start in (0..length).step_by(32) {
        // SAFETY: start < length, and 32 = PADDING bytes can be read after that; this load asks
        // for no alignment.
        #[allow(clippy::cast_ptr_alignment)]
        let chunk = unsafe { _mm256_loadu_si256(text.as_ptr().add(start).cast::<__m256i>()) };
        // A bit for each character that is still to be looked at; none beyond the text.
        let left = length - start;
        let mut open = if left >= 32 { u32::MAX } else { (1 << left) - 1 };
        loop {
            let exact = _mm256_cmpeq_epi8(chunk, _mm256_set1_epi8(letter.exact.cast_signed()));
            let other = _mm256_cmpeq_epi8(chunk, _mm256_set1_epi8(letter.other.cast_signed()));
            let both = _mm256_movemask_epi8(_mm256_or_si256(exact, other)).cast_unsigned();
            let found = both & open;
            if found == 0 {
                break;
            }
            let Some(next) = letters.next() else { return true };
            letter = next;
            // Only what comes after the lowest bit that was found is still open.
            open &= !(found ^ (found - 1));
        }
    }
    false
}
