//! What is asked of texts and bags in bulk. Where the machine can, many bytes are looked at
//! together; the portable way says the same.

#[cfg(target_arch = "x86_64")]
mod avx2;

use super::pattern::PatternLetter;
use crate::catalog::Arena;

/// How many rows are asked together: a bit each in a word.
pub(super) const WORD: usize = 64;

/// Texts of so many rows of a word lie far apart.
const SPARSE: u32 = 16;

/// For each row of a word the place in its text from which on it is looked at; then, where
/// it has the letters, the place after the last one.
pub(super) type Places = [u16; WORD];

/// Which of up to 64 bags hold all that is wanted.
pub(super) fn full_bags(bags: &[u64], wanted: u64) -> u64 {
    #[cfg(target_arch = "x86_64")]
    if let Some(full) = avx2::full_bags(bags, wanted) {
        return full;
    }
    full_bags_portably(bags, wanted)
}

/// The same, bag by bag.
pub(super) fn full_bags_portably(bags: &[u64], wanted: u64) -> u64 {
    let full = |(row, bag): (usize, &u64)| u64::from(bag & wanted == wanted) << row;
    bags.iter().take(WORD).enumerate().map(full).fold(0, |all, bit| all | bit)
}

/// Of the rows of `mask`, bit by bit from row `first` on, those in whose texts the letters
/// stand in order.
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

/// Has the beginnings of texts brought nearer that will be looked at next, where they lie so
/// far apart that the processor would not guess it.
pub(super) fn fetch(arena: &Arena, first: usize, mask: u64) {
    #[cfg(target_arch = "x86_64")]
    if mask.count_ones() <= SPARSE {
        bits(mask).for_each(|bit| avx2::fetch(arena.text(first + bit).0));
    }
}

/// The same, letter by letter.
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

/// The bits of a word that are set, from the lowest on.
pub(super) fn bits(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = mask.trailing_zeros();
        mask &= mask.wrapping_sub(1);
        (bit < u64::BITS).then_some(bit as usize)
    })
}

/// Whether the letters stand, in order, in the first `length` bytes of `text`. The bytes
/// after them, where there are any, are not part of it, but may be read.
pub(super) fn holds_in_order(text: &[u8], length: usize, letters: &[PatternLetter]) -> bool {
    #[cfg(target_arch = "x86_64")]
    if let Ok(end) = avx2::end_in_order(text, length, letters) {
        return end.is_some();
    }
    end_in_order(text, length, 0, letters).is_some()
}

/// The place after the last of the letters, where they stand in order between the places
/// `from` and `length` of a text.
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

/// The first place, from `from` on, where the letters stand in the first `length` bytes of
/// `text` as one piece. The bytes after them may be read.
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

/// The same, place by place.
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

/// Which of the 32 places from `start` on, and before `end`, have a letter, a bit each.
pub(super) fn which(text: &[u8], start: usize, end: usize, letter: PatternLetter) -> u32 {
    #[cfg(target_arch = "x86_64")]
    if let Some(which) = avx2::which_of(text, start, end, letter) {
        return which;
    }
    which_portably(text, start, end, letter)
}

/// The same, place by place.
pub(super) fn which_portably(text: &[u8], start: usize, end: usize, letter: PatternLetter) -> u32 {
    let rest = text.get(start..end.min(text.len())).unwrap_or_default();
    let bit = |(at, code): (usize, &u8)| u32::from(letter.matches(*code)) << at;
    rest.iter().take(32).enumerate().map(bit).fold(0, |all, bit| all | bit)
}

/// Whether a text begins with the letters.
pub(super) fn is_run(text: &[u8], letters: &[PatternLetter]) -> bool {
    text.len() >= letters.len()
        && letters.iter().zip(text).all(|(letter, code)| letter.matches(*code))
}
