//! The hand that writes: bytes out, and what they did to the terminal's cursor and pen.

use super::cell::{Attributes, Cell};
use super::grid::Tables;
use super::motion::{Cursor, Way, sequence};
use super::profile::Profile;
use super::sgr_state::SgrState;

/// What a terminal remembers from one frame to the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct TerminalState {
    pub(super) cursor: Cursor,
    pub(super) pen: SgrState,
}

/// Writes one frame.
#[derive(Debug)]
pub(super) struct AnsiWriter<'a> {
    pub(super) out: &'a mut Vec<u8>,
    pub(super) profile: Profile,
    pub(super) tables: &'a Tables,
    /// Columns of the screen.
    pub(super) width: u16,
    pub(super) held: TerminalState,
    /// The link that is open; none is between frames.
    link: u16,
}

impl<'a> AnsiWriter<'a> {
    pub(super) fn new(
        out: &'a mut Vec<u8>,
        profile: Profile,
        tables: &'a Tables,
        width: u16,
        held: TerminalState,
    ) -> Self {
        Self { out, profile, tables, width, held, link: 0 }
    }

    /// Empties the screen.
    pub(super) fn clear(&mut self) {
        self.out.extend_from_slice(b"\x1b[m\x1b[2J");
        self.held = TerminalState { cursor: Cursor::LOST, pen: SgrState::PLAIN };
    }

    /// The shortest way to a cell (column, row).
    pub(super) fn way(&self, to: (u16, u16)) -> Way {
        Way::shortest(self.held.cursor, to, self.profile.absolute)
    }

    /// Moves the cursor to a cell, unless it is there.
    pub(super) fn go(&mut self, to: (u16, u16)) {
        self.way(to).write(self.out);
        self.held.cursor = Cursor::at(to);
    }

    /// Whether a cell could be written without a change of pen or link.
    pub(super) fn fits(&self, cell: &Cell) -> bool {
        self.link == cell.link && self.held.pen.fits(cell)
    }

    /// Makes the pen and the link a cell's.
    fn take(&mut self, cell: &Cell) {
        self.open(cell.link);
        self.held.pen.turn(cell, self.out);
    }

    /// Opens a link; 0 closes the one that is open.
    pub(super) fn open(&mut self, link: u16) {
        if self.link == link {
            return;
        }
        self.link = link;
        self.out.extend_from_slice(b"\x1b]8;;");
        self.out.extend_from_slice(self.tables.url(link).as_bytes());
        self.out.extend_from_slice(b"\x1b\\");
    }

    /// Writes a cell, with its second half if it is wide, at the cursor.
    pub(super) fn put(&mut self, cell: &Cell) {
        self.take(cell);
        if cell.is(Attributes::DISPUTED) {
            self.put_disputed(cell);
        } else {
            self.tables.write(cell.glyph, self.out);
            self.advance(if cell.is(Attributes::WIDE) { 2 } else { 1 });
        }
    }

    /// Writes a cell after which the column is unknown. Where it could run over the edge, the
    /// terminal must not wrap it into the next row, or scroll.
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

    /// Blanks so many columns from the cursor on, which stays or is moved.
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

    /// The cursor went on by so many columns. After the last one it may wait there or stand in
    /// the next row, which differs from terminal to terminal.
    fn advance(&mut self, columns: u16) {
        self.held.cursor = match self.held.cursor {
            Cursor { column: Some(column), row } if column + columns < self.width => {
                Cursor { column: Some(column + columns), row }
            }
            _ => Cursor::LOST,
        };
    }
}
