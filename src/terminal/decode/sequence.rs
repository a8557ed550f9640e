//! Sequences of a known form: `ESC [`, numbers, a last byte; and the older `ESC O`.

use super::keys::{HeldModifiers, control_key, shift_key};
use super::{TerminalEvent, mouse};
use crate::key::{Key, Mouse};

/// The most bytes between the introducer and the last byte that mean something. What is longer
/// is passed over up to its end.
pub(super) const LONGEST: usize = 64;

/// What a sequence begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Introducer {
    /// `ESC [`.
    Control,
    /// `ESC O`.
    Shift,
}

impl Introducer {
    /// The key that Alt was held with where it begins nothing.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Control => '[',
            Self::Shift => 'O',
        }
    }
}

/// What a sequence means.
pub(super) enum Meaning {
    /// Nothing here: an answer, a key without use, something unknown.
    Nothing,
    /// An event.
    Event(TerminalEvent),
    /// The beginning of a function key of the Linux console.
    Console,
    /// The beginning of the oldest way to tell of the mouse.
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

/// A sequence on its way.
#[derive(Debug)]
pub(super) struct Sequence {
    introducer: Introducer,
    bytes: [u8; LONGEST],
    length: usize,
    /// Whether more came than means anything.
    long: bool,
}

impl Sequence {
    /// A sequence of which only its introducer came.
    pub(super) fn new(introducer: Introducer) -> Self {
        Self { introducer, bytes: [0; LONGEST], length: 0, long: false }
    }

    /// What it begins with.
    pub(super) fn introducer(&self) -> Introducer {
        self.introducer
    }

    /// Whether only its introducer came.
    pub(super) fn is_bare(&self) -> bool {
        self.length == 0
    }

    /// Whether this byte belongs in its middle. `$` does, unless it is how rxvt ends a key with
    /// Shift, after one number; the answers that have one there have two, or begin with `?`.
    pub(super) fn goes_on(&self, byte: u8) -> bool {
        match (self.introducer, byte) {
            (Introducer::Shift, _) => matches!(byte, b'0'..=b'9' | b';'),
            (_, b'$') => self.is_bare() || !self.text().bytes().all(|byte| byte.is_ascii_digit()),
            _ => matches!(byte, 0x20..=0x3f),
        }
    }

    /// Takes a byte of its middle.
    pub(super) fn read(&mut self, byte: u8) {
        match self.bytes.get_mut(self.length) {
            Some(place) => {
                *place = byte;
                self.length += 1;
            }
            None => self.long = true,
        }
    }

    /// What it means with this byte as its last.
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
        let bytes = self.bytes.get(..self.length).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// What `ESC [` begins. Answers about the terminal (`CSI ? … c`, `CSI > … c`, `CSI ? … $ y`,
/// `CSI ? … u` and the like) have signs between or before their numbers that no key has.
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

/// The numbers of a sequence: fields divided by `;`, their parts by `:`. Any may be missing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers<'a>(&'a str);

impl Numbers<'_> {
    /// Whether there are none.
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// How many fields there are.
    pub(super) fn fields(self) -> usize {
        self.0.split(';').count()
    }

    /// The part of a field, both counted from 0.
    pub(super) fn get(self, field: usize, part: usize) -> Option<u32> {
        self.0.split(';').nth(field)?.split(':').nth(part)?.parse().ok()
    }

    /// The first part of a field that has no other.
    pub(super) fn only(self, field: usize) -> Option<u32> {
        self.0.split(';').nth(field)?.parse().ok()
    }

    /// The modifiers, where a field tells them.
    pub(super) fn held(self, field: usize) -> Option<HeldModifiers> {
        self.get(field, 0).map(|number| HeldModifiers::new(number.saturating_sub(1)))
    }

    /// Whether there is nothing but numbers.
    fn are_plain(self) -> bool {
        self.0.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':'))
    }

    fn three(self) -> Option<[u32; 3]> {
        let all = [self.only(0)?, self.only(1)?, self.only(2)?];
        (self.fields() == 3).then_some(all)
    }
}
