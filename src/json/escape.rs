//! JSON output that is safe if the pipe ends at a terminal.

use std::fmt::Write as _;

use super::scan::JsonScan;
use crate::text::is_unseen;

/// Returns a JSON text in one line, with numbers, keys and their order unchanged. Characters that
/// act on a terminal or are invisible become `\\u` escapes, because JSON allows them raw.
pub(crate) fn one_line(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    JsonLine::default().push(&mut out, json);
    out
}

/// Writes a JSON text in one line as [`one_line`] does, a part of the text at a time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct JsonLine(JsonScan);

impl JsonLine {
    /// Writes the next part of the JSON text to the end of `out`.
    pub(crate) fn push(&mut self, out: &mut String, part: &str) {
        for c in part.chars() {
            match c {
                _ if self.0.in_string && is_unseen(c) => escape(out, c),
                ' ' | '\n' | '\r' | '\t' if !self.0.in_string => {}
                _ => out.push(c),
            }
            // Only ASCII characters open or close anything.
            self.0.step(u8::try_from(c).unwrap_or(b' '));
        }
    }
}

/// Escapes the characters that [`one_line`] escapes, in a text of several lines, and keeps the line
/// breaks.
pub(crate) fn in_lines(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        // JSON allows no line break within a string.
        if c != '\n' && is_unseen(c) { escape(&mut out, c) } else { out.push(c) }
    }
    out
}

fn escape(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// Escapes, as [`one_line`] does, the JSON without blanks that was just written to the end of `out`,
/// from `start` on. Most JSON holds no such character and stays unchanged.
pub(crate) fn one_line_at_end(out: &mut Vec<u8>, start: usize) {
    if let Some(escaped) =
        std::str::from_utf8(&out[start..]).ok().filter(|it| hides(it)).map(one_line)
    {
        out.truncate(start);
        out.extend_from_slice(escaped.as_bytes());
    }
}

/// Returns whether a text holds a character that can't be seen. In most cases its bytes alone
/// decide.
fn hides(text: &str) -> bool {
    const BLOCK: usize = 32;
    let is_plain = |byte: &u8| (b' '..0x7f).contains(byte);
    let blocks = text.as_bytes().chunks(BLOCK).enumerate();
    // The compiler vectorises a fold over all bytes of a chunk; an early exit would prevent that.
    let others = blocks.filter(|(_, bytes)| !bytes.iter().fold(true, |all, it| all & is_plain(it)));
    let mut places = others.flat_map(|(number, bytes)| {
        let begins = bytes.iter().enumerate().filter(|(_, byte)| may_begin_unseen(**byte));
        begins.map(move |(at, _)| number * BLOCK + at)
    });
    places.any(|at| text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(is_unseen))
}

/// Returns whether the UTF-8 form of a character that can't be seen may begin with this byte.
fn may_begin_unseen(byte: u8) -> bool {
    matches!(byte, ..b' ' | 0x7f | 0xc2 | 0xcd | 0xd8 | 0xe1..=0xe3 | 0xef..)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn json_is_put_in_one_line_as_it_stands() {
        let pretty = "{\n  \"b\": [1.10, 1e400,\r\n\t\"a  \\\" b\\\\\"],\n  \"a\" : \"é …\" }";
        assert_eq!(one_line(pretty), "{\"b\":[1.10,1e400,\"a  \\\" b\\\\\"],\"a\":\"é …\"}");
    }

    #[test]
    fn what_acts_unseen_is_escaped() {
        let raw = "\"\u{9b}2J\u{7f}\u{202e}\u{e0041}\u{feff}👩\u{200d}🚀\"";
        let escaped = "\"\\u009b2J\\u007f\\u202e\\udb40\\udc41\\ufeff👩\u{200d}🚀\"";
        assert_eq!(one_line(raw), escaped);
    }

    #[test]
    fn whatever_hides_is_found_by_its_first_byte() {
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32).filter(|c| is_unseen(*c)) {
            assert!(may_begin_unseen(c.to_string().as_bytes()[0]), "{c:?}");
            assert!(hides(&format!("{}{c}", "é".repeat(40))), "{c:?}");
        }
    }

    #[test]
    fn json_in_parts_is_the_same_json() {
        let text = "{ \"a \u{202e}\" : [ 1 ,\n \"\\\\\", \"\\\" x\" ] }";
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            let (mut out, mut line) = (String::new(), JsonLine::default());
            line.push(&mut out, &text[..at]);
            line.push(&mut out, &text[at..]);
            assert_eq!(out, one_line(text));
        }
    }

    proptest! {
        #[test]
        fn the_value_stays_the_same(text in any::<String>(), key in any::<String>()) {
            let value = serde_json::json!({ "a": [text, { key: 1 }], "b": null });
            for written in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let printed = one_line(&written);
                prop_assert!(!printed.contains(char::is_control));
                let in_lines = in_lines(&written);
                prop_assert!(!in_lines.contains(|c: char| c != '\n' && is_unseen(c)));
                prop_assert_eq!(serde_json::from_str::<Value>(&in_lines).unwrap(), value.clone());
                prop_assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), value.clone());
                let compact = value.to_string();
                let mut out = format!("before\n{compact}").into_bytes();
                one_line_at_end(&mut out, 7);
                let escaped = one_line(&compact);
                prop_assert_eq!(&out[7..], escaped.as_bytes());
            }
        }
    }
}
