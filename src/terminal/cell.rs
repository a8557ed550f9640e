//! A cell as the shadow keeps it: sixteen bytes, whatever it shows.

use ratatui::style::Modifier;

use super::colour::Colour;

/// What a cell shows, or a stretch of cells: a character or an entry of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph(u32);

/// Marks a number as an entry of the table of clusters; no character is as great.
const TABLED: u32 = 1 << 31;

impl Glyph {
    pub(super) const BLANK: Self = Self(' ' as u32);
    /// Stands for what may not be shown.
    pub(super) const REPLACED: Self = Self(char::REPLACEMENT_CHARACTER as u32);

    pub(super) fn tabled(entry: u16) -> Self {
        Self(TABLED | u32::from(entry))
    }

    pub(super) fn char(self) -> Option<char> {
        char::from_u32(self.0)
    }

    /// Which entry of the table of clusters it is.
    pub(super) fn entry(self) -> Option<u16> {
        (self.0 & TABLED != 0).then(|| u16::try_from(self.0 & !TABLED).ok()).flatten()
    }
}

impl From<char> for Glyph {
    fn from(c: char) -> Self {
        Self(u32::from(c))
    }
}

/// Properties of a cell, one bit each: how it is drawn, and what it is.
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
    /// Two columns wide; the next cell is its second half.
    pub(super) const WIDE: Self = Self(1 << 8);
    /// The second half of the cell before.
    pub(super) const SECOND: Self = Self(1 << 9);
    /// Terminals disagree on how many columns it fills.
    pub(super) const DISPUTED: Self = Self(1 << 10);
    /// What shows even where there is no glyph.
    pub(super) const ON_BLANKS: Self =
        Self(Self::UNDERLINED.0 | Self::BLINKING.0 | Self::REVERSED.0 | Self::CROSSED.0);
    /// What is the pen's rather than the cell's.
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

/// A cell of the shadow. Two that are equal look the same, and only those.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) glyph: Glyph,
    pub(super) fg: Colour,
    pub(super) bg: Colour,
    pub(super) attributes: Attributes,
    /// An entry of the table of links, counted from 1; 0 is none.
    pub(super) link: u16,
}

const _: () = assert!(size_of::<Cell>() <= 16, "a screen has thousands of cells");

impl Cell {
    /// What an erased cell is.
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

    /// The cell without what can't be seen on it: a blank has no weight and no colour of its
    /// own, unless something is drawn where its glyph would be.
    pub(super) fn seen(mut self) -> Self {
        if self.glyph == Glyph::BLANK && !self.is(Attributes::ON_BLANKS) {
            self.fg = Colour::DEFAULT;
            self.attributes = Attributes::NONE;
        }
        self
    }

    /// The cell without its glyph, one column wide.
    pub(super) fn ground(self) -> Self {
        let attributes = self.attributes.only(Attributes::DRAWN);
        Self { glyph: Glyph::BLANK, attributes, ..self }.seen()
    }

    /// Whether only the background shows.
    pub(super) fn is_bare(&self) -> bool {
        self.glyph == Glyph::BLANK && self.attributes == Attributes::NONE
    }
}
