//! The modes that the explorer needs of a terminal, as bytes, and how it is given back.

use super::osc;
use super::profile::Profile;

/// The other screen, which leaves what was shown before as it was.
const OTHER_SCREEN: &[u8] = b"\x1b[?1049h";
const OWN_SCREEN: &[u8] = b"\x1b[?1049l";
/// Pasted text comes between marks, so that it does nothing.
const PASTES: &[u8] = b"\x1b[?2004h";
const NO_PASTES: &[u8] = b"\x1b[?2004l";
/// Buttons and the wheel are told, in decimal (SGR): no more than is used.
const MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const NO_MOUSE: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// Plain attributes, a visible cursor.
const PLAIN: &[u8] = b"\x1b[m\x1b[?25h";
/// Ends whatever sequence was broken off.
const CANCEL: u8 = 0x18;

/// The bytes that take a terminal; with a title for its window, in words that it
/// can show, unless it was taken before and
/// its own title is kept already.
#[must_use]
pub fn enter(profile: Profile, title: Option<&str>) -> Vec<u8> {
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

/// The bytes that give a terminal of so many rows back, in whatever state it is; with
/// `broken`, also where the last frame was sent in part.
#[must_use]
pub fn leave(profile: Profile, rows: u16, broken: bool) -> Vec<u8> {
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
        // What follows stands below.
        out.extend_from_slice(format!("\x1b[{rows};1H\r\n").as_bytes());
    }
    out
}

/// The bytes that take the mouse, or leave it to the terminal.
#[must_use]
pub fn mouse(ours: bool) -> &'static [u8] {
    if ours { MOUSE } else { NO_MOUSE }
}
