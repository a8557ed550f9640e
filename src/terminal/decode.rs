//! From a terminal's bytes to events: keys, pastes, the mouse. Sequences may arrive in
//! pieces; what is unknown is passed over. Reads nothing itself, so that nothing here waits.

use crate::key::{Code, Key, Mouse, MouseUse};

/// No sequence of a key is longer; what is, is none.
const LONGEST: usize = 64;
const PASTE_END: &[u8] = b"\x1b[201~";

/// What a reader did, or their terminal told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse was used.
    Mouse(Mouse),
    /// The terminal's window came to the front, or no longer is.
    Focus(bool),
    /// The terminal took all that was written before it was asked (`CSI 5 n`).
    Ready,
}

/// The bytes that came and are not decoded yet.
#[derive(Debug, Default)]
pub struct Decoder {
    bytes: Vec<u8>,
    pasting: bool,
}

/// What stands at the beginning of the bytes.
enum Step {
    /// The beginning of something; the rest is on its way.
    Partial,
    /// So many bytes, with their meaning.
    Done(usize, Option<Event>),
    /// The beginning of a paste, so many bytes long.
    Paste(usize),
}

impl Decoder {
    /// Takes bytes as they came.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Takes the next event that is there whole.
    pub fn take(&mut self) -> Option<Event> {
        loop {
            if self.pasting {
                return self.paste();
            }
            match step(&self.bytes) {
                Step::Partial => return None,
                Step::Paste(length) => {
                    self.bytes.drain(..length);
                    self.pasting = true;
                }
                Step::Done(length, event) => {
                    self.bytes.drain(..length.min(self.bytes.len()));
                    if event.is_some() {
                        return event;
                    }
                }
            }
        }
    }

    /// Whether something began that only time can tell: Esc, or a sequence on its way.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        !self.pasting && !self.bytes.is_empty()
    }

    /// Nothing more came for a while: a lone Esc is the key, anything else was nothing.
    pub fn settle(&mut self) -> Option<Event> {
        if !self.is_undecided() {
            return None;
        }
        let event = match self.bytes.as_slice() {
            [0x1b] => Some(Event::Key(Key::plain(Code::Esc))),
            [0x1b, letter @ (b'[' | b'O')] => Some(Event::Key(alt(Key::char(char::from(*letter))))),
            _ => None,
        };
        self.bytes.clear();
        event
    }

    fn paste(&mut self) -> Option<Event> {
        let end = self.bytes.windows(PASTE_END.len()).position(|window| window == PASTE_END)?;
        let text = String::from_utf8_lossy(self.bytes.get(..end)?).into_owned();
        self.bytes.drain(..end + PASTE_END.len());
        self.pasting = false;
        Some(Event::Paste(text))
    }
}

fn step(bytes: &[u8]) -> Step {
    match bytes {
        [] | [0x1b] | [0x1b, b'O'] => Step::Partial,
        [0x1b, b'[', rest @ ..] => control_sequence(rest),
        [0x1b, b'O', last, ..] => {
            Step::Done(3, letter_key(*last).map(|code| Event::Key(Key::plain(code))))
        }
        [0x1b, 0x1b, ..] => Step::Done(1, Some(Event::Key(Key::plain(Code::Esc)))),
        [0x1b, rest @ ..] => match step(rest) {
            Step::Done(length, Some(Event::Key(key))) => {
                Step::Done(length + 1, Some(Event::Key(alt(key))))
            }
            Step::Done(length, event) => Step::Done(length + 1, event),
            other => other,
        },
        [first, ..] if first.is_ascii() => Step::Done(1, Some(Event::Key(ascii(*first)))),
        _ => letter(bytes),
    }
}

/// A letter outside ASCII; bytes that are no UTF-8 are nothing.
fn letter(bytes: &[u8]) -> Step {
    let head = bytes.get(..bytes.len().min(4)).unwrap_or_default();
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() == 0 => {
            return error.error_len().map_or(Step::Partial, |length| Step::Done(length, None));
        }
        Err(error) => std::str::from_utf8(head.get(..error.valid_up_to()).unwrap_or_default())
            .unwrap_or_default(),
    };
    valid
        .chars()
        .next()
        .map_or(Step::Partial, |c| Step::Done(c.len_utf8(), Some(Event::Key(Key::char(c)))))
}

