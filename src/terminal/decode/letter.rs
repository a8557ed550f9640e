//! Letters outside ASCII, byte by byte.

use crate::key::Key;

/// The bytes of one character so far.
#[derive(Debug)]
pub(super) struct PartialChar {
    alt: bool,
    bytes: [u8; 4],
    length: usize,
}

/// What a byte made of a letter.
pub(super) enum CharStep {
    /// It isn't whole.
    More,
    /// It is; nothing where no key types it.
    Whole(Option<Key>),
    /// This byte can't follow; the letter is as it was before.
    Invalid,
}

impl PartialChar {
    /// A letter that begins.
    pub(super) fn new(alt: bool) -> Self {
        Self { alt, bytes: [0; 4], length: 0 }
    }

    /// Whether no byte of it came.
    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Takes a byte. What is no beginning of a character is told at once, as Unicode says.
    pub(super) fn read(&mut self, byte: u8) -> CharStep {
        let Some(place) = self.bytes.get_mut(self.length) else {
            return CharStep::Invalid;
        };
        *place = byte;
        let bytes = self.bytes.get(..=self.length).unwrap_or_default();
        match std::str::from_utf8(bytes) {
            Ok(text) => CharStep::Whole(text.chars().next().and_then(|c| key(c, self.alt))),
            Err(error) if error.error_len().is_none() => {
                self.length += 1;
                CharStep::More
            }
            Err(_) => CharStep::Invalid,
        }
    }
}

fn key(c: char, alt: bool) -> Option<Key> {
    (!c.is_control()).then_some(Key { alt, ..Key::char(c) })
}
