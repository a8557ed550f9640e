//! Draws the topmost overlay: popups, menus, filters, the export prompt.

use crate::app::App;
use crate::app::layout::Area;
use crate::app::overlay::{ExportPrompt, FilterRow, Filters, Menu, Overlay, Popup};
use crate::text::{self, DisplayText};
use crate::theme::Role;

use super::painter::Painter;
use super::parts::{Over, paragraph_line};
use super::{Position, bars};

/// The file name endings that decide the format of an export.
const FORMATS: &str = ".md .html .csv .items.csv .json .ndjson .jsonld; also .gz .zst";

/// Draws the topmost overlay and returns the place of its cursor.
pub(super) fn draw(painter: &mut Painter, app: &App) -> Option<Position> {
    let overlay = app.overlays().last()?;
    let (frame, inner) = app.overlay_area();
    painter.clear(frame);
    let title = match overlay {
        Overlay::Popup(sheet) => sheet.title.clone(),
        Overlay::Menu(menu) => menu.title.clone(),
        Overlay::Filters(_) => "Filter".to_owned(),
        Overlay::Export(naming) => naming.title(),
    };
    if frame != inner {
        border(painter, frame, &title);
    }
    Some(match overlay {
        Overlay::Popup(sheet) => draw_popup(painter, sheet, frame, inner),
        Overlay::Menu(menu) => draw_menu(painter, menu, inner),
        Overlay::Filters(filters) => draw_filters(painter, app, filters, inner),
        Overlay::Export(naming) => draw_naming(painter, naming, inner),
    })
}

fn border(painter: &mut Painter, frame: Area, title: &str) {
    let (left, right) = (frame.x, frame.x + frame.width - 1);
    let (top, bottom) = (frame.y, frame.y + frame.height - 1);
    painter.rule(top, left, right);
    painter.rule(bottom, left, right);
    for y in top..=bottom {
        painter.border((left, y), "│");
        painter.border((right, y), "│");
    }
    for (at, sign) in
        [((left, top), "┌"), ((right, top), "┐"), ((left, bottom), "└"), ((right, bottom), "┘")]
    {
        painter.border(at, sign);
    }
    painter.put((left + 2, top), right, format!(" {title} "), Role::Heading);
}

fn draw_popup(painter: &mut Painter, sheet: &Popup, frame: Area, inner: Area) -> Position {
    let height = usize::from(inner.height);
    for (line, y) in sheet.lines.iter().skip(sheet.scroll).take(height).zip(inner.y..) {
        let Some(paragraph) = sheet.paragraphs.get(line.paragraph) else { continue };
        let x = inner.x + u16::try_from(line.indent).unwrap_or(0);
        let nothing = Over { hits: Vec::new(), link: None };
        paragraph_line(painter, (x, y), inner.x + inner.width, paragraph, line, &nothing);
    }
    if sheet.lines.len() > height && frame != inner {
        let seen = (sheet.scroll + height).min(sheet.lines.len()) * 100 / sheet.lines.len();
        let y = frame.y + frame.height - 1;
        painter.put_right(y, frame.x, frame.x + frame.width - 2, format!(" {seen}% "), Role::Rim);
    }
    (inner.x, inner.y)
}

/// Draws the file name and below it a note about it, or the endings that decide the format.
fn draw_naming(painter: &mut Painter, naming: &ExportPrompt, inner: Area) -> Position {
    let end = inner.x + inner.width;
    let (_, caret) = bars::typed(painter, &naming.name, (inner.x, inner.y), end);
    if inner.height > 1 {
        let below = (inner.x, inner.y + 1);
        match &naming.note {
            Some(note) => painter.put_cut(below, end, note, Role::Message),
            None => painter.put_cut(below, end, FORMATS, Role::Rim),
        };
    }
    (caret, inner.y)
}

fn draw_menu(painter: &mut Painter, menu: &Menu, inner: Area) -> Position {
    let mut cursor = (inner.x, inner.y);
    let rows = inner.y..inner.y + inner.height;
    // A menu that is longer than the screen scrolls to the selected item.
    let above = (menu.selected + 1).saturating_sub(usize::from(inner.height));
    for (y, (index, (letter, words, _))) in rows.zip(menu.items.iter().enumerate().skip(above)) {
        let end = inner.x + inner.width;
        let chosen = index == menu.selected;
        if chosen {
            cursor = (inner.x, y);
        }
        let x = painter.put((inner.x, y), end, if chosen { "> " } else { "  " }, Role::Marker);
        let x = painter.put((x, y), end, format!("{letter}  "), Role::Key);
        painter.put_cut((x, y), end, *words, if chosen { Role::Selected } else { Role::Rim });
    }
    cursor
}

fn draw_filters(painter: &mut Painter, app: &App, filters: &Filters, inner: Area) -> Position {
    let end = inner.x + inner.width;
    let x = painter.put((inner.x, inner.y), end, "narrow: ", Role::Rim);
    let caret = painter.put((x, inner.y), end, &filters.typed, Role::Selected);
    let rows = filters.rows();
    if filters.facets.is_none() || rows.is_empty() {
        let words = if filters.facets.is_none() { "counting …" } else { "no filter matches" };
        painter.put((inner.x, inner.y + 1), end, words, Role::Rim);
        return (caret, inner.y);
    }
    let mut cursor = (caret, inner.y);
    let (height, help) = Filters::rows_within(usize::from(inner.height));
    for (content, y) in rows.iter().skip(filters.offset).take(height).zip(inner.y + 1..) {
        match content {
            FilterRow::Heading(title) => {
                painter.put_cut((inner.x, y), end, *title, Role::Heading);
            }
            FilterRow::Value(number, value) => {
                let chosen = *number == filters.selected;
                let on = app.search().filters.iter().any(|filter| filter.query == value.query);
                let row = (&value.label, value.count);
                draw_value(painter, row, (inner.x, y), end, (chosen, on));
                if chosen && filters.typed.is_empty() {
                    cursor = (inner.x, y);
                }
            }
        }
    }
    if let Some(meaning) = filters.meaning() {
        draw_meaning(painter, &meaning.into(), inner, help);
    }
    cursor
}

/// Draws what the selected value means into the last rows of an area.
fn draw_meaning(painter: &mut Painter, words: &DisplayText, inner: Area, rows: usize) {
    let (end, width) = (inner.x + inner.width, usize::from(inner.width.max(1)));
    let top = inner.y + inner.height.saturating_sub(u16::try_from(rows).unwrap_or(0));
    let lines = text::wrap(words, width, width, painter.glyphs());
    for ((number, line), y) in lines.into_iter().enumerate().zip(top..).take(rows) {
        // The last row shows whether it was cut.
        let until = if number + 1 == rows { words.len() } else { line.end };
        painter.put_cut((inner.x, y), end, words.piece(line.start..until), Role::Rim);
    }
}

fn draw_value(
    painter: &mut Painter,
    (label, count): (&DisplayText, usize),
    (x, y): Position,
    end: u16,
    (chosen, on): (bool, bool),
) {
    let end = painter.put_right(y, x, end, count.to_string(), Role::Rim);
    let x = painter.put((x, y), end, if chosen { "> " } else { "  " }, Role::Marker);
    let x = painter.put((x, y), end, if on { "[x] " } else { "[ ] " }, Role::Key);
    let role = if chosen { Role::Selected } else { Role::Rim };
    painter.put_cut((x, y), end.saturating_sub(1), label, role);
}
