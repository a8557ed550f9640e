//! Cutting a text to the width of a row.

use std::ops::Range;

use super::cluster::clusters;
use super::{DisplayText, Glyphs};

/// The visible part of a text. The caller draws an ellipsis where `head` or `tail` is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cut<'a> {
    /// Whether an ellipsis precedes the text.
    pub(crate) head: bool,
    /// The part of the text that is shown.
    pub(crate) text: DisplayText<'a>,
    /// Whether an ellipsis follows the text.
    pub(crate) tail: bool,
    /// The index of the first cluster of `text` within the whole text.
    pub(crate) first_cluster: usize,
}

/// Returns the beginning of a foreign text in display form, for a message.
pub(crate) fn excerpt(text: &str, columns: usize) -> String {
    let shown = super::line(text);
    let Cut { text, tail, .. } = cut(&shown, columns, 0..0, Glyphs::Unicode);
    format!("{text}{}", if tail { "…" } else { "" })
}

/// Cuts a display text, shown in `glyphs`, to `columns`, with room for the ellipses.
///
/// The result is the beginning of the text if it contains the clusters `focus`. Otherwise the
/// window slides until they are visible (or as many of them, from the first, as fit), with a little
/// of the text before them. If two ellipses and a wide cluster don't fit, the result asks for no
/// ellipsis.
pub(crate) fn cut<'a>(
    shown: &'a DisplayText<'_>,
    columns: usize,
    focus: Range<usize>,
    glyphs: Glyphs,
) -> Cut<'a> {
    let row = MeasuredRow::measure(shown, columns, focus.start, glyphs);
    if row.complete && row.end_from(0, columns) == row.cells.len() {
        return Cut { head: false, text: shown.into(), tail: false, first_cluster: 0 };
    }
    let ellipsis = glyphs.columns("…");
    let ellipsis = if columns >= 2 * ellipsis + 2 { ellipsis } else { 0 };
    let room = columns.saturating_sub(ellipsis);
    let end = row.end_from(0, room);
    if focus.is_empty() || focus.end <= end || focus.start >= row.cells.len() {
        return row.window(shown, 0..end, ellipsis);
    }
    let wanted = row.columns(focus.clone()).min(room.saturating_sub(ellipsis));
    let context = room.saturating_sub(ellipsis + wanted).min(room / 3);
    let mut start = row.word_start(row.back_from(focus.start, context), focus.start);
    let mut end = row.end_from(start, room);
    if end == row.cells.len() && row.complete {
        let spare = room.saturating_sub(row.columns(start..end));
        start = row.word_start(row.back_from(start, spare), focus.start);
    } else {
        end = row.end_from(start, room.saturating_sub(ellipsis));
    }
    row.window(shown, start..end, ellipsis)
}

/// Returns how many of the first cells fit `room` columns together.
fn fitting<'c>(cells: impl Iterator<Item = &'c (usize, &'c str, usize)>, room: usize) -> usize {
    let mut left = room;
    let fits = |cell: &(usize, &str, usize)| {
        left = left.checked_sub(cell.2)?;
        Some(())
    };
    cells.map_while(fits).count()
}

/// The part of a text that a cut can need, measured.
struct MeasuredRow<'a> {
    /// The byte offset, text and columns of each cluster.
    cells: Vec<(usize, &'a str, usize)>,
    /// Whether the cells reach the end of the text.
    complete: bool,
}

impl<'a> MeasuredRow<'a> {
    /// Measures up to a row's width beyond the cluster `focus`, so that a row doesn't cost a pass
    /// over a text of a megabyte.
    fn measure(shown: &'a str, columns: usize, focus: usize, glyphs: Glyphs) -> Self {
        let mut cells = Vec::new();
        let mut since = 0;
        for (index, (at, cluster)) in clusters(shown).enumerate() {
            if since > columns {
                return Self { cells, complete: false };
            }
            let width = glyphs.columns(cluster);
            cells.push((at, cluster, width));
            since += if index >= focus { width } else { 0 };
        }
        Self { cells, complete: true }
    }

    fn columns(&self, range: Range<usize>) -> usize {
        let count = range.end.saturating_sub(range.start);
        self.cells.iter().skip(range.start).take(count).map(|cell| cell.2).sum()
    }

    /// Returns the end of the longest run from `start` that fits `room` columns.
    fn end_from(&self, start: usize, room: usize) -> usize {
        start + fitting(self.cells.iter().skip(start), room)
    }

    /// Returns the first cluster of the longest run before `end` that fits `room` columns.
    fn back_from(&self, end: usize, room: usize) -> usize {
        let skipped = self.cells.len().saturating_sub(end);
        end.saturating_sub(fitting(self.cells.iter().rev().skip(skipped), room))
    }

    /// Returns the first start of a word from `from` to `to`, or `from` if there is none.
    fn word_start(&self, from: usize, to: usize) -> usize {
        let blank = |index: usize| self.cells.get(index).is_none_or(|cell| cell.1 == " ");
        let starts = |&index: &usize| !blank(index) && (index == 0 || blank(index - 1));
        (from..=to).find(starts).unwrap_or(from)
    }

    /// Returns the cut that shows the clusters of `range`.
    fn window(&self, shown: &'a DisplayText<'_>, range: Range<usize>, ellipsis: usize) -> Cut<'a> {
        let byte = |index: usize| self.cells.get(index).map_or(shown.len(), |cell| cell.0);
        Cut {
            head: range.start > 0 && ellipsis > 0,
            text: shown.piece(byte(range.start)..byte(range.end)),
            tail: byte(range.end) < shown.len() && ellipsis > 0,
            first_cluster: range.start,
        }
    }
}
