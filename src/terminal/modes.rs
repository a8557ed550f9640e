//! The byte sequences that set up a terminal for the explorer and that restore it.

use super::osc;
use super::profile::Profile;
use crate::text::DisplayText;

/// Switch to the alternate screen, which preserves the normal one, and back.
const OTHER_SCREEN: &[u8] = b"\x1b[?1049h";
const OWN_SCREEN: &[u8] = b"\x1b[?1049l";
/// Switch bracketed paste on and off: the terminal marks pasted text, so that it triggers no
/// action.
const PASTES: &[u8] = b"\x1b[?2004h";
const NO_PASTES: &[u8] = b"\x1b[?2004l";
/// Switch reports of buttons and the wheel on and off, in decimal form (SGR). Motion, which is not
/// used, is not reported.
const MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const NO_MOUSE: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// Resets the attributes and shows the cursor.
const PLAIN: &[u8] = b"\x1b[m\x1b[?25h";
/// Cancels an unfinished sequence (CAN).
const CANCEL: u8 = 0x18;

/// Returns the bytes that set up a terminal. With `title`, in characters that the terminal can
/// show, they save the window's title and set this one. Pass `None` if the title was saved before.
pub(crate) fn enter(profile: Profile, title: Option<&DisplayText>) -> Vec<u8> {
    let mut out = Vec::new();
    if profile.alternate {
        out.extend_from_slice(OTHER_SCREEN);
    }
    out.extend_from_slice(PASTES);
    if let Some(title) = title.filter(|_| profile.title) {
        out.extend_from_slice(osc::TITLE_KEPT);
        out.extend_from_slice(&osc::title(title));
    }
    out
}

/// Returns the bytes that restore a terminal with this many rows. With `broken`, they also end
/// sequences of a frame that was sent in part.
pub(crate) fn leave(profile: Profile, rows: u16, broken: bool) -> Vec<u8> {
    let mut out = Vec::new();
    if broken {
        out.push(CANCEL);
        if profile.synchronised {
            out.extend_from_slice(b"\x1b[?2026l");
        }
        if profile.links {
            out.extend_from_slice(b"\x1b]8;;\x1b\\");
        }
    }
    out.extend_from_slice(NO_MOUSE);
    out.extend_from_slice(NO_PASTES);
    out.extend_from_slice(PLAIN);
    if profile.title {
        out.extend_from_slice(osc::TITLE_BACK);
    }
    if profile.alternate {
        out.extend_from_slice(OWN_SCREEN);
    } else {
        // The shell continues on the row below.
        out.extend_from_slice(format!("\x1b[{rows};1H\r\n").as_bytes());
    }
    out
}

/// Returns the bytes that turn mouse reports on, or off so that the terminal uses the mouse itself.
pub(crate) fn mouse(ours: bool) -> &'static [u8] {
    if ours { MOUSE } else { NO_MOUSE }
}
