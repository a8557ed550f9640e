//! The vectorised tests, which process 32 characters or 4 bags at a time on processors with AVX2.
//! This is the crate's only unsafe code. Each function declines if the processor lacks AVX2, or
//! if too few bytes follow a text to read beyond its end.

#![allow(unsafe_code)]

use std::arch::x86_64::{
    __m256i, _MM_HINT_T0, _mm_prefetch, _mm256_and_si256, _mm256_castsi256_pd, _mm256_cmpeq_epi8,
    _mm256_cmpeq_epi64, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_movemask_pd,
    _mm256_or_si256, _mm256_set1_epi8, _mm256_set1_epi64x,
};

use super::{Places, WORD, bits, is_run};
use crate::catalog::PADDING;
use crate::search::kernel::pattern::PatternLetter;

/// How many characters are compared at once.
const CHUNK: usize = PADDING;
/// The bytes of a cache line on all processors that have AVX2.
const LINE: usize = 64;
/// How many texts are prefetched ahead of the current one.
const AHEAD: usize = 4;

/// Returns whether this processor has the features that the functions below are compiled for.
fn is_able() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("lzcnt")
}

/// The error of a function that can't compute its result here.
pub(super) struct Unable;

/// Checks that the processor has the features, and that enough bytes follow the first `length`
/// bytes of a text.
fn is_readable(text: &[u8], length: usize) -> Result<(), Unable> {
    (is_followed(text, length) && is_able()).then_some(()).ok_or(Unable)
}

fn is_followed(text: &[u8], length: usize) -> bool {
    length.checked_add(PADDING).is_some_and(|needed| needed <= text.len())
}

/// Vectorises [`super::full_bags`].
pub(super) fn full_bags(bags: &[u64], wanted: u64) -> Option<u64> {
    if bags.len() < WORD || !is_able() {
        return None;
    }
    // SAFETY: the processor has AVX2, and there are `WORD` bags.
    Some(unsafe { full_bags_of_word(bags, wanted) })
}

/// Computes [`full_bags`] with AVX2.
///
/// # Safety
/// The processor must have AVX2, and there must be at least [`WORD`] bags.
#[target_feature(enable = "avx2")]
unsafe fn full_bags_of_word(bags: &[u64], wanted: u64) -> u64 {
    let wanted = _mm256_set1_epi64x(wanted.cast_signed());
    let mut full = 0;
    for row in (0..WORD).step_by(4) {
        // SAFETY: row + 4 <= WORD <= the number of bags; the load needs no alignment.
        #[allow(clippy::cast_ptr_alignment)]
        let four = unsafe { _mm256_loadu_si256(bags.as_ptr().add(row).cast::<__m256i>()) };
        let held = _mm256_cmpeq_epi64(_mm256_and_si256(four, wanted), wanted);
        let four = _mm256_movemask_pd(_mm256_castsi256_pd(held)).cast_unsigned();
        full |= u64::from(four) << row;
    }
    full
}

/// Vectorises [`super::sift`]. `starts` are those of the word's rows and of the row after them.
pub(super) fn sift(
    texts: &[u8],
    starts: &[u32],
    mask: u64,
    letters: &[PatternLetter],
    places: &mut Places,
) -> Option<u64> {
    // SAFETY: the processor has AVX2.
    is_able().then(|| unsafe { sift_word(texts, starts, mask, letters, places) })
}

/// Computes [`sift`] with AVX2.
///
/// # Safety
/// The processor must have AVX2.
#[target_feature(enable = "avx2,bmi1,lzcnt")]
unsafe fn sift_word(
    texts: &[u8],
    starts: &[u32],
    mask: u64,
    letters: &[PatternLetter],
    places: &mut Places,
) -> u64 {
    let mut sifted = 0;
    let mut ahead = bits(mask);
    fetch_all(texts, starts, ahead.by_ref().take(AHEAD));
    for bit in bits(mask) {
        fetch_all(texts, starts, ahead.by_ref().take(1));
        let Some(place) = places.get_mut(bit) else { break };
        let (Some(start), Some(end)) = (starts.get(bit), starts.get(bit + 1)) else { break };
        let Some(text) = texts.get(*start as usize..) else { break };
        let length = end.saturating_sub(*start) as usize;
        if !is_followed(text, length) {
            break;
        }
        // SAFETY: the processor has AVX2, and the text is followed by `PADDING` bytes.
        let end = unsafe { in_order(text, length, usize::from(*place), letters) };
        if let Some(end) = end {
            *place = u16::try_from(end).unwrap_or(u16::MAX);
            sifted |= 1 << bit;
        }
    }
    sifted
}

/// Vectorises [`super::end_in_order`] from the text's beginning on.
pub(super) fn end_in_order(
    text: &[u8],
    length: usize,
    letters: &[PatternLetter],
) -> Result<Option<usize>, Unable> {
    is_readable(text, length)?;
    // SAFETY: the processor has AVX2, and `PADDING` bytes can be read after the first `length`.
    Ok(unsafe { in_order(text, length, 0, letters) })
}

