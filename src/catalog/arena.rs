//! Arenas: texts packed into one block of memory, a byte for each character, with a bag of letters
//! for each text.

mod extras;

use std::collections::HashMap;

use self::extras::{Extras, ExtrasBuilder};
use crate::catalog::columns::{StoredColumn, stored_fields};

/// The number of characters of a claim's folded text that are searched. The rest is ignored: the
/// time of matching grows with the length, and texts come from untrusted files.
pub(crate) const SEARCHED_LIMIT: usize = 1024;

/// The code of a character that has no code of its own. It matches nothing, because a pattern with
/// such a character can't be coded. The character itself is stored beside the texts.
pub(crate) const UNCODED: u8 = 0xff;
/// The first code for characters beyond ASCII.
const FIRST_CODE: u8 = 0x80;
/// The number of bytes after the last text, so that a vector can be loaded from any position in it.
pub(crate) const PADDING: usize = 32;
/// Packed texts. An ASCII character is its own code; the 127 commonest other characters have codes
/// above.
///
/// An arena holds one segment of a catalog: at most 4 GiB of text. A text that would not fit is
/// stored as an empty one.
#[derive(Debug, Clone, Default)]
pub struct Arena {
    bytes: StoredColumn<u8>,
    /// The offset of each text, and after the last one the end of all.
    starts: StoredColumn<u32>,
    bags: StoredColumn<u64>,
    /// The characters beyond ASCII that have codes, by code.
    letters: StoredColumn<u32>,
    extras: Extras,
}

/// Returns the part of a folded text that is searched: its first [`SEARCHED_LIMIT`] characters.
pub(crate) fn searched(folded: &str) -> &str {
    if folded.len() <= SEARCHED_LIMIT {
        return folded;
    }
    folded.char_indices().nth(SEARCHED_LIMIT).map_or(folded, |(end, _)| &folded[..end])
}

