//! The beginning of a table: a line that names the separator, titles above the header, and the
//! header, which files that were put together repeat.

use super::field::folded;
use super::guess::{is_header, names_claim};

/// The number of rows among which a header is searched.
const TITLES: usize = 8;

/// Returns the separator that the first line of a table names for spreadsheets, as in `sep=;`, and
/// the length of that line in bytes.
pub(super) fn named_separator(start: &[u8]) -> Option<(u8, usize)> {
    let end = start.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(start.len());
    let line = &start[..end];
    let text = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (key, separator) = text.split_at_checked(b"sep=".len())?;
    let [separator] = separator else { return None };
    let is_sign = separator.is_ascii() && !separator.is_ascii_alphanumeric() && *separator != b'"';
    if !key.eq_ignore_ascii_case(b"sep=") || !is_sign {
        return None;
    }
    let line_break = match &start[end..] {
        [b'\r', b'\n', ..] => 2,
        rest => rest.len().min(1),
    };
    Some((*separator, end + line_break))
}

/// Returns the index of the row with which a table begins: after blank rows, and after titles if a
/// header follows them. A title is a row of one cell; a header has several.
pub(super) fn begins_at(rows: &[Vec<String>]) -> usize {
    let first = rows.iter().position(|row| filled(row) > 0).unwrap_or(0);
    let below = rows.iter().skip(first).take(TITLES).position(|row| filled(row) > 1);
    let Some(header) = below.map(|below| first + below).filter(|header| *header > first) else {
        return first;
    };
    if !names_claim(&rows[first], &[]) && is_header(&rows[header]) { header } else { first }
}

/// Returns true if the header has no name for the first column, which numbers the rows, as R writes
/// tables: each row has one cell more than the header, and the first ones count from 0 or 1. A
/// header that begins with a name for numbers lacks another name.
pub(super) fn lacks_first_name(rows: &[Vec<String>]) -> bool {
    let Some((header, rows)) = rows.split_first().filter(|(_, rows)| rows.len() > 1) else {
        return false;
    };
    let number = |row: &Vec<String>| row.first().and_then(|cell| cell.parse::<usize>().ok());
    let start = rows.first().and_then(number).filter(|start| *start <= 1);
    let counts = |(place, row): (usize, &Vec<String>)| {
        row.len() == header.len() + 1 && number(row) == start.map(|start| start + place)
    };
    let first = header.first().map(|name| folded(name)).unwrap_or_default();
    start.is_some()
        && rows.iter().enumerate().all(counts)
        && !NUMBERS.iter().any(|name| first.is_empty() || first.ends_with(name))
}

/// The ends of folded names of columns that may hold numbers.
const NUMBERS: &[&str] =
    &["id", "index", "no", "nr", "num", "number", "n", "row", "rank", "count", "year", "value"];

/// Returns the number of cells that aren’t blank.
fn filled<S: AsRef<str>>(row: &[S]) -> usize {
    row.iter().filter(|cell| !cell.as_ref().trim().is_empty()).count()
}

/// Returns true if a row repeats the header, or the line that names the separator, as in files that
/// were put together from several tables.
pub(super) fn repeats_beginning(header: &[String], cells: &[&str]) -> bool {
    let header = match header {
        // The name that the header lacks.
        [first, names @ ..] if first.is_empty() && names.len() == cells.len() => names,
        _ => header,
    };
    let mark = |cell: &str| cell.trim_start_matches('\u{feff}').trim().to_owned();
    let is_same = |(name, cell): (&String, &&str)| name.trim() == cell.trim();
    match (header, cells) {
        ([first, names @ ..], [cell, others @ ..]) => {
            let is_header = names.len() == others.len()
                && first.trim() == mark(cell)
                && names.iter().zip(others).all(is_same);
            is_header || mark(cell).eq_ignore_ascii_case("sep=") && filled(others) == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_line_may_name_the_separator() {
        for (start, named) in [
            ("sep=;\na;b\n", Some((b';', 6))),
            ("SEP=,\r\na", Some((b',', 7))),
            ("\"sep=|\"\na", Some((b'|', 8))),
            ("sep=\t\n", Some((b'\t', 6))),
            ("sep=;", Some((b';', 5))),
            ("sep=a\n", None),
            ("sep=;;\n", None),
            ("sep=\n", None),
            ("se", None),
            ("", None),
        ] {
            assert_eq!(named_separator(start.as_bytes()), named, "{start}");
        }
    }

    #[test]
    fn a_table_begins_below_its_titles() {
        let begins = |rows: &[&[&str]]| {
            let rows: Vec<Vec<String>> =
                rows.iter().map(|row| row.iter().map(|&cell| cell.to_owned()).collect()).collect();
            begins_at(&rows)
        };
        assert_eq!(begins(&[&["claim", "by"], &["A", "Ann"]]), 0);
        assert_eq!(begins(&[&[""], &["", " "], &["claim", "by"]]), 2);
        assert_eq!(begins(&[&["Checks of 2020", ""], &[""], &["claim", "by"], &["A", "b"]]), 2);
        assert_eq!(begins(&[&["Checks"], &["May"], &["claim", "by"]]), 2);
        assert_eq!(begins(&[&["claim"], &["foo", "bar"]]), 0);
        assert_eq!(begins(&[&["A pier closed."], &["A ferry sank.", "1"]]), 0);
        assert_eq!(begins(&[&["a"], &["b"]]), 0);
        assert_eq!(begins(&[]), 0);
    }

    #[test]
    fn a_header_may_lack_a_name_for_the_numbers_of_rows() {
        let lacks = |rows: &[&[&str]]| {
            let rows: Vec<Vec<String>> =
                rows.iter().map(|row| row.iter().map(|&cell| cell.to_owned()).collect()).collect();
            lacks_first_name(&rows)
        };
        assert!(lacks(&[&["claim", "by"], &["1", "A", "Ann"], &["2", "B", "Bob"]]));
        assert!(!lacks(&[&["claim", "by"], &["1", "A", "Ann"], &["3", "B", "Bob"]]));
        assert!(!lacks(&[&["claim", "by"], &["1", "A", "Ann"], &["2", "B"]]));
        assert!(!lacks(&[&["claim_id", "by"], &["1", "A", "x"], &["2", "B", "y"]]));
        assert!(!lacks(&[&["claim", "by"], &["1", "A", "Ann"]]));
        assert!(!lacks(&[]));
    }

    #[test]
    fn a_header_is_repeated_by_equal_cells() {
        let header = ["claim", "by "].map(str::to_owned);
        assert!(repeats_beginning(&header, &["\u{feff}claim", "by"]));
        assert!(repeats_beginning(&header, &["sep=", ""]));
        assert!(!repeats_beginning(&header, &["claim", "Ann"]));
        assert!(!repeats_beginning(&header, &["claim"]));
        assert!(!repeats_beginning(&header, &["claim", "by", ""]));
        assert!(repeats_beginning(&["", "claim", "by"].map(str::to_owned), &["claim", "by"]));
    }
}
