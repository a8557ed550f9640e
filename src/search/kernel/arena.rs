//! Texts packed into one stretch of memory, a byte a character, with a bag of letters each.

use std::collections::HashMap;

/// The code of a character that has none of its own. It matches nothing: patterns with
/// such a character can't be coded.
pub(super) const UNCODED: u8 = 0xff;
/// The codes of characters beyond ASCII begin here.
const FIRST_CODE: u8 = 0x80;
/// Bytes after the last text, so that a vector may be read from anywhere in it.
pub(super) const PADDING: usize = 32;

/// Packed texts. ASCII stands for itself; the 127 commonest other characters have codes.
#[derive(Debug, Default)]
pub struct Arena {
    bytes: Vec<u8>,
    /// Where each text begins, and after the last the end of all.
    starts: Vec<usize>,
    bags: Vec<u64>,
    codes: HashMap<char, u8>,
}

impl Arena {
    /// Packs folded texts, of each the first `limit` characters.
    pub fn new<'a>(texts: impl Iterator<Item = &'a str> + Clone, limit: usize) -> Self {
        let codes = codes(texts.clone(), limit);
        let mut arena = Self { codes, ..Self::default() };
        arena.starts.push(0);
        for text in texts {
            let start = arena.bytes.len();
            for c in text.chars().take(limit) {
                let code = arena.code(c);
                arena.bytes.push(code);
            }
            arena.bags.push(bag(arena.bytes.get(start..).unwrap_or_default()));
            arena.starts.push(arena.bytes.len());
        }
        arena.bytes.resize(arena.bytes.len() + PADDING, 0);
        arena.bytes.shrink_to_fit();
        arena
    }

    /// The code of a character; [`UNCODED`] where it has none.
    pub(super) fn code(&self, c: char) -> u8 {
        match u8::try_from(c) {
            Ok(ascii) if ascii.is_ascii() => ascii,
            _ => self.codes.get(&c).copied().unwrap_or(UNCODED),
        }
    }

    /// The bag of a row's text.
    pub(super) fn bag(&self, row: usize) -> u64 {
        self.bags.get(row).copied().unwrap_or_default()
    }

    /// A row's text: all that follows it in memory, and its length.
    pub(super) fn text(&self, row: usize) -> (&[u8], usize) {
        let start = self.starts.get(row).copied().unwrap_or_default();
        let end = self.starts.get(row + 1).copied().unwrap_or(start);
        (self.bytes.get(start..).unwrap_or_default(), end - start)
    }
}

/// Codes for the commonest characters beyond ASCII; of equally common ones the lesser.
fn codes<'a>(texts: impl Iterator<Item = &'a str>, limit: usize) -> HashMap<char, u8> {
    let mut counts: HashMap<char, usize> = HashMap::new();
    for text in texts.filter(|text| !text.is_ascii()) {
        for c in text.chars().take(limit).filter(|c| !c.is_ascii()) {
            *counts.entry(c).or_default() += 1;
        }
    }
    let mut common: Vec<(char, usize)> = counts.into_iter().collect();
    common.sort_unstable_by_key(|(c, count)| (std::cmp::Reverse(*count), *c));
    common.into_iter().map(|(c, _)| c).zip(FIRST_CODE..UNCODED).collect()
}

/// Which letters a text has: a bit for each letter that stands in it once, another for
/// each that stands in it twice, and bits for what is no letter. A text can hold a pattern
/// only where its bag holds the pattern's bag.
pub(super) fn bag(codes: &[u8]) -> u64 {
    let mut bag = 0;
    for code in codes {
        let once = bit(*code);
        if bag & once != 0 && code.is_ascii_alphabetic() {
            bag |= once << 26;
        }
        bag |= once;
    }
    bag
}

/// The bit of a code: 26 letters without case, from 52 on what is none.
fn bit(code: u8) -> u64 {
    let shift = match code {
        b'a'..=b'z' => code - b'a',
        b'A'..=b'Z' => code - b'A',
        b'0'..=b'1' => 52,
        b'2'..=b'4' => 53,
        b'5'..=b'9' => 54,
        b' ' => 55,
        b'.' | b',' => 56,
        b'\'' | b'"' | b'-' => 57,
        0x80..=0x8f => 58,
        0x90..=0x9f => 59,
        0xa0..=0xbf => 60,
        0xc0..=0xdf => 61,
        0xe0..=0xff => 62,
        _ => 63,
    };
    1 << shift
}
