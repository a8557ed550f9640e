//! One row from what it shows to what it should.
//!
//! Cells that changed are painted from left to right. Where a disputed cluster stands or stood,
//! the terminal may show it wider or narrower than the shadow has it, and its neighbours covered
//! or moved apart. Such a cluster and all cells that it could cover on any terminal are therefore
//! a *dispute*: when anything in it changes, it is erased and painted anew as a whole, each cluster
//! from a position that is told absolutely. So no remains can stay, and what a terminal shows
//! depends on the cells alone, not on the frames before.

use super::ansi_writer::AnsiWriter;
use super::cell::{Attributes, Cell};
use super::motion::{Cursor, sequence_cost};

/// A tail of so many blanks is erased rather than overwritten: EL is as long.
const SHORTEST_TAIL: usize = 3;

/// A row that is being painted.
pub(super) struct PaintedRow<'a, 'b> {
    pub(super) hand: &'a mut AnsiWriter<'b>,
    pub(super) y: u16,
    /// What it shows.
    pub(super) old: &'a [Cell],
    /// What it should show.
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

impl PaintedRow<'_, '_> {
    /// Paints what changed.
    pub(super) fn paint(&mut self) {
        if self.old == self.new {
            return;
        }
        // Cells before this column may be covered by a disputed cluster.
        let mut settled = 0;
        let mut x = 0;
        while x < self.new.len() {
            if let Some(end) = self.dispute(x) {
                self.settle(x, end);
                settled = end;
                x = end;
            } else if self.changed(x) {
                x = self.piece(x, settled);
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

    /// The end of the dispute that begins at a column, if one does.
    fn dispute(&self, start: usize) -> Option<usize> {
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

    /// Paints a dispute anew, if anything in it changed.
    fn settle(&mut self, start: usize, end: usize) {
        let part = |cells| <[Cell]>::get(cells, start..end).unwrap_or_default();
        let (old, new) = (part(self.old), part(self.new));
        if old == new {
            return;
        }
        if old.iter().any(|cell| *cell != Cell::BLANK) {
            self.hand.go((column(start), self.y));
            self.hand.erase(column(end - start));
        }
        // A blank behind a disputed cluster is left to it. But what else is painted over it may
        // break something wide in two, so that a blank behind that is painted too.
        let (mut covered, mut broken) = (false, false);
        for (x, cell) in (start..).zip(new) {
            if cell.is(Attributes::SECOND) || (!broken && *cell == Cell::BLANK) {
                continue;
            }
            self.put_anew(x, cell);
            covered |= cell.is(Attributes::DISPUTED);
            broken = covered && !cell.is(Attributes::DISPUTED) && *cell != Cell::BLANK;
        }
    }

    /// Paints one cell of a dispute. Under a wide cluster that shows its ground, both columns get
    /// it beforehand: a terminal may fill one only.
    fn put_anew(&mut self, x: usize, cell: &Cell) {
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

    /// Paints a cell that changed, or a run of blanks; returns the column after.
    fn piece(&mut self, x: usize, settled: usize) -> usize {
        let cell = at(self.new, x);
        let run = if cell == Cell::BLANK { self.run(x) } else { None };
        self.reach(x, settled);
        if let Some(end) = run {
            self.hand.erase(column(end - x));
            return end;
        }
        self.hand.put(&cell);
        x + columns(cell)
    }

    /// The end of the blanks from a column on that are erased rather than written, if they are.
    fn run(&self, x: usize) -> Option<usize> {
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

    /// Brings the cursor to a column: over the cells before it, where writing them once more is
    /// no longer than a move, or by a move.
    fn reach(&mut self, x: usize, settled: usize) {
        let place = (column(x), self.y);
        if let Some(from) = self.over(x, settled) {
            let gap = self.new.get(from..x).unwrap_or_default();
            for cell in gap {
                self.hand.put(cell);
            }
        } else {
            self.hand.go(place);
        }
    }

    /// From which column the cells before another can be overwritten in place of a move.
    fn over(&self, x: usize, settled: usize) -> Option<usize> {
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
        (gap.iter().map(length).sum::<usize>() <= move_cost).then_some(from)
    }
}