fn ascii(byte: u8) -> Key {
    match byte {
        b'\r' => Key::plain(Code::Enter),
        b'\t' => Key::plain(Code::Tab),
        0x7f => Key::plain(Code::Backspace),
        0 => ctrl(' '),
        1..=0x1a => ctrl(char::from(byte - 1 + b'a')),
        0x1c..=0x1f => ctrl(char::from(byte - 0x1c + b'4')),
        _ => Key::char(char::from(byte)),
    }
}

/// What follows `ESC [`.
fn control_sequence(rest: &[u8]) -> Step {
    let Some(end) = rest.iter().position(|byte| !matches!(byte, 0x20..=0x3f)) else {
        return if rest.len() > LONGEST { Step::Done(rest.len() + 2, None) } else { Step::Partial };
    };
    let (parameters, last) = (rest.get(..end).unwrap_or_default(), rest.get(end).copied());
    let length = end + 3;
    let parameters = std::str::from_utf8(parameters).unwrap_or_default();
    match (last, parameters) {
        // The Linux console's function keys, and the oldest way to tell of the mouse.
        (Some(b'['), "") => after(rest, end, 1),
        (Some(b'M'), "") => after(rest, end, 3),
        (Some(b'~'), "200") => Step::Paste(length),
        (Some(last @ (b'M' | b'm')), _) if parameters.starts_with('<') => {
            Step::Done(length, mouse(parameters, last))
        }
        (Some(last @ 0x40..=0x7e), _) => {
            Step::Done(length, csi_key(parameters, last).map(Event::Key))
        }
        // It was broken off by something else, which stands by itself.
        _ => Step::Done(length - 1, None),
    }
}

/// Passes over a sequence that so many bytes follow.
fn after(rest: &[u8], end: usize, more: usize) -> Step {
    if rest.len() <= end + more { Step::Partial } else { Step::Done(end + 3 + more, None) }
}

fn csi_key(parameters: &str, last: u8) -> Option<Key> {
    let mut numbers = parameters
        .split(';')
        .map(|number| number.split(':').next().and_then(|number| number.parse::<u32>().ok()));
    let first = numbers.next().flatten();
    let modifiers = numbers.next().flatten().unwrap_or(1).saturating_sub(1);
    let code = match last {
        b'~' => numbered_key(first?)?,
        b'Z' => Code::BackTab,
        b'u' => coded_key(first?)?,
        _ => letter_key(last)?,
    };
    let types = matches!(code, Code::Char(_));
    let code = match code {
        Code::Char(c) if modifiers & 1 > 0 => Code::Char(c.to_ascii_uppercase()),
        Code::Tab if modifiers & 1 > 0 => Code::BackTab,
        other => other,
    };
    let ctrl = modifiers & 4 > 0;
    let code = match code {
        Code::Char(c) if ctrl => Code::Char(c.to_ascii_lowercase()),
        other => other,
    };
    let shift = modifiers & 1 > 0 && !types && code != Code::BackTab;
    Some(Key { code, ctrl, alt: modifiers & 2 > 0, shift })
}

fn letter_key(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'H' => Code::Home,
        b'F' => Code::End,
        b'M' => Code::Enter,
        b'P'..=b'S' => Code::F(last - b'P' + 1),
        _ => return None,
    })
}

fn numbered_key(number: u32) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F(u8::try_from(number - 10).ok()?),
        17..=21 => Code::F(u8::try_from(number - 11).ok()?),
        23 | 24 => Code::F(u8::try_from(number - 12).ok()?),
        _ => return None,
    })
}

/// A key told by its character's number.
fn coded_key(number: u32) -> Option<Code> {
    Some(match number {
        13 => Code::Enter,
        27 => Code::Esc,
        9 => Code::Tab,
        8 | 127 => Code::Backspace,
        _ => Code::Char(char::from_u32(number).filter(|c| !c.is_control())?),
    })
}

