//! Where the quick reader stands in a record, and the tokens of JSON that aren’t texts.

/// A place in a record. Whoever takes something stands behind it afterwards.
pub(in crate::dataset::sketch) struct Cursor<'a> {
    pub(super) record: &'a str,
    pub(super) at: usize,
}

/// The longest number that is read: it fits into any type that numbers are read as.
const DIGITS: usize = 15;

impl<'a> Cursor<'a> {
    /// A cursor that stands at a byte of the record.
    pub(in crate::dataset::sketch) fn new(record: &'a str, at: usize) -> Self {
        Self { record, at }
    }

    /// The byte at which the cursor stands.
    #[inline]
    pub(in crate::dataset::sketch) fn at(&self) -> usize {
        self.at
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.record.len()
    }

    /// What is left.
    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.record.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The next byte.
    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.record.as_bytes().get(self.at).copied()
    }

    /// Passes over what JSON takes for blank: as a rule nothing.
    #[inline]
    pub(super) fn blanks(&mut self) {
        if self.peek().is_some_and(|next| next <= b' ') {
            self.pass_blanks();
        }
    }

    #[inline(never)]
    fn pass_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes a token, which must stand here.
    #[inline]
    pub(in crate::dataset::sketch) fn token(&mut self, token: u8) -> Option<()> {
        (self.peek()? == token).then(|| self.at += 1)
    }

    /// Takes a word, if it stands here.
    #[inline]
    pub(super) fn word(&mut self, word: &str) -> bool {
        let stands = self.rest().starts_with(word.as_bytes());
        if stands {
            self.at += word.len();
        }
        stands
    }

    /// Takes a key, given with its quotation marks, and the colon and blanks behind it, if they
    /// stand here.
    #[inline]
    pub(in crate::dataset::sketch) fn key(&mut self, key: &str) -> bool {
        let Some((head, tail)) = self.rest().split_at_checked(key.len()) else { return false };
        if head != key.as_bytes() {
            return false;
        }
        if let [b':', b'!'..=255, ..] = tail {
            self.at += key.len() + 1;
            return true;
        }
        self.key_apart(key.len())
    }

    /// Takes a key of this length, and a colon with blanks around it.
    #[inline(never)]
    fn key_apart(&mut self, length: usize) -> bool {
        let before = self.at;
        self.at += length;
        self.blanks();
        let colon = self.token(b':').is_some();
        if colon {
            self.blanks();
        } else {
            self.at = before;
        }
        colon
    }

    /// Behind an opening bracket: takes the closing one, if it follows, or else the blanks
    /// before the first member.
    #[inline]
    pub(in crate::dataset::sketch) fn closes(&mut self, bracket: u8) -> bool {
        self.blanks();
        self.token(bracket).is_some()
    }

    /// Behind a member: whether another one follows, at which the cursor stands then, or else
    /// the closing bracket, which is taken.
    #[inline]
    pub(in crate::dataset::sketch) fn goes_on(&mut self, bracket: u8) -> Option<bool> {
        self.blanks();
        let next = self.peek()?;
        self.at += 1;
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
        let before = self.at;
        let mut number = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            if self.at - before == DIGITS {
                return None;
            }
            number = number * 10 + u64::from(digit - b'0');
            self.at += 1;
        }
        let length = self.at - before;
        let zero_before = length > 1 && self.record.as_bytes().get(before) == Some(&b'0');
        (length > 0 && !zero_before).then_some(number)
    }
}
