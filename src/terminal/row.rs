//! Changes one row from its shown cells to its new cells.
//!
//! Changed cells are written from left to right. A disputed cluster may be wider or narrower on the
//! terminal than in the cells, and may cover or shift its neighbours. Such a cluster and all cells
//! that it could cover on any terminal therefore form a *dispute*. If anything in a dispute
//! changes, it is erased and written as a whole, each cluster at an absolute position. So nothing
//! remains of earlier frames, and the terminal's screen depends on the new cells alone.

use super::ansi_writer::AnsiWriter;
use super::cell::{Attributes, Cell};
use super::motion::{Cursor, sequence_cost};

/// The shortest run of blanks at the end of a row that is erased rather than written; EL is as
/// long.
const SHORTEST_TAIL: usize = 3;

pub(super) struct PaintedRow<'a, 'b> {
    pub(super) hand: &'a mut AnsiWriter<'b>,
    pub(super) y: u16,
    /// The cells that the terminal shows.
    pub(super) old: &'a [Cell],
    /// The cells that it should show.
    pub(super) new: &'a [Cell],
}

fn at(cells: &[Cell], x: usize) -> Cell {
    cells.get(x).copied().unwrap_or(Cell::BLANK)
}

fn columns(cell: Cell) -> usize {
    if cell.is(Attributes::WIDE) { 2 } else { 1 }
}

fn column(x: usize) -> u16 {
    u16::try_from(x).unwrap_or(u16::MAX)
}

impl<'a> PaintedRow<'a, '_> {
    pub(super) fn paint(&mut self) {
        if self.old == self.new {
            return;
        }
        // A disputed cluster may cover cells before this column.
        let mut settled = 0;
        let mut x = 0;
        while x < self.new.len() {
            if let Some(end) = self.dispute_end(x) {
                self.repaint_dispute(x, end);
                settled = end;
                x = end;
            } else if self.changed(x) {
                x = self.paint_piece(x, settled);
            } else {
                x += 1;
            }
        }
    }

    fn changed(&self, x: usize) -> bool {
        at(self.old, x) != at(self.new, x)
    }

    fn is_disputed(&self, x: usize) -> bool {
        at(self.old, x).is(Attributes::DISPUTED) || at(self.new, x).is(Attributes::DISPUTED)
    }

    /// Returns the end of the dispute that begins at a column, if one does.
    fn dispute_end(&self, start: usize) -> Option<usize> {
        let covers = at(self.new, start).is(Attributes::WIDE) && self.is_disputed(start + 1);
        if !covers && !self.is_disputed(start) {
            return None;
        }
        let mut end = start + 1 + usize::from(covers);
        let mut x = start;
        while x < end.min(self.new.len()) {
            let (old, new) = (at(self.old, x), at(self.new, x));
            end = end.max(x + self.hand.tables.reach(old).max(self.hand.tables.reach(new)));
            x += 1;
            let halved = |cells| at(cells, x).is(Attributes::SECOND);
            if x == end && (halved(self.old) || halved(self.new)) {
                end += 1;
            }
        }
        Some(end.min(self.new.len()))
    }

    /// Erases and writes a dispute, if anything in it changed.
    fn repaint_dispute(&mut self, start: usize, end: usize) {
        let part = |cells| <[Cell]>::get(cells, start..end).unwrap_or_default();
        let (old, new) = (part(self.old), part(self.new));
        if old == new {
            return;
        }
        if old.iter().any(|cell| *cell != Cell::BLANK) {
            self.hand.go((column(start), self.y));
            self.hand.erase(column(end - start));
        }
        // A blank after a disputed cluster stays as it is, because the cluster may cover it. But
        // another cell written over the cluster may break something wide in two; a blank after that
        // cell is written, too.
        let (mut covered, mut broken) = (false, false);
        for (x, cell) in (start..).zip(new) {
            if cell.is(Attributes::SECOND) || (!broken && *cell == Cell::BLANK) {
                continue;
            }
            self.put_at(x, cell);
            covered |= cell.is(Attributes::DISPUTED);
            broken = covered && !cell.is(Attributes::DISPUTED) && *cell != Cell::BLANK;
        }
    }

    /// Writes one cell of a dispute. If a wide cluster has a visible background, both of its
    /// columns get that first, because a terminal may fill only one of them.
    fn put_at(&mut self, x: usize, cell: &Cell) {
        let place = (column(x), self.y);
        self.hand.go(place);
        let ground = cell.ground();
        let both = cell.is(Attributes::DISPUTED) && cell.is(Attributes::WIDE);
        if both && ground != Cell::BLANK {
            self.hand.put(&ground);
            self.hand.put(&ground);
            self.hand.go(place);
        }
        self.hand.put(cell);
    }

    /// Writes a changed cell or erases a run of blanks, and returns the column after it.
    fn paint_piece(&mut self, x: usize, settled: usize) -> usize {
        let cell = at(self.new, x);
        let run = if cell == Cell::BLANK { self.erasable_run(x) } else { None };
        self.reach(x, settled);
        if let Some(end) = run {
            self.hand.erase(column(end - x));
            return end;
        }
        self.hand.put(&cell);
        x + columns(cell)
    }

    /// Returns the end of the run of blanks at a column, if erasing it is shorter than writing it.
    fn erasable_run(&self, x: usize) -> Option<usize> {
        let width = self.new.len();
        let blanks = self.new.iter().skip(x).take_while(|cell| **cell == Cell::BLANK).count();
        let last = |end: usize| (x..end).rev().find(|x| self.changed(*x)).unwrap_or(x) + 1;
        if x + blanks == width {
            let enough = last(width) - x >= SHORTEST_TAIL;
            return enough.then_some(width);
        }
        if !self.hand.profile.erase {
            return None;
        }
        let end = (x..x + blanks).find(|x| self.is_disputed(*x)).unwrap_or(x + blanks);
        let last = last(end);
        let skip = if self.changed(last) { sequence_cost(column(last - x)) } else { 0 };
        (last - x > sequence_cost(column(last - x)) + skip).then_some(last)
    }

    /// Brings the cursor to a column: by writing the unchanged cells before it again if that is no
    /// longer than a movement, otherwise by a movement.
    fn reach(&mut self, x: usize, settled: usize) {
        let place = (column(x), self.y);
        if let Some(gap) = self.rewritable(x, settled) {
            for cell in gap {
                self.hand.put(cell);
            }
        } else {
            self.hand.go(place);
        }
    }

    /// Returns the unchanged cells before a column that can be written again instead of a movement.
    fn rewritable(&self, x: usize, settled: usize) -> Option<&'a [Cell]> {
        let Cursor { column: Some(from), row } = self.hand.held.cursor else { return None };
        let from = usize::from(from);
        if row != Some(self.y) || from < settled || from >= x {
            return None;
        }
        let gap = self.new.get(from..x)?;
        let move_cost = self.hand.way((column(x), self.y)).cost();
        let halves = Attributes::WIDE.and(Attributes::SECOND).and(Attributes::DISPUTED);
        let fits = |cell: &Cell| !cell.is(halves) && self.hand.fits(cell);
        if gap.len() > move_cost || !gap.iter().all(fits) {
            return None;
        }
        let length = |cell: &Cell| cell.glyph.char().map_or(0, char::len_utf8);
        (gap.iter().map(length).sum::<usize>() <= move_cost).then_some(gap)
    }
}