/// Returns the place after the last letter if the text contains the letters in order.
///
/// # Safety
/// The processor must have AVX2, and `text` must be at least `length + PADDING` bytes long.
#[target_feature(enable = "avx2,bmi1,lzcnt")]
unsafe fn in_order(
    text: &[u8],
    length: usize,
    from: usize,
    letters: &[PatternLetter],
) -> Option<usize> {
    let mut letters = letters.iter();
    let Some(mut letter) = letters.next() else { return Some(from) };
    // Two chunks at a time: most texts end within two, and each further turn of the loop is a
    // branch that the processor may mispredict.
    for start in (from..length).step_by(2 * CHUNK) {
        // SAFETY: start < length, and `PADDING` bytes can be read after that.
        let low = unsafe { chunk(text, start) };
        // Bytes beyond the text's end are masked out below.
        let high = if start + CHUNK < length {
            // SAFETY: start + CHUNK < length, likewise.
            unsafe { chunk(text, start + CHUNK) }
        } else {
            low
        };
        let mut open = first_bits(length - start);
        loop {
            let pair = u64::from(which(low, *letter)) | u64::from(which(high, *letter)) << CHUNK;
            let found = pair & open;
            if found == 0 {
                break;
            }
            let Some(next) = letters.next() else {
                return Some(start + found.trailing_zeros() as usize + 1);
            };
            letter = next;
            // Only the bits above the lowest match remain open.
            open &= !(found ^ (found - 1));
        }
    }
    None
}

/// Prefetches the texts of rows; `starts` as for [`sift`].
#[inline]
fn fetch_all(texts: &[u8], starts: &[u32], rows: impl Iterator<Item = usize>) {
    for row in rows {
        let start = starts.get(row).map(|start| *start as usize);
        start.and_then(|start| texts.get(start..)).into_iter().for_each(fetch);
    }
}

/// Prefetches the first two cache lines of a text; see [`super::fetch`].
#[inline]
pub(super) fn fetch(text: &[u8]) {
    let text = text.as_ptr().cast();
    // SAFETY: a prefetch reads nothing, whatever the address.
    unsafe {
        _mm_prefetch::<_MM_HINT_T0>(text);
        _mm_prefetch::<_MM_HINT_T0>(text.wrapping_add(LINE));
    }
}

/// Vectorises [`super::find_run`].
pub(super) fn find_run(
    text: &[u8],
    length: usize,
    from: usize,
    letters: &[PatternLetter],
) -> Result<Option<usize>, Unable> {
    is_readable(text, length)?;
    // SAFETY: the processor has AVX2, and `PADDING` bytes can be read after the first `length`.
    Ok(unsafe { run(text, length, from, letters) })
}

/// Returns the first place at which the text contains the letters in one piece.
///
/// # Safety
/// The processor must have AVX2, and `text` must be at least `length + PADDING` bytes long.
#[target_feature(enable = "avx2,bmi1,lzcnt")]
unsafe fn run(text: &[u8], length: usize, from: usize, letters: &[PatternLetter]) -> Option<usize> {
    let last = length.checked_sub(letters.len())?;
    let (Some(head), Some(tail)) = (letters.first(), letters.last()) else {
        return (from <= last).then_some(from);
    };
    for start in (from..=last).step_by(32) {
        // SAFETY: start < length, and 32 = PADDING bytes can be read after that.
        let heads = which(unsafe { chunk(text, start) }, *head);
        // SAFETY: start + letters.len() - 1 < last + letters.len() = length, likewise.
        let tails = which(unsafe { chunk(text, start + letters.len() - 1) }, *tail);
        let mut both = u64::from(heads & tails) & first_bits(last + 1 - start);
        while both != 0 {
            let at = start + both.trailing_zeros() as usize;
            if text.get(at..length).is_some_and(|text| is_run(text, letters)) {
                return Some(at);
            }
            both &= both - 1;
        }
    }
    None
}

/// Vectorises [`super::which`].
pub(super) fn which_of(
    text: &[u8],
    start: usize,
    end: usize,
    letter: PatternLetter,
) -> Option<u32> {
    if !is_followed(text, start) || !is_x86_feature_detected!("avx2") {
        return None;
    }
    // SAFETY: the processor has AVX2, and `PADDING` bytes can be read from `start` on.
    let which = u64::from(unsafe { which_from(text, start, letter) });
    // A bit for each of the 32 places fits.
    u32::try_from(which & first_bits(end.saturating_sub(start))).ok()
}

/// Returns which of the 32 characters from `start` on match a letter, as bits.
///
/// # Safety
/// The processor must have AVX2, and `text` must have 32 bytes from `start` on.
#[target_feature(enable = "avx2")]
unsafe fn which_from(text: &[u8], start: usize, letter: PatternLetter) -> u32 {
    // SAFETY: the caller guarantees what `chunk` requires.
    which(unsafe { chunk(text, start) }, letter)
}

/// Loads the 32 characters from `start` on.
///
/// # Safety
/// The processor must have AVX2, and `text` must have 32 bytes from `start` on.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn chunk(text: &[u8], start: usize) -> __m256i {
    // SAFETY: the caller guarantees 32 bytes; the load needs no alignment.
    #[allow(clippy::cast_ptr_alignment)]
    unsafe {
        _mm256_loadu_si256(text.as_ptr().add(start).cast::<__m256i>())
    }
}

/// Returns which of 32 characters match a letter, as bits.
#[inline]
#[target_feature(enable = "avx2")]
fn which(chunk: __m256i, letter: PatternLetter) -> u32 {
    let exact = _mm256_cmpeq_epi8(chunk, _mm256_set1_epi8(letter.exact.cast_signed()));
    let other = _mm256_cmpeq_epi8(chunk, _mm256_set1_epi8(letter.other.cast_signed()));
    _mm256_movemask_epi8(_mm256_or_si256(exact, other)).cast_unsigned()
}

/// Returns a word in which the lowest `count` bits are set.
#[inline]
fn first_bits(count: usize) -> u64 {
    if count >= 64 { u64::MAX } else { (1 << count) - 1 }
}
