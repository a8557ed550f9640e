//! Writes text, signs and lines into the cells of a buffer.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use crate::app::layout::Area;
use crate::text::{self, DisplayText, Glyphs};
use crate::theme::{Borders, Role, Theme};

use crate::terminal::screen::Hyperlink;

/// A buffer that is being painted, with its theme and hyperlinks.
pub(super) struct Painter<'a> {
    buffer: &'a mut Buffer,
    theme: Theme,
    pub(super) links: Vec<Hyperlink>,
}

impl<'a> Painter<'a> {
    pub(super) fn new(buffer: &'a mut Buffer, theme: Theme) -> Self {
        Self { buffer, theme, links: Vec::new() }
    }

    /// Returns the glyphs with which text is measured.
    pub(super) fn glyphs(&self) -> Glyphs {
        self.theme.glyphs
    }

    /// Returns the columns of a text as it is shown.
    pub(super) fn width(&self, shown: &str) -> usize {
        self.glyphs().width(shown)
    }

    pub(super) fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// Writes text from a cell up to the column `end`, and returns the column after
    /// it. The text ends before the first cluster that doesn't fit.
    pub(super) fn put<'t>(
        &mut self,
        at: (u16, u16),
        end: u16,
        text: impl Into<DisplayText<'t>>,
        role: Role,
    ) -> u16 {
        let style = self.style(role);
        self.put_each(at, end, &text.into(), |_| style)
    }

    /// Writes text like [`Painter::put`], with a style for each cluster by its byte offset.
    pub(super) fn put_each(
        &mut self,
        (mut x, y): (u16, u16),
        end: u16,
        shown: &DisplayText,
        style: impl Fn(usize) -> Style,
    ) -> u16 {
        let theme = self.theme;
        for (offset, cluster) in text::clusters(shown) {
            let glyph = theme.glyph(cluster);
            let width = u16::try_from(self.glyphs().columns(cluster)).unwrap_or(1);
            if width > end.saturating_sub(x) {
                break;
            }
            if glyph.is_ascii() {
                for (at, _) in glyph.char_indices() {
                    self.cell((x, y), &glyph[at..=at], 1, style(offset));
                    x += 1;
                }
            } else {
                self.cell((x, y), glyph, width, style(offset));
                x += width;
            }
        }
        x
    }

    fn cell(&mut self, (x, y): (u16, u16), glyph: &str, width: u16, style: Style) {
        let Some(cell) = self.buffer.cell_mut((x, y)) else { return };
        cell.reset();
        cell.set_symbol(glyph).set_style(style);
        for covered in x + 1..x + width {
            if let Some(cell) = self.buffer.cell_mut((covered, y)) {
                cell.reset();
            }
        }
    }

    /// Writes text that ends before the column `end` and returns the column it begins at. Writes
    /// nothing and returns `end` if the text would begin before the column `start`.
    pub(super) fn put_right<'t>(
        &mut self,
        y: u16,
        start: u16,
        end: u16,
        text: impl Into<DisplayText<'t>>,
        role: Role,
    ) -> u16 {
        let shown = text.into();
        let width = u16::try_from(self.width(&shown)).unwrap_or(u16::MAX);
        if width > end.saturating_sub(start) {
            return end;
        }
        self.put((end - width, y), end, shown, role);
        end - width
    }

    /// Writes text like [`Painter::put`], with an ellipsis if it doesn't fit.
    pub(super) fn put_cut<'t>(
        &mut self,
        at: (u16, u16),
        end: u16,
        text: impl Into<DisplayText<'t>>,
        role: Role,
    ) -> u16 {
        let shown = text.into();
        let cut = text::cut(&shown, usize::from(end.saturating_sub(at.0)), 0..0, self.glyphs());
        let x = self.put(at, end, &cut.text, role);
        if cut.tail { self.put((x, at.1), end, "…", role) } else { x }
    }

    /// Draws a horizontal line, unless the theme leaves lines blank.
    pub(super) fn rule(&mut self, y: u16, start: u16, end: u16) {
        if self.theme.borders == Borders::Blank {
            return;
        }
        let style = self.style(Role::Rule);
        let glyph = self.theme.glyph("─");
        for x in start..end {
            self.cell((x, y), glyph, 1, style);
        }
    }

    /// Draws a piece of a border, unless the theme leaves lines blank.
    pub(super) fn border(&mut self, at: (u16, u16), sign: &'static str) {
        if self.theme.borders == Borders::Lines {
            self.sign(at, sign, Role::Rule);
        }
    }

    pub(super) fn sign(&mut self, at: (u16, u16), sign: &'static str, role: Role) {
        let style = self.style(role);
        let glyph = self.theme.glyph(sign);
        self.cell(at, glyph, 1, style);
    }

    /// Clears an area and removes the hyperlinks in it.
    pub(super) fn clear(&mut self, area: Area) {
        self.links.retain(|link| {
            let touches = link.columns.start < area.x + area.width && area.x < link.columns.end;
            !(touches && (area.y..area.y + area.height).contains(&link.row))
        });
        for y in area.y..area.y + area.height {
            for x in area.x..area.x + area.width {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }
}
