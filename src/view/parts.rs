//! Draws the parts of the claim: headings with counts, wrapped text, hits and links.

use std::ops::Range;

use ratatui::style::Style;

use crate::app::App;
use crate::app::claim_pane::ScreenLine;
use crate::app::layout::{Area, Focus, Layout, PartArea, ScreenShape};
use crate::page::{Paragraph, Part, Target};
use crate::theme::{Role, Theme};

use super::Position;
use super::list::MARKED;
use super::painter::Painter;
use crate::terminal::screen::Hyperlink;

/// Draws the parts that are on the screen and returns the place of the cursor in the focused one.
pub(super) fn draw(painter: &mut Painter, app: &App, layout: &Layout) -> Option<Position> {
    if let Some(area) = layout.divider {
        for y in area.y..area.y + area.height {
            painter.border((area.x, y), "│");
        }
        painter.border((area.x, area.y - 1), "┬");
    }
    if let Some(area) = layout.claim_title {
        claim_title(painter, app, area);
    }
    if app.claim_pane().dossier().is_none() {
        let area = layout.parts.iter().flatten().next()?.body;
        painter.put_cut((area.x, area.y), area.x + area.width, "No claim is selected.", Role::Rim);
        return None;
    }
    let mut cursor = None;
    for part in Part::ALL {
        let Some(area) = layout.part(part) else { continue };
        let focused = app.focus() == Focus::Part(part);
        heading(painter, app, layout, part, area);
        let chosen = body(painter, app, part, area.body);
        if focused {
            cursor = chosen.or(Some((area.body.x, area.body.y)));
        }
        if focused && layout.shape != ScreenShape::Single {
            let y = area.heading.map_or(area.body.y, |heading| heading.y);
            painter.sign((area.body.x - 1, y), ">", Role::Marker);
        }
    }
    cursor
}

/// Draws the claim's text and its position in the list, if the list is not beside it.
fn claim_title(painter: &mut Painter, app: &App, area: Area) {
    let list = app.list();
    let here = list.selected_row().map(|row| &row.address);
    let marked = app.claim_pane().address().is_some_and(|address| app.marked().contains(address));
    let sign = if marked { format!(" {MARKED}") } else { String::new() };
    let place = if here.is_some() && here == app.claim_pane().address() {
        format!("{sign} {}/{}", list.selected() + 1, list.counts.listed)
    } else {
        format!("{sign} not in the list")
    };
    let end = painter.put_right(area.y, area.x, area.x + area.width, &place, Role::Rim);
    let Some(dossier) = app.claim_pane().dossier() else { return };
    painter.put_cut((area.x, area.y), end, &dossier.claim.text, Role::Selected);
}

/// Draws the heading of a part: its name, its counts, a rule, and the percentage shown so far if
/// the text doesn't fit.
fn heading(painter: &mut Painter, app: &App, layout: &Layout, part: Part, area: PartArea) {
    let pane = app.claim_pane().pane(part);
    let height = usize::from(area.body.height);
    let percent = (pane.len() > height).then(|| {
        let seen = (pane.scroll + height).min(pane.len());
        format!(" {}%", seen * 100 / pane.len().max(1))
    });
    // The claim itself has no heading beside the list; its percentage goes into the rule.
    let row = area.heading.or_else(|| {
        let rule = layout.rule.filter(|_| layout.shape != ScreenShape::Single)?;
        Some(Area { y: rule.y, height: 1, ..area.body })
    });
    let Some(row) = row else { return };
    let end = row.x + row.width;
    let mut x = row.x;
    if area.heading.is_some() {
        x = painter.put((x, row.y), end, part.heading(), Role::Heading);
        let counts = app.claim_pane().page().map_or("", |page| page.counts(part));
        x = painter.put((x, row.y), end, if counts.is_empty() { "" } else { "  " }, Role::Rim);
        let room = end.saturating_sub(percent.as_ref().map_or(0, |_| 5));
        x = painter.put_cut((x, row.y), room, counts, Role::Rim);
        painter.rule(row.y, (x + 1).min(end), end);
    }
    if let Some(percent) = percent {
        painter.put_right(row.y, x, end, &percent, Role::Rim);
    }
}

/// Draws the text of a part from its scroll position on, and returns the place of the chosen link.
fn body(painter: &mut Painter, app: &App, part: Part, area: Area) -> Option<Position> {
    let pane = app.claim_pane();
    let chosen =
        pane.pane(part).chosen().filter(|_| app.focus() == Focus::Part(part)).map(|(spot, _)| spot);
    let mut cursor = None;
    let shown = pane.pane(part).shown().take(usize::from(area.height));
    for ((line, placed), y) in shown.zip(area.y..) {
        let link = chosen.and_then(|spot| placed.range_of(spot));
        let hits = placed.hits.clone();
        let x = area.x + u16::try_from(line.indent).unwrap_or(0);
        if cursor.is_none() && link.as_ref().is_some_and(|link| touches(link, &line.range)) {
            cursor = Some((x, y));
        }
        paragraph_line(
            painter,
            (x, y),
            area.x + area.width,
            &placed.paragraph,
            line,
            &Over { hits, link },
        );
    }
    cursor
}

fn touches(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The highlights drawn over a paragraph's own marks, in bytes of its text.
pub(super) struct Over {
    pub(super) hits: Vec<Range<usize>>,
    pub(super) link: Option<Range<usize>>,
}

/// Draws one wrapped line of a paragraph.
pub(super) fn paragraph_line(
    painter: &mut Painter,
    at: Position,
    end: u16,
    paragraph: &Paragraph,
    line: &ScreenLine,
    over: &Over,
) {
    let text = paragraph.text();
    let mut borders: Vec<(usize, Style)> = Vec::new();
    let mut start = 0;
    for span in &paragraph.spans {
        if let Some(Target::Web(url)) = &span.target {
            let columns = columns(painter, &text, &line.range, start..start + span.text.len());
            link(painter, at, end, columns, url);
        }
        start += span.text.len();
        borders.push((start, painter.style(Role::Text(span.mark))));
    }
    let chosen = painter.style(Role::Chosen);
    let style = |offset: usize| {
        let offset = offset + line.range.start;
        let own = borders
            .iter()
            .find(|(border, _)| offset < *border)
            .map_or(Style::new(), |(_, style)| *style);
        if over.link.as_ref().is_some_and(|link| link.contains(&offset)) {
            own.patch(chosen)
        } else if over.hits.iter().any(|hit| hit.contains(&offset)) {
            Theme::hit(own)
        } else {
            own
        }
    };
    painter.put_each(at, end, &text.piece(line.range.clone()), style);
}

/// Returns the columns of a span within a line, counted from the line's first column. `line` and
/// `span` are bytes of the paragraph's text.
fn columns(painter: &Painter, text: &str, line: &Range<usize>, span: Range<usize>) -> Range<usize> {
    let (start, end) = (span.start.max(line.start), span.end.min(line.end));
    let width = |range: Range<usize>| text.get(range).map_or(0, |text| painter.width(text));
    let before = width(line.start..start.max(line.start));
    before..before + if start < end { width(start..end) } else { 0 }
}

fn link(painter: &mut Painter, (x, y): Position, end: u16, columns: Range<usize>, url: &str) {
    let column = |column| x.saturating_add(u16::try_from(column).unwrap_or(u16::MAX)).min(end);
    let columns = column(columns.start)..column(columns.end);
    if !columns.is_empty() {
        painter.links.push(Hyperlink { row: y, columns, url: url.to_owned() });
    }
}
