//! Swallows the strings that terminals answer (OSC, DCS, APC, PM, SOS): colours, versions,
//! clipboards. gainsay asks for none, but a program before it may have. Only their length is kept.

use crate::key::{Code, Key};

use super::keys::alt;
use super::queue::EventQueue;

/// The longest string that is swallowed, in bytes; after that, bytes stand for themselves. The
/// limit admits a clipboard, of which terminals report some 100,000 bytes. If a string never ends,
/// a user who holds a key down loses at most this much input, and a pause ends the string.
pub(super) const LONGEST: usize = 1 << 17;

/// A string that has not ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct PendingString {
    introducer: u8,
    length: usize,
    /// Whether the last byte was Esc, which may begin the terminator.
    pub(super) escaped: bool,
}

/// The result of adding a byte to a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Swallowed {
    /// The string continues after this byte.
    More,
    /// The string is complete.
    End,
    /// The byte can't belong to a string.
    Broken,
}

impl PendingString {
    /// Creates a string that this byte introduces, after Esc.
    pub(super) fn new(introducer: u8) -> Self {
        Self { introducer, length: 0, escaped: false }
    }

    /// Adds a byte. A string contains no control characters but white space; any other is a key
    /// that a user pressed because nothing happened. `ESC \` ends every string, and BEL ends most.
    pub(super) fn read(&mut self, byte: u8) -> Swallowed {
        match byte {
            b'\\' if self.escaped => return Swallowed::End,
            _ if self.escaped => return Swallowed::Broken,
            0x07 => return Swallowed::End,
            0x1b => self.escaped = true,
            0x00..=0x06 | 0x0e..=0x1f => return Swallowed::Broken,
            _ if self.length == LONGEST => return Swallowed::Broken,
            _ => self.length += 1,
        }
        Swallowed::More
    }

    /// Ends a string that has no terminator. Without content, its introducer was a key with Alt; an
    /// Esc at its end was the Esc key.
    pub(super) fn broken(self, events: &mut EventQueue) {
        if self.length == 0 {
            events.key(alt(Key::char(char::from(self.introducer))));
        }
        if self.escaped {
            events.key(Key::plain(Code::Esc));
        }
    }
}
