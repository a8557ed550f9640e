//! The cursor: takes the tokens of a JSON text one by one, for parsers that know what comes next.
//! For speed it finds the ends of strings many bytes at a time, and gives up on rare forms (escaped
//! surrogate pairs, long numbers) that `serde_json` reads.

mod text;

/// A position in a JSON text. Each method that takes something moves the position behind it.
pub(crate) struct JsonCursor<'a> {
    text: &'a str,
    /// The rest of the text in bytes, so that each step needs only one bounds check.
    rest: &'a [u8],
}

/// The number of digits of the longest number that is read, which fits into every numeric type.
const DIGITS: usize = 15;

impl<'a> JsonCursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, rest: text.as_bytes() }
    }

    #[inline]
    pub(crate) fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// Returns the bytes that aren't taken yet.
    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Takes `length` bytes, as a text.
    #[inline]
    pub(crate) fn take(&mut self, length: usize) -> Option<&'a str> {
        let start = self.at();
        self.rest = self.rest.get(length..)?;
        self.text.get(start..start + length)
    }

    /// Returns the next byte without taking it.
    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    #[inline]
    pub(crate) fn next(&mut self) -> Option<u8> {
        let (next, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*next)
    }

    /// Skips blanks; usually there are none.
    #[inline]
    pub(crate) fn blanks(&mut self) {
        if self.peek().is_some_and(|next| next <= b' ') {
            self.rest = behind_blanks(self.rest);
        }
    }

    /// Skips blanks, and returns whether nothing follows.
    #[inline]
    pub(crate) fn ends(&mut self) -> bool {
        self.blanks();
        self.rest.is_empty()
    }

    /// Takes a token, and gives up if another byte is next.
    #[inline]
    pub(crate) fn token(&mut self, token: u8) -> Option<()> {
        (self.peek()? == token).then(|| self.next()).map(|_| ())
    }

    /// Takes a word, if it is next.
    #[inline]
    pub(crate) fn word(&mut self, word: &str) -> bool {
        let behind = self.rest.strip_prefix(word.as_bytes());
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    /// Takes a key, given with its quotation marks, with the colon and blanks after it, if it is
    /// next.
    #[inline]
    pub(crate) fn key(&mut self, key: &str) -> bool {
        let Some(behind) = self.rest.strip_prefix(key.as_bytes()) else { return false };
        let value = match behind {
            [b':', value @ ..] if value.first() > Some(&b' ') => Some(value),
            _ => behind_colon(behind),
        };
        self.rest = value.unwrap_or(self.rest);
        value.is_some()
    }

    /// After an opening bracket: takes the closing one if it follows, or else the blanks before the
    /// first member.
    #[inline]
    pub(crate) fn closes(&mut self, bracket: u8) -> bool {
        self.blanks();
        self.token(bracket).is_some()
    }

    /// After a member: takes the comma and returns true if another member follows, or takes the
    /// closing bracket and returns false.
    #[inline]
    pub(crate) fn goes_on(&mut self, bracket: u8) -> Option<bool> {
        self.blanks();
        let next = self.next()?;
        if next == b',' {
            self.blanks();
            Some(true)
        } else {
            (next == bracket).then_some(false)
        }
    }

    /// Takes a whole number of limited length. The caller that takes the next token detects
    /// anything else after the number.
    #[inline]
    pub(crate) fn whole(&mut self) -> Option<u64> {
        let (zero_first, before) = (self.peek()? == b'0', self.rest.len());
        let mut number = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            if before - self.rest.len() == DIGITS {
                return None;
            }
            number = number * 10 + u64::from(digit - b'0');
            self.next();
        }
        let digits = before - self.rest.len();
        (digits == 1 || digits > 1 && !zero_first).then_some(number)
    }
}

#[inline(never)]
fn behind_blanks(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\n' | b'\r', behind @ ..] = text {
        text = behind;
    }
    text
}

/// Returns the text after a colon with blanks on both sides.
#[inline(never)]
fn behind_colon(text: &[u8]) -> Option<&[u8]> {
    behind_blanks(text).strip_prefix(b":").map(behind_blanks)
}
