//! One terminal, as a session sees it: its events are messages, its picture is bytes. The
//! same for the terminal here and for one at the end of a network. Sends nothing itself.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{App, Msg};
use crate::terminal::decode::TerminalEvent;
use crate::terminal::profile::Profile;
use crate::terminal::screen::{Frame, Hyperlink, Screen};
use crate::theme::Theme;
use crate::view;

/// What one terminal shows, and how things look on it.
#[derive(Debug)]
pub struct Display {
    screen: Screen,
    theme: Theme,
}

impl Display {
    /// A terminal of which nothing is known but what may be sent to it.
    #[must_use]
    pub fn new(profile: Profile, theme: Theme) -> Self {
        Self { screen: Screen::new(profile), theme }
    }

    /// What the terminal shows is not known any more: the next frame draws everything.
    pub fn forget(&mut self) {
        self.screen.forget();
    }

    /// Adds the bytes that make the terminal show the explorer as it is now: none where it
    /// does already.
    pub fn frame(&mut self, app: &App, out: &mut Vec<u8>) {
        let (columns, rows) = app.size();
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        let drawn = view::draw(app, self.theme, &mut buffer);
        let link =
            |link: view::RowLink| Hyperlink { row: link.row, columns: link.columns, url: link.url };
        let links: Vec<Hyperlink> = drawn.links.into_iter().map(link).collect();
        self.screen.paint(&Frame { buffer: &buffer, cursor: drawn.cursor, links: &links }, out);
    }
}

/// What a terminal's event is to the explorer; of some it need not hear.
#[must_use]
pub fn message(event: TerminalEvent) -> Option<Msg> {
    match event {
        TerminalEvent::Key(key) => Some(Msg::Key(key)),
        TerminalEvent::Paste(text) => Some(Msg::Paste(text)),
        TerminalEvent::Mouse(mouse) => Some(Msg::Mouse(mouse)),
        TerminalEvent::Focus(_) | TerminalEvent::Ready => None,
    }
}
