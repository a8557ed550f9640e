//! Parses control sequences: `ESC [`, parameters and a final byte, and the older `ESC O`.

use super::keys::{control_key, shift_key};
use super::mouse;
use super::numbers::Numbers;
use super::queue::TerminalEvent;
use crate::key::{Key, Mouse};

/// The most bytes between the introducer and the final byte. A longer sequence is ignored up to its
/// end.
pub(super) const LONGEST: usize = 64;

/// The bytes that begin a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Introducer {
    /// CSI, the bytes `ESC [`.
    Control,
    /// SS3, the bytes `ESC O`.
    Shift,
}

impl Introducer {
    /// Returns the letter that was pressed with Alt, if no sequence follows.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Control => '[',
            Self::Shift => 'O',
        }
    }
}

pub(super) enum Meaning {
    /// Nothing here: an answer, an unused key or an unknown sequence.
    Nothing,
    /// An event that is complete.
    Event(TerminalEvent),
    /// The beginning of a function key of the Linux console.
    Console,
    /// The beginning of the oldest form of mouse report.
    Mouse,
    Paste,
}

impl Meaning {
    fn key(key: Option<Key>) -> Self {
        key.map_or(Self::Nothing, |key| Self::Event(TerminalEvent::Key(key)))
    }

    fn mouse(mouse: Option<Mouse>) -> Self {
        mouse.map_or(Self::Nothing, |mouse| Self::Event(TerminalEvent::Mouse(mouse)))
    }
}

/// A sequence that has not ended.
#[derive(Debug)]
pub(super) struct Sequence {
    pub(super) introducer: Introducer,
    bytes: [u8; LONGEST],
    length: usize,
    /// Whether the sequence is too long to mean anything.
    long: bool,
}

impl Sequence {
    pub(super) fn new(introducer: Introducer) -> Self {
        Self { introducer, bytes: [0; LONGEST], length: 0, long: false }
    }

    /// Returns whether only the introducer was received.
    pub(super) fn is_bare(&self) -> bool {
        self.length == 0
    }

    /// Returns whether a byte belongs between introducer and final byte. rxvt ends a key with Shift
    /// with `$` after one number; elsewhere `$` is an intermediate byte, in answers that have two
    /// numbers or begin with `?`.
    pub(super) fn goes_on(&self, byte: u8) -> bool {
        match (self.introducer, byte) {
            (Introducer::Shift, _) => matches!(byte, b'0'..=b'9' | b';'),
            (_, b'$') => self.is_bare() || !self.text().bytes().all(|byte| byte.is_ascii_digit()),
            _ => matches!(byte, 0x20..=0x3f),
        }
    }

    /// Adds a byte before the final one.
    pub(super) fn read(&mut self, byte: u8) {
        match self.bytes.get_mut(self.length) {
            Some(place) => {
                *place = byte;
                self.length += 1;
            }
            None => self.long = true,
        }
    }

    /// Returns the meaning of the sequence with this final byte.
    pub(super) fn meaning(&self, last: u8) -> Meaning {
        if self.long {
            return Meaning::Nothing;
        }
        let numbers = Numbers(self.text());
        match self.introducer {
            Introducer::Shift => Meaning::key(shift_key(numbers, last)),
            Introducer::Control => control(numbers, last),
        }
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

/// Returns the meaning of an `ESC [` sequence. Answers about the terminal (`CSI ? … c`, `CSI > …
/// c`, `CSI ? … $ y`, `CSI ? … u` and the like) contain signs that no key has.
fn control(numbers: Numbers, last: u8) -> Meaning {
    match (last, numbers.0) {
        (b'[', "") => Meaning::Console,
        (b'M', "") => Meaning::Mouse,
        (b'I', "") => Meaning::Event(TerminalEvent::Focus(true)),
        (b'O', "") => Meaning::Event(TerminalEvent::Focus(false)),
        (b'n', "0") => Meaning::Event(TerminalEvent::Ready),
        (b'~', "200") => Meaning::Paste,
        (b'M' | b'm', text) if let Some(text) = text.strip_prefix('<') => {
            Meaning::mouse(Numbers(text).three().and_then(|numbers| mouse::sgr(numbers, last)))
        }
        (b'M', _) => Meaning::mouse(numbers.three().and_then(mouse::urxvt)),
        _ if numbers.are_plain() => Meaning::key(control_key(numbers, last)),
        _ => Meaning::Nothing,
    }
}
