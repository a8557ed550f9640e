//! From a terminal's bytes to events: keys, pastes, the mouse, and the little that a terminal
//! answers. Sequences may arrive in pieces; what is unknown is passed over. Reads nothing
//! itself, so that nothing here waits, and holds little, whatever a terminal sends.
//!
//! What was begun and never ended can't swallow the keyboard: a byte that can't belong to it
//! stands for itself, and so does whatever comes after [`Decoder::settle`]. Only a paste waits
//! for its end as long as it takes, for its text must never be taken for keys.

mod keys;
mod letter;
mod mouse;
mod paste;
mod queue;
mod sequence;
mod state;
mod string;

use crate::key::{Key, Mouse};

use queue::Queue;
use state::State;

/// What a reader did, or their terminal told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
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

/// What one terminal's bytes have meant so far.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
    events: Queue,
}

impl Decoder {
    /// Takes bytes as they came. Of more events than anybody could wait for, those that come
    /// last are dropped; see `Queue`.
    pub fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.state = std::mem::take(&mut self.state).after(*byte, &mut self.events);
        }
    }

    /// Takes the next event that is there whole.
    pub fn take(&mut self) -> Option<Event> {
        self.events.pop()
    }

    /// Whether something began that only time can tell: Esc, or a sequence on its way.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.state.is_undecided()
    }

    /// Nothing more came for a while: a lone Esc is the key, and what looks like the beginning
    /// of a sequence was a key with Alt; anything else was nothing. Returns the next event.
    pub fn settle(&mut self) -> Option<Event> {
        if self.is_undecided() {
            std::mem::take(&mut self.state).broken(&mut self.events);
        }
        self.take()
    }
}

#[cfg(test)]
mod tests;
