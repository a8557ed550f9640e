//! The state machine of the decoder: the unfinished input, and the effect of each byte on it.

use crate::key::{Code, Key};

use super::keys::{self, alt, control};
use super::letter::{CharStep, PartialChar};
use super::mouse::Old;
use super::paste::Paste;
use super::queue::{EventQueue, TerminalEvent};
use super::sequence::{Introducer, Meaning, Sequence};
use super::string::{PendingString, Swallowed};

/// The unfinished input of a decoder.
#[derive(Debug, Default)]
pub(super) enum DecoderState {
    /// Nothing is unfinished; the next byte stands for itself.
    #[default]
    Ground,
    /// Esc was the last byte.
    Escape,
    /// A character outside ASCII.
    Letter(PartialChar),
    /// A sequence after `ESC [` or `ESC O`.
    Sequence(Sequence),
    /// `ESC [ [`, which begins a function key of the Linux console.
    Console,
    /// `ESC [ M`, which begins the oldest form of mouse report.
    Mouse(Old),
    /// A string with a terminal's answer, which gainsay did not ask for.
    Text(PendingString),
    /// A paste without its end marker.
    Paste(Paste),
}

impl DecoderState {
    /// Processes one byte and returns the new state.
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

    /// Ends the unfinished input, which will not be completed. An introducer becomes a key of its
    /// own.
    pub(super) fn broken(self, events: &mut EventQueue) {
        match self {
            Self::Escape => events.key(Key::plain(Code::Esc)),
            Self::Sequence(sequence) if sequence.is_bare() => {
                events.key(alt(Key::char(sequence.introducer.letter())));
            }
            Self::Text(text) => text.broken(events),
            Self::Paste(paste) => paste.broken(events),
            _ => {}
        }
    }
}

/// Processes a byte while nothing is unfinished, or one that can't belong to what was.
fn ground(byte: u8, events: &mut EventQueue) -> DecoderState {
    match byte {
        0x1b => DecoderState::Escape,
        _ => character(byte, false, events),
    }
}

/// Processes a byte that stands for itself or begins a character.
fn character(byte: u8, alt_held: bool, events: &mut EventQueue) -> DecoderState {
    if !byte.is_ascii() {
        return after_letter(PartialChar::new(alt_held), byte, events);
    }
    let key = control(byte).unwrap_or(Key::char(char::from(byte)));
    events.key(if alt_held { alt(key) } else { key });
    DecoderState::Ground
}

/// Processes the byte after Esc. A second Esc turns the first into the key, because Alt with Esc
/// looks like Esc followed by a sequence.
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
            // No keyboard types the control characters beyond ASCII.
            if let Some(key) = key {
                events.key(key);
            }
            DecoderState::Ground
        }
        CharStep::Invalid if letter.is_empty() => DecoderState::Ground,
        CharStep::Invalid => ground(byte, events),
    }
}

fn after_sequence(mut sequence: Sequence, byte: u8, events: &mut EventQueue) -> DecoderState {
    if sequence.goes_on(byte) {
        sequence.read(byte);
        return DecoderState::Sequence(sequence);
    }
    if !matches!(byte, 0x20..=0x7e) {
        DecoderState::Sequence(sequence).broken(events);
        return ground(byte, events);
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

/// Processes the byte after `ESC [ [`: a letter of a function key; other bytes stand for
/// themselves.
fn console(byte: u8, events: &mut EventQueue) -> DecoderState {
    let Some(code) = keys::console(byte) else {
        return ground(byte, events);
    };
    events.key(Key::plain(code));
    DecoderState::Ground
}

fn old_mouse(mut mouse: Old, byte: u8, events: &mut EventQueue) -> DecoderState {
    // A terminal sends 0 for a coordinate that does not fit; other control characters can't occur.
    if matches!(byte, 0x01..=0x1f) {
        return ground(byte, events);
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
            // The Esc did not end the string, so it begins something else.
            let next = if text.escaped { DecoderState::Escape } else { DecoderState::Ground };
            text.escaped = false;
            text.broken(events);
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
