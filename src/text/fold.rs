//! Folding for search: texts that a user considers equal become equal.
//!
//! What becomes equal:
//!
//! * compatible forms (NFKC): full and half width, ligatures, superscripts, circled letters, `…`
//!   and `...`, `½` and `1/2`;
//! * letters with and without accents, and ASCII letters for Latin letters with strokes and hooks
//!   and for ligatures (`ł` l, `ø` o, `œ` oe, `ß` ss); letters beyond ASCII in both cases;
//! * the forms of sigma; the digits of all scripts;
//! * Arabic letters as Arabic search engines normalise them: alef with and without hamza or wasla,
//!   Arabic and Persian kaf and yeh, alef maksura and yeh, teh marbuta and heh; hamza on waw and
//!   yeh is dropped like an accent, tatweel and vowel signs are ignored;
//! * typographic and ASCII quotes, apostrophes, dashes, slashes and blanks;
//! * texts with and without characters that can't be seen: soft hyphens, zero-width characters,
//!   bidirectional controls, joiners outside emoji.
//!
//! ASCII letters keep their case, which the query decides about.

mod table;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_width::UnicodeWidthChar;

use self::table::plain;
use super::DisplayText;
use super::cluster::{clusters, is_simple};
use super::marks::is_ignored;

/// A folded text, and the cluster that each of its characters comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Folded {
    /// The text after folding.
    pub(crate) text: String,
    /// The index of the cluster in the display text, for each character of `text`. A cluster may
    /// have several characters, or none if it is ignored.
    pub(crate) cluster_of: Vec<u32>,
}

/// Folds a display text, cluster by cluster; [the module](self) says what becomes equal.
///
/// In a display text, a character that can't be seen is a mark such as `<U+00AD>`. Such marks are
/// ignored, or become a blank if they stand for a separator, so that a word matches with and without
/// them.
#[must_use]
pub fn fold(shown: &str) -> String {
    // Without an early exit the compiler vectorises this loop.
    let unchanged = |all, byte| all & !matches!(byte, b'<' | 0x80..);
    if shown.bytes().fold(true, unchanged) {
        return shown.to_owned();
    }
    let mut text = String::with_capacity(shown.len());
    if is_simple(shown) {
        shown.chars().for_each(|c| fold_simple(c, &mut text));
        return text;
    }
    for (_, cluster) in clusters(shown) {
        fold_cluster(cluster, |c| {
            push(&mut text, c);
        });
    }
    text
}

/// Folds a text like [`fold`], and records the cluster of each character.
pub(crate) fn fold_mapped(shown: &DisplayText) -> Folded {
    let Folded { mut text, mut cluster_of } = Folded::default();
    for (index, (_, cluster)) in (0_u32..).zip(clusters(shown)) {
        fold_cluster(cluster, |c| {
            let removed = push(&mut text, c);
            cluster_of.push(index);
            cluster_of.truncate(cluster_of.len() - removed);
        });
    }
    Folded { text, cluster_of }
}

/// Adds a character. If it completes the mark of a character that can't be seen, the mark is removed
/// again, or replaced by a blank if it stands for a separator. Returns how many characters shorter
/// the text is than with the whole mark.
///
/// Looking at the end of what is folded, and not at the display text, makes a second folding find no
/// further marks.
fn push(text: &mut String, c: char) -> usize {
    text.push(c);
    if c != '>' {
        return 0;
    }
    let Some((start, unseen)) = mark_at_end(text) else { return 0 };
    let before = text.len();
    text.truncate(start);
    if plain(unseen) == Some(" ") {
        text.push(' ');
    }
    before - text.len()
}

/// Returns the mark of a character that can't be seen, if a text ends with one: its place, and the
/// character.
fn mark_at_end(text: &str) -> Option<(usize, char)> {
    const LONGEST: usize = "<U+10FFFF>".len();
    let tail = text.len().saturating_sub(LONGEST);
    let start = tail + text.as_bytes().get(tail..)?.iter().rposition(|byte| *byte == b'<')?;
    let digits = text.get(start..)?.strip_prefix("<U+")?.strip_suffix('>')?;
    let is_hexadecimal = |byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    if digits.len() < 4 || !digits.bytes().all(is_hexadecimal) {
        return None;
    }
    let unseen = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    let ignored = is_ignored(unseen) || is_nonspacing(unseen) || plain(unseen) == Some(" ");
    ignored.then_some((start, unseen))
}

