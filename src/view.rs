//! Paints the state of the explorer into cells, one file for each region of the screen. This module
//! does no input or output and does not change the app; only `terminal_view` has state: what the
//! terminal shows. Text is placed cluster by cluster with the widths of `text`, because ratatui's
//! differ.
//!
//! ```text
//!  title                                   24 claims  ? help     (wide screens)
//!  / search field  [filter ×]              4 close · 1/4
//! ──────────────────┬──────────────────────────────────────
//!  list             │ the claim
//!                   │ EVIDENCE ────────────────────────────
//!                   │ DENIALS ─────────────────────────────
//!  key hints                                         message
//! ```

mod bars;
mod list;
mod overlay;
mod painter;
mod parts;
pub mod terminal_view;

use ratatui::buffer::Buffer;

use crate::app::App;
use crate::terminal::screen::Hyperlink;
use crate::theme::Theme;
use painter::Painter;

/// A cell of the screen: column and row, from 0.
pub(crate) type Position = (u16, u16);

/// What a frame consists of beside its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The place of the cursor, on what has the focus.
    pub cursor: Position,
    /// The cells that are hyperlinks; no cell belongs to two.
    pub(crate) links: Vec<Hyperlink>,
}

/// Draws the explorer into an empty buffer of the screen's size.
pub fn draw(app: &App, theme: Theme, buffer: &mut Buffer) -> Drawn {
    let mut painter = Painter::new(buffer, theme);
    let layout = app.layout();
    bars::draw(&mut painter, app, &layout);
    let in_list = list::draw(&mut painter, app, &layout);
    let in_parts = parts::draw(&mut painter, app, &layout);
    let in_prompt = bars::prompt(&mut painter, app, &layout);
    let over = overlay::draw(&mut painter, app);
    let (columns, rows) = app.size();
    let (x, y) = over.or(in_prompt).or(in_parts).or(in_list).unwrap_or_default();
    Drawn { cursor: (x.min(columns - 1), y.min(rows - 1)), links: painter.links }
}
