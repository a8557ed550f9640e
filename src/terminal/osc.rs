//! Operating system commands (OSC): the clipboard and the title of the window. A multiplexer passes
//! a command on if it is wrapped in the multiplexer's way. Foreign text in them is encoded or made
//! safe here.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::text::{self, DisplayText};

/// The route by which an operating system command reaches the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OscRoute {
    /// Directly, without any wrapping.
    Direct,
    /// Through tmux. It handles the command itself with `set-clipboard`, and passes it on with
    /// `allow-passthrough`; the command is sent in both forms.
    Tmux,
    /// Through GNU screen, which passes on the content of a device control string.
    Screen,
}

/// The most bytes of base64 in a clipboard command, as xterm and others accept.
const CLIPBOARD_LIMIT: usize = 74_000;
/// The most bytes of a string that GNU screen passes on; its `MAXSTR` was 256 for a long time.
const SCREEN_PIECE: usize = 240;
/// The most columns of a window title.
const TITLE_LIMIT: usize = 80;

/// Saves the window's title and icon name, for [`TITLE_BACK`] (XTWINOPS).
pub(crate) const TITLE_KEPT: &[u8] = b"\x1b[22;0t";
/// Restores the saved title of the window.
pub(crate) const TITLE_BACK: &[u8] = b"\x1b[23;0t";

/// The reason why a text can’t be copied through a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotCopied {
    #[error("this terminal has no clipboard; the text is only shown here")]
    NoClipboard,
    #[error("too long for a terminal’s clipboard; the text is only shown here")]
    TooLong,
}

/// Returns the bytes that put a text into the terminal's clipboard (OSC 52).
///
/// # Errors
/// Returns [`NotCopied`] if there is no route, or if terminals would drop or cut the text.
pub(crate) fn copy(text: &str, route: Option<OscRoute>) -> Result<Vec<u8>, NotCopied> {
    let route = route.ok_or(NotCopied::NoClipboard)?;
    let coded = STANDARD.encode(text);
    if coded.len() > CLIPBOARD_LIMIT {
        return Err(NotCopied::TooLong);
    }
    // BEL ends the command; a string terminator would also end the string that wraps it.
    let command = format!("\x1b]52;c;{coded}\x07");
    Ok(match route {
        OscRoute::Direct => command.into_bytes(),
        OscRoute::Tmux => {
            let doubled = command.replace('\x1b', "\x1b\x1b");
            format!("{command}\x1bPtmux;{doubled}\x1b\\").into_bytes()
        }
        OscRoute::Screen => {
            let pieces = command.as_bytes().chunks(SCREEN_PIECE);
            pieces.flat_map(|piece| [b"\x1bP", piece, b"\x1b\\"].concat()).collect()
        }
    })
}

/// Returns the bytes that set the title of the terminal's window (OSC 2), cut to a limit. The
/// ellipsis is ASCII if all words are.
pub(crate) fn title(words: &DisplayText) -> Vec<u8> {
    let cut = text::cut(words, TITLE_LIMIT, 0..0, text::Glyphs::Unicode);
    let end = match cut.tail {
        true if words.is_ascii() => "...",
        true => "…",
        false => "",
    };
    format!("\x1b]2;{}{end}\x1b\\", cut.text).into_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_copied_in_the_way_that_is_open() {
        assert_eq!(copy("hi", Some(OscRoute::Direct)).unwrap(), b"\x1b]52;c;aGk=\x07");
        let tmux = copy("hi", Some(OscRoute::Tmux)).unwrap();
        assert_eq!(tmux, b"\x1b]52;c;aGk=\x07\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\");
        assert_eq!(copy("hi", Some(OscRoute::Screen)).unwrap(), b"\x1bP\x1b]52;c;aGk=\x07\x1b\\");
        let long = copy(&"x".repeat(1_000), Some(OscRoute::Screen)).unwrap();
        let pieces = String::from_utf8(long).unwrap();
        let handed_on: String =
            pieces.split("\x1b\\").map(|piece| piece.trim_start_matches("\x1bP")).collect();
        assert_eq!(handed_on.as_bytes(), copy(&"x".repeat(1_000), Some(OscRoute::Direct)).unwrap());
        assert_eq!(copy(&"x".repeat(60_000), Some(OscRoute::Direct)), Err(NotCopied::TooLong));
        assert_eq!(copy("hi", None), Err(NotCopied::NoClipboard));
    }

    #[test]
    fn a_title_is_one_line_of_some_length() {
        let title = |words: &str| title(&text::line(words));
        assert_eq!(title("A claim"), b"\x1b]2;A claim\x1b\\");
        assert_eq!(title("a\x07b\x1b]0;x\nc"), "\x1b]2;a␇b␛]0;x c\x1b\\".as_bytes());
        let long = String::from_utf8(title(&"é".repeat(500))).unwrap();
        assert_eq!(long.chars().count(), TITLE_LIMIT + 6);
        assert!(title(&"e".repeat(500)).ends_with(b"eee...\x1b\\"));
    }

    proptest! {
        #[test]
        fn a_title_holds_no_control(words in any::<String>()) {
            let bytes = title(&text::line(&words));
            let inner = std::str::from_utf8(&bytes[4..bytes.len() - 2]).unwrap();
            prop_assert!(!inner.chars().any(char::is_control), "{inner:?}");
        }
    }
}
