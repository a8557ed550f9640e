//! Decodes a terminal's bytes into events: keys, pastes, the mouse, and a few answers. Sequences
//! may arrive in pieces, and unknown ones are ignored. The decoder reads nothing itself, so it
//! never waits, and its memory is bounded whatever a terminal sends.
//!
//! An unfinished sequence cannot swallow the keyboard. A byte that can't belong to it stands for
//! itself, and so does every byte after [`Decoder::settle`]. The decoder has no clock;
//! [`Decoder::patience`] says after how long a silence the caller must settle it. A paste may be
//! silent longest, because its text should not be taken for keys; but a terminal that never ends
//! one must not keep the keyboard. Three Ctrl-c in a row are noticed in every state.

mod keys;
mod letter;
mod mouse;
mod numbers;
mod paste;
mod queue;
mod sequence;
mod state;
mod string;

use std::time::Duration;

use paste::INTERRUPT;
use queue::EventQueue;
pub use queue::TerminalEvent;
use state::DecoderState;

/// The number of Ctrl-c in a row that quit the program.
const INTERRUPTS: u8 = 3;

/// The silence after which an Esc or a sequence is settled: longer than a slow line takes to
/// deliver a sequence, and too short for a user to notice.
const SETTLE: Duration = Duration::from_millis(50);

/// An incremental decoder of one terminal's bytes.
///
/// ```
/// use gainsay::key::Key;
/// use gainsay::terminal::decode::{Decoder, TerminalEvent};
///
/// let mut decoder = Decoder::default();
/// decoder.feed(b"k\x1b[");
/// assert_eq!(decoder.take(), Some(TerminalEvent::Key(Key::char('k'))));
/// assert_eq!(decoder.take(), None, "the sequence is not complete");
/// decoder.feed(b"A");
/// assert!(matches!(decoder.take(), Some(TerminalEvent::Key(_))));
/// ```
#[derive(Debug, Default)]
pub struct Decoder {
    state: DecoderState,
    events: EventQueue,
    /// The number of [`INTERRUPT`] bytes at the end of the input, up to [`INTERRUPTS`].
    interrupts: u8,
}

impl Decoder {
    /// Decodes bytes. If too many events wait, further ones are dropped; see `EventQueue`.
    pub fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if !self.wants_out() {
                self.interrupts = if *byte == INTERRUPT { self.interrupts + 1 } else { 0 };
            }
            self.state = std::mem::take(&mut self.state).after(*byte, &mut self.events);
        }
    }

    /// Takes the oldest complete event.
    pub fn take(&mut self) -> Option<TerminalEvent> {
        self.events.pop()
    }

    /// Returns whether the user pressed Ctrl-c three times in a row at any time, even within an
    /// unfinished sequence. The program must then quit, whatever other events wait.
    #[must_use]
    pub fn wants_out(&self) -> bool {
        self.interrupts >= INTERRUPTS
    }

    /// Returns whether an Esc, a sequence or a paste is unfinished, so that only time can decide
    /// it.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        !matches!(self.state, DecoderState::Ground)
    }

    /// Returns the silence after which the caller must call [`Decoder::settle`], or `None` if
    /// nothing is unfinished.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        match &self.state {
            DecoderState::Ground => None,
            DecoderState::Paste(_) => Some(paste::PATIENCE),
            _ => Some(SETTLE),
        }
    }

    /// Ends what is unfinished after a silence, and returns the next event. A lone Esc becomes the
    /// key, a bare introducer becomes its letter with Alt, and a paste ends with the text so far;
    /// anything else is dropped.
    pub fn settle(&mut self) -> Option<TerminalEvent> {
        if self.is_undecided() {
            std::mem::take(&mut self.state).broken(&mut self.events);
        }
        self.take()
    }
}

#[cfg(test)]
mod tests;
