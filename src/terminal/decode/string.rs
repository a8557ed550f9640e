//! The strings that terminals answer (OSC, DCS, APC, PM, SOS): colours, versions, clipboards.
//! gainsay asks for none, but a program before it may have. They are swallowed, and counted
//! only.

use crate::key::Key;

use super::keys::alt;
use super::queue::EventQueue;

/// No string is longer; what is, is given up, and what follows stands for itself. A clipboard
/// may come whole, of which terminals tell some 100,000 bytes; somebody who holds a key down
/// while a string is never ended loses these, at most, and time ends it when they stop.
pub(super) const LONGEST: usize = 1 << 17;

/// A string on its way.
#[derive(Debug, Clone, Copy)]
pub(super) struct PendingString {
    introducer: u8,
    length: usize,
    /// Whether Esc came last, which may begin its end.
    escaped: bool,
}

/// What a byte made of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Swallowed {
    /// It goes on.
    More,
    /// It is ended.
    End,
    /// This byte can't be of it.
    Broken,
}

impl PendingString {
    /// A string that this byte introduces, after Esc.
    pub(super) fn new(introducer: u8) -> Self {
        Self { introducer, length: 0, escaped: false }
    }

    /// Whether Esc came last.
    pub(super) fn is_escaped(self) -> bool {
        self.escaped
    }

    /// The same without the Esc that came last.
    pub(super) fn unescaped(self) -> Self {
        Self { escaped: false, ..self }
    }

    /// Takes a byte. A string holds no controls but blank ones: any other is a key that
    /// somebody pressed because nothing happened. `ESC \` ends it, and BEL ends most.
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

    /// It will not be ended: it may have been a key with Alt, and an Esc after it.
    pub(super) fn broken(self, events: &mut EventQueue) {
        if self.length == 0 {
            events.key(alt(Key::char(char::from(self.introducer))));
        }
        if self.escaped {
            super::DecoderState::Escape.broken(events);
        }
    }
}