fn mouse(parameters: &str, last: u8) -> Option<Event> {
    let mut numbers = parameters.trim_start_matches('<').split(';').map(str::parse::<u16>);
    let mut number = || numbers.next()?.ok();
    let (button, x, y) = (number()?, number()?, number()?);
    let what = match (button & !0b1_1100, last) {
        (0, b'M') => MouseUse::Press,
        (64, _) => MouseUse::WheelUp,
        (65, _) => MouseUse::WheelDown,
        _ => return None,
    };
    Some(Event::Mouse(Mouse { what, x: x.saturating_sub(1), y: y.saturating_sub(1) }))
}

fn ctrl(c: char) -> Key {
    Key { ctrl: true, ..Key::char(c) }
}

fn alt(key: Key) -> Key {
    Key { alt: true, ..key }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(bytes: &[u8]) -> Vec<String> {
        let mut decoder = Decoder::default();
        decoder.feed(bytes);
        std::iter::from_fn(|| decoder.take()).map(|event| told(&event)).collect()
    }

    fn told(event: &Event) -> String {
        match event {
            Event::Key(key) => key.to_string(),
            Event::Paste(text) => format!("paste {text}"),
            Event::Mouse(mouse) => format!("{:?} {} {}", mouse.what, mouse.x, mouse.y),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn keys_are_known_by_their_bytes() {
        let keys: &[(&[u8], &str)] = &[
            (b"j", "j"),
            ("é".as_bytes(), "é"),
            (b"\x1b[A", "Up"),
            (b"\x1bOB", "Down"),
            (b"\x1b[H", "Home"),
            (b"\x1b[4~", "End"),
            (b"\x1b[5~", "PgUp"),
            (b"\x1b[3~", "Del"),
            (b"\x1b[Z", "Shift-Tab"),
            (b"\x1b[1;3D", "Alt-Left"),
            (b"\x1b[1;5C", "Ctrl-Right"),
            (b"\x1bb", "Alt-b"),
            (b"\x1b\x7f", "Alt-Backspace"),
            (b"\x03", "Ctrl-c"),
            (b"\x08", "Ctrl-h"),
            (b"\r", "Enter"),
            (b"\t", "Tab"),
            (b"\x1bOP", "F1"),
            (b"\x1b[15~", "F5"),
            (b"\x1b[17~", "F6"),
            (b"\x1b[24~", "F12"),
            (b"\x1b[99;5u", "Ctrl-c"),
            (b"\x1b[<64;3;4M", "WheelUp 2 3"),
            (b"\x1b[<0;1;1M", "Press 0 0"),
            (b"\x1b[200~q\x1b[Ax\x1b[201~", "paste q\x1b[Ax"),
        ];
        for (bytes, key) in keys {
            assert_eq!(decoded(bytes), [*key], "{bytes:?}");
        }
    }

    #[test]
    fn what_is_unknown_is_passed_over() {
        for bytes in
            [&b"\x1b[I"[..], b"\x1b[?62;1c", b"\x1b[<0;1;1m", b"\x1b[M !!", b"\xff", b"\x1b[[A"]
        {
            assert_eq!(decoded(&[bytes, b"k"].concat()), ["k"], "{bytes:?}");
        }
        assert_eq!(decoded(b"\x1b[1\x1b[A"), ["Up"]);
    }

    #[test]
    fn a_lone_escape_settles() {
        let mut decoder = Decoder::default();
        decoder.feed(b"\x1b");
        assert!(decoder.take().is_none() && decoder.is_undecided());
        assert_eq!(decoder.settle().map(|event| told(&event)).as_deref(), Some("Esc"));
        assert!(!decoder.is_undecided());
        assert_eq!(decoded(b"\x1b\x1b[A"), ["Esc", "Up"]);
    }

    proptest! {
        #[test]
        fn the_pieces_in_which_bytes_come_do_not_matter(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\x1b[O~;012<MmA".to_vec())], 0..60),
            cuts in prop::collection::vec(1_usize..5, 0..60),
        ) {
            let whole = decoded(&bytes);
            let mut decoder = Decoder::default();
            let mut pieces = Vec::new();
            let mut rest = &bytes[..];
            for cut in cuts.into_iter().chain([60]) {
                let (piece, more) = rest.split_at(cut.min(rest.len()));
                decoder.feed(piece);
                pieces.extend(std::iter::from_fn(|| decoder.take()).map(|event| told(&event)));
                rest = more;
            }
            prop_assert_eq!(whole, pieces);
        }
    }
}
