//! The encoder's list of sequences that may be sent.

/// An action of a terminal that reads a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A character, with its bytes in the stream.
    Print(char, &'a [u8]),
    /// A link opens; an empty address closes it.
    Link(&'a str),
    /// A control character or a sequence of the list.
    Control(&'a [u8]),
}

/// Splits a stream into tokens.
///
/// # Panics
/// Panics on a sequence that is not on the list.
pub(super) fn tokens(mut bytes: &[u8]) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    while !bytes.is_empty() {
        let (token, length) = token(bytes);
        tokens.push(token);
        bytes = &bytes[length..];
    }
    tokens
}

fn token(bytes: &[u8]) -> (Token<'_>, usize) {
    match bytes {
        [b'\r' | b'\n' | 0x08, ..] => (Token::Control(&bytes[..1]), 1),
        [0x1b, b'[', rest @ ..] => {
            let end = rest.iter().position(|byte| matches!(byte, 0x40..=0x7e)).unwrap();
            assert!(
                is_listed(&rest[..end], rest[end]),
                "{:?}",
                String::from_utf8_lossy(&bytes[..end + 3])
            );
            (Token::Control(&bytes[..end + 3]), end + 3)
        }
        [0x1b, b']', b'8', b';', b';', rest @ ..] => {
            let end = rest.iter().position(|byte| !matches!(byte, b'!'..=b'~')).unwrap();
            assert!(rest[end..].starts_with(b"\x1b\\"));
            let url = std::str::from_utf8(&rest[..end]).unwrap();
            assert!(url.is_empty() || url.starts_with("http://") || url.starts_with("https://"));
            (Token::Link(url), end + 7)
        }
        _ => {
            let length = match bytes[0] {
                0..0x80 => 1,
                0x80..0xe0 => 2,
                0xe0..0xf0 => 3,
                _ => 4,
            };
            let c = std::str::from_utf8(&bytes[..length]).unwrap().chars().next().unwrap();
            assert!(!c.is_control(), "{c:?}");
            (Token::Print(c, &bytes[..length]), length)
        }
    }
}

fn is_listed(parameters: &[u8], last: u8) -> bool {
    let text = std::str::from_utf8(parameters).unwrap();
    let numbers: Vec<Option<u16>> = text
        .split(';')
        .map(|number| if number.is_empty() { Some(1) } else { number.parse().ok() })
        .collect();
    let all = numbers.iter().all(|number| number.is_some_and(|number| number < 1_000));
    match last {
        b'A' | b'B' | b'C' | b'D' | b'G' | b'X' | b'd' => all && numbers.len() == 1,
        b'H' => all && numbers.len() <= 2,
        b'm' => all,
        b'J' => text == "2",
        b'K' => text.is_empty(),
        b'h' | b'l' => matches!(text, "?7" | "?2026"),
        _ => false,
    }
}
