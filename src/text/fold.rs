//! Folding for search: texts that a user considers equal become equal.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_width::UnicodeWidthChar;

use super::DisplayText;
use super::cluster::{clusters, is_simple};

/// A folded text, and the cluster that each of its characters comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Folded {
    /// The text after folding.
    pub(crate) text: String,
    /// The index of the cluster in the display text, for each character of `text`.
    pub(crate) cluster_of: Vec<u32>,
}

/// Folds a display text, cluster by cluster: applies NFD, drops nonspacing marks, applies NFC,
/// replaces typographic quotes, dashes and blanks by ASCII, and converts the remaining non-ASCII
/// letters to lower case. ASCII letters keep their case.
#[must_use]
pub fn fold(shown: &str) -> String {
    if shown.is_ascii() {
        return shown.to_owned();
    }
    let mut out = String::with_capacity(shown.len());
    if is_simple(shown) {
        for c in shown.chars() {
            fold_char(c, |c| out.push(c));
        }
        return out;
    }
    for (_, cluster) in clusters(shown) {
        fold_cluster(cluster, |c| out.push(c));
    }
    out
}

/// Folds a text like [`fold`], and records the cluster of each character.
pub(crate) fn fold_mapped(shown: &DisplayText) -> Folded {
    let mut folded = Folded::default();
    for (index, (_, cluster)) in (0_u32..).zip(clusters(shown)) {
        fold_cluster(cluster, |c| {
            folded.text.push(c);
            folded.cluster_of.push(index);
        });
    }
    folded
}

/// Folds a cluster that is one character.
fn fold_char(c: char, mut push: impl FnMut(char)) {
    if c.is_ascii() {
        push(c);
    } else {
        fold_cluster(c.encode_utf8(&mut [0; 4]), push);
    }
}

/// Folds one cluster. Folding is free of context, so the lower case of Σ is always σ.
fn fold_cluster(cluster: &str, mut push: impl FnMut(char)) {
    if cluster.is_ascii() {
        cluster.chars().for_each(push);
        return;
    }
    for c in cluster.nfd().filter(|&c| !is_nonspacing(c)).nfc() {
        match plain(c) {
            c if c.is_ascii() => push(c),
            c => c.to_lowercase().for_each(&mut push),
        }
    }
}

/// Returns the ASCII form of typographic quotes, dashes and blanks. Guillemets and primes stay
/// unchanged.
fn plain(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' => '\'',
        '“' | '”' | '„' | '‟' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => {
            ' '
        }
        _ => c,
    }
}

/// Returns whether a character has the general category Mn. `is_combining_mark` is true for all of
/// M. Of the rest, Mc has a width (which of Mn only U+2D7F has) or is in the table below (Unicode's
/// `Other_Grapheme_Extend`), and Me has few members. A comparison with a table of categories over
/// all of Unicode found no difference.
fn is_nonspacing(c: char) -> bool {
    is_combining_mark(c)
        && (c.width() == Some(0) || c == '\u{2D7F}')
        && !is_zero_width_spacing(c)
        && !matches!(c, '\u{488}' | '\u{489}' | '\u{1ABE}' | '\u{20DD}'..='\u{20E0}'
            | '\u{20E2}'..='\u{20E4}' | '\u{A670}'..='\u{A672}')
}

/// Returns whether a character is a spacing mark (Mc) that extends a grapheme and for which
/// unicode-width reports 0.
fn is_zero_width_spacing(c: char) -> bool {
    matches!(c,
        '\u{9BE}' | '\u{9D7}' | '\u{B3E}' | '\u{B57}' | '\u{BBE}' | '\u{BD7}' | '\u{CC0}'
        | '\u{CC2}' | '\u{CC7}' | '\u{CC8}' | '\u{CCA}' | '\u{CCB}' | '\u{CD5}' | '\u{CD6}'
        | '\u{D3E}' | '\u{D57}' | '\u{DCF}' | '\u{DDF}' | '\u{1715}' | '\u{1734}' | '\u{1B35}'
        | '\u{1B3B}' | '\u{1B3D}' | '\u{1B43}' | '\u{1B44}' | '\u{1BAA}' | '\u{1BF2}'
        | '\u{1BF3}' | '\u{302E}' | '\u{302F}' | '\u{A953}' | '\u{A9C0}' | '\u{111C0}'
        | '\u{11235}' | '\u{1133E}' | '\u{1134D}' | '\u{11357}' | '\u{113B8}' | '\u{113C2}'
        | '\u{113C5}' | '\u{113C7}'..='\u{113C9}' | '\u{113CF}' | '\u{114B0}' | '\u{114BD}'
        | '\u{115AF}' | '\u{116B6}' | '\u{11930}' | '\u{1193D}' | '\u{11F41}' | '\u{16FF0}'
        | '\u{16FF1}' | '\u{1D165}' | '\u{1D166}' | '\u{1D16D}'..='\u{1D172}')
}
