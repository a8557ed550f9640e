//! The terminal as a medium: bytes to events, and cells to bytes. The module knows keys and cells,
//! but no file descriptor, no clock and not the environment of the process.
//!
//! [`decode`] turns the bytes that a terminal sends into events. [`screen::Screen`] remembers what
//! a terminal shows and writes the fewest bytes that change it into the next frame. `grid` converts
//! a frame's buffer into compact `cell`s; what doesn't fit into a cell goes to its tables. `row`
//! decides for each row which cells to write and which to erase. It writes through an
//! `ansi_writer`, which tracks the cursor (`motion`), the colours and attributes (`sgr_state`).
//! `glyph` knows on which widths terminals agree.
//!
//! [`profile`] says what a terminal understands, [`modes`] sets the terminal up and restores it,
//! [`osc`] reaches its clipboard and its title, and [`pace`] keeps frames from piling up on a slow
//! line.

mod ansi_writer;
mod cell;
mod colour;
pub mod decode;
mod glyph;
mod grid;
pub(crate) mod modes;
mod motion;
pub(crate) mod osc;
pub mod pace;
pub mod profile;
mod row;
pub(crate) mod screen;
mod sgr_state;
#[cfg(test)]
mod tests;
