//! Grapheme clusters of a display text, and their widths in columns.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Returns the clusters of a display text, each with its byte offset.
///
/// These are Unicode's extended grapheme clusters, except that a cluster wider than two columns (a
/// conjunct of three consonants, for example) is divided between its characters, so that every
/// cluster of a display text fills one or two cells.
pub fn clusters(shown: &str) -> impl Iterator<Item = (usize, &str)> {
    Clusters { text: shown, at: 0, pieces: Pieces { offset: 0, rest: "" } }
}

/// An iterator over the clusters of a text. Most characters are clusters of their own, which the
/// character and the next one show. Only elsewhere does the iterator apply Unicode's rules, from
/// the beginning of a cluster, where they depend on nothing before it.
struct Clusters<'a> {
    text: &'a str,
    /// The byte offset of the next cluster, unless pieces of the last one are left.
    at: usize,
    pieces: Pieces<'a>,
}

impl<'a> Iterator for Clusters<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(piece) = self.pieces.next() {
            return Some(piece);
        }
        let offset = self.at;
        let rest = self.text.get(offset..)?;
        if let Some(alone) = alone(rest) {
            self.at += alone.len();
            return Some((offset, alone));
        }
        let cluster = rest.graphemes(true).next()?;
        self.at += cluster.len();
        self.pieces = Pieces { offset, rest: cluster };
        self.pieces.next()
    }
}

/// Returns the first character if it is a cluster whatever follows.
fn alone(text: &str) -> Option<&str> {
    if let [b' '..=b'~', rest @ ..] = text.as_bytes()
        && rest.first().is_none_or(|next| matches!(next, b' '..=b'~'))
    {
        return text.get(..1);
    }
    let mut chars = text.chars();
    let first = chars.next().filter(|c| is_simple_char(*c))?;
    let ends = chars.next().is_none_or(is_simple_char);
    if ends { text.get(..first.len_utf8()) } else { None }
}

/// Returns the columns of one cluster: 1 or 2 for those of a display text. Agrees with ratatui's
/// cells.
pub(crate) fn cluster_width(cluster: &str) -> usize {
    if cluster.len() == 1 { 1 } else { cluster.width() }
}

/// Returns the columns of a display text: the sum over its clusters. The width of the whole string
/// would be less where letters of two clusters form a ligature (Arabic lam-alef), which cells never
/// do.
#[must_use]
pub fn width(shown: &str) -> usize {
    if shown.is_ascii() {
        return shown.len();
    }
    clusters(shown).map(|(_, cluster)| cluster_width(cluster)).sum()
}

/// An iterator over one grapheme cluster in pieces of at most two columns.
struct Pieces<'a> {
    offset: usize,
    rest: &'a str,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let end = if cluster_width(self.rest) <= 2 { self.rest.len() } else { narrow(self.rest) };
        let (piece, rest) = self.rest.split_at_checked(end)?;
        let offset = self.offset;
        self.offset += end;
        self.rest = rest;
        Some((offset, piece))
    }
}

/// Returns the length in bytes of the longest prefix of a too wide cluster that fills at most two
/// columns; at least one character.
fn narrow(cluster: &str) -> usize {
    let ends = cluster.char_indices().map(|(at, c)| at + c.len_utf8());
    let mut best = 0;
    for end in ends {
        if best > 0 && cluster.get(..end).is_none_or(|piece| cluster_width(piece) > 2) {
            break;
        }
        best = end;
    }
    best
}

/// Returns whether every character of a text is a cluster of its own, fills one or two cells and is
/// shown unchanged: ASCII, and letters and signs of the commonest scripts. Most texts are such and
/// need no segmentation.
pub(super) fn is_simple(text: &str) -> bool {
    // Without an early exit the compiler vectorises this loop.
    let printable = |all, byte| all & matches!(byte, b' '..=b'~');
    text.bytes().fold(true, printable) || text.chars().all(is_simple_char)
}

fn is_simple_char(c: char) -> bool {
    matches!(c,
        ' '..='~'
        | '\u{A1}'..='\u{AC}' | '\u{AE}'..='\u{17F}'
        | '\u{391}'..='\u{3A1}' | '\u{3A3}'..='\u{3CE}'
        | '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}'
        | '\u{5D0}'..='\u{5EA}' | '\u{621}'..='\u{64A}'
        | '\u{1E02}'..='\u{1E9B}' | '\u{2013}'..='\u{2014}' | '\u{2018}'..='\u{201E}' | '\u{2026}'
        | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_the_rules(text: &str) -> Vec<(usize, &str)> {
        let whole = text.grapheme_indices(true);
        whole.flat_map(|(offset, cluster)| Pieces { offset, rest: cluster }).collect()
    }

    proptest! {
        #[test]
        fn clusters_are_those_of_the_rules(text in r"(\PC|[a-z\u{e9} ]|[\u{300}-\u{36f}]|[\u{1F1E6}-\u{1F1FF}]|[\u{200d}\u{fe0f}\u{1F468}\u{1F3FD}]|[\u{915}-\u{94d}]|[\u{1100}-\u{11ff}\u{ac00}]|[\r\n\u{600}\u{e33}]){0,24}") {
            prop_assert_eq!(clusters(&text).collect::<Vec<_>>(), by_the_rules(&text));
        }
    }
}
