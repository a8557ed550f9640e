//! The terminal as a medium: cells to bytes. Knows cells; no file descriptor, no environment.
//!
//! [`screen::Screen`] keeps a shadow of what one terminal shows and sends as few bytes as make
//! it show the next frame. A frame goes through `grid` (buffer to compact cells, with what is
//! too long for a cell in a `table`), then row by row through `row`, which decides what is painted
//! and what erased, and writes with a `hand`, which knows where the cursor stands (`motion`) and
//! what the terminal draws with (`pen`). `glyph` knows which widths terminals agree on.

mod cell;
mod colour;
mod glyph;
mod grid;
mod hand;
mod motion;
mod pen;
pub mod profile;
mod row;
pub mod screen;
mod table;
#[cfg(test)]
mod tests;
