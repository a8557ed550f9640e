//! Tests of the whole encoder: exact bytes of typical cases, and random frames against two
//! emulators.

mod bytes;
mod emulator;
mod properties;
mod stream;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::osc::OscRoute;
use super::profile::{Colours, Profile};
use super::screen::{Frame, Hyperlink, Screen};

/// A profile with every capability.
const FULL: Profile = Profile {
    colours: Colours::True,
    erase: true,
    absolute: true,
    synchronised: true,
    links: true,
    title: true,
    clipboard: Some(OscRoute::Direct),
    alternate: true,
    unicode: true,
};

fn buffer(rows: &[&str]) -> Buffer {
    let width = rows.iter().map(|row| crate::text::width(row)).max().unwrap_or_default();
    let area = Rect::new(0, 0, u16::try_from(width).unwrap(), u16::try_from(rows.len()).unwrap());
    let mut buffer = Buffer::empty(area);
    for (y, row) in (0..).zip(rows) {
        put(&mut buffer, (0, y), row, Style::new());
    }
    buffer
}

/// Writes text at a cell, cluster by cluster, as the view's painter does.
fn put(buffer: &mut Buffer, (mut x, y): (u16, u16), text: &str, style: Style) {
    for (_, cluster) in crate::text::clusters(text) {
        let width = u16::try_from(crate::text::cluster_width(cluster)).unwrap();
        for covered in x + 1..x + width {
            buffer[(covered, y)].reset();
        }
        buffer[(x, y)].reset();
        buffer[(x, y)].set_symbol(cluster).set_style(style);
        x += width;
    }
}

fn painted(screen: &mut Screen, buffer: &Buffer, cursor: (u16, u16)) -> String {
    linked(screen, buffer, cursor, &[])
}

fn linked(screen: &mut Screen, buffer: &Buffer, cursor: (u16, u16), links: &[Hyperlink]) -> String {
    let mut out = Vec::new();
    let frame = Frame { buffer, cursor, links };
    screen.paint(&frame, &mut out);
    let length = out.len();
    screen.paint(&frame, &mut out);
    assert_eq!(out.len(), length, "nothing changed");
    String::from_utf8(out).unwrap()
}

fn link(row: u16, columns: std::ops::Range<u16>, url: &str) -> Hyperlink {
    Hyperlink { row, columns, url: url.into() }
}

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
