//! Pasted text, up to the end that the terminal puts behind it.

/// What ends a paste.
const END: &[u8] = b"\x1b[201~";

/// The most bytes of a paste that are kept; no search is as long.
pub(super) const KEPT: usize = 1 << 16;

/// One byte less than the longest character: so much more is collected, that the last one
/// is whole where it is cut.
const REST: usize = 3;

/// A paste on its way.
#[derive(Debug, Default)]
pub(super) struct Paste {
    bytes: Vec<u8>,
    /// How many bytes of the end came.
    matched: usize,
}

impl Paste {
    /// Takes a byte; whether it was the last one.
    pub(super) fn read(&mut self, byte: u8) -> bool {
        if END.get(self.matched) == Some(&byte) {
            self.matched += 1;
            return self.matched == END.len();
        }
        let beginning = END.get(..self.matched).unwrap_or_default();
        for byte in beginning {
            keep(&mut self.bytes, *byte);
        }
        // The end begins with the only Esc in it, so that no other beginning was passed.
        self.matched = usize::from(END.first() == Some(&byte));
        if self.matched == 0 {
            keep(&mut self.bytes, byte);
        }
        false
    }

    /// Bytes that it holds.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.bytes.capacity()
    }

    /// Its text, newlines and all.
    pub(super) fn text(self) -> String {
        let mut text = String::from_utf8_lossy(&self.bytes).into_owned();
        text.truncate(text.floor_char_boundary(KEPT));
        text.shrink_to_fit();
        text
    }
}

fn keep(bytes: &mut Vec<u8>, byte: u8) {
    if bytes.len() < KEPT + REST {
        bytes.push(byte);
    }
}
