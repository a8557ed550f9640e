//! Tests of a dataset full of text that could act on a terminal, end to end.

use std::fs;

use serde_json::Value;

use crate::pty::gainsay;

const REFERENCE: &str = include_str!("../../data/meta-netflix.json");

/// Control characters of every kind, direction overrides, tags, line separators and invisible
/// characters.
const EVIL: &str = "\x1b[2J\x1b]52;c;ZXZpbA==\x07\x1b]0;evil\x1b\\\u{9b}31m\u{9d}0;e\u{9c}\u{202e}abc\u{2066}\u{e0041}\u{7f}\r\n\t\0\u{2028}\u{200b}\u{feff}\u{ad}\u{85}\x0e\x1bc";

/// The fields that hold free text.
const TEXTS: &[&str] = &[
    "text",
    "title",
    "description",
    "name",
    "note",
    "notes",
    "quote",
    "excerpt",
    "summary",
    "answers",
    "label",
    "what",
    "method",
    "role",
    "aliases",
    "where",
    "section",
    "channel",
    "topics",
    "licence",
];

/// Direction controls, invisible characters and tags, which must not reach a terminal unchanged.
const INVISIBLE: &[std::ops::RangeInclusive<char>] = &[
    '\u{202a}'..='\u{202e}',
    '\u{2066}'..='\u{2069}',
    '\u{200e}'..='\u{200f}',
    '\u{61c}'..='\u{61c}',
    '\u{2028}'..='\u{2029}',
    '\u{200b}'..='\u{200b}',
    '\u{2060}'..='\u{2060}',
    '\u{feff}'..='\u{feff}',
    '\u{ad}'..='\u{ad}',
    '\u{e0000}'..='\u{e007f}',
];

fn poison(value: &mut Value, evil: &str, within: bool) {
    match value {
        Value::String(text) if within => text.push_str(evil),
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, evil, within)),
        Value::Object(fields) => {
            for (name, field) in fields {
                poison(field, evil, TEXTS.contains(&name.as_str()));
            }
        }
        _ => {}
    }
}

/// Returns the start of the first output that the encoder does not send by itself, if there is any.
/// It sends text without control characters, and the sequences that [`sequence`] accepts.
fn foreign(sent: &str) -> Option<String> {
    let mut rest = sent;
    while let Some(c) = rest.chars().next() {
        let context = || Some(format!("{:?}", rest.chars().take(40).collect::<String>()));
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '\x1b' => match sequence(after) {
                Some(after) => after,
                None => return context(),
            },
            // The encoder uses these to move the cursor by a few cells.
            '\r' | '\n' | '\x08' => after,
            c if c.is_control() || INVISIBLE.iter().any(|range| range.contains(&c)) => {
                return context();
            }
            _ => after,
        };
    }
    None
}

/// Returns what follows a sequence of the encoder's own: cursor moves, attributes, erasing, modes,
/// the title and links.
fn sequence(text: &str) -> Option<&str> {
    if let Some(command) = text.strip_prefix(']') {
        let (inner, rest) = command.split_once("\x1b\\")?;
        let own = match inner.strip_prefix("8;;") {
            Some(url) => {
                let web = ["https://", "http://"].iter().any(|it| url.starts_with(it));
                (web || url.is_empty()) && url.bytes().all(|byte| byte.is_ascii_graphic())
            }
            None => inner.starts_with("2;") && foreign(inner).is_none() && !inner.contains('\n'),
        };
        return own.then_some(rest);
    }
    let text = text.strip_prefix('[')?;
    let end = text.find(|c: char| !matches!(c, '0'..='9' | ';' | '?'))?;
    let (parameters, rest) = text.split_at(end);
    let last = rest.chars().next()?;
    let own = match last {
        'A'..='D' | 'G' | 'H' | 'J' | 'K' | 'X' | 'd' | 'm' => !parameters.contains('?'),
        't' => ["22;0", "23;0"].contains(&parameters),
        'h' | 'l' => {
            ["?7", "?25", "?1000", "?1006", "?1049", "?2004", "?2026"].contains(&parameters)
        }
        _ => false,
    };
    own.then(|| &rest[last.len_utf8()..])
}

#[test]
fn the_test_accepts_the_encoders_sequences_only() {
    assert_eq!(foreign("a\x1b[1;2Hé\x1b[?25l\x1b[38;5;1m"), None);
    assert_eq!(foreign("\x1b]2;a\x1b\\\x1b]8;;https://a.example/%1B\x1b\\x\x1b]8;;\x1b\\"), None);
    for bad in [
        "\x1b]0;x\x07",
        "\x1b]52;c;eA==\x1b\\",
        "\x1b]2;\u{9b}m\x1b\\",
        "\x1b]8;;file:///a\x1b\\",
        "\x1bc",
        "\u{9b}m",
        "\x1b[?5h",
        "\x1b[6n",
        "\x1b[5n",
        "\u{202e}",
        "\x1b",
        "\t",
        "\0",
        "\x07",
    ] {
        assert!(foreign(bad).is_some(), "{bad:?}");
    }
}

#[test]
fn no_text_of_a_dataset_acts_on_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("evil\x1b[31m.json");
    let mut value: Value = serde_json::from_str(REFERENCE).unwrap();
    let evil = format!("{EVIL}e{}", "\u{301}".repeat(3000));
    poison(&mut value, &evil, false);
    fs::write(&file, serde_json::to_string_pretty(&value).unwrap()).unwrap();
    let mut terminal = gainsay(&[&file.to_string_lossy()]).size(110, 32).run();
    terminal.shows("1/24");
    terminal.keys_show("\r", "follow");
    for (keys, reached) in [
        ("zjjj", "follow"),
        ("\t\t", "DENIALS"),
        ("z", "EVIDENCE"),
        ("\x1b", "s sort"),
        ("f", "narrow:"),
        ("\x1b", "s sort"),
        ("i", "j scroll"),
        ("q", "s sort"),
        ("s", "date: newest first"),
        ("\x1b", "s sort"),
        ("!", "Problems in"),
        ("\x1b", "s sort"),
        ("G", "24/24"),
        ("/api", "to the list"),
        ("\r", "s sort"),
    ] {
        terminal.keys_show(keys, reached);
    }
    terminal.resize(60, 15);
    terminal.shows("close");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
    let sent = String::from_utf8(terminal.sent().to_vec()).expect("the output is UTF-8");
    assert_eq!(foreign(&sent), None);
    assert_eq!(terminal.left_behind(), [""; 0]);
}
