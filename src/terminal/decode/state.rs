//! What is begun and not yet ended, and what a byte makes of it.

use crate::key::{Code, Key};

use super::keys::{alt, control};
use super::letter::{CharStep, PartialChar};
use super::mouse::Old;
use super::paste::Paste;
use super::queue::EventQueue;
use super::sequence::{Introducer, Meaning, Sequence};
use super::string::{PendingString, Swallowed};
use super::{TerminalEvent, keys};

/// What is begun.
#[derive(Debug, Default)]
pub(super) enum DecoderState {
    /// Nothing: the next byte stands for itself.
    #[default]
    Ground,
    /// Esc.
    Escape,
    /// A letter outside ASCII.
    Letter(PartialChar),
    /// `ESC [` or `ESC O`.
    Sequence(Sequence),
    /// `ESC [ [`, a function key of the Linux console.
    Console,
    /// `ESC [ M`, the oldest way to tell of the mouse.
    Mouse(Old),
    /// A string that a terminal answers, which nobody asked for.
    Text(PendingString),
    /// A paste.
    Paste(Paste),
}

impl DecoderState {
    /// Whether only time can tell what this is.
    pub(super) fn is_undecided(&self) -> bool {
        !matches!(self, Self::Ground)
    }

    /// What is begun after one more byte.
    pub(super) fn after(self, byte: u8, events: &mut EventQueue) -> Self {
        match self {
            Self::Ground => ground(byte, events),
            Self::Escape => escape(byte, events),
            Self::Letter(letter) => after_letter(letter, byte, events),
            Self::Sequence(sequence) => after_sequence(sequence, byte, events),
            Self::Console => console(byte, events),
            Self::Mouse(mouse) => old_mouse(mouse, byte, events),
            Self::Text(text) => after_text(text, byte, events),
            Self::Paste(paste) => after_paste(paste, byte, events),
        }
    }

    /// Bytes that it holds beside itself.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        if let Self::Paste(paste) = self { paste.held() } else { 0 }
    }

    /// It will not be ended: what looked like the beginning of more was a key by itself.
    pub(super) fn broken(self, events: &mut EventQueue) {
        match self {
            Self::Escape => events.key(Key::plain(Code::Esc)),
            Self::Sequence(sequence) if sequence.is_bare() => {
                events.key(alt(Key::char(sequence.introducer().letter())));
            }
            Self::Text(text) => text.broken(events),
            Self::Paste(paste) => paste.broken(events),
            _ => {}
        }
    }
}

fn ground(byte: u8, events: &mut EventQueue) -> DecoderState {
    match byte {
        0x1b => DecoderState::Escape,
        _ => character(byte, false, events),
    }
}

/// A byte that stands for itself, or begins a letter.
fn character(byte: u8, alt_held: bool, events: &mut EventQueue) -> DecoderState {
    if !byte.is_ascii() {
        return after_letter(PartialChar::new(alt_held), byte, events);
    }
    let key = control(byte).unwrap_or(Key::char(char::from(byte)));
    events.key(if alt_held { alt(key) } else { key });
    DecoderState::Ground
}

/// What follows Esc. A second one makes the first the key: Alt and Esc together are not told
/// from Esc and the beginning of a sequence.
fn escape(byte: u8, events: &mut EventQueue) -> DecoderState {
    match byte {
        0x1b => {
            events.key(Key::plain(Code::Esc));
            DecoderState::Escape
        }
        b'[' => DecoderState::Sequence(Sequence::new(Introducer::Control)),
        b'O' => DecoderState::Sequence(Sequence::new(Introducer::Shift)),
        b']' | b'P' | b'X' | b'^' | b'_' => DecoderState::Text(PendingString::new(byte)),
        _ => character(byte, true, events),
    }
}

fn after_letter(mut letter: PartialChar, byte: u8, events: &mut EventQueue) -> DecoderState {
    match letter.read(byte) {
        CharStep::More => DecoderState::Letter(letter),
        CharStep::Whole(key) => {
            // Controls beyond ASCII are on no keyboard.
            if let Some(key) = key {
                events.key(key);
            }
            DecoderState::Ground
        }
        CharStep::Invalid if letter.is_empty() => DecoderState::Ground,
        CharStep::Invalid => ground_again(byte, events),
    }
}

/// A byte that can't belong to what was begun stands for itself.
fn ground_again(byte: u8, events: &mut EventQueue) -> DecoderState {
    DecoderState::Ground.after(byte, events)
}

fn after_sequence(mut sequence: Sequence, byte: u8, events: &mut EventQueue) -> DecoderState {
    if sequence.goes_on(byte) {
        sequence.read(byte);
        return DecoderState::Sequence(sequence);
    }
    if !matches!(byte, 0x20..=0x7e) {
        DecoderState::Sequence(sequence).broken(events);
        return ground_again(byte, events);
    }
    match sequence.meaning(byte) {
        Meaning::Nothing => DecoderState::Ground,
        Meaning::Event(event) => {
            events.push(event);
            DecoderState::Ground
        }
        Meaning::Console => DecoderState::Console,
        Meaning::Mouse => DecoderState::Mouse(Old::default()),
        Meaning::Paste => DecoderState::Paste(Paste::default()),
    }
}

/// What follows `ESC [ [`: one letter; anything else stands for itself.
fn console(byte: u8, events: &mut EventQueue) -> DecoderState {
    let Some(code) = keys::console(byte) else {
        return ground_again(byte, events);
    };
    events.key(Key::plain(code));
    DecoderState::Ground
}

fn old_mouse(mut mouse: Old, byte: u8, events: &mut EventQueue) -> DecoderState {
    // A coordinate beyond what fits is told as 0; no other control can be one.
    if matches!(byte, 0x01..=0x1f) {
        return ground_again(byte, events);
    }
    if !mouse.read(byte) {
        return DecoderState::Mouse(mouse);
    }
    if let Some(mouse) = mouse.event() {
        events.push(TerminalEvent::Mouse(mouse));
    }
    DecoderState::Ground
}

fn after_text(mut text: PendingString, byte: u8, events: &mut EventQueue) -> DecoderState {
    match text.read(byte) {
        Swallowed::More => DecoderState::Text(text),
        Swallowed::End => DecoderState::Ground,
        Swallowed::Broken => {
            // The Esc that may have been the beginning of the end begins something else.
            let next = if text.is_escaped() { DecoderState::Escape } else { DecoderState::Ground };
            text.unescaped().broken(events);
            next.after(byte, events)
        }
    }
}

fn after_paste(mut paste: Paste, byte: u8, events: &mut EventQueue) -> DecoderState {
    if !paste.read(byte) {
        return DecoderState::Paste(paste);
    }
    events.push(TerminalEvent::Paste(paste.text()));
    DecoderState::Ground
}
