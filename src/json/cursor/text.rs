//! Texts in JSON: finds their ends many bytes at a time.

use std::borrow::Cow;

use super::JsonCursor;

/// Returns a word with `byte` in every byte.
const fn everywhere(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Marks the first of eight bytes that doesn't represent itself in a text: a quotation mark, a
/// backslash or a control character. Bytes after it may be marked wrongly.
#[inline]
fn marks(word: u64) -> u64 {
    // Among bytes below 128, subtracting a bound sets the highest bit exactly if the byte is below
    // the bound, as long as no lower byte has borrowed. Flipping one bit moves the quotation mark
    // next to the control characters, so that only they and it are below the bound.
    let control_or_quote = (word ^ everywhere(0x02)).wrapping_sub(everywhere(0x21));
    let backslash = (word ^ everywhere(b'\\')).wrapping_sub(everywhere(1));
    (control_or_quote | backslash) & !word & everywhere(0x80)
}

/// Returns whether a byte represents itself in a text. Without branches and with the same bit flip
/// as above, so that compilers vectorise it.
#[inline]
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch, a byte at a time")]
fn is_plain(byte: u8) -> bool {
    ((byte ^ 0x02) >= 0x21) & (byte != b'\\')
}

/// Returns the number of bytes among 16 that represent themselves, up to the first that doesn't,
/// without branches on that number.
#[inline]
fn plain_among(bytes: &[u8; 16]) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    let marked = words.iter().fold(0_u128, |marked, word| {
        marked >> 64 | u128::from(marks(u64::from_le_bytes(*word))) << 64
    });
    marked.trailing_zeros() as usize / 8
}

/// Returns the number of bytes from the beginning of a text that represent themselves. Most texts
/// end within the first 16 bytes.
#[inline]
fn plain_length(text: &[u8]) -> usize {
    let Some((short, rest)) = text.split_first_chunk() else { return plain_bytes(text) };
    match plain_among(short) {
        16 => 16 + plain_blocks(rest),
        length => length,
    }
}

/// Counts like `plain_length`, 32 bytes at a time while all of them represent themselves.
#[inline(never)]
fn plain_blocks(text: &[u8]) -> usize {
    let (blocks, _) = text.as_chunks::<32>();
    let all = |block: &&[u8; 32]| block.iter().fold(true, |all, byte| all & is_plain(*byte));
    let length = blocks.iter().take_while(all).count() * 32;
    let (parts, rest) = text[length..].as_chunks();
    for (number, part) in parts.iter().enumerate() {
        let among = plain_among(part);
        if among < 16 {
            return length + number * 16 + among;
        }
    }
    length + parts.len() * 16 + plain_bytes(rest)
}

/// Counts like `plain_length`, byte by byte, for a short rest.
#[inline(never)]
fn plain_bytes(text: &[u8]) -> usize {
    text.iter().take_while(|byte| is_plain(**byte)).count()
}

impl<'a> JsonCursor<'a> {
    /// Takes a text: borrowed, or owned if it is written with escapes.
    #[inline]
    pub(crate) fn text(&mut self) -> Option<Cow<'a, str>> {
        self.token(b'"')?;
        let part = self.part()?;
        if self.text_ends()? {
            Some(Cow::Borrowed(part))
        } else {
            self.unescaped(part).map(Cow::Owned)
        }
    }

    /// Takes a text that is written without escapes.
    #[inline]
    pub(crate) fn plain_text(&mut self) -> Option<&'a str> {
        self.token(b'"')?;
        let part = self.part()?;
        self.text_ends()?.then_some(part)
    }

    /// Skips a text that isn't kept.
    #[inline]
    pub(crate) fn pass_text(&mut self) -> Option<()> {
        self.token(b'"')?;
        loop {
            self.rest = self.rest.get(plain_length(self.rest)..)?;
            if self.text_ends()? {
                return Some(());
            }
            self.escaped()?;
        }
    }

    /// Takes the part of a text before its end, its next escape, or a byte that it may not hold.
    #[inline]
    fn part(&mut self) -> Option<&'a str> {
        self.take(plain_length(self.rest))
    }

    /// After such a part: takes the end of the text, or the backslash of an escape.
    #[inline]
    fn text_ends(&mut self) -> Option<bool> {
        match self.next()? {
            b'"' => Some(true),
            b'\\' => Some(false),
            _ => None,
        }
    }

    /// Takes the rest of a text after the backslash that follows its first part.
    #[cold]
    fn unescaped(&mut self, first: &str) -> Option<String> {
        let mut text = first.to_owned();
        loop {
            text.push(self.escaped()?);
            text.push_str(self.part()?);
            if self.text_ends()? {
                return Some(text);
            }
        }
    }

    /// Takes the rest of an escape after its backslash, and returns the character; gives up on half
    /// of a surrogate pair.
    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            sign @ (b'"' | b'\\' | b'/') => char::from(sign),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.character(),
            _ => return None,
        })
    }

    /// Takes a character's number, four hexadecimal digits.
    fn character(&mut self) -> Option<char> {
        let (digits, rest) = self.rest.split_first_chunk::<4>()?;
        self.rest = rest;
        let number = digits.iter().try_fold(0, |number, digit| {
            char::from(*digit).to_digit(16).map(|digit| number * 16 + digit)
        })?;
        char::from_u32(number)
    }
}
