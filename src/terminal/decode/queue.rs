//! The events that nobody took yet, within bounds.

use std::collections::VecDeque;

use super::TerminalEvent;
use crate::key::Key;

/// The most events that wait. A reader types none of so many; a flood is cut off there.
pub(super) const EVENTS: usize = 1 << 15;

/// The most bytes of pasted text that wait, over all pastes; a paste beyond is dropped.
pub(super) const TEXT: usize = 1 << 20;

/// An emptied queue with room for more gives it back.
const ROOM: usize = 1 << 10;

/// The events in their order.
#[derive(Debug, Default)]
pub(super) struct EventQueue {
    events: VecDeque<TerminalEvent>,
    /// Bytes of pasted text among them.
    text: usize,
}

impl EventQueue {
    /// Adds an event, where there is room for it.
    pub(super) fn push(&mut self, event: TerminalEvent) {
        let text = length(&event);
        if self.events.len() < EVENTS && self.text + text <= TEXT {
            self.text += text;
            self.events.push_back(event);
        }
    }

    /// Adds a key.
    pub(super) fn key(&mut self, key: Key) {
        self.push(TerminalEvent::Key(key));
    }

    /// Takes the oldest event.
    pub(super) fn pop(&mut self) -> Option<TerminalEvent> {
        let event = self.events.pop_front();
        self.text -= event.as_ref().map_or(0, length);
        if self.events.is_empty() && self.events.capacity() > ROOM {
            self.events = VecDeque::new();
        }
        event
    }
}

fn length(event: &TerminalEvent) -> usize {
    if let TerminalEvent::Paste(text) = event { text.len() } else { 0 }
}
