//! Collects pasted text up to the end marker that the terminal sends, or up to a silence.

use std::time::Duration;

use super::queue::{EventQueue, TerminalEvent};
use crate::key::Key;

/// The byte that terminals in raw mode send for Ctrl-c.
pub(super) const INTERRUPT: u8 = 0x03;

/// The marker that ends a paste.
const END: &[u8] = b"\x1b[201~";

/// The silence that ends a paste without an end marker. It is longer than a slow line stalls within
/// a paste, and short enough for a user whose keys have no effect.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// The most bytes of a paste that are kept; no search is as long.
pub(super) const KEPT: usize = 1 << 16;

/// One byte less than the longest character. This many more bytes are collected, so that the text
/// is cut after a complete character.
const REST: usize = 3;

/// A paste that has not ended.
#[derive(Debug, Default)]
pub(super) struct Paste {
    pub(super) bytes: Vec<u8>,
    /// The number of bytes of the end marker that were received.
    matched: usize,
    /// Whether the last byte was Ctrl-c.
    interrupted: bool,
}

impl Paste {
    /// Adds a byte and returns whether the paste is complete.
    pub(super) fn read(&mut self, byte: u8) -> bool {
        self.interrupted = byte == INTERRUPT;
        if END.get(self.matched) == Some(&byte) {
            self.matched += 1;
            return self.matched == END.len();
        }
        let beginning = &END[..self.matched];
        for byte in beginning {
            keep(&mut self.bytes, *byte);
        }
        // Esc occurs only at the start of the end marker, so no other start was missed.
        self.matched = usize::from(END.first() == Some(&byte));
        if self.matched == 0 {
            keep(&mut self.bytes, byte);
        }
        false
    }

    /// Ends a paste whose end marker is missing. The bytes so far become the text, without Ctrl-c
    /// at the end: a user pressed that on seeing that keys had no effect.
    pub(super) fn broken(mut self, events: &mut EventQueue) {
        let interrupted = self.interrupted;
        while interrupted && self.bytes.pop_if(|byte| *byte == INTERRUPT).is_some() {}
        if !self.bytes.is_empty() {
            events.push(TerminalEvent::Paste(self.text()));
        }
        if interrupted {
            events.key(Key { ctrl: true, ..Key::char('c') });
        }
    }

    /// Returns the text with its line breaks, cut to [`KEPT`] bytes.
    pub(super) fn text(self) -> String {
        let mut text = String::from_utf8_lossy(&self.bytes).into_owned();
        text.truncate(text.floor_char_boundary(KEPT));
        text.shrink_to_fit();
        text
    }
}

fn keep(bytes: &mut Vec<u8>, byte: u8) {
    if bytes.len() < KEPT + REST {
        bytes.push(byte);
    }
}
