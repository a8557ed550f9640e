//! Lines and columns of a text.

/// A line and a column, in characters, both from 1.
pub(crate) type Place = (usize, usize);

/// Returns the place of a byte offset in a text.
pub(crate) fn position(text: &str, offset: usize) -> Place {
    let before = &text[..text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// Returns the valid UTF-8 text that the bytes begin with.
pub(crate) fn valid_start(bytes: &[u8]) -> &str {
    bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid())
}

/// Converts a place within a part of a text into a place of the text. The first argument is where
/// the part begins.
pub(crate) fn within((line, column): Place, (line_within, column_within): Place) -> Place {
    match line_within {
        1 => (line, column + column_within - 1),
        _ => (line + line_within - 1, column_within),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_valid_start_ends_before_the_first_bad_byte() {
        assert_eq!(valid_start("é\n".as_bytes()), "é\n");
        assert_eq!(valid_start(b"\xc3\xa9\xc3\n\xff"), "é");
        assert_eq!((valid_start(b"\xff"), valid_start(b"")), ("", ""));
    }

    #[test]
    fn a_position_counts_characters() {
        assert_eq!(position("é\nab", 0), (1, 1));
        assert_eq!(position("é\nab", 4), (2, 2));
        assert_eq!(position("é", 99), (1, 2));
    }
}