/// Folds a character of a [simple](is_simple) text.
fn fold_simple(c: char, text: &mut String) {
    /// The folded forms of the characters up to the Arabic letters.
    static FORMS: LazyLock<Vec<Box<str>>> = LazyLock::new(|| {
        ('\0'..='\u{64A}').map(|c| folded_cluster(c.encode_utf8(&mut [0; 4]))).collect()
    });
    match c {
        ' '..='~' => {
            push(text, c);
        }
        // Kana and ideographs that are written in one way only.
        '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}' => text.push(c),
        '…' => text.push_str("..."),
        c => match FORMS.get(c as usize).map(|form| &**form).or_else(|| table::punctuation(c)) {
            Some(form) => text.push_str(form),
            None => fold_cluster(c.encode_utf8(&mut [0; 4]), |c| text.push(c)),
        },
    }
}

fn folded_cluster(cluster: &str) -> Box<str> {
    let mut folded = String::new();
    fold_cluster(cluster, |c| folded.push(c));
    folded.into()
}

/// Folds one cluster. Folding is free of context, so it doesn't matter where in a word a cluster
/// stands.
fn fold_cluster(cluster: &str, push: impl FnMut(char)) {
    if cluster.is_ascii() {
        return cluster.chars().for_each(push);
    }
    let seen = seen(cluster);
    // The compatible forms of single Korean letters are those that form syllables with what follows.
    if cluster.contains(|c| matches!(c, '\u{3131}'..='\u{318E}' | '\u{FFA0}'..='\u{FFDC}')) {
        fold_decomposed(seen.nfd(), push);
    } else {
        fold_decomposed(seen.nfkd(), push);
    }
}

/// Returns the characters of a cluster that can be seen. Joiners and tags stay in emoji, which
/// differ by them. An accent that stands alone is typed for an apostrophe (`´`) or ignored (`¨`):
/// its compatible form would begin with a blank.
fn seen(cluster: &str) -> impl Iterator<Item = char> {
    let mut before = None;
    cluster.chars().filter_map(move |c| {
        let kept = match c {
            '\u{200D}' | '\u{E0020}'..='\u{E007F}' => before.is_some_and(is_of_emoji),
            c => !is_ignored(c) && !table::is_spacing_accent(c),
        };
        before = if kept { Some(c) } else { before };
        kept.then_some(if table::is_apostrophe(c) { '\'' } else { c })
    })
}

/// Returns whether a joiner or a tag after this character is part of an emoji.
fn is_of_emoji(before: char) -> bool {
    matches!(before,
        '\u{2194}'..='\u{2195}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}'
        | '\u{1F300}'..='\u{1FAFF}' | '\u{E0020}'..='\u{E007F}')
}

/// Folds decomposed characters: drops accents, composes the rest again, and replaces characters that
/// have a plain form.
fn fold_decomposed(decomposed: impl Iterator<Item = char>, mut push: impl FnMut(char)) {
    let mut before = None;
    let letters = decomposed.filter(|&c| {
        let kept = !is_nonspacing(c) || is_voicing(c) && before.is_some_and(is_kana);
        before = if kept { Some(c) } else { before };
        kept
    });
    for c in letters.nfc() {
        if c.is_ascii() {
            push(c);
        } else if let Some(form) = plain(c) {
            form.chars().for_each(&mut push);
        } else {
            for c in c.to_lowercase() {
                // The lower case of Σ is σ, which ς becomes too.
                match plain(c) {
                    Some(form) => form.chars().for_each(&mut push),
                    None => push(c),
                }
            }
        }
    }
}

/// Returns whether a character is the mark of voiced kana, which makes other letters.
fn is_voicing(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309A}')
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FF}')
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
