//! Two independent terminal emulators: vt100 combines marks with their letters, avt gives every
//! character a cell of its own.

use std::num::NonZero;

use super::stream::{Token, tokens};

/// The appearance of a cell, as far as an emulator reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) text: String,
    pub(super) colours: [String; 2],
    /// Bold, dim, italic, underlined, inverse, crossed out.
    pub(super) drawn: [bool; 6],
    /// The address of the cell's link, or an empty string.
    pub(super) link: String,
}

impl Look {
    /// Returns the appearance without what is invisible on a blank.
    fn seen(mut self) -> Self {
        let [.., underlined, inverse, crossed] = self.drawn;
        if self.text.trim_matches(' ').is_empty() {
            self.text.clear();
            if !underlined && !inverse && !crossed {
                self.colours[0] = "default".into();
                self.drawn = [false; 6];
            }
        }
        self
    }
}

pub(super) trait Emulator {
    fn new(width: u16, height: u16) -> Self;
    fn feed(&mut self, bytes: &[u8]);
    fn look(&self, x: u16, y: u16) -> Look;
    fn cursor(&self) -> (u16, u16);
}

impl Emulator for vt100::Parser {
    fn new(width: u16, height: u16) -> Self {
        let size = |number| NonZero::new(number).unwrap();
        Self::new(size(height), size(width), 0)
    }

    /// vt100 does not show U+FFFD.
    fn feed(&mut self, bytes: &[u8]) {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        self.process(text.replace('\u{FFFD}', "?").as_bytes());
    }

    fn look(&self, x: u16, y: u16) -> Look {
        let cell = self.screen().cell(y, x).unwrap();
        let colour = |colour| match colour {
            vt100::Color::Default => "default".into(),
            other => format!("{other:?}"),
        };
        // vt100 does not report crossed-out text.
        let drawn =
            [cell.bold(), cell.dim(), cell.italic(), cell.underline(), cell.inverse(), false];
        Look {
            text: cell.contents().into(),
            colours: [colour(cell.fgcolor()), colour(cell.bgcolor())],
            drawn,
            link: String::new(),
        }
        .seen()
    }

    fn cursor(&self) -> (u16, u16) {
        let (y, x) = self.screen().cursor_position();
        (x, y)
    }
}

impl Emulator for avt::Terminal {
    fn new(width: u16, height: u16) -> Self {
        Self::new(width.into(), height.into()).unwrap()
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.feed(std::str::from_utf8(bytes).unwrap());
    }

    fn look(&self, x: u16, y: u16) -> Look {
        let line = self.screen().line(y.into()).unwrap();
        let cell = line.cells()[usize::from(x)];
        let pen = cell.pen();
        let colour = |colour: Option<avt::Color>| {
            colour.map_or_else(|| "default".into(), |colour| format!("{colour:?}"))
        };
        let drawn = [
            pen.is_bold(),
            pen.is_faint(),
            pen.is_italic(),
            pen.is_underline(),
            pen.is_inverse(),
            pen.is_strikethrough(),
        ];
        Look {
            text: cell.char().to_string(),
            colours: [colour(pen.foreground()), colour(pen.background())],
            drawn,
            link: String::new(),
        }
        .seen()
    }

    fn cursor(&self) -> (u16, u16) {
        let cursor = Self::cursor(self);
        (cursor.col.try_into().unwrap(), cursor.row.try_into().unwrap())
    }
}

/// An emulator with a record of links, which no emulator keeps itself.
pub(super) struct Linking<E> {
    pub(super) emulator: E,
    size: (u16, u16),
    links: Vec<String>,
}

impl<E: Emulator> Linking<E> {
    pub(super) fn new((width, height): (u16, u16)) -> Self {
        let links = vec![String::new(); usize::from(width) * usize::from(height)];
        Self { emulator: E::new(width, height), size: (width, height), links }
    }

    /// Processes the encoder's output, all of which must be on the list of allowed sequences.
    pub(super) fn read(&mut self, bytes: &[u8]) {
        let mut open = "";
        for token in tokens(bytes) {
            let (x, y) = self.emulator.cursor();
            let at = usize::from(y) * usize::from(self.size.0) + usize::from(x);
            match token {
                Token::Link(url) => open = url,
                Token::Print(_, bytes) => {
                    self.emulator.feed(bytes);
                    let columns = self.emulator.cursor().0.saturating_sub(x);
                    self.links[at..at + usize::from(columns)].fill(open.into());
                }
                Token::Control(bytes) => {
                    self.emulator.feed(bytes);
                    let row = usize::from(y + 1) * usize::from(self.size.0);
                    let erased = match bytes {
                        b"\x1b[2J" => 0..self.links.len(),
                        b"\x1b[K" => at..row,
                        [0x1b, b'[', number @ .., b'X'] => {
                            let number: usize =
                                String::from_utf8_lossy(number).parse().unwrap_or(1);
                            at..at + number
                        }
                        _ => 0..0,
                    };
                    self.links[erased].fill(String::new());
                }
            }
        }
        assert!(open.is_empty(), "a link is left open");
    }

    /// Returns the appearance of a row.
    pub(super) fn row(&self, y: u16) -> Vec<Look> {
        let look = |x| {
            let link = &self.links[usize::from(y) * usize::from(self.size.0) + usize::from(x)];
            Look { link: link.clone(), ..self.emulator.look(x, y) }
        };
        (0..self.size.0).map(look).collect()
    }
}
