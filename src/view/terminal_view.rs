//! Connects a session with one terminal: turns terminal events into messages and the state into
//! bytes. The frontends on this terminal and over SSH share it. This module does no input or
//! output.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::draw;
use crate::app::{App, Msg};
use crate::terminal::decode::TerminalEvent;
use crate::terminal::osc;
use crate::terminal::profile::Profile;
use crate::terminal::screen::{Frame, Screen};
use crate::theme::Theme;

/// One terminal: what it shows, and its theme.
#[derive(Debug)]
pub struct Display {
    screen: Screen,
    theme: Theme,
}

impl Display {
    /// Creates the display of a terminal whose content is unknown.
    #[must_use]
    pub fn new(profile: Profile, theme: Theme) -> Self {
        Self { screen: Screen::new(profile), theme }
    }

    /// Records that the terminal's content is unknown; the next frame then draws everything.
    pub(crate) fn forget(&mut self) {
        self.screen.forget();
    }

    /// Appends the bytes that make the terminal show the current state; appends nothing if it shows
    /// that already.
    pub fn frame(&mut self, app: &App, out: &mut Vec<u8>) {
        let (columns, rows) = app.size();
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        let drawn = draw(app, self.theme, &mut buffer);
        self.screen
            .paint(&Frame { buffer: &buffer, cursor: drawn.cursor, links: &drawn.links }, out);
    }
}

/// Returns the bytes that copy a text through a terminal, and what the user is told.
pub(crate) fn copy(text: &str, profile: &Profile) -> (Vec<u8>, Msg) {
    match osc::copy(text, profile.clipboard) {
        Ok(bytes) => (bytes, Msg::Notice("sent to your terminal".into())),
        Err(why) => (Vec::new(), Msg::Notice(why.to_string())),
    }
}

/// Converts a terminal's event into a message; returns `None` for events that do not concern the
/// app.
#[must_use]
pub fn message(event: TerminalEvent) -> Option<Msg> {
    match event {
        TerminalEvent::Key(key) => Some(Msg::Key(key)),
        TerminalEvent::Paste(text) => Some(Msg::Paste(text)),
        TerminalEvent::Mouse(mouse) => Some(Msg::Mouse(mouse)),
        TerminalEvent::Focus(_) | TerminalEvent::Ready => None,
    }
}
