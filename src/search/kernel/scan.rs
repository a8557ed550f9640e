//! Tests on many texts and bags at once, vectorised where the processor allows. The portable
//! versions return the same results.

#[cfg(target_arch = "x86_64")]
mod avx2;

use super::pattern::PatternLetter;
use crate::catalog::Arena;

/// How many rows are tested together, with one bit each in a word.
pub(super) const WORD: usize = 64;

/// The most matching rows in a word whose texts count as far apart in memory.
const SPARSE: u32 = 16;

/// The place in the text of each row of a word from which the search starts. If a row contains
/// the letters, its place becomes the one after the last letter.
pub(super) type Places = [u16; WORD];

/// Returns which of up to 64 bags contain all wanted bits.
pub(super) fn full_bags(bags: &[u64], wanted: u64) -> u64 {
    #[cfg(target_arch = "x86_64")]
    if let Some(full) = avx2::full_bags(bags, wanted) {
        return full;
    }
    full_bags_portably(bags, wanted)
}

/// Computes [`full_bags`] bag by bag.
pub(super) fn full_bags_portably(bags: &[u64], wanted: u64) -> u64 {
    let full = |(row, bag): (usize, &u64)| u64::from(bag & wanted == wanted) << row;
    bags.iter().take(WORD).enumerate().map(full).fold(0, |all, bit| all | bit)
}

/// Returns which rows of `mask` have texts that contain the letters in order; its bits count
/// from row `first`.
pub(super) fn sift(
    arena: &Arena,
    first: usize,
    mask: u64,
    letters: &[PatternLetter],
    places: &mut Places,
) -> u64 {
    #[cfg(target_arch = "x86_64")]
    if let Some(sifted) = avx2::sift(arena.bytes(), arena.starts(first), mask, letters, places) {
        return sifted;
    }
    sift_portably(arena, first, mask, letters, places)
}

/// Prefetches the beginnings of texts that are read next, if they lie so far apart that the
/// processor would not prefetch them itself.
pub(super) fn fetch(arena: &Arena, first: usize, mask: u64) {
    #[cfg(target_arch = "x86_64")]
    if mask.count_ones() <= SPARSE {
        bits(mask).for_each(|bit| avx2::fetch(arena.text(first + bit).0));
    }
}

/// Computes [`sift`] letter by letter.
pub(super) fn sift_portably(
    arena: &Arena,
    first: usize,
    mask: u64,
    letters: &[PatternLetter],
    places: &mut Places,
) -> u64 {
    let mut sifted = 0;
    for bit in bits(mask) {
        let (text, length) = arena.text(first + bit);
        let Some(place) = places.get_mut(bit) else { break };
        if let Some(end) = end_in_order(text, length, usize::from(*place), letters) {
            *place = u16::try_from(end).unwrap_or(u16::MAX);
            sifted |= 1 << bit;
        }
    }
    sifted
}

/// Iterates over the indices of the bits that are set, the lowest first.
pub(super) fn bits(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = mask.trailing_zeros();
        mask &= mask.wrapping_sub(1);
        (bit < u64::BITS).then_some(bit as usize)
    })
}

/// Returns whether the first `length` bytes of `text` contain the letters in order. Bytes
/// beyond `length`, if there are any, may be read but don't count.
pub(super) fn holds_in_order(text: &[u8], length: usize, letters: &[PatternLetter]) -> bool {
    #[cfg(target_arch = "x86_64")]
    if let Ok(end) = avx2::end_in_order(text, length, letters) {
        return end.is_some();
    }
    end_in_order(text, length, 0, letters).is_some()
}

/// Returns the place after the last letter if the text contains the letters in order between
/// `from` and `length`.
pub(super) fn end_in_order(
    text: &[u8],
    length: usize,
    from: usize,
    letters: &[PatternLetter],
) -> Option<usize> {
    let text = text.get(..length)?;
    letters.iter().try_fold(from, |from, letter| {
        let at = text.get(from..)?.iter().position(|code| letter.matches(*code))?;
        Some(from + at + 1)
    })
}

/// Returns the first place from `from` on at which the first `length` bytes of `text` contain
/// the letters in one piece. Bytes beyond `length` may be read.
pub(super) fn find_run(
    text: &[u8],
    length: usize,
    from: usize,
    letters: &[PatternLetter],
) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if let Ok(found) = avx2::find_run(text, length, from, letters) {
        return found;
    }
    find_run_portably(text, length, from, letters)
}

/// Computes [`find_run`] place by place.
pub(super) fn find_run_portably(
    text: &[u8],
    length: usize,
    from: usize,
    letters: &[PatternLetter],
) -> Option<usize> {
    let rest = text.get(from..length)?;
    let mut windows = rest.windows(letters.len().max(1));
    Some(from + windows.position(|window| is_run(window, letters))?)
}

/// Returns which of the 32 places from `start` on, and before `end`, match a letter, as bits.
pub(super) fn which(text: &[u8], start: usize, end: usize, letter: PatternLetter) -> u32 {
    #[cfg(target_arch = "x86_64")]
    if let Some(which) = avx2::which_of(text, start, end, letter) {
        return which;
    }
    which_portably(text, start, end, letter)
}

/// Computes [`which`] place by place.
pub(super) fn which_portably(text: &[u8], start: usize, end: usize, letter: PatternLetter) -> u32 {
    let rest = text.get(start..end.min(text.len())).unwrap_or_default();
    let bit = |(at, code): (usize, &u8)| u32::from(letter.matches(*code)) << at;
    rest.iter().take(32).enumerate().map(bit).fold(0, |all, bit| all | bit)
}

/// Returns whether a text begins with the letters.
pub(super) fn is_run(text: &[u8], letters: &[PatternLetter]) -> bool {
    text.len() >= letters.len()
        && letters.iter().zip(text).all(|(letter, code)| letter.matches(*code))
}