impl Arena {
    /// Packs the [`searched`] parts of folded texts.
    pub(crate) fn new<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Self {
        let texts = texts.map(searched);
        let mut drafts = ArenaBuilder { codes: codes(texts.clone()), ..ArenaBuilder::default() };
        drafts.starts.push(0);
        texts.for_each(|text| drafts.push(text));
        drafts.bytes.resize(drafts.bytes.len() + PADDING, 0);
        Self {
            bytes: drafts.bytes.into(),
            starts: drafts.starts.into(),
            bags: drafts.bags.into(),
            letters: letters(&drafts.codes).into(),
            extras: drafts.extras.pack(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.bags().len()
    }

    /// Returns the searched part of a row's folded text.
    pub(crate) fn folded(&self, row: usize) -> String {
        let (text, length) = self.text(row);
        let mut extras = self.extras.of(row).chars();
        let codes = text.get(..length).unwrap_or_default();
        let letter = |code: &u8| match *code {
            UNCODED => extras.next(),
            code if code.is_ascii() => Some(char::from(code)),
            code => {
                self.letters.get(usize::from(code - FIRST_CODE)).copied().and_then(char::from_u32)
            }
        };
        codes.iter().map(letter).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }

    /// Returns the code of a character, or [`UNCODED`] if it has none.
    pub(crate) fn code(&self, c: char) -> u8 {
        match u8::try_from(c) {
            Ok(ascii) if ascii.is_ascii() => ascii,
            _ => {
                let coded = (FIRST_CODE..UNCODED)
                    .zip(self.letters.iter())
                    .find(|(_, letter)| **letter == u32::from(c));
                coded.map_or(UNCODED, |(code, _)| code)
            }
        }
    }

    /// Returns whether any text has characters without a code.
    pub(crate) fn has_extras(&self) -> bool {
        !self.extras.is_empty()
    }

    pub(crate) fn bags(&self) -> &[u64] {
        &self.bags
    }

    pub(crate) fn bag(&self, row: usize) -> u64 {
        self.bags().get(row).copied().unwrap_or_default()
    }

    /// Returns all texts, one after the other, followed by [`PADDING`] bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the offsets of the texts from a row on; each text ends where the next one begins.
    pub(crate) fn starts(&self, row: usize) -> &[u32] {
        self.starts.get(row..).unwrap_or_default()
    }

    fn is_sound(&self) -> bool {
        let texts = self.bytes.len().checked_sub(PADDING);
        let ends = self.starts.last().is_some_and(|end| Some(*end as usize) == texts);
        ends && self.starts.is_sorted() && self.starts.len() == self.bags.len() + 1
    }

    /// Returns the memory from the beginning of a row's text on, and the length of the text.
    pub(crate) fn text(&self, row: usize) -> (&[u8], usize) {
        let [start, end, ..] = *self.starts(row) else { return (&[], 0) };
        let text = self.bytes().get(start as usize..).unwrap_or_default();
        (text, end.saturating_sub(start) as usize)
    }
}

stored_fields! { Arena { bytes starts bags letters extras } if Arena::is_sound }

#[derive(Debug, Default)]
struct ArenaBuilder {
    bytes: Vec<u8>,
    starts: Vec<u32>,
    bags: Vec<u64>,
    codes: HashMap<char, u8>,
    extras: ExtrasBuilder,
}

impl ArenaBuilder {
    fn push(&mut self, text: &str) {
        let start = self.bytes.len();
        // Store a text that would not fit as an empty one.
        let text = if u32::try_from(start + text.len()).is_ok() { text } else { "" };
        if text.is_ascii() {
            self.bytes.extend_from_slice(text.as_bytes());
        } else {
            self.push_coded(text);
        }
        self.bags.push(bag(&self.bytes[start..]));
        let end = u32::try_from(self.bytes.len()).expect("a text that would not fit was left out");
        self.starts.push(end);
    }

    fn push_coded(&mut self, text: &str) {
        let row = u32::try_from(self.bags.len()).unwrap_or(u32::MAX);
        for c in text.chars() {
            let code = match u8::try_from(c) {
                Ok(ascii) if ascii.is_ascii() => ascii,
                _ => self.codes.get(&c).copied().unwrap_or(UNCODED),
            };
            if code == UNCODED {
                self.extras.push(row, c);
            }
            self.bytes.push(code);
        }
    }
}

/// Returns the characters that have codes, by code.
fn letters(codes: &HashMap<char, u8>) -> Vec<u32> {
    let mut letters: Vec<char> = codes.keys().copied().collect();
    letters.sort_unstable_by_key(|c| codes.get(c));
    letters.into_iter().map(u32::from).collect()
}

/// Assigns codes to the commonest characters beyond ASCII; equally common ones are taken in the
/// order of their code points.
fn codes<'a>(texts: impl Iterator<Item = &'a str>) -> HashMap<char, u8> {
    let mut counts: HashMap<char, usize> = HashMap::new();
    for text in texts.filter(|text| !text.is_ascii()) {
        for c in text.chars().filter(|c| !c.is_ascii()) {
            *counts.entry(c).or_default() += 1;
        }
    }
    let mut common: Vec<(char, usize)> = counts.into_iter().collect();
    common.sort_unstable_by_key(|(c, count)| (std::cmp::Reverse(*count), *c));
    common.into_iter().map(|(c, _)| c).zip(FIRST_CODE..UNCODED).collect()
}

/// Returns the bag of letters of a text: a bit for each letter that occurs in it, another for most
/// letters that occur twice, and bits for digits and other signs. A text can contain a pattern only
/// if its bag contains the pattern's bag.
pub(crate) fn bag(codes: &[u8]) -> u64 {
    let mut bag = 0;
    for code in codes {
        let (once, again) = BITS[usize::from(*code)];
        if bag & once != 0 {
            bag |= again;
        }
        bag |= once;
    }
    bag
}

/// The bit of every code, and the bit for its second occurrence.
#[allow(clippy::cast_possible_truncation, reason = "codes are below 256")]
const BITS: [(u64, u64); 256] = {
    let mut bits = [(0, 0); 256];
    let mut code = 0;
    while code < 256 {
        bits[code] = (bit(code as u8), second_bit(code as u8));
        code += 1;
    }
    bits
};

/// Returns the bit for the second occurrence of a code, if there is one. The letters j, q and x
/// hardly ever occur twice, so their second bits serve digits.
const fn second_bit(code: u8) -> u64 {
    match code.to_ascii_lowercase() {
        b'j' | b'q' | b'x' => 0,
        b'0' => bit(b'j') << 26,
        b'1'..=b'4' => bit(b'q') << 26,
        b'5'..=b'9' => bit(b'x') << 26,
        b'a'..=b'z' => bit(code) << 26,
        _ => 0,
    }
}

/// Returns the bit of a code: 26 for the letters without case, and those from 52 on for other
/// characters.
const fn bit(code: u8) -> u64 {
    let shift = match code {
        b'a'..=b'z' => code - b'a',
        b'A'..=b'Z' => code - b'A',
        b'0' => 52,
        b'1'..=b'4' => 53,
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
