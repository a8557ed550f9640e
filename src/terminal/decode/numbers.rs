//! Reads the parameters of a control sequence.

/// The parameters of a sequence: fields separated by `;`, with parts separated by `:`. Any of them
/// may be missing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers<'a>(pub(super) &'a str);

impl Numbers<'_> {
    /// Returns whether there are no parameters.
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn fields(self) -> usize {
        self.0.split(';').count()
    }

    /// Returns a part of a field, both counted from 0.
    pub(super) fn get(self, field: usize, part: usize) -> Option<u32> {
        self.0.split(';').nth(field)?.split(':').nth(part)?.parse().ok()
    }

    /// Returns the number of a field that consists of one part.
    pub(super) fn only(self, field: usize) -> Option<u32> {
        self.0.split(';').nth(field)?.parse().ok()
    }

    /// Returns whether all bytes are digits or separators.
    pub(super) fn are_plain(self) -> bool {
        self.0.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':'))
    }

    /// Returns the numbers of three fields, if there are exactly three.
    pub(super) fn three(self) -> Option<[u32; 3]> {
        let all = [self.only(0)?, self.only(1)?, self.only(2)?];
        (self.fields() == 3).then_some(all)
    }
}
