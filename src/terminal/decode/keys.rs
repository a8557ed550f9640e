//! Maps sequences to keys, in the encodings of xterm, the VT series, rxvt, the Linux console and
//! kitty.

use super::numbers::Numbers;
use crate::key::{Code, Key};

/// The event type of a released key in kitty's protocol.
const RELEASE: u32 = 3;

/// The modifiers that were held. Only Shift, Alt and Ctrl are used; other modifiers and locks are
/// ignored.
#[derive(Debug, Clone, Copy, Default)]
struct HeldModifiers(u32);

impl HeldModifiers {
    const SHIFT: Self = Self(1);
    const CTRL: Self = Self(4);
    const BOTH: Self = Self(1 | 4);

    /// Returns the modifiers that a field holds, if it is present: xterm's number minus one.
    fn of(numbers: Numbers, field: usize) -> Option<Self> {
        numbers.get(field, 0).map(|number| Self(number.saturating_sub(1)))
    }

    fn shift(self) -> bool {
        self.0 & 1 > 0
    }

    fn alt(self) -> bool {
        self.0 & 2 > 0
    }

    fn ctrl(self) -> bool {
        self.0 & 4 > 0
    }

    /// Returns a key with these modifiers. A character already includes Shift, and Ctrl ignores
    /// case.
    fn on(self, code: Code) -> Key {
        let (code, shift) = match code {
            Code::Char(c) if self.ctrl() => (Code::Char(c.to_ascii_lowercase()), false),
            Code::Char(c) if self.shift() => (Code::Char(upper(c)), false),
            Code::Tab if self.shift() => (Code::BackTab, false),
            Code::Char(_) | Code::BackTab => (code, false),
            _ => (code, self.shift()),
        };
        Key { code, ctrl: self.ctrl(), alt: self.alt(), shift }
    }
}

pub(super) fn alt(key: Key) -> Key {
    Key { alt: true, ..key }
}

pub(super) fn control(byte: u8) -> Option<Key> {
    let ctrl = |c| Key { ctrl: true, ..Key::char(c) };
    Some(match byte {
        b'\r' => Key::plain(Code::Enter),
        b'\t' => Key::plain(Code::Tab),
        0x1b => Key::plain(Code::Esc),
        0x7f => Key::plain(Code::Backspace),
        0 => ctrl(' '),
        1..=0x1a => ctrl(char::from(byte - 1 + b'a')),
        0x1c..=0x1f => ctrl(char::from(byte - 0x1c + b'4')),
        _ => return None,
    })
}

/// Returns the function key for the byte after `ESC [ [`.
pub(super) fn console(byte: u8) -> Option<Code> {
    matches!(byte, b'A'..=b'E').then(|| Code::F(byte - b'A' + 1))
}

/// Returns the key of an `ESC O` sequence; some terminals put its modifiers first.
pub(super) fn shift_key(numbers: Numbers, last: u8) -> Option<Key> {
    let held = HeldModifiers::of(numbers, 1).or(HeldModifiers::of(numbers, 0)).unwrap_or_default();
    match last {
        b'a'..=b'd' => Some(HeldModifiers::CTRL.on(arrow(last.to_ascii_uppercase())?)),
        b'R' => Some(held.on(Code::F(3))),
        _ => Some(held.on(lettered(last).or_else(|| keypad(last))?)),
    }
}

/// Returns the key of an `ESC [` sequence.
pub(super) fn control_key(numbers: Numbers, last: u8) -> Option<Key> {
    if numbers.get(1, 1) == Some(RELEASE) {
        return None;
    }
    let held = HeldModifiers::of(numbers, 1).unwrap_or_default();
    let number = || numbers.get(0, 0);
    match last {
        b'u' => coded(numbers, held),
        b'~' if number() == Some(27) => Some(held.on(named(numbers.get(2, 0)?)?)),
        b'~' => Some(held.on(numbered(number()?)?)),
        b'^' => Some(HeldModifiers::CTRL.on(numbered(number()?)?)),
        b'$' => Some(HeldModifiers::SHIFT.on(numbered(number()?)?)),
        b'@' => Some(HeldModifiers::BOTH.on(numbered(number()?)?)),
        b'Z' => Some(held.on(Code::BackTab)),
        b'a'..=b'd' if numbers.is_empty() => {
            Some(HeldModifiers::SHIFT.on(arrow(last.to_ascii_uppercase())?))
        }
        b'R' => is_key(numbers).then(|| held.on(Code::F(3))),
        _ => Some(held.on(lettered(last)?)),
    }
}

