//! The explorer's state to cells. One file a region of the screen; no input or output, no
//! change of state. Text is placed cluster by cluster with the text door's own widths.
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
mod over;
mod painter;
mod parts;

use ratatui::buffer::Buffer;

use crate::explorer::App;
use crate::theme::Theme;
use painter::Painter;

/// A cell of the screen: column and row, from 0.
pub type Position = (u16, u16);

/// Draws the explorer into an empty buffer of its size, and says where the cursor stands:
/// on what is in focus.
pub fn draw(app: &App, theme: Theme, buffer: &mut Buffer) -> Position {
    let mut painter = Painter::new(buffer, theme);
    let layout = app.layout();
    bars::draw(&mut painter, app, &layout);
    let in_list = list::draw(&mut painter, app, &layout);
    let in_parts = parts::draw(&mut painter, app, &layout);
    let in_prompt = bars::prompt(&mut painter, app, &layout);
    let over = over::draw(&mut painter, app);
    let (columns, rows) = app.size();
    let (x, y) = over.or(in_prompt).or(in_parts).or(in_list).unwrap_or_default();
    (x.min(columns - 1), y.min(rows - 1))
}
