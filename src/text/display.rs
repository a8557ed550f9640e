//! The display form: foreign text in a form that is harmless to a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::cluster::{cluster_width, clusters, is_simple};
use super::flags::flag_length;
use super::marks::{CharDisplay, shown};

/// The largest number of combining marks shown on one cluster; more are noise.
const MAX_MARKS: usize = 8;
/// The largest number of bytes of one cluster.
const MAX_BYTES: usize = 32;

pub(super) fn display(text: &str) -> Cow<'_, str> {
    if is_simple(text) {
        return Cow::Borrowed(text);
    }
    let visible = visible(text);
    bound(&visible).map_or(visible, Cow::Owned)
}

/// Runs the first pass, by characters: marks every invisible character.
fn visible(text: &str) -> Cow<'_, str> {
    let mut out: Option<String> = None;
    let mut before = None;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if let Some(length) = flag_length(&text[at..]) {
            while rest.next_if(|(next, _)| *next < at + length).is_some() {}
            if let Some(out) = &mut out {
                out.push_str(&text[at..at + length]);
            }
            before = Some(c);
            continue;
        }
        let decision = shown(c, before);
        if decision == CharDisplay::Plain {
            before = Some(c);
            if let Some(out) = &mut out {
                out.push(c);
            }
            continue;
        }
        if c == '\r' {
            let _ = rest.next_if(|&(_, next)| next == '\n');
        }
        let out = out.get_or_insert_with(|| text[..at].to_owned());
        match decision {
            CharDisplay::Picture(picture) => out.push(picture),
            CharDisplay::Mark => push_mark(out, c),
            CharDisplay::Blank | CharDisplay::Plain => out.push(' '),
        }
        before = out.chars().next_back();
    }
    out.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Runs the second pass, by clusters: bounds those that are too long, too wide or without width.
/// Returns `None` if nothing changes.
fn bound(visible: &str) -> Option<String> {
    let mut out: Option<String> = None;
    for (at, cluster) in visible.grapheme_indices(true) {
        let (kept, dropped) = cluster.split_at(allowed(cluster));
        let dropped = dropped.chars().count();
        let fits = fits_cells(kept);
        if dropped == 0 && fits {
            if let Some(out) = &mut out {
                out.push_str(cluster);
            }
            continue;
        }
        let out = out.get_or_insert_with(|| visible[..at].to_owned());
        if fits {
            out.push_str(kept);
        } else {
            push_marked(out, kept);
        }
        if dropped > 0 {
            let _ = write!(out, "<+{dropped}>");
        }
    }
    out
}

/// Returns the bytes of a cluster that may be shown: all, or a prefix within the bounds. The prefix
/// is a byte shorter than the bound: if it ends in a character that joins the `<` of the mark after
/// it, the two together are still within the bound.
fn allowed(cluster: &str) -> usize {
    let (mut marks, mut end) = (0, 0);
    let whole = cluster.len() <= MAX_BYTES;
    for (at, c) in cluster.char_indices() {
        marks += usize::from(is_combining_mark(c));
        let after = at + c.len_utf8();
        if marks > MAX_MARKS || (!whole && after >= MAX_BYTES) {
            return end;
        }
        end = after;
    }
    end
}

/// Returns whether every piece of a cluster fills one or two cells. A flag is never divided,
/// because its second half would pair with the next character.
fn fits_cells(cluster: &str) -> bool {
    let regional = |c| matches!(c, '\u{1F1E6}'..='\u{1F1FF}');
    let mut pieces = 0;
    let each = clusters(cluster).all(|(_, piece)| {
        pieces += 1;
        matches!(cluster_width(piece), 1 | 2)
    });
    each && (pieces == 1 || !cluster.contains(regional))
}

/// Writes a cluster that no cell can hold, character by character.
fn push_marked(out: &mut String, cluster: &str) {
    for c in cluster.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            push_mark(out, c);
        }
    }
}

/// Writes the mark that names a character's code point.
fn push_mark(out: &mut String, c: char) {
    let _ = write!(out, "<U+{:04X}>", u32::from(c));
}
