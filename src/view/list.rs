//! Draws the list: a marker, the claim with its matched letters, and the signs of its balance. Only
//! the marker shows which claim is selected, because drawing a whole row again costs ten times the
//! bytes on a slow line.

use std::ops::Range;

use crate::app::App;
use crate::app::ListRow;
use crate::app::keymap::Action;
use crate::app::layout::{Area, Focus, Layout};
use crate::claim::{Balance, Status, Vocabulary};
use crate::page::Mark;
use crate::text::{self, DisplayText, Glyphs};
use crate::theme::Role;

use super::Position;
use super::painter::Painter;

/// The columns before the text: the marker and the sign of a marked claim.
const MARGIN: u16 = 2;
/// The sign beside a marked claim.
pub(super) const MARKED: &str = "●";
/// The most columns that a dataset's id takes.
const DATASET: u16 = 12;
/// The most columns that a verdict's label takes.
const LABEL: usize = 18;

/// Draws the list and returns the place of its selected row.
pub(super) fn draw(painter: &mut Painter, app: &App, layout: &Layout) -> Option<Position> {
    let area = layout.list?;
    let list = app.list();
    if list.counts.listed == 0 {
        draw_empty(painter, app, area);
        return Some((area.x, area.y));
    }
    let mut cursor = None;
    let ranks = list.offset()..list.offset() + layout.claims();
    for (rank, y) in ranks.zip((area.y..).step_by(usize::from(layout.rows_per_claim))) {
        let Some(row) = list.row(rank) else { continue };
        let selected = rank == list.selected();
        if selected {
            let focused = app.focus() == Focus::List;
            painter.sign((area.x, y), if focused { ">" } else { "·" }, Role::Marker);
            cursor = Some((area.x, y));
        }
        if app.marked().contains(&row.address) && area.width > 1 {
            painter.sign((area.x + 1, y), MARKED, Role::Marker);
        }
        let cells = ClaimCells {
            x: area.x + MARGIN.min(area.width),
            y,
            end: area.x + area.width,
            rows: layout.rows_per_claim,
        };
        draw_row(painter, row, cells);
    }
    cursor
}

/// Draws the reason why the list is empty.
fn draw_empty(painter: &mut Painter, app: &App, area: Area) {
    let words = DisplayText::from(empty(app));
    let width = usize::from(area.width.saturating_sub(2).max(1));
    let (x, end) = (area.x + u16::from(area.width > 2), area.x + area.width);
    for (range, y) in text::wrap(&words, width, width, painter.glyphs())
        .into_iter()
        .zip(area.y..area.y + area.height)
    {
        painter.put((x, y), end, words.piece(range), Role::Rim);
    }
}

fn empty(app: &App) -> String {
    if !app.has_list() {
        "searching …".to_owned()
    } else if app.list().counts.all == 0 {
        "This dataset holds no claims.".to_owned()
    } else if let Some(why) = app.search().invalid() {
        why.to_owned()
    } else if app.marked().is_empty() && app.search().query.asks_marks() {
        match app.hint(Action::Mark) {
            key if key.is_empty() => "Nothing is marked.".to_owned(),
            key => format!("Nothing is marked: in the list {key} marks a claim."),
        }
    } else {
        let search = app.search();
        match (search.prompt.text().trim().is_empty(), search.filters.is_empty()) {
            (true, true) => String::new(),
            (true, false) => "No claim matches these filters.".to_owned(),
            (false, no_filters) => match (search.advice(), app.hint(Action::Records)) {
                (Some(advice), _) => format!("No claim matches. {advice}"),
                (_, key) if search.can_widen() && !key.is_empty() => format!(
                    "No claim’s own words match. {key} looks for them in whole records: \
                     quotations, sources, names, notes."
                ),
                _ if no_filters => "No claim matches. Try fewer letters.".to_owned(),
                _ => "No claim matches. Try fewer letters or filters.".to_owned(),
            },
        }
    }
}

/// The cells that a claim takes: its first column and row, the column after its last, and its
/// number of rows.
#[derive(Clone, Copy)]
struct ClaimCells {
    x: u16,
    y: u16,
    end: u16,
    rows: u16,
}

fn draw_row(painter: &mut Painter, row: &ListRow, cells: ClaimCells) {
    let signs = signs(row);
    let signs_width: usize = signs.iter().map(|(sign, _)| painter.width(sign)).sum();
    let room = usize::from(cells.end.saturating_sub(cells.x));
    // On a very narrow list the claim needs the columns more than its balance does.
    let signs_width = if signs_width + 8 > room { 0 } else { signs_width + 1 };
    let last_y = cells.y + cells.rows - 1;
    if signs_width > 0 {
        let signs_width = u16::try_from(signs_width - 1).expect("the signs fit into the row");
        let mut x = cells.end - signs_width;
        for (sign, role) in &signs {
            x = painter.put((x, last_y), cells.end, sign, *role);
        }
    }
    let mut x = cells.x;
    if let Some(word) = warning(row.status) {
        x = painter.put((x, cells.y), cells.end, word, Role::Text(Mark::Fault));
        x = painter.put((x, cells.y), cells.end, " ", Role::Rim);
    }
    if let Some(dataset) = &row.dataset {
        let end = cells.end.min(x + DATASET);
        x = painter.put_cut((x, cells.y), end, dataset, Role::Text(Mark::Aside));
        x = painter.put((x, cells.y), cells.end, " ", Role::Rim);
    }
    let first = usize::from(cells.end.saturating_sub(x));
    if cells.rows == 1 {
        let cut =
            text::cut(&row.text, first.saturating_sub(signs_width), focus(row), painter.glyphs());
        line(painter, row, ((x, cells.y), cells.end), &cut, 0..cut.text.len());
        return;
    }
    let second = room.saturating_sub(signs_width);
    let (cut, ranges) = in_two(row, first, second, painter.glyphs());
    let starts = [(x, cells.y), (cells.x, cells.y + 1)];
    let last = ranges.len().min(2);
    for (index, (range, start)) in ranges.into_iter().zip(starts).enumerate() {
        let tail = cut.tail && index + 1 == last;
        let part = text::Cut { head: cut.head && index == 0, tail, ..cut.clone() };
        line(painter, row, (start, cells.end), &part, range);
    }
}

