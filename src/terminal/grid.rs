//! Converts a frame's buffer into compact cells.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use ratatui::buffer::Buffer;

use super::cell::{Attributes, Cell, Glyph};
use super::colour::Colour;
use super::glyph;
use super::profile::{Colours, Profile};
use crate::text;

/// The most clusters of several characters that a screen remembers. This exceeds what a screen
/// shows at once, and bounds the memory that hostile text can take.
pub(super) const CLUSTERS: u16 = 2_048;
/// The most link addresses that a screen remembers; see [`CLUSTERS`].
pub(super) const LINKS: u16 = 256;

/// The longest address that is sent, in bytes; terminals drop those over 2,083.
const LONGEST_LINK: usize = 2_048;

/// A run of cells in a row that is a hyperlink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hyperlink {
    /// The row, counted from 0.
    pub(crate) row: u16,
    /// The columns, counted from 0.
    pub(crate) columns: Range<u16>,
    /// The address of the link. Only http and https addresses are ever sent.
    pub(crate) url: String,
}

/// The content that a terminal is to show.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    /// The cells; the buffer is as large as the screen.
    pub(crate) buffer: &'a Buffer,
    /// The position of the cursor: column and row, from 0.
    pub(crate) cursor: (u16, u16),
    /// The hyperlinks; if two overlap, the later one wins.
    pub(crate) links: &'a [Hyperlink],
}

/// The texts that cells refer to: clusters and link addresses.
#[derive(Debug)]
pub(super) struct Tables {
    clusters: TextTable,
    links: TextTable,
    /// Whether a text of the current frame did not fit.
    full: bool,
}

impl Default for Tables {
    fn default() -> Self {
        Self { clusters: TextTable::new(CLUSTERS), links: TextTable::new(LINKS), full: false }
    }
}

/// Colours and attributes of a cell, converted once for consecutive cells that share them.
#[derive(Debug, Clone, Copy)]
struct CellStyle {
    source: (ratatui::style::Color, ratatui::style::Color, ratatui::style::Modifier),
    fg: Colour,
    bg: Colour,
    attributes: Attributes,
}

impl CellStyle {
    fn of(cell: &ratatui::buffer::Cell, colours: Colours) -> Self {
        Self {
            source: (cell.fg, cell.bg, cell.modifier),
            fg: Colour::of(cell.fg, colours),
            bg: Colour::of(cell.bg, colours),
            attributes: Attributes::from(cell.modifier),
        }
    }

    fn is_of(&self, cell: &ratatui::buffer::Cell) -> bool {
        self.source == (cell.fg, cell.bg, cell.modifier)
    }
}

impl Tables {
    /// Converts a frame into cells, row by row, and returns whether they are complete. If a table
    /// is full, a cluster becomes the replacement character and a link is left out.
    pub(super) fn cells(&mut self, frame: &Frame, profile: Profile) -> (Vec<Cell>, bool) {
        self.full = false;
        let mut style = CellStyle::of(&ratatui::buffer::Cell::EMPTY, profile.colours);
        let width = usize::from(frame.buffer.area.width).max(1);
        let mut cells = Vec::with_capacity(frame.buffer.content.len());
        for row in frame.buffer.content.chunks(width) {
            let end = cells.len() + row.len();
            let mut sources = row.iter();
            while let Some(source) = sources.next() {
                if !style.is_of(source) {
                    style = CellStyle::of(source, profile.colours);
                }
                let cell = self.cell(source.symbol(), style, cells.len() + 1 == end);
                cells.push(cell);
                if cell.is(Attributes::WIDE) {
                    // The wide cell covers the buffer's next cell.
                    sources.next();
                    cells.push(second_half(cell));
                }
            }
        }
        if profile.links {
            for link in frame.links {
                self.link(&mut cells, width, link);
            }
        }
        (cells, !self.full)
    }

    /// Converts one cell; the last column of a row can't hold a wide one.
    fn cell(&mut self, symbol: &str, style: CellStyle, last: bool) -> Cell {
        let (glyph, what) = match self.glyph(symbol) {
            (_, what) if last && what.any(Attributes::WIDE) => (Glyph::BLANK, Attributes::NONE),
            other => other,
        };
        let cell = Cell {
            glyph,
            fg: style.fg,
            bg: style.bg,
            attributes: style.attributes.and(what),
            link: 0,
        };
        cell.seen()
    }

