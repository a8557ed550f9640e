//! Draws a terminal's screen as an SVG picture: one `text` element for each run of cells with the
//! same style, fitted to its columns by `textLength`, and box-drawing characters as paths so that
//! lines join.

use std::fmt::Write;

use vt100::{Cell, Color, Screen};

/// The size of a cell, the baseline and the font size, in units of the picture.
const CELL: (u32, u32) = (9, 19);
const BASELINE: u32 = 14;
const FONT: u32 = 15;
/// The margin around the screen.
const MARGIN: u32 = 14;

const GROUND: &str = "#14171c";
const INK: &str = "#d7dae0";
const FAINT: &str = "#8b92a0";
const CURSOR: &str = "#e8c468";
/// The sixteen colours of the terminal, lighter than usual, since they must be legible on a dark
/// background.
const SIXTEEN: [&str; 16] = [
    "#5c6370", "#ff8a80", "#8ddb8c", "#e8c468", "#7fb4ff", "#d8a1f0", "#6fd3d8", "#d7dae0",
    "#8b92a0", "#ffa59c", "#a8e6a3", "#f4d988", "#a4ccff", "#e6bff7", "#97e3e6", "#ffffff",
];

/// The style of a run of cells.
#[derive(Clone, PartialEq)]
struct Look {
    ink: &'static str,
    bold: bool,
    underlined: bool,
    reversed: bool,
}

/// Draws a screen. `title` describes it for people who cannot see it.
pub fn picture(screen: &Screen, title: &str) -> String {
    let (rows, columns) = screen.size();
    let width = u32::from(columns.get()) * CELL.0 + 2 * MARGIN;
    let height = u32::from(rows.get()) * CELL.1 + 2 * MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n\
         <title>{}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{GROUND}\"/>\n\
         <g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace\" font-size=\"{FONT}\" xml:space=\"preserve\">\n",
        escaped(title)
    );
    cursor(&mut out, screen);
    for row in 0..rows.get() {
        line(&mut out, screen, row, columns.get());
    }
    out.push_str("</g>\n</svg>\n");
    out
}

fn cursor(out: &mut String, screen: &Screen) {
    if screen.hide_cursor() {
        return;
    }
    let (row, column) = screen.cursor_position();
    let (x, y) = corner(row, column);
    let _ = writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"2\" height=\"{}\" fill=\"{CURSOR}\"/>",
        CELL.1
    );
}

/// Returns the upper left corner of a cell.
fn corner(row: u16, column: u16) -> (u32, u32) {
    (MARGIN + u32::from(column) * CELL.0, MARGIN + u32::from(row) * CELL.1)
}

fn line(out: &mut String, screen: &Screen, row: u16, columns: u16) {
    let mut column = 0;
    while column < columns {
        let Some(cell) = screen.cell(row, column) else { break };
        if let Some(path) = strokes(cell.contents()) {
            let (x, y) = corner(row, column);
            let ink = look(cell).ink;
            let _ = writeln!(
                out,
                "<path transform=\"translate({x} {y})\" d=\"{path}\" stroke=\"{ink}\" fill=\"none\"/>"
            );
            column += 1;
            continue;
        }
        let (text, next) = run(screen, row, column, columns);
        put(out, &text, &look(cell), row, column..next);
        column = next;
    }
}

/// Returns the text of the cells with the same style from a column on, and the column after them.
fn run(screen: &Screen, row: u16, start: u16, columns: u16) -> (String, u16) {
    let mut text = String::new();
    let mut column = start;
    let first = screen.cell(row, start).map(look);
    while column < columns {
        let Some(cell) = screen.cell(row, column) else { break };
        if strokes(cell.contents()).is_some() || Some(look(cell)) != first {
            break;
        }
        if !cell.is_wide_continuation() {
            text.push_str(if cell.has_contents() { cell.contents() } else { " " });
        }
        column += 1;
    }
    (text, column)
}

fn put(out: &mut String, text: &str, look: &Look, row: u16, columns: std::ops::Range<u16>) {
    let (mut x, y) = corner(row, columns.start);
    let mut width = u32::try_from(columns.len()).unwrap_or(0) * CELL.0;
    if look.reversed {
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{}\"/>",
            CELL.1, look.ink
        );
    }
    // Blanks at the ends are not part of the text, since renderers treat them differently.
    let lead = text.len() - text.trim_start().len();
    let tail = text.len() - text.trim_end().len();
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let cells = |blanks: usize| u32::try_from(blanks).unwrap_or(0) * CELL.0;
    x += cells(lead);
    width -= cells(lead) + cells(tail);
    let ink = if look.reversed { GROUND } else { look.ink };
    let bold = if look.bold { " font-weight=\"bold\"" } else { "" };
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{}\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{ink}\"{bold}>{}</text>",
        y + BASELINE,
        escaped(text)
    );
    if look.underlined {
        let under = y + BASELINE + 2;
        let _ = writeln!(out, "<path d=\"M{x} {under}.5h{width}\" stroke=\"{ink}\"/>");
    }
}

fn look(cell: &Cell) -> Look {
    let ink = match cell.fgcolor() {
        Color::Idx(index @ 0..=15) => SIXTEEN[usize::from(index)],
        _ if cell.dim() => FAINT,
        _ => INK,
    };
    let blank = !cell.has_contents() || cell.contents() == " ";
    let plain = blank && !cell.inverse() && !cell.underline();
    Look {
        ink: if plain { INK } else { ink },
        bold: cell.bold() && !plain,
        underlined: cell.underline(),
        reversed: cell.inverse(),
    }
}

/// Returns the path of a box-drawing character within its cell.
fn strokes(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "─" => "M0 9.5h9",
        "│" => "M4.5 0v19",
        "┌" => "M9 9.5h-4.5v9.5",
        "┐" => "M0 9.5h4.5v9.5",
        "└" => "M4.5 0v9.5h4.5",
        "┘" => "M4.5 0v9.5h-4.5",
        "┬" => "M0 9.5h9M4.5 9.5v9.5",
        "┴" => "M0 9.5h9M4.5 0v9.5",
        "├" => "M4.5 0v19M4.5 9.5h4.5",
        "┤" => "M4.5 0v19M0 9.5h4.5",
        "┼" => "M4.5 0v19M0 9.5h9",
        _ => return None,
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
