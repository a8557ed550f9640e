//! Keys and mouse events, as the decoder reports them, the keymap names them and tests write them.
//! This module depends on no other module of the crate.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A key without its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A key that types a character. An upper-case letter or a sign is its own character, without
    /// [`Key::shift`].
    Char(char),
    /// The Enter key, written `Enter`.
    Enter,
    /// The Escape key, written `Esc`.
    Esc,
    /// The Tab key, written `Tab`.
    Tab,
    /// Shift and Tab together, which terminals send as one key.
    BackTab,
    /// The Backspace key, written `Backspace`.
    Backspace,
    /// The Delete key, written `Del`.
    Delete,
    /// The Insert key, written `Ins`.
    Insert,
    /// The arrow up, written `Up`.
    Up,
    /// The arrow down, written `Down`.
    Down,
    /// The arrow left, written `Left`.
    Left,
    /// The arrow right, written `Right`.
    Right,
    /// The Home key, written `Home`.
    Home,
    /// The End key, written `End`.
    End,
    /// The key that pages up, written `PgUp`.
    PageUp,
    /// The key that pages down, written `PgDn`.
    PageDown,
    /// A function key with its number, from 1.
    F(u8),
}

/// A key with its modifiers.
///
/// For a key that types a character, Shift is part of the character: Shift and `g` is `Char('G')`
/// with `shift` false.
///
/// [`fmt::Display`] and [`FromStr`] write and read the names that the configuration file uses: `j`,
/// `G`, `Space`, `PgDn`, `Ctrl-d`, `Alt-Left`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The key without its modifiers.
    pub code: Code,
    /// Whether Ctrl is held down.
    pub ctrl: bool,
    /// Whether Alt is held down.
    pub alt: bool,
    /// Whether Shift is held down; false for keys that type a character.
    pub shift: bool,
}

impl Key {
    /// Returns a key without modifiers.
    #[must_use]
    pub(crate) const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// Returns the key that types `c`, without modifiers.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// Returns the character that this key types; `None` with Ctrl or Alt, and for keys that type
    /// none.
    #[must_use]
    pub(crate) fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt && !c.is_control() => Some(c),
            _ => None,
        }
    }
}

/// A mouse event, with its position in columns and rows from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What the user did with the mouse.
    pub what: MouseUse,
    /// The column, from 0.
    pub x: u16,
    /// The row, from 0.
    pub y: u16,
}

/// What a mouse event reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseUse {
    /// A press of the main button.
    Press,
    /// A turn of the wheel towards the user.
    WheelDown,
    /// A turn of the wheel away from the user.
    WheelUp,
}

/// The error for a text that names no key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("“{0}” is not a key; keys are written like j, G, Space, Enter, PgDn, F1, Ctrl-d, Alt-Left")]
pub struct UnknownKey(pub String);

/// The keys that have a name, with the name as it is written.
const NAMES: &[(Code, &str)] = &[
    (Code::Enter, "Enter"),
    (Code::Esc, "Esc"),
    (Code::Tab, "Tab"),
    (Code::BackTab, "Shift-Tab"),
    (Code::Backspace, "Backspace"),
    (Code::Delete, "Del"),
    (Code::Insert, "Ins"),
    (Code::Up, "Up"),
    (Code::Down, "Down"),
    (Code::Left, "Left"),
    (Code::Right, "Right"),
    (Code::Home, "Home"),
    (Code::End, "End"),
    (Code::PageUp, "PgUp"),
    (Code::PageDown, "PgDn"),
    (Code::Char(' '), "Space"),
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "Ctrl-"), (self.alt, "Alt-"), (self.shift, "Shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        if let Some((_, name)) = NAMES.iter().find(|(code, _)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            Code::Char(c) => write!(f, "{c}"),
            Code::F(number) => write!(f, "F{number}"),
            _ => Ok(()),
        }
    }
}

impl FromStr for Key {
    type Err = UnknownKey;

    fn from_str(text: &str) -> Result<Self, UnknownKey> {
        let unknown = || UnknownKey(text.to_owned());
        let mut key = Self::plain(Code::Esc);
        let mut rest = text;
        loop {
            let named = NAMES.iter().find(|(_, name)| name.eq_ignore_ascii_case(rest));
            if let Some((code, _)) = named {
                key.code = *code;
                return Ok(key);
            }
            let Some((modifier, after)) = rest
                .split_once('-')
                .filter(|(before, after)| !before.is_empty() && !after.is_empty())
            else {
                break;
            };
            match modifier.to_ascii_lowercase().as_str() {
                "ctrl" => key.ctrl = true,
                "alt" => key.alt = true,
                "shift" => key.shift = true,
                _ => return Err(unknown()),
            }
            rest = after;
        }
        key.code = single(rest, key.ctrl).ok_or_else(unknown)?;
        match key.code {
            Code::Char(_) if key.shift => Err(unknown()),
            _ => Ok(key),
        }
    }
}

/// Returns the key that is named by one character, or as F1 to F24. With Ctrl the case of a letter
/// doesn't matter.
fn single(name: &str, ctrl: bool) -> Option<Code> {
    let mut characters = name.chars();
    match (characters.next(), characters.next()) {
        (Some(c), None) if !c.is_control() => {
            Some(Code::Char(if ctrl { c.to_ascii_lowercase() } else { c }))
        }
        (Some('F' | 'f'), Some(_)) => {
            name[1..].parse().ok().filter(|number| (1..=24).contains(number)).map(Code::F)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        for text in [
            "j",
            "G",
            "/",
            "-",
            "Space",
            "Enter",
            "Esc",
            "Tab",
            "Shift-Tab",
            "PgDn",
            "F1",
            "F12",
            "Ctrl-d",
            "Alt-Left",
            "Ctrl-Alt-Del",
            "Shift-Up",
            "Ctrl--",
            "é",
            "Alt-b",
        ] {
            assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
        }
        assert_eq!("ctrl-D".parse::<Key>().unwrap().to_string(), "Ctrl-d");
    }

    #[test]
    fn what_names_no_key_is_an_error() {
        for text in ["", "jj", "Hyper-x", "F0", "F25", "Ctrl-", "Shift-x", "\u{7}"] {
            assert!(text.parse::<Key>().is_err(), "{text:?}");
        }
    }
}