    /// Returns the glyph of a cluster, with the attributes that describe its width.
    fn glyph(&mut self, cluster: &str) -> (Glyph, Attributes) {
        match cluster.as_bytes() {
            [] => return (Glyph::BLANK, Attributes::NONE),
            // Most cells are ASCII, and every terminal agrees on their width.
            [ascii @ b' '..=b'~'] => return (char::from(*ascii).into(), Attributes::NONE),
            _ => {}
        }
        let Some(what) = glyph::shown(cluster) else {
            return (Glyph::REPLACED, Attributes::NONE);
        };
        let mut chars = cluster.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            return (c.into(), what);
        }
        if let Some(entry) = self.clusters.entry(cluster) {
            return (Glyph::tabled(entry), what);
        }
        self.full = true;
        (Glyph::REPLACED, Attributes::NONE)
    }

    /// Marks cells as a link. Both halves of a wide cell get it if the first half lies within.
    fn link(&mut self, cells: &mut [Cell], width: usize, link: &Hyperlink) {
        let Some(url) = text::escape_uri(&link.url).filter(|url| url.len() <= LONGEST_LINK) else {
            return;
        };
        let Some(entry) = self.links.entry(&url) else {
            self.full = true;
            return;
        };
        let row = cells.chunks_mut(width).nth(usize::from(link.row)).unwrap_or_default();
        let end = usize::from(link.columns.end).min(row.len());
        let Some(linked) = row.get_mut(usize::from(link.columns.start)..) else { return };
        let columns = end.saturating_sub(usize::from(link.columns.start));
        let mut covered = false;
        for (x, cell) in linked.iter_mut().enumerate() {
            let second = cell.is(Attributes::SECOND);
            covered = if second { covered } else { x < columns };
            if covered {
                cell.link = entry + 1;
            }
        }
    }

    /// Appends the text of a glyph.
    pub(super) fn write(&self, glyph: Glyph, out: &mut Vec<u8>) {
        match (glyph.char(), glyph.entry()) {
            (Some(c), _) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            (None, Some(entry)) => out.extend_from_slice(self.clusters.text(entry).as_bytes()),
            (None, None) => out.push(b' '),
        }
    }

    /// Returns the address of a cell's link.
    pub(super) fn url(&self, link: u16) -> &str {
        link.checked_sub(1).map_or("", |entry| self.links.text(entry))
    }

    /// Returns the most columns that any terminal gives to a cell.
    pub(super) fn reach(&self, cell: Cell) -> usize {
        if !cell.is(Attributes::DISPUTED) || cell.is(Attributes::SECOND) {
            return 1;
        }
        match (cell.glyph.char(), cell.glyph.entry()) {
            (Some(c), _) => glyph::reach(c.encode_utf8(&mut [0; 4])),
            (None, Some(entry)) => glyph::reach(self.clusters.text(entry)),
            (None, None) => 1,
        }
    }
}

/// Returns the second half of a wide cell. It has the same content, so that both halves always
/// change together.
fn second_half(first: Cell) -> Cell {
    let what = first.attributes.without(Attributes::WIDE).and(Attributes::SECOND);
    Cell { attributes: what, ..first }
}

/// A bounded table of texts. Entries are never removed; the owner of a full table replaces it,
/// together with everything that refers to its numbers.
#[derive(Debug)]
struct TextTable {
    most: u16,
    texts: Vec<Arc<str>>,
    entries: HashMap<Arc<str>, u16>,
}

impl TextTable {
    fn new(most: u16) -> Self {
        Self { most, texts: Vec::new(), entries: HashMap::new() }
    }

    /// Returns the number of a text, adding it if needed; `None` if the table is full.
    fn entry(&mut self, text: &str) -> Option<u16> {
        if let Some(entry) = self.entries.get(text) {
            return Some(*entry);
        }
        let entry = u16::try_from(self.texts.len()).ok().filter(|entry| *entry < self.most)?;
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.entries.insert(text, entry);
        Some(entry)
    }

    fn text(&self, entry: u16) -> &str {
        self.texts.get(usize::from(entry)).map_or("", |text| text)
    }
}