/// Returns whether `CSI … R` is F3 rather than a cursor position report. The two are identical for
/// the first row and the columns 2 to 8, but gainsay never asks for that report.
fn is_key(numbers: Numbers) -> bool {
    let modified = matches!(numbers.get(1, 0), Some(2..=8));
    numbers.is_empty() || (numbers.fields() == 2 && numbers.only(0) == Some(1) && modified)
}

/// Returns the key of kitty's `CSI code : shifted : base ; modifiers : event ; text u`.
fn coded(numbers: Numbers, held: HeldModifiers) -> Option<Key> {
    let types = !held.alt() && !held.ctrl();
    if types && let Some(c) = numbers.only(2).and_then(typed) {
        return Some(Key::char(c));
    }
    let number = numbers.get(0, 0)?;
    let code = match named(number)? {
        // On a keyboard of another script, a command is at the place that it has on a Latin
        // keyboard.
        Code::Char(c) if !types && !c.is_ascii() => numbers.get(0, 2).or(Some(number)),
        Code::Char(_) if held.shift() => numbers.get(0, 1).or(Some(number)),
        code => return Some(held.on(code)),
    };
    Some(held.on(named(code?)?))
}

fn arrow(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        _ => return None,
    })
}

/// Returns the keys that have the same letter after both introducers.
fn lettered(last: u8) -> Option<Code> {
    Some(match last {
        b'H' => Code::Home,
        b'F' => Code::End,
        b'P' | b'Q' | b'S' => Code::F(last - b'P' + 1),
        _ => return arrow(last),
    })
}

/// Returns a key of the keypad in application mode.
fn keypad(last: u8) -> Option<Code> {
    Some(match last {
        b'M' => Code::Enter,
        b'I' => Code::Tab,
        b' ' => Code::Char(' '),
        b'X' => Code::Char('='),
        b'j'..=b'o' => Code::Char(char::from(last - b'j' + b'*')),
        b'p'..=b'y' => Code::Char(char::from(last - b'p' + b'0')),
        _ => return None,
    })
}

/// Returns a key that is encoded as a number.
fn numbered(number: u32) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => function(number - 10),
        17..=21 => function(number - 11),
        23..=26 => function(number - 12),
        28 | 29 => function(number - 13),
        31..=34 => function(number - 14),
        _ => return None,
    })
}

fn function(number: u32) -> Code {
    Code::F(u8::try_from(number).unwrap_or(u8::MAX))
}

/// Returns a key by its character code, or by kitty's number for a key without a character.
fn named(number: u32) -> Option<Code> {
    Some(match number {
        9 => Code::Tab,
        13 => Code::Enter,
        27 => Code::Esc,
        8 | 127 => Code::Backspace,
        57_376..=57_387 => function(number - 57_363),
        57_399..=57_408 => Code::Char(char::from_digit(number - 57_399, 10)?),
        57_409..=57_426 => nth_of_keypad(number - 57_409)?,
        _ => Code::Char(typed(number)?),
    })
}

/// The keys of the keypad after its digits, in kitty's order.
const KEYPAD: [Code; 18] = [
    Code::Char('.'),
    Code::Char('/'),
    Code::Char('*'),
    Code::Char('-'),
    Code::Char('+'),
    Code::Enter,
    Code::Char('='),
    Code::Char(','),
    Code::Left,
    Code::Right,
    Code::Up,
    Code::Down,
    Code::PageUp,
    Code::PageDown,
    Code::Home,
    Code::End,
    Code::Insert,
    Code::Delete,
];

fn nth_of_keypad(index: u32) -> Option<Code> {
    KEYPAD.get(usize::try_from(index).ok()?).copied()
}

/// Returns a character that a key types. kitty's numbers for lone modifiers, media keys and the
/// like lie in the private use area, which no keyboard types.
fn typed(number: u32) -> Option<char> {
    char::from_u32(number).filter(|c| !c.is_control() && !matches!(c, '\u{E000}'..='\u{F8FF}'))
}

fn upper(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}
