//! The characters that must not be shown unchanged.

use unicode_width::UnicodeWidthChar;

/// The display form of a single character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CharDisplay {
    /// The character itself, unchanged.
    Plain,
    /// One blank, so that words stay separate.
    Blank,
    /// Another character that pictures it.
    Picture(char),
    /// A mark that names the code point.
    Mark,
}

/// Returns the display form of `c`, which follows `before` in the display form.
pub(super) fn shown(c: char, before: Option<char>) -> CharDisplay {
    match c {
        ' '..='~' => CharDisplay::Plain,
        '\n' | '\r' | '\t' => CharDisplay::Blank,
        '\0'..='\u{1F}' => {
            char::from_u32(0x2400 + u32::from(c)).map_or(CharDisplay::Mark, CharDisplay::Picture)
        }
        '\u{7F}' => CharDisplay::Picture('␡'),
        '\u{200C}' | '\u{200D}' if before.is_some_and(takes_joiner) => CharDisplay::Plain,
        '\u{FE0E}' | '\u{FE0F}' if before.is_some_and(has_presentations) => CharDisplay::Plain,
        '\u{80}'..='\u{9F}' | '\u{200C}' | '\u{200D}' | '\u{FE0E}' | '\u{FE0F}' => {
            CharDisplay::Mark
        }
        _ if is_invisible(c) || is_noncharacter(c) => CharDisplay::Mark,
        // U+17D8 would fill three columns, and no cluster may.
        _ if c.width().is_some_and(|columns| columns > 2) => CharDisplay::Mark,
        _ => CharDisplay::Plain,
    }
}

/// Returns whether a character acts on a terminal or can't be seen: controls, bidirectional
/// controls, tags, invisible characters and noncharacters. Joiners and variation selectors are not
/// included, because they are part of written text.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control() || is_invisible(c) || is_noncharacter(c)
}

/// Returns whether a character is a bidirectional control, a line or paragraph separator,
/// default-ignorable or a tag.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
        | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0D}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Returns whether a code point is one of the 66 noncharacters.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Returns whether a joiner may follow `before`: in scripts whose letters join, and after
/// pictographs. After Latin, Greek or Cyrillic letters a joiner only hides in a word.
fn takes_joiner(before: char) -> bool {
    matches!(before,
        '\u{590}'..='\u{1CFF}' | '\u{2190}'..='\u{2BFF}' | '\u{2D30}'..='\u{2D7F}'
        | '\u{A800}'..='\u{ABFF}' | '\u{FE0F}' | '\u{10800}'..='\u{1FAFF}')
}

/// Returns whether `before` may have a text form and an emoji form. Overestimates for symbols but
/// never for letters, after which a variation selector would be an invisible payload.
fn has_presentations(before: char) -> bool {
    match before {
        '#' | '*' | '0'..='9' | '©' | '®' | 'ℹ' | 'Ⓜ' | '🅰' | '🅱' | '🅾' | '🅿' => {
            true
        }
        '\u{203C}'.. => {
            !before.is_alphanumeric() && before.width().is_some_and(|columns| columns > 0)
        }
        _ => false,
    }
}

/// Returns whether a search ignores a character: it can't be seen and separates nothing.
pub(super) fn is_ignored(c: char) -> bool {
    match c {
        '\u{2028}' | '\u{2029}' => false,
        '\u{200C}' | '\u{200D}' | '\u{FE0E}' | '\u{FE0F}' => true,
        c => is_invisible(c),
    }
}
