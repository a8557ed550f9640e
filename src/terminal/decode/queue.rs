//! The events of a terminal, and a bounded queue of those that wait to be taken.

use std::collections::VecDeque;

use crate::key::{Key, Mouse};

/// An action of the user, or an answer of the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TerminalEvent {
    /// The user pressed a key.
    Key(Key),
    /// The user pasted text. Invalid UTF-8 is replaced, and a long text is cut.
    Paste(String),
    /// The user pressed a button or turned the wheel.
    Mouse(Mouse),
    /// The terminal's window gained (`true`) or lost the focus.
    Focus(bool),
    /// The terminal answers `CSI 5 n`: it has processed all bytes written before that question.
    Ready,
}

/// The most events that wait. A user never types as many; a flood is cut off there.
pub(super) const EVENTS: usize = 1 << 15;

/// The most bytes of pasted text that wait, over all pastes; a paste that exceeds them is dropped.
pub(super) const TEXT: usize = 1 << 20;

/// The capacity above which an empty queue frees its memory.
const ROOM: usize = 1 << 10;

/// The waiting events in order.
#[derive(Debug, Default)]
pub(super) struct EventQueue {
    events: VecDeque<TerminalEvent>,
    /// The bytes of pasted text among the events.
    text: usize,
}

impl EventQueue {
    /// Adds an event, unless the queue is full.
    pub(super) fn push(&mut self, event: TerminalEvent) {
        let text = length(&event);
        if self.events.len() < EVENTS && self.text + text <= TEXT {
            self.text += text;
            self.events.push_back(event);
        }
    }

    pub(super) fn key(&mut self, key: Key) {
        self.push(TerminalEvent::Key(key));
    }

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
