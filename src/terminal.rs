//! The terminal as a medium: bytes to events, and cells to bytes. Knows keys and cells; no file
//! descriptor, no environment of its own process, no clock.
//!
//! [`decode`] makes events of what a terminal sends. [`screen::Screen`] keeps a shadow of what
//! one terminal shows and sends as few bytes as make it show the next frame. A frame goes
//! through `grid` (buffer to compact cells, with what is too long for a cell in a `table`), then
//! row by row through `row`, which decides what is painted and what erased, and writes with a
//! `hand`, which knows where the cursor stands (`motion`) and what the terminal draws with
//! (`pen`). `glyph` knows which widths terminals agree on.
//!
//! [`profile`] says what may be sent to which terminal, [`modes`] takes it and gives it back,
//! [`osc`] reaches its clipboard and its title, [`pace`] keeps frames from piling up on the way.

mod ansi_writer;
mod cell;
mod colour;
pub mod decode;
mod glyph;
mod grid;
pub mod modes;
mod motion;
pub mod osc;
pub mod pace;
pub mod profile;
mod row;
pub mod screen;
mod sgr_state;
mod table;
#[cfg(test)]
mod tests;
