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
mod overlay;
mod painter;
mod parts;

use std::ops::Range;

use ratatui::buffer::Buffer;

use crate::app::App;
use crate::theme::Theme;
use painter::Painter;

/// A cell of the screen: column and row, from 0.
pub type Position = (u16, u16);

/// What is drawn beside the cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Where the cursor stands: on what is in focus.
    pub cursor: Position,
    /// The cells that lead somewhere, none in two links.
    pub links: Vec<RowLink>,
}

/// Cells of a row that lead to a page on the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowLink {
    /// The row, from 0.
    pub row: u16,
    /// The columns, from 0.
    pub columns: Range<u16>,
    /// Its address: http or https, as the dataset has it.
    pub url: String,
}

/// Draws the explorer into an empty buffer of its size.
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
    Drawn { cursor: (x.min(columns - 1), y.min(rows - 1)), links: painter.into_links() }
}
