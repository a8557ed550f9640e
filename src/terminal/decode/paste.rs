//! Pasted text, up to the end that the terminal puts behind it, or up to a silence.

use std::time::Duration;

use super::queue::EventQueue;
use super::{INTERRUPT, TerminalEvent};
use crate::key::Key;

/// What ends a paste.
const END: &[u8] = b"\x1b[201~";

/// How long a silence ends a paste whose end never comes: longer than a slow line stalls
/// within one, and no longer than a reader waits whose keys do nothing.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// The most bytes of a paste that are kept; no search is as long.
pub(super) const KEPT: usize = 1 << 16;

/// One byte less than the longest character: so much more is collected, that the last one
/// is whole where it is cut.
const REST: usize = 3;

/// A paste on its way.
#[derive(Debug, Default)]
pub(super) struct Paste {
    bytes: Vec<u8>,
    /// How many bytes of the end came.
    matched: usize,
    /// Whether Ctrl-c came last.
    interrupted: bool,
}

impl Paste {
    /// Takes a byte; whether it was the last one.
    pub(super) fn read(&mut self, byte: u8) -> bool {
        self.interrupted = byte == INTERRUPT;
        if END.get(self.matched) == Some(&byte) {
            self.matched += 1;
            return self.matched == END.len();
        }
        let beginning = END.get(..self.matched).unwrap_or_default();
        for byte in beginning {
            keep(&mut self.bytes, *byte);
        }
        // The end begins with the only Esc in it, so that no other beginning was passed.
        self.matched = usize::from(END.first() == Some(&byte));
        if self.matched == 0 {
            keep(&mut self.bytes, byte);
        }
        false
    }

    /// Its end will not come. What came is pasted, but for a Ctrl-c behind it: a reader typed
    /// that who saw their keys do nothing.
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

    /// Bytes that it holds.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.bytes.capacity()
    }

    /// Its text, newlines and all.
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
