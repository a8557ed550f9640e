//! The mouse, in the three ways in which terminals tell of it.

use crate::key::{Mouse, MouseUse};

/// What the older ways add to a button's number.
const OFFSET: u16 = 32;

/// Shift, Alt and Ctrl beside a button, which mean nothing here.
const HELD: u16 = 4 | 8 | 16;

/// The bytes after `ESC [ M`: a button and the cell, each with [`OFFSET`].
#[derive(Debug, Default)]
pub(super) struct Old {
    bytes: [u8; 3],
    length: usize,
}

impl Old {
    /// Takes a byte; whether it was the last one.
    pub(super) fn read(&mut self, byte: u8) -> bool {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
        self.length == self.bytes.len()
    }

    /// What was done. A cell beyond what a byte can tell is none.
    pub(super) fn event(&self) -> Option<Mouse> {
        let [button, x, y] = self.bytes.map(|byte| u16::from(byte).checked_sub(OFFSET));
        mouse(button?, x?, y?)
    }
}

/// `CSI < button ; x ; y M`, of which a release ends with `m`.
pub(super) fn sgr(numbers: [u32; 3], last: u8) -> Option<Mouse> {
    let [button, x, y] = numbers.map(|number| u16::try_from(number).ok());
    if last == b'M' { mouse(button?, x?, y?) } else { None }
}

/// `CSI button ; x ; y M`, the button with [`OFFSET`].
pub(super) fn urxvt(numbers: [u32; 3]) -> Option<Mouse> {
    let [button, x, y] = numbers.map(|number| u16::try_from(number).ok());
    mouse(button?.checked_sub(OFFSET)?, x?, y?)
}

/// A button's number and a cell from 1. Drags, releases and other buttons are no use.
fn mouse(button: u16, x: u16, y: u16) -> Option<Mouse> {
    let what = match button & !HELD {
        0 => MouseUse::Press,
        64 => MouseUse::WheelUp,
        65 => MouseUse::WheelDown,
        _ => return None,
    };
    Some(Mouse { what, x: x.checked_sub(1)?, y: y.checked_sub(1)? })
}
