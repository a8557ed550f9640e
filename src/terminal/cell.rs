//! The compact form of a cell: sixteen bytes, whatever it shows.

use ratatui::style::Modifier;

use super::colour::Colour;

/// The content of a cell: a character, or an entry of the table of clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph(u32);

/// Marks a number as an entry of the table of clusters. No character is as large.
const TABLED: u32 = 1 << 31;

impl Glyph {
    pub(super) const BLANK: Self = Self(' ' as u32);
    /// Replaces a cluster that must not be sent.
    pub(super) const REPLACED: Self = Self(char::REPLACEMENT_CHARACTER as u32);

    pub(super) fn tabled(entry: u16) -> Self {
        Self(TABLED | u32::from(entry))
    }

    pub(super) fn char(self) -> Option<char> {
        char::from_u32(self.0)
    }

    /// Returns the number of the entry in the table of clusters, if it is one.
    pub(super) fn entry(self) -> Option<u16> {
        (self.0 & TABLED != 0).then(|| u16::try_from(self.0 & !TABLED).ok()).flatten()
    }
}

impl From<char> for Glyph {
    fn from(c: char) -> Self {
        Self(u32::from(c))
    }
}

/// Properties of a cell, one bit each: the eight SGR attributes, and facts about its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Attributes(u16);

impl Attributes {
    pub(super) const NONE: Self = Self(0);
    pub(super) const BOLD: Self = Self(1);
    pub(super) const DIM: Self = Self(1 << 1);
    pub(super) const ITALIC: Self = Self(1 << 2);
    pub(super) const UNDERLINED: Self = Self(1 << 3);
    pub(super) const BLINKING: Self = Self(1 << 4);
    pub(super) const REVERSED: Self = Self(1 << 5);
    pub(super) const HIDDEN: Self = Self(1 << 6);
    pub(super) const CROSSED: Self = Self(1 << 7);
    /// The cell is two columns wide; the next cell is its second half.
    pub(super) const WIDE: Self = Self(1 << 8);
    /// The cell is the second half of the cell before it.
    pub(super) const SECOND: Self = Self(1 << 9);
    /// Terminals disagree on how many columns the cell fills.
    pub(super) const DISPUTED: Self = Self(1 << 10);
    /// The attributes that are visible on a blank, too.
    pub(super) const ON_BLANKS: Self =
        Self(Self::UNDERLINED.0 | Self::BLINKING.0 | Self::REVERSED.0 | Self::CROSSED.0);
    /// The attributes that SGR sequences set, in contrast to facts about the width.
    pub(super) const DRAWN: Self = Self(0xff);

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl From<Modifier> for Attributes {
    fn from(modifier: Modifier) -> Self {
        const PAIRS: [(Modifier, Attributes); 8] = [
            (Modifier::BOLD, Attributes::BOLD),
            (Modifier::DIM, Attributes::DIM),
            (Modifier::ITALIC, Attributes::ITALIC),
            (Modifier::UNDERLINED, Attributes::UNDERLINED),
            (Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK), Attributes::BLINKING),
            (Modifier::REVERSED, Attributes::REVERSED),
            (Modifier::HIDDEN, Attributes::HIDDEN),
            (Modifier::CROSSED_OUT, Attributes::CROSSED),
        ];
        let has = |(from, _): &&(Modifier, _)| modifier.intersects(*from);
        PAIRS.iter().filter(has).fold(Self::NONE, |all, (_, to)| all.and(*to))
    }
}

/// A cell as a terminal shows it. Two cells are equal if and only if they look the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) glyph: Glyph,
    pub(super) fg: Colour,
    pub(super) bg: Colour,
    pub(super) attributes: Attributes,
    /// The link's number in the table of links, counted from 1; 0 for none.
    pub(super) link: u16,
}

const _: () = assert!(size_of::<Cell>() <= 16, "a screen has thousands of cells");

impl Cell {
    /// The content of an erased cell.
    pub(super) const BLANK: Self = Self {
        glyph: Glyph::BLANK,
        fg: Colour::DEFAULT,
        bg: Colour::DEFAULT,
        attributes: Attributes::NONE,
        link: 0,
    };

    pub(super) fn is(&self, attributes: Attributes) -> bool {
        self.attributes.any(attributes)
    }

    /// Returns the cell without what is invisible on it: weight and foreground colour of a blank,
    /// unless an attribute such as underlining makes them visible.
    pub(super) fn seen(mut self) -> Self {
        if self.glyph == Glyph::BLANK && !self.is(Attributes::ON_BLANKS) {
            self.fg = Colour::DEFAULT;
            self.attributes = Attributes::NONE;
        }
        self
    }

    /// Returns the cell without its glyph, one column wide.
    pub(super) fn ground(self) -> Self {
        let attributes = self.attributes.only(Attributes::DRAWN);
        Self { glyph: Glyph::BLANK, attributes, ..self }.seen()
    }

    /// Returns whether the cell shows nothing but its background.
    pub(super) fn is_bare(&self) -> bool {
        self.glyph == Glyph::BLANK && self.attributes == Attributes::NONE
    }
}