/// Cuts a claim to two rows of `first` and `second` columns, ellipses included. Returns the cut
/// text and its ranges for the rows.
fn in_two(
    row: &ListRow,
    first: usize,
    second: usize,
    glyphs: Glyphs,
) -> (text::Cut<'_>, Vec<Range<usize>>) {
    let ellipsis = |there: bool| if there { glyphs.columns("…") } else { 0 };
    let mut columns = first + second;
    loop {
        let cut = text::cut(&row.text, columns, focus(row), glyphs);
        let widths =
            (first.saturating_sub(ellipsis(cut.head)), second.saturating_sub(ellipsis(cut.tail)));
        let ranges = text::wrap(&cut.text, widths.0.max(1), widths.1.max(1), glyphs);
        if ranges.len() <= 2 || columns <= 2 {
            return (cut, ranges);
        }
        // Words that don’t fit at the end of the first row leave fewer columns for the second. If
        // no match shifts the text, the first row keeps its content, and at most that row, a blank
        // and the second row are visible.
        let known = ranges.first().filter(|_| row.matched.is_empty());
        let most = known.map(|range| glyphs.width(&cut.text[range.clone()]) + 1 + second);
        columns = most.map_or(columns - 1, |most| most.min(columns - 1));
    }
}

/// Draws a range of a cut text, with its ellipses and its matched letters.
fn line(
    painter: &mut Painter,
    row: &ListRow,
    ((mut x, y), end): (Position, u16),
    cut: &text::Cut,
    range: Range<usize>,
) {
    let plain = painter.style(Role::Rim);
    let matched = painter.style(Role::Match);
    if cut.head {
        x = painter.put((x, y), end, "…", Role::Rim);
    }
    let shown = cut.text.piece(range.clone());
    if row.matched.is_empty() {
        x = painter.put((x, y), end, shown, Role::Rim);
    } else {
        let offsets: Vec<usize> = text::clusters(&cut.text).map(|(offset, _)| offset).collect();
        let is_matched = |offset: usize| {
            let cluster =
                offsets.partition_point(|start| *start < offset + range.start) + cut.first_cluster;
            u32::try_from(cluster).is_ok_and(|cluster| row.matched.binary_search(&cluster).is_ok())
        };
        let style = |offset: usize| if is_matched(offset) { matched } else { plain };
        x = painter.put_each((x, y), end, &shown, style);
    }
    if cut.tail {
        painter.put((x, y), end, "…", Role::Rim);
    }
}

/// Returns the clusters to show: the longest run of adjacent matched letters.
fn focus(row: &ListRow) -> Range<usize> {
    let mut best = (0, 0..0);
    let mut start = 0;
    for (index, cluster) in row.matched.iter().enumerate() {
        let breaks = index == 0 || row.matched[index - 1] + 1 != *cluster;
        if breaks {
            start = index;
        }
        let length = index - start + 1;
        if length > best.0 {
            best = (length, row.matched[start] as usize..*cluster as usize + 1);
        }
    }
    best.1
}

/// Returns the word for a status that the user must not overlook.
fn warning(status: Option<Status>) -> Option<&'static str> {
    status
        .filter(|status| matches!(status, Status::ProbableError | Status::Retracted))
        .map(Vocabulary::words)
}

/// Returns the signs of the balance without zeros, or the verdict of a claim without evidence and
/// denials.
fn signs(row: &ListRow) -> Vec<(String, Role)> {
    if row.balance.is_empty() {
        let label = row.verdict.as_ref().map(|label| text::excerpt(label, LABEL));
        return label.into_iter().map(|label| (label, Role::Heading)).collect();
    }
    let Balance { supports, undercuts, blanket, answers, .. } = row.balance;
    let counted = [
        ("+", supports, Role::Text(Mark::Supports)),
        ("−", undercuts, Role::Text(Mark::Undercuts)),
        ("✗", row.balance.direct(), Role::Text(Mark::Scope)),
        ("⊘", blanket, Role::Text(Mark::Scope)),
        ("~", answers, Role::Rim),
    ];
    let mut signs: Vec<(String, Role)> = Vec::new();
    for (sign, count, role) in counted.into_iter().filter(|(_, count, _)| *count > 0) {
        let space = if signs.is_empty() { "" } else { " " };
        signs.push((format!("{space}{sign}{count}"), role));
    }
    signs
}
