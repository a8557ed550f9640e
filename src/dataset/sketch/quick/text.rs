//! Texts in JSON, found to their end eight bytes at a time.

use std::borrow::Cow;

use super::Cursor;

/// A byte in every byte of a word.
const fn everywhere(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Marks the first byte of eight that doesn’t simply stand for itself in a text: a quotation
/// mark, a backslash or a control character. Bytes behind it may be marked for no reason.
#[inline]
fn marks(word: u64) -> u64 {
    // Among bytes below 128, subtracting a bound sets the highest bit just where the byte lies
    // below it, so long as no lower byte has borrowed. Flipping one bit brings the quotation
    // mark next to the control characters, below whose bound only they and it lie then.
    let control_or_quote = (word ^ everywhere(0x02)).wrapping_sub(everywhere(0x21));
    let backslash = (word ^ everywhere(b'\\')).wrapping_sub(everywhere(1));
    (control_or_quote | backslash) & !word & everywhere(0x80)
}

/// Whether a byte simply stands for itself in a text. Without branches and with the same turn
/// as above, so that compilers test many bytes at once.
#[inline]
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch, a byte at a time")]
fn is_plain(byte: u8) -> bool {
    ((byte ^ 0x02) >= 0x21) & (byte != b'\\')
}

/// How many bytes of a text simply stand for themselves, from its first on. Most texts end
/// within the first 16 bytes, which are looked at without guessing how many it will be.
#[inline]
fn plain_length(text: &[u8]) -> usize {
    let Some((short, rest)) = text.split_first_chunk::<16>() else { return plain_words(text) };
    let (words, _) = short.as_chunks::<8>();
    let marked = |marked: u128, word: &[u8; 8]| {
        marked >> 64 | u128::from(marks(u64::from_le_bytes(*word))) << 64
    };
    match words.iter().fold(0_u128, marked) {
        0 => short.len() + plain_blocks(rest),
        marked => marked.trailing_zeros() as usize / 8,
    }
}

/// The same, eight bytes at a time.
#[inline]
fn plain_words(text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let marks = marks(u64::from_le_bytes(*word));
        if marks != 0 {
            return number * 8 + marks.trailing_zeros() as usize / 8;
        }
    }
    words.len() * 8 + rest.iter().take_while(|byte| is_plain(**byte)).count()
}

/// The same, 32 bytes at a time as long as they all do.
#[inline(never)]
fn plain_blocks(text: &[u8]) -> usize {
    let (blocks, _) = text.as_chunks::<32>();
    let all = |block: &&[u8; 32]| block.iter().fold(true, |all, byte| all & is_plain(*byte));
    let length = blocks.iter().take_while(all).count() * 32;
    length + plain_words(text.get(length..).unwrap_or_default())
}

impl<'a> Cursor<'a> {
    /// Takes a text: borrowed, or its own where it is written with escapes.
    #[inline]
    pub(super) fn text(&mut self) -> Option<Cow<'a, str>> {
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
    pub(super) fn plain_text(&mut self) -> Option<&'a str> {
        self.token(b'"')?;
        let part = self.part()?;
        self.text_ends()?.then_some(part)
    }

    /// Takes a text that isn’t kept.
    #[inline]
    pub(super) fn pass_text(&mut self) -> Option<()> {
        self.token(b'"')?;
        loop {
            self.at += plain_length(self.rest());
            if self.text_ends()? {
                return Some(());
            }
            self.escaped()?;
        }
    }

    /// Takes the part of a text before its end, its next escape, or what may not stand in it.
    #[inline]
    fn part(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.at += plain_length(self.rest());
        self.record.get(start..self.at)
    }

    /// Behind such a part: takes the text’s end, or the backslash of an escape.
    #[inline]
    fn text_ends(&mut self) -> Option<bool> {
        let next = self.peek()?;
        self.at += 1;
        match next {
            b'"' => Some(true),
            b'\\' => Some(false),
            _ => None,
        }
    }

    /// Takes the rest of a text, from behind the backslash that follows its first part.
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

    /// Takes what follows the backslash of an escape: the character it stands for, unless that
    /// is half of one.
    fn escaped(&mut self) -> Option<char> {
        let sign = self.peek()?;
        self.at += 1;
        Some(match sign {
            b'"' | b'\\' | b'/' => char::from(sign),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.character(),
            _ => return None,
        })
    }

    /// Takes a character’s number, four hexadecimal digits.
    fn character(&mut self) -> Option<char> {
        let digits = self.rest().first_chunk::<4>()?;
        self.at += digits.len();
        let number = digits.iter().try_fold(0, |number, digit| {
            char::from(*digit).to_digit(16).map(|digit| number * 16 + digit)
        })?;
        char::from_u32(number)
    }
}
