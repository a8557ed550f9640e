//! The colours and attributes that a terminal currently draws with, and the shortest SGR sequence
//! that changes them.

use super::cell::{Attributes, Cell};
use super::colour::Colour;

/// The colours and attributes that the next glyph gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SgrState {
    pub(super) fg: Colour,
    pub(super) bg: Colour,
    pub(super) attributes: Attributes,
}

/// Parameter 22 resets bold and dim together.
const WEIGHT: Attributes = Attributes::BOLD.and(Attributes::DIM);

/// The attributes, each with the SGR parameters that set and reset it (ECMA-48).
const CODES: [(Attributes, u8, u8); 8] = [
    (Attributes::BOLD, 1, 22),
    (Attributes::DIM, 2, 22),
    (Attributes::ITALIC, 3, 23),
    (Attributes::UNDERLINED, 4, 24),
    (Attributes::BLINKING, 5, 25),
    (Attributes::REVERSED, 7, 27),
    (Attributes::HIDDEN, 8, 28),
    (Attributes::CROSSED, 9, 29),
];

impl SgrState {
    /// The state after `CSI m`.
    pub(super) const PLAIN: Self =
        Self { fg: Colour::DEFAULT, bg: Colour::DEFAULT, attributes: Attributes::NONE };

    /// Returns whether a cell can be drawn correctly in this state.
    pub(super) fn fits(&self, cell: &Cell) -> bool {
        *self == self.nearest(cell)
    }

    /// Changes to a state that draws a cell correctly, and appends the shorter of two sequences:
    /// the difference, or a reset with everything set.
    pub(super) fn turn(&mut self, cell: &Cell, out: &mut Vec<u8>) {
        let nearest = self.nearest(cell);
        if *self == nearest {
            return;
        }
        let start = out.len();
        self.write_change(nearest, Codes::begin(out));
        let middle = out.len();
        let from_plain = Self::PLAIN.nearest(cell);
        let mut codes = Codes::begin(out);
        if from_plain != Self::PLAIN {
            codes.push(0);
        }
        Self::PLAIN.write_change(from_plain, codes);
        if out.len() - middle < middle - start {
            out.drain(start..middle);
            *self = from_plain;
        } else {
            out.truncate(middle);
            *self = nearest;
        }
    }

    /// Returns the state that draws a cell and differs least from this one.
    fn nearest(&self, cell: &Cell) -> Self {
        if cell.is_bare() {
            let attributes = self.attributes.without(Attributes::ON_BLANKS);
            return Self { bg: cell.bg, attributes, ..*self };
        }
        Self { fg: cell.fg, bg: cell.bg, attributes: cell.attributes.only(Attributes::DRAWN) }
    }

    /// Appends the codes of the difference to another state, and ends the sequence.
    fn write_change(self, to: Self, mut codes: Codes) {
        let lost = self.attributes.without(to.attributes);
        let mut gained = to.attributes.without(self.attributes);
        if lost.any(WEIGHT) {
            codes.push(22);
            gained = gained.and(to.attributes.only(WEIGHT));
        }
        for (_, _, off) in CODES.iter().filter(|(one, ..)| lost.without(WEIGHT).any(*one)) {
            codes.push(*off);
        }
        for (_, on, _) in CODES.iter().filter(|(one, ..)| gained.any(*one)) {
            codes.push(*on);
        }
        if self.fg != to.fg {
            to.fg.write(30, &mut |code| codes.push(code));
        }
        if self.bg != to.bg {
            to.bg.write(40, &mut |code| codes.push(code));
        }
        codes.out.push(b'm');
    }
}

/// An SGR sequence that is being written.
struct Codes<'a> {
    out: &'a mut Vec<u8>,
    first: bool,
}

impl<'a> Codes<'a> {
    fn begin(out: &'a mut Vec<u8>) -> Self {
        out.extend_from_slice(b"\x1b[");
        Self { out, first: true }
    }

    fn push(&mut self, code: u8) {
        if !self.first {
            self.out.push(b';');
        }
        self.first = false;
        self.out.extend_from_slice(code.to_string().as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::*;
    use crate::terminal::cell::Glyph;
    use crate::terminal::profile::Colours;

    fn cell(fg: Color, bg: Color, attributes: Attributes) -> Cell {
        let of = |colour| Colour::of(colour, Colours::True);
        Cell { glyph: 'x'.into(), fg: of(fg), bg: of(bg), attributes, link: 0 }
    }

    fn turned(pen: &mut SgrState, cell: &Cell) -> String {
        let mut out = Vec::new();
        pen.turn(cell, &mut out);
        assert!(pen.fits(cell));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_change_is_one_short_sequence() {
        let mut pen = SgrState::PLAIN;
        let (reset, none) = (Color::Reset, Attributes::NONE);
        let weight = Attributes::BOLD.and(Attributes::DIM);
        for (cell, bytes) in [
            (cell(Color::Red, reset, Attributes::BOLD), "\x1b[1;31m"),
            (cell(Color::Red, reset, weight), "\x1b[2m"),
            (cell(Color::Red, reset, Attributes::DIM), "\x1b[22;2m"),
            (cell(Color::LightRed, reset, none), "\x1b[0;91m"),
            (cell(Color::LightRed, Color::Indexed(238), none), "\x1b[48;5;238m"),
            (cell(reset, reset, none), "\x1b[m"),
            (cell(Color::Rgb(1, 2, 3), reset, weight), "\x1b[1;2;38;2;1;2;3m"),
            (cell(reset, reset, Attributes::REVERSED), "\x1b[0;7m"),
            (cell(reset, reset, Attributes::UNDERLINED), "\x1b[0;4m"),
        ] {
            assert_eq!(turned(&mut pen, &cell), bytes);
        }
    }

    #[test]
    fn a_blank_cares_for_what_shows_on_it() {
        let mut pen = SgrState::PLAIN;
        turned(&mut pen, &cell(Color::Red, Color::Reset, Attributes::BOLD));
        assert!(pen.fits(&Cell::BLANK));
        turned(&mut pen, &cell(Color::Red, Color::Blue, Attributes::BOLD));
        assert_eq!(turned(&mut pen, &Cell::BLANK), "\x1b[m");
        turned(&mut pen, &cell(Color::Red, Color::Reset, Attributes::BOLD));
        let bar = Cell { bg: Colour::of(Color::Blue, Colours::True), ..Cell::BLANK };
        assert_eq!(turned(&mut pen, &bar), "\x1b[44m");
        assert!(pen.fits(&cell(Color::Red, Color::Blue, Attributes::BOLD)));
        let reversed =
            Cell { glyph: Glyph::BLANK, attributes: Attributes::REVERSED, ..Cell::BLANK };
        assert!(!pen.fits(&reversed.seen()));
    }
}
