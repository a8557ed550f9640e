//! Remembers what one terminal shows, and writes the bytes that change it into the next frame.

use super::ansi_writer::{AnsiWriter, TerminalState};
use super::cell::Cell;
use super::grid::Tables;
pub(crate) use super::grid::{Frame, Hyperlink};
use super::motion::Cursor;
use super::profile::Profile;
use super::row::PaintedRow;
use super::sgr_state::SgrState;

/// The number of bytes above which the terminal is asked to hold a frame back until it is complete.
/// A smaller frame arrives in one piece anyway.
const LARGE: usize = 1_024;

const HOLD: &[u8] = b"\x1b[?2026h";
const SHOW: &[u8] = b"\x1b[?2026l";

/// The content of one terminal's screen, in 16 bytes a cell.
#[derive(Debug)]
pub(crate) struct Screen {
    profile: Profile,
    /// The columns and rows of the screen.
    size: (u16, u16),
    /// The shown cells, row by row; empty if the content is unknown.
    shown: Vec<Cell>,
    held: TerminalState,
    tables: Tables,
}

impl Screen {
    /// Creates a screen with unknown content. The terminal must be in raw mode, wrap at the edge
    /// and show its cursor.
    pub(crate) fn new(profile: Profile) -> Self {
        Self {
            profile,
            size: (0, 0),
            shown: Vec::new(),
            held: TerminalState { cursor: Cursor::LOST, pen: SgrState::PLAIN },
            tables: Tables::default(),
        }
    }

    /// Records that the content is unknown, because the terminal was resized or another program
    /// wrote to it. The next frame clears the screen and writes everything.
    pub(crate) fn forget(&mut self) {
        self.shown = Vec::new();
        self.tables = Tables::default();
    }

    /// Appends the bytes that make the terminal show a frame; appends nothing if it shows the frame
    /// already. If the size differs from the last frame’s, the content counts as unknown.
    pub(crate) fn paint(&mut self, frame: &Frame, out: &mut Vec<u8>) {
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

    /// Converts a frame into cells. If earlier frames filled the tables, this forgets everything
    /// and starts with empty ones; a frame that overfills them alone stays incomplete until it
    /// changes.
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
        let (profile, tables, held) = (self.profile, &self.tables, self.held);
        let mut hand = AnsiWriter { out, profile, tables, width, held, link: 0 };
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
