//! Writes the bytes of a frame and tracks their effect on the terminal's cursor, colours and
//! attributes.

use super::cell::{Attributes, Cell};
use super::grid::Tables;
use super::motion::{Cursor, Way, sequence};
use super::profile::Profile;
use super::sgr_state::SgrState;

/// The state that a terminal keeps from one frame to the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct TerminalState {
    pub(super) cursor: Cursor,
    pub(super) pen: SgrState,
}

#[derive(Debug)]
pub(super) struct AnsiWriter<'a> {
    pub(super) out: &'a mut Vec<u8>,
    pub(super) profile: Profile,
    pub(super) tables: &'a Tables,
    /// The columns of the screen.
    pub(super) width: u16,
    pub(super) held: TerminalState,
    /// The number of the open link; 0 for none, as between frames.
    pub(super) link: u16,
}

impl AnsiWriter<'_> {
    pub(super) fn clear(&mut self) {
        self.out.extend_from_slice(b"\x1b[m\x1b[2J");
        self.held = TerminalState { cursor: Cursor::LOST, pen: SgrState::PLAIN };
    }

    /// Returns the shortest way to a cell (column, row).
    pub(super) fn way(&self, to: (u16, u16)) -> Way {
        Way::shortest(self.held.cursor, to, self.profile.absolute)
    }

    /// Moves the cursor to a cell, unless it is there already.
    pub(super) fn go(&mut self, to: (u16, u16)) {
        self.way(to).write(self.out);
        self.held.cursor = Cursor::at(to);
    }

    /// Returns whether a cell can be written without a change of colours, attributes or link.
    pub(super) fn fits(&self, cell: &Cell) -> bool {
        self.link == cell.link && self.held.pen.fits(cell)
    }

    /// Sets colours, attributes and link to those of a cell.
    fn take(&mut self, cell: &Cell) {
        self.open(cell.link);
        self.held.pen.turn(cell, self.out);
    }

    /// Opens a link; 0 closes the open one.
    pub(super) fn open(&mut self, link: u16) {
        if self.link == link {
            return;
        }
        self.link = link;
        self.out.extend_from_slice(b"\x1b]8;;");
        self.out.extend_from_slice(self.tables.url(link).as_bytes());
        self.out.extend_from_slice(b"\x1b\\");
    }

    /// Writes a cell at the cursor, with its second half if it is wide.
    pub(super) fn put(&mut self, cell: &Cell) {
        self.take(cell);
        if cell.is(Attributes::DISPUTED) {
            self.put_disputed(cell);
        } else {
            self.tables.write(cell.glyph, self.out);
            self.advance(if cell.is(Attributes::WIDE) { 2 } else { 1 });
        }
    }

    /// Writes a disputed cell, after which the column is unknown. If it could reach beyond the
    /// edge, wrapping is switched off, so that it neither enters the next row nor scrolls the
    /// screen.
    fn put_disputed(&mut self, cell: &Cell) {
        let reach = u16::try_from(self.tables.reach(*cell)).unwrap_or(u16::MAX);
        let column = self.held.cursor.column.unwrap_or(self.width);
        let end = column.saturating_add(reach);
        if end > self.width {
            self.out.extend_from_slice(b"\x1b[?7l");
        }
        self.tables.write(cell.glyph, self.out);
        if end > self.width {
            self.out.extend_from_slice(b"\x1b[?7h");
        }
        let row = self.held.cursor.row.filter(|_| end < self.width);
        self.held.cursor = Cursor { column: None, row };
    }

    /// Blanks a number of columns from the cursor on. The cursor stays or moves, depending on the
    /// sequence used.
    pub(super) fn erase(&mut self, columns: u16) {
        self.take(&Cell::BLANK);
        let column = self.held.cursor.column.unwrap_or_default();
        if column.saturating_add(columns) >= self.width {
            self.out.extend_from_slice(b"\x1b[K");
        } else if self.profile.erase {
            sequence(columns, b'X', self.out);
        } else {
            self.out.extend(std::iter::repeat_n(b' ', usize::from(columns)));
            self.advance(columns);
        }
    }

    /// Moves the known cursor position by a number of columns. After the last column the position
    /// is unknown: some terminals keep the cursor there, others put it into the next row.
    fn advance(&mut self, columns: u16) {
        self.held.cursor = match self.held.cursor {
            Cursor { column: Some(column), row } if column + columns < self.width => {
                Cursor { column: Some(column + columns), row }
            }
            _ => Cursor::LOST,
        };
    }
}
