//! What is begun and not yet ended, and what a byte makes of it.

use crate::key::{Code, Key};

use super::keys::{alt, control};
use super::letter::{Letter, Read};
use super::mouse::Old;
use super::paste::Paste;
use super::queue::Queue;
use super::sequence::{Introducer, Meaning, Sequence};
use super::string::{Swallowed, Text};
use super::{Event, keys};

/// What is begun.
#[derive(Debug, Default)]
pub(super) enum State {
    /// Nothing: the next byte stands for itself.
    #[default]
    Ground,
    /// Esc.
    Escape,
    /// A letter outside ASCII.
    Letter(Letter),
    /// `ESC [` or `ESC O`.
    Sequence(Sequence),
    /// `ESC [ [`, a function key of the Linux console.
    Console,
    /// `ESC [ M`, the oldest way to tell of the mouse.
    Mouse(Old),
    /// A string that a terminal answers, which nobody asked for.
    Text(Text),
    /// A paste.
    Paste(Paste),
}

impl State {
    /// Whether only time can tell what this is.
    pub(super) fn is_undecided(&self) -> bool {
        !matches!(self, Self::Ground)
    }

    /// What is begun after one more byte.
    pub(super) fn after(self, byte: u8, events: &mut Queue) -> Self {
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
    pub(super) fn broken(self, events: &mut Queue) {
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

fn ground(byte: u8, events: &mut Queue) -> State {
    match byte {
        0x1b => State::Escape,
        _ => character(byte, false, events),
    }
}

/// A byte that stands for itself, or begins a letter.
fn character(byte: u8, alt_held: bool, events: &mut Queue) -> State {
    if !byte.is_ascii() {
        return after_letter(Letter::new(alt_held), byte, events);
    }
    let key = control(byte).unwrap_or(Key::char(char::from(byte)));
    events.key(if alt_held { alt(key) } else { key });
    State::Ground
}

/// What follows Esc. A second one makes the first the key: Alt and Esc together are not told
/// from Esc and the beginning of a sequence.
fn escape(byte: u8, events: &mut Queue) -> State {
    match byte {
        0x1b => {
            events.key(Key::plain(Code::Esc));
            State::Escape
        }
        b'[' => State::Sequence(Sequence::new(Introducer::Control)),
        b'O' => State::Sequence(Sequence::new(Introducer::Shift)),
        b']' | b'P' | b'X' | b'^' | b'_' => State::Text(Text::new(byte)),
        _ => character(byte, true, events),
    }
}

fn after_letter(mut letter: Letter, byte: u8, events: &mut Queue) -> State {
    match letter.read(byte) {
        Read::More => State::Letter(letter),
        Read::Whole(key) => {
            // Controls beyond ASCII are on no keyboard.
            if let Some(key) = key {
                events.key(key);
            }
            State::Ground
        }
        Read::Invalid if letter.is_empty() => State::Ground,
        Read::Invalid => ground_again(byte, events),
    }
}

/// A byte that can't belong to what was begun stands for itself.
fn ground_again(byte: u8, events: &mut Queue) -> State {
    State::Ground.after(byte, events)
}

fn after_sequence(mut sequence: Sequence, byte: u8, events: &mut Queue) -> State {
    if sequence.goes_on(byte) {
        sequence.read(byte);
        return State::Sequence(sequence);
    }
    if !matches!(byte, 0x20..=0x7e) {
        State::Sequence(sequence).broken(events);
        return ground_again(byte, events);
    }
    match sequence.meaning(byte) {
        Meaning::Nothing => State::Ground,
        Meaning::Event(event) => {
            events.push(event);
            State::Ground
        }
        Meaning::Console => State::Console,
        Meaning::Mouse => State::Mouse(Old::default()),
        Meaning::Paste => State::Paste(Paste::default()),
    }
}

/// What follows `ESC [ [`: one letter; anything else stands for itself.
fn console(byte: u8, events: &mut Queue) -> State {
    let Some(code) = keys::console(byte) else {
        return ground_again(byte, events);
    };
    events.key(Key::plain(code));
    State::Ground
}

fn old_mouse(mut mouse: Old, byte: u8, events: &mut Queue) -> State {
    // A coordinate beyond what fits is told as 0; no other control can be one.
    if matches!(byte, 0x01..=0x1f) {
        return ground_again(byte, events);
    }
    if !mouse.read(byte) {
        return State::Mouse(mouse);
    }
    if let Some(mouse) = mouse.event() {
        events.push(Event::Mouse(mouse));
    }
    State::Ground
}

fn after_text(mut text: Text, byte: u8, events: &mut Queue) -> State {
    match text.read(byte) {
        Swallowed::More => State::Text(text),
        Swallowed::End => State::Ground,
        Swallowed::Broken => {
            // The Esc that may have been the beginning of the end begins something else.
            let next = if text.is_escaped() { State::Escape } else { State::Ground };
            text.unescaped().broken(events);
            next.after(byte, events)
        }
    }
}

fn after_paste(mut paste: Paste, byte: u8, events: &mut Queue) -> State {
    if !paste.read(byte) {
        return State::Paste(paste);
    }
    events.push(Event::Paste(paste.text()));
    State::Ground
}
