//! Decodes characters outside ASCII byte by byte.

use crate::key::Key;

/// The bytes of one character received so far.
#[derive(Debug)]
pub(super) struct PartialChar {
    alt: bool,
    bytes: [u8; 4],
    length: usize,
}

/// The result of adding a byte to a character.
pub(super) enum CharStep {
    /// The character is incomplete.
    More,
    /// The character is complete; `None` if no key types it.
    Whole(Option<Key>),
    /// The byte can't follow; the character is unchanged.
    Invalid,
}

impl PartialChar {
    pub(super) fn new(alt: bool) -> Self {
        Self { alt, bytes: [0; 4], length: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Adds a byte. Bytes that can't start a character are rejected at once, as Unicode recommends.
    pub(super) fn read(&mut self, byte: u8) -> CharStep {
        let Some(place) = self.bytes.get_mut(self.length) else {
            return CharStep::Invalid;
        };
        *place = byte;
        match std::str::from_utf8(&self.bytes[..=self.length]) {
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
