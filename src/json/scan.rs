//! Strings and brackets in the bytes of a JSON text, which need not be valid or complete.

/// The open brackets and the open string at a position of a text that is scanned byte by byte.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct JsonScan {
    pub(super) depth: usize,
    pub(super) in_string: bool,
    /// Whether the last byte was the backslash of an escape.
    pub(super) escaped: bool,
}

impl JsonScan {
    /// Moves behind the next byte.
    #[inline]
    pub(super) fn step(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_string => self.escaped = true,
            b'"' => self.in_string = !self.in_string,
            b'[' | b'{' if !self.in_string => self.depth += 1,
            b']' | b'}' if !self.in_string => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

/// Returns the offset at which brackets are nested deeper than `limit` levels.
pub(crate) fn nested_deeper(text: &str, limit: usize) -> Option<usize> {
    let mut scan = JsonScan::default();
    text.bytes().position(|byte| {
        scan.step(byte);
        scan.depth > limit
    })
}

/// Returns the length in bytes of the string that begins here, including its quotation marks. A
/// string that isn't closed extends to the end.
pub(crate) fn string_length(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(found) = memchr::memchr2(b'"', b'\\', text.get(at..).unwrap_or_default()) {
        at += found;
        if text.get(at) == Some(&b'"') {
            return at + 1;
        }
        at += 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn brackets_in_strings_do_not_count() {
        assert_eq!(nested_deeper(r#"["[[\"[", {}]"#, 1), Some(10));
        assert_eq!(nested_deeper(r#"["[[\"[", {}]]][[]"#, 2), None);
    }

    proptest! {
        #[test]
        fn both_scans_find_the_same_end(rest in r#"["\\a\[]{0,12}"#) {
            let text = format!("\"{rest}");
            let mut scan = JsonScan::default();
            let closes = |byte: u8| {
                scan.step(byte);
                !scan.in_string
            };
            let end = text.bytes().position(closes).map_or(text.len(), |at| at + 1);
            prop_assert_eq!(string_length(text.as_bytes()), end);
        }
    }
}
