//! The shadow of a terminal: what it shows, and the bytes that make it show something else.

use std::ops::Range;

use ratatui::buffer::Buffer;

use super::ansi_writer::{AnsiWriter, TerminalState};
use super::cell::Cell;
use super::grid::Tables;
use super::motion::Cursor;
use super::profile::Profile;
use super::row::PaintedRow;
use super::sgr_state::SgrState;

/// A frame of more bytes than this is held back by the terminal until it is whole, if the
/// terminal can. A smaller one comes in one piece anyway.
const LARGE: usize = 1_024;

const HOLD: &[u8] = b"\x1b[?2026h";
const SHOW: &[u8] = b"\x1b[?2026l";

/// A part of a row that leads to an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hyperlink {
    /// The row, from 0.
    pub row: u16,
    /// The columns, from 0.
    pub columns: Range<u16>,
    /// Where it leads. Only http and https are ever sent.
    pub url: String,
}

/// What a terminal is to show.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The cells; as large as the screen.
    pub buffer: &'a Buffer,
    /// Where the cursor stands: column and row, from 0.
    pub cursor: (u16, u16),
    /// Which of the cells lead to an address. Where two overlap, the later one counts.
    pub links: &'a [Hyperlink],
}

/// What one terminal shows, 16 bytes a cell.
#[derive(Debug)]
pub struct Screen {
    profile: Profile,
    /// Columns and rows.
    size: (u16, u16),
    /// The cells row by row; empty where it is not known what the terminal shows.
    shown: Vec<Cell>,
    held: TerminalState,
    tables: Tables,
}

impl Screen {
    /// A screen of which nothing is known yet. The terminal is taken to be in raw mode, wrapping
    /// at the edge, with a visible cursor.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            size: (0, 0),
            shown: Vec::new(),
            held: TerminalState { cursor: Cursor::LOST, pen: SgrState::PLAIN },
            tables: Tables::default(),
        }
    }

    /// What the terminal shows is unknown: it was resized, or another program wrote on it. The
    /// next frame clears it and paints everything.
    pub fn forget(&mut self) {
        self.shown = Vec::new();
        self.tables = Tables::default();
    }

    /// Appends the bytes that make the terminal show a frame: none where it does already. A
    /// size other than the last frame’s forgets what is shown.
    pub fn paint(&mut self, frame: &Frame, out: &mut Vec<u8>) {
        let size = (frame.buffer.area.width, frame.buffer.area.height);
        if size.0 == 0 || size.1 == 0 {
            return;
        }
        if size != self.size {
            self.forget();
            self.size = size;
        }
        let next = self.cells(frame);
        let start = out.len();
        self.write(&next, frame.cursor, out);
        self.shown = next;
        if self.profile.synchronised && out.len() - start > LARGE {
            out.splice(start..start, HOLD.iter().copied());
            out.extend_from_slice(SHOW);
        }
    }

    /// The cells of a frame. Where the tables are full of what was shown before, all is forgotten
    /// and begun anew; a frame that is too much by itself stands until it changes.
    fn cells(&mut self, frame: &Frame) -> Vec<Cell> {
        let (cells, complete) = self.tables.cells(frame, self.profile);
        if complete || cells == self.shown {
            return cells;
        }
        self.forget();
        self.tables.cells(frame, self.profile).0
    }

    fn write(&mut self, next: &[Cell], cursor: (u16, u16), out: &mut Vec<u8>) {
        let (width, height) = self.size;
        let mut hand = AnsiWriter::new(out, self.profile, &self.tables, width, self.held);
        if self.shown.is_empty() {
            hand.clear();
            self.shown = vec![Cell::BLANK; next.len()];
        }
        let rows = self.shown.chunks(width.into()).zip(next.chunks(width.into()));
        for (y, (old, new)) in (0..height).zip(rows) {
            PaintedRow { hand: &mut hand, y, old, new }.paint();
        }
        hand.open(0);
        hand.go((cursor.0.min(width - 1), cursor.1.min(height - 1)));
        self.held = hand.held;
    }
}
