//! Decodes the three encodings of mouse reports.

use crate::key::{Mouse, MouseUse};

/// The offset that the older encodings add to a button's number.
const OFFSET: u16 = 32;

/// The bits for Shift, Alt and Ctrl in a button's number, which are ignored.
const HELD: u16 = 4 | 8 | 16;

/// The bytes after `ESC [ M`: the button and the cell, each with [`OFFSET`].
#[derive(Debug, Default)]
pub(super) struct Old {
    bytes: [u8; 3],
    length: usize,
}

impl Old {
    /// Adds a byte and returns whether it was the last one.
    pub(super) fn read(&mut self, byte: u8) -> bool {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
        self.length == self.bytes.len()
    }

    /// Returns the mouse event. A position that does not fit into a byte gives none.
    pub(super) fn event(&self) -> Option<Mouse> {
        let [button, x, y] = self.bytes.map(|byte| u16::from(byte).checked_sub(OFFSET));
        mouse(button?, x?, y?)
    }
}

/// Decodes `CSI < button ; x ; y M`; a release ends with `m`.
pub(super) fn sgr(numbers: [u32; 3], last: u8) -> Option<Mouse> {
    let [button, x, y] = numbers.map(|number| u16::try_from(number).ok());
    if last == b'M' { mouse(button?, x?, y?) } else { None }
}

/// Decodes `CSI button ; x ; y M`, the button with [`OFFSET`].
pub(super) fn urxvt(numbers: [u32; 3]) -> Option<Mouse> {
    let [button, x, y] = numbers.map(|number| u16::try_from(number).ok());
    mouse(button?.checked_sub(OFFSET)?, x?, y?)
}

/// Converts a button's number and a cell counted from 1. Drags, releases and other buttons are
/// ignored.
fn mouse(button: u16, x: u16, y: u16) -> Option<Mouse> {
    let what = match button & !HELD {
        0 => MouseUse::Press,
        64 => MouseUse::WheelUp,
        65 => MouseUse::WheelDown,
        _ => return None,
    };
    Some(Mouse { what, x: x.checked_sub(1)?, y: y.checked_sub(1)? })
}
