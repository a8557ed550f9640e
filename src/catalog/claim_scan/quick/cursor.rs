//! Where the quick reader stands in a record, and the tokens of JSON that aren’t texts.

/// A place in a record. Whoever takes something stands behind it afterwards.
pub(in crate::catalog::claim_scan) struct RecordCursor<'a> {
    record: &'a str,
    /// What is left of the record, in bytes: so each step needs but one look at the length.
    pub(super) rest: &'a [u8],
}

/// The longest number that is read: it fits into any type that numbers are read as.
const DIGITS: usize = 15;

impl<'a> RecordCursor<'a> {
    /// A cursor that stands at the record’s first byte.
    pub(super) fn new(record: &'a str) -> Self {
        Self { record, rest: record.as_bytes() }
    }

    /// The byte at which the cursor stands.
    #[inline]
    pub(in crate::catalog::claim_scan) fn at(&self) -> usize {
        self.record.len() - self.rest.len()
    }

    /// Takes so many bytes, as a text.
    #[inline]
    pub(super) fn take(&mut self, length: usize) -> Option<&'a str> {
        let start = self.at();
        self.rest = self.rest.get(length..)?;
        self.record.get(start..start + length)
    }

    /// The next byte.
    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Takes the next byte.
    #[inline]
    pub(super) fn next(&mut self) -> Option<u8> {
        let (next, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*next)
    }

    /// Passes over what JSON takes for blank: as a rule nothing.
    #[inline]
    pub(super) fn blanks(&mut self) {
        if self.peek().is_some_and(|next| next <= b' ') {
            self.rest = behind_blanks(self.rest);
        }
    }

    /// Takes a token, which must stand here.
    #[inline]
    pub(in crate::catalog::claim_scan) fn token(&mut self, token: u8) -> Option<()> {
        (self.peek()? == token).then(|| self.next()).map(|_| ())
    }

    /// Takes a word, if it stands here.
    #[inline]
    pub(super) fn word(&mut self, word: &str) -> bool {
        let behind = self.rest.strip_prefix(word.as_bytes());
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    /// Takes a key, given with its quotation marks, and the colon and blanks behind it, if they
    /// stand here.
    #[inline]
    pub(in crate::catalog::claim_scan) fn key(&mut self, key: &str) -> bool {
        let Some(behind) = self.rest.strip_prefix(key.as_bytes()) else { return false };
        let value = match behind {
            [b':', value @ ..] if value.first() > Some(&b' ') => Some(value),
            _ => behind_colon(behind),
        };
        self.rest = value.unwrap_or(self.rest);
        value.is_some()
    }

    /// Behind an opening bracket: takes the closing one, if it follows, or else the blanks
    /// before the first member.
    #[inline]
    pub(in crate::catalog::claim_scan) fn closes(&mut self, bracket: u8) -> bool {
        self.blanks();
        self.token(bracket).is_some()
    }

    /// Behind a member: whether another one follows, at which the cursor stands then, or else
    /// the closing bracket, which is taken.
    #[inline]
    pub(in crate::catalog::claim_scan) fn goes_on(&mut self, bracket: u8) -> Option<bool> {
        self.blanks();
        let next = self.next()?;
        if next == b',' {
            self.blanks();
            Some(true)
        } else {
            (next == bracket).then_some(false)
        }
    }

    /// Takes a whole number of not too many digits. What may follow a number is for those to
    /// see who take the next token.
    #[inline]
    pub(super) fn whole(&mut self) -> Option<u64> {
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

/// What stands behind blanks.
#[inline(never)]
fn behind_blanks(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\n' | b'\r', behind @ ..] = text {
        text = behind;
    }
    text
}

/// What stands behind a colon with blanks on both sides.
#[inline(never)]
fn behind_colon(text: &[u8]) -> Option<&[u8]> {
    behind_blanks(text).strip_prefix(b":").map(behind_blanks)
}
