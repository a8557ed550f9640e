//! The number of columns that a cluster fills, and whether all terminals agree on it.
//!
//! Terminals take widths from tables of different Unicode versions, some by character and some by
//! cluster, and some treat East Asian ambiguous characters as wide. After a *disputed* cluster, the
//! position of the cursor is unknown. Every cluster is disputed unless it is a single character of
//! [`is_plain`].

use unicode_width::UnicodeWidthChar;

use super::cell::Attributes;
use crate::text;

/// The longest cluster that is shown, in bytes; those that `text` makes are half as long.
const LONGEST: usize = 64;

/// Returns the attributes that describe the width of a cluster, which must not be empty: those of a
/// disputed one by the widths of `text`. Returns `None` if the cluster is not shown, because it
/// would act on the terminal or fills no cell.
pub(super) fn shown(cluster: &str) -> Option<Attributes> {
    let mut chars = cluster.chars();
    let (first, more) = (chars.next().unwrap_or_default(), chars.next());
    if more.is_none() && is_plain(first) {
        return Some(if first.width() == Some(2) { Attributes::WIDE } else { Attributes::NONE });
    }
    let joins = first.width().unwrap_or_default() == 0;
    if joins || cluster.len() > LONGEST || cluster.chars().any(acts) {
        return None;
    }
    match text::cluster_width(cluster) {
        1 => Some(Attributes::DISPUTED),
        2 => Some(Attributes::DISPUTED.and(Attributes::WIDE)),
        _ => None,
    }
}

/// Returns whether a character is a control character or a line separator.
fn acts(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Returns the most columns that any terminal gives to a disputed cluster: the sum over its
/// characters, as a terminal computes it that does not know clusters.
pub(super) fn reach(cluster: &str) -> usize {
    let most = |c: char| match c {
        // A regional indicator, one half of a flag, which terminals draw in a box.
        '\u{1F1E6}'..='\u{1F1FF}' => 2,
        _ => c.width_cjk().unwrap_or(1).max(1),
    };
    cluster.chars().map(most).sum::<usize>().max(2)
}

/// Returns whether a character fills the same number of columns on every common terminal.
///
/// These are the letters of scripts without combining marks; the ideographs, kana and syllables of
/// East Asian scripts; punctuation, currency signs and box drawing. Unicode calls some of them
/// ambiguous (`“ ” … — · × − →` and most accented Latin letters). Only terminals configured for it
/// show these wide, and then the frames of every program break. Characters that can be an emoji,
/// combining marks, the Indic scripts and unassigned characters are excluded.
pub(super) fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~') || is_letter(c) || is_sign(c) || is_east_asian(c)
}

fn is_letter(c: char) -> bool {
    matches!(c,
        // Latin, without © and ® (emoji) and the soft hyphen.
        '\u{A0}'..='\u{A8}' | '\u{AA}'..='\u{AC}' | '\u{AF}'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}'
        // The Greek letters.
        | '\u{370}'..='\u{377}' | '\u{37A}'..='\u{37F}' | '\u{384}'..='\u{38A}' | '\u{38C}'
        | '\u{38E}'..='\u{3A1}' | '\u{3A3}'..='\u{3FF}'
        // The Cyrillic letters.
        | '\u{400}'..='\u{482}' | '\u{48A}'..='\u{52F}'
        // Hebrew and Arabic, without points.
        | '\u{5D0}'..='\u{5EA}' | '\u{5F3}'..='\u{5F4}' | '\u{60C}' | '\u{61B}' | '\u{61F}'
        | '\u{620}'..='\u{64A}' | '\u{660}'..='\u{66F}' | '\u{671}'..='\u{6D3}'
        | '\u{6F0}'..='\u{6F9}')
}

fn is_sign(c: char) -> bool {
    matches!(c,
        // Dashes, quotation marks and the ellipsis, without ‼ and ⁉ (emoji) and invisible
        // characters.
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203B}' | '\u{203D}'..='\u{2048}'
        | '\u{20A0}'..='\u{20BF}'
        // ← ↑ → ↓ ↵ − ⊘ ✗
        | '\u{2190}'..='\u{2193}' | '\u{21B5}' | '\u{2212}' | '\u{2298}' | '\u{2717}'
        // ≈ ≠ ≤ ≥
        | '\u{2248}' | '\u{2260}' | '\u{2264}'..='\u{2265}'
        // Control pictures, box drawing, block elements, and the replacement character.
        | '\u{2400}'..='\u{2421}' | '\u{2500}'..='\u{259F}' | char::REPLACEMENT_CHARACTER)
}

fn is_east_asian(c: char) -> bool {
    matches!(c,
        // Punctuation, kana, letters and syllables, without 〰 and 〽 (emoji) and combining marks.
        '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{309B}'..='\u{30FF}'
        | '\u{3105}'..='\u{312F}' | '\u{AC00}'..='\u{D7A3}'
        // CJK ideographs with their extensions A and B.
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FA6D}'
        | '\u{20000}'..='\u{2A6DF}'
        // Fullwidth and halfwidth forms.
        | '\u{FF01}'..='\u{FF60}' | '\u{FF61}'..='\u{FF9D}' | '\u{FFE0}'..='\u{FFE6}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_has_a_width_and_is_no_emoji() {
        for c in ('\0'..=char::MAX).filter(|c| is_plain(*c)) {
            let width =
                if is_east_asian(c) && !matches!(c, '\u{FF61}'..='\u{FF9D}') { 2 } else { 1 };
            assert_eq!(c.width(), Some(width), "{c} U+{:04X}", u32::from(c));
            let picture = text::cluster_width(&format!("{c}\u{FE0F}"));
            assert!(c.is_ascii() || picture == width, "{c} U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn the_signs_in_daily_use_are_plain() {
        assert_eq!("aé“”‘’„…–—‐‑·•×−✗⊘→¶«»↵▏│┬┘└┐┌─┴┤├␛".chars().find(|c| !is_plain(*c)), None);
        assert_eq!("ßжשع漢かカ한、「".chars().find(|c| !is_plain(*c)), None);
        assert_eq!("❤☎™①😀क\u{301}ﾞ☺".chars().find(|c| is_plain(*c)), None);
    }

    #[test]
    fn what_acts_or_fills_no_cell_is_never_shown() {
        for cluster in
            ["\x1b", "\r\n", "\u{7f}", "\u{9b}", "\u{2028}", "a\u{85}", "\u{301}", "\u{200b}"]
        {
            assert_eq!(shown(cluster), None, "{cluster:?}");
        }
        assert_eq!(shown("a\u{301}"), Some(Attributes::DISPUTED));
        assert_eq!(shown("❤\u{FE0F}"), Some(Attributes::DISPUTED.and(Attributes::WIDE)));
        assert_eq!(shown("漢"), Some(Attributes::WIDE));
    }

    #[test]
    fn the_reach_is_what_the_characters_fill_one_by_one() {
        for (cluster, columns) in
            [("①", 2), ("❤\u{FE0F}", 2), ("🇩🇪", 4), ("क्षि", 4), ("👩\u{200D}👧", 5)]
        {
            assert_eq!(reach(cluster), columns, "{cluster}");
        }
    }
}
