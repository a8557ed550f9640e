//! Wrapping of a display line into lines of bounded width.

use std::ops::Range;

use super::Glyphs;
use super::cluster::{cluster_width, clusters};

/// Wraps one display line, shown in `glyphs`, by words and returns byte ranges of it: `first`
/// columns for the first line, `rest` for the others (0 counts as 1).
///
/// Breaks at blanks, which then belong to no range, after a hyphen between letters, after a dash,
/// and between wide clusters. A word longer than its line is broken at cluster boundaries. Only a
/// single cluster wider than the limit exceeds it. An empty text gives one empty range. Takes
/// linear time.
pub(crate) fn wrap(shown: &str, first: usize, rest: usize, glyphs: Glyphs) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = 0;
    let mut limit = first.max(1);
    while let Some(text) = shown.get(from..) {
        if text.is_empty() && !ranges.is_empty() {
            break;
        }
        let line = first_line(text, limit, glyphs);
        if line.start < line.end || ranges.is_empty() {
            ranges.push(from + line.start..from + line.end);
        }
        if line.next == 0 {
            break;
        }
        from += line.next;
        limit = rest.max(1);
    }
    ranges
}

/// One line of a text and the start of the next, in bytes of the text.
struct WrappedLine {
    start: usize,
    end: usize,
    next: usize,
}

/// Returns the first line of `text` at `limit` columns.
fn first_line(text: &str, limit: usize, glyphs: Glyphs) -> WrappedLine {
    let (mut start, mut end, mut used) = (0, 0, 0);
    let mut chance: Option<WrappedLine> = None;
    let mut before = ["", ""];
    for (at, cluster) in clusters(text) {
        let columns = glyphs.columns(cluster);
        let after = at + cluster.len();
        if is_blank(cluster) {
            if end > start {
                chance = Some(WrappedLine { start, end, next: after });
            } else if used + columns > limit {
                // Drop an indent that is wider than the line.
                (start, end, used) = (after, after, 0);
                before = ["", cluster];
                continue;
            }
        } else {
            if end > start && may_break(before, cluster) {
                chance = Some(WrappedLine { start, end: at, next: at });
            }
            if used + columns > limit && used > 0 {
                if end > start {
                    return chance.unwrap_or(WrappedLine { start, end: at, next: at });
                }
                (start, used) = (at, 0);
            }
            end = after;
        }
        used += columns;
        before = [before[1], cluster];
    }
    WrappedLine { start, end, next: text.len() }
}

/// Returns whether `cluster` is a blank at which a line may end. No-break blanks are not.
fn is_blank(cluster: &str) -> bool {
    matches!(
        cluster,
        " " | "\u{1680}"
            | "\u{2000}"
            | "\u{2001}"
            | "\u{2002}"
            | "\u{2003}"
            | "\u{2004}"
            | "\u{2005}"
            | "\u{2006}"
            | "\u{2008}"
            | "\u{2009}"
            | "\u{200A}"
            | "\u{205F}"
            | "\u{3000}"
    )
}

/// Returns whether a line may end before `next` without a blank, after the two clusters `before`.
fn may_break(before: [&str; 2], next: &str) -> bool {
    let letter = |cluster: &str| cluster.chars().next().is_some_and(char::is_alphanumeric);
    match before[1] {
        "-" | "\u{2010}" | "\u{2013}" => letter(before[0]) && letter(next),
        "\u{2014}" | "\u{2015}" => letter(next),
        // Chinese and Japanese need no blanks; a closing mark stays with the text that it closes.
        last => {
            !is_blank(last)
                && cluster_width(last) == 2
                && cluster_width(next) == 2
                && !"、。，．：；！？）］｝」』】〉》〕".contains(next)
                && !"（［｛「『【〈《〔".contains(last)
        }
    }
}
