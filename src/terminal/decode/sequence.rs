//! Parses control sequences: `ESC [`, parameters and a final byte, and the older `ESC O`.

use super::keys::{HeldModifiers, control_key, shift_key};
use super::{TerminalEvent, mouse};
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

/// The meaning of a sequence.
pub(super) enum Meaning {
    /// Nothing here: an answer, an unused key or an unknown sequence.
    Nothing,
    /// An event that is complete.
    Event(TerminalEvent),
    /// The beginning of a function key of the Linux console.
    Console,
    /// The beginning of the oldest form of mouse report.
    Mouse,
    /// The beginning of a paste.
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
    introducer: Introducer,
    bytes: [u8; LONGEST],
    length: usize,
    /// Whether the sequence is too long to mean anything.
    long: bool,
}

impl Sequence {
    /// Creates a sequence after its introducer.
    pub(super) fn new(introducer: Introducer) -> Self {
        Self { introducer, bytes: [0; LONGEST], length: 0, long: false }
    }

    /// Returns the introducer of the sequence.
    pub(super) fn introducer(&self) -> Introducer {
        self.introducer
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

/// The parameters of a sequence: fields separated by `;`, with parts separated by `:`. Any of them
/// may be missing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers<'a>(&'a str);

impl Numbers<'_> {
    /// Returns whether there are no parameters.
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of fields.
    pub(super) fn fields(self) -> usize {
        self.0.split(';').count()
    }

    /// Returns a part of a field, both counted from 0.
    pub(super) fn get(self, field: usize, part: usize) -> Option<u32> {
        self.0.split(';').nth(field)?.split(':').nth(part)?.parse().ok()
    }

    /// Returns the number of a field that consists of one part.
    pub(super) fn only(self, field: usize) -> Option<u32> {
        self.0.split(';').nth(field)?.parse().ok()
    }

    /// Returns the modifiers that a field holds, if it is present.
    pub(super) fn held(self, field: usize) -> Option<HeldModifiers> {
        self.get(field, 0).map(|number| HeldModifiers::new(number.saturating_sub(1)))
    }

    /// Returns whether all bytes are digits or separators.
    fn are_plain(self) -> bool {
        self.0.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':'))
    }

    fn three(self) -> Option<[u32; 3]> {
        let all = [self.only(0)?, self.only(1)?, self.only(2)?];
        (self.fields() == 3).then_some(all)
    }
}
