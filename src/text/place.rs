//! Lines and columns of a text.

/// A line and a column, in characters, both from 1.
pub type Place = (usize, usize);

/// Returns the place of a byte offset in a text.
#[must_use]
pub fn position(text: &str, offset: usize) -> Place {
    let before = text.get(..text.floor_char_boundary(offset)).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line, before.get(line_start..).unwrap_or_default().chars().count() + 1)
}

/// Converts a place within a part of a text into a place of the text. The first argument is where
/// the part begins.
#[must_use]
pub fn within((line, column): Place, (line_within, column_within): Place) -> Place {
    match line_within {
        1 => (line, column + column_within - 1),
        _ => (line + line_within - 1, column_within),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_counts_characters() {
        assert_eq!(position("é\nab", 0), (1, 1));
        assert_eq!(position("é\nab", 4), (2, 2));
        assert_eq!(position("é", 99), (1, 2));
    }
}
