//! From a terminal's bytes to events: keys, pastes, the mouse, and the little that a terminal
//! answers. Sequences may arrive in pieces; what is unknown is passed over. Reads nothing
//! itself, so that nothing here waits, and holds little, whatever a terminal sends.
//!
//! What was begun and never ended can't swallow the keyboard: a byte that can't belong to it
//! stands for itself, and so does whatever comes after [`Decoder::settle`]. The decoder has no
//! clock: [`Decoder::patience`] says after how long a silence it must be settled. A paste waits
//! longest, for its text should not be taken for keys; but a terminal that never ends one must
//! not keep the keyboard. Whatever is begun, three Ctrl-c in a row are noticed.

mod keys;
mod letter;
mod mouse;
mod paste;
mod queue;
mod sequence;
mod state;
mod string;

use std::time::Duration;

use crate::key::{Key, Mouse};

use queue::EventQueue;
use state::DecoderState;

/// What a reader did, or their terminal told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TerminalEvent {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted: as it was, but for bytes that are no UTF-8 and for what is too long.
    Paste(String),
    /// The mouse was used.
    Mouse(Mouse),
    /// Whether the terminal's window came to the front, or no longer is there.
    Focus(bool),
    /// The terminal has done all that was written before it was asked by `CSI 5 n`.
    Ready,
}

/// The byte that terminals in raw mode send for Ctrl-c.
const INTERRUPT: u8 = 0x03;

/// How many Ctrl-c in a row quit.
const INTERRUPTS: u8 = 3;

/// How long a silence settles an Esc or a sequence: longer than one takes over a slow line,
/// shorter than a reader notices.
const SETTLE: Duration = Duration::from_millis(50);

/// What one terminal's bytes have meant so far.
#[derive(Debug, Default)]
pub struct Decoder {
    state: DecoderState,
    events: EventQueue,
    /// How many of the last bytes were [`INTERRUPT`], up to [`INTERRUPTS`].
    interrupts: u8,
}

impl Decoder {
    /// Takes bytes as they came. Of more events than anybody could wait for, those that come
    /// last are dropped; see `EventQueue`.
    pub fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if !self.wants_out() {
                self.interrupts = if *byte == INTERRUPT { self.interrupts + 1 } else { 0 };
            }
            self.state = std::mem::take(&mut self.state).after(*byte, &mut self.events);
        }
    }

    /// Takes the next event that is there whole.
    pub fn take(&mut self) -> Option<TerminalEvent> {
        self.events.pop()
    }

    /// Whether Ctrl-c was typed three times in a row at any time, also within something that
    /// has begun and has not ended: the reader must be let out, whatever events wait.
    #[must_use]
    pub fn wants_out(&self) -> bool {
        self.interrupts >= INTERRUPTS
    }

    /// Whether something began that only time can tell: Esc, a sequence or a paste on its way.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.state.is_undecided()
    }

    /// How long nothing more must have come until [`Decoder::settle`] is due; nothing where
    /// nothing has begun.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        match &self.state {
            DecoderState::Ground => None,
            DecoderState::Paste(_) => Some(paste::PATIENCE),
            _ => Some(SETTLE),
        }
    }

    /// Nothing more came for a while: a lone Esc is the key, what looks like the beginning of a
    /// sequence was a key with Alt, and a paste is what came of it; anything else was nothing.
    /// Returns the next event.
    pub fn settle(&mut self) -> Option<TerminalEvent> {
        if self.is_undecided() {
            std::mem::take(&mut self.state).broken(&mut self.events);
        }
        self.take()
    }
}

#[cfg(test)]
mod tests;
