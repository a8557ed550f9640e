//! Reads the rows of a table one by one, however long the file is, each with the line on which it
//! begins. Separators and quotes follow the [`Dialect`]. The parser is csv’s core crate, which lets
//! this module limit a row’s length and notice a quote that is never closed. Knows nothing of the
//! cells’ contents.

use std::io::{self, BufRead};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use memchr::memchr_iter;

use super::dialect::{Dialect, Quoting};
use crate::import::place::not_utf8;
use crate::input::Diagnostic;

/// The limit in bytes for one row.
const LARGEST: usize = 256 << 20;

/// The advice for a row that is not UTF-8 in a file that is.
const MOSTLY_UTF_8: &str =
    "other rows are UTF-8: write this one again, or skip rows that can’t be read: --skip-broken";

/// The limit for the cells of one row.
const WIDEST: usize = 1 << 20;

/// A reader of the rows of a table.
pub(super) struct TableRows<R> {
    bytes: R,
    machine: Reader,
    newline: u8,
    /// The line on which the unread rest begins.
    line: usize,
    /// The bytes of the row, as they stand in the file.
    raw: Vec<u8>,
    /// The bytes of the row’s cells, one after the other.
    cells: Vec<u8>,
    /// The offset in `cells` at which each cell ends.
    ends: Vec<usize>,
    largest: usize,
}

/// The reason why reading can’t go on.
#[derive(Debug)]
pub(super) enum RowError {
    /// The file can’t be read.
    Unreadable(io::Error),
    /// A quote opens on this line and is never closed.
    Open(usize),
    /// The row that begins on this line is longer than the limits.
    TooLong(usize),
}

impl RowError {
    /// Returns the diagnostic for the file; `unreadable` makes it from an I/O error.
    pub(super) fn problem(
        self,
        name: &str,
        unreadable: impl FnOnce(&io::Error) -> Diagnostic,
    ) -> Diagnostic {
        match self {
            Self::Unreadable(error) => unreadable(&error),
            Self::Open(line) => {
                let what = "a quote opens a cell here and is never closed: the rest of the file is part of the cell";
                Diagnostic::error(name, what)
                    .at((line, 0))
                    .help("close it; a quote inside a quoted cell is written twice: \"\"")
            }
            Self::TooLong(line) => Diagnostic::error(name, "this row is longer than 256 MiB")
                .at((line, 0))
                .help("is a quote opened here that is never closed?"),
        }
    }
}

/// A row of the table.
#[derive(Debug)]
pub(super) struct TableRow<'r> {
    /// The line on which the row begins, from 1.
    pub(super) line: usize,
    /// The row’s cells, or the diagnostic if it is not UTF-8.
    pub(super) cells: Result<Vec<&'r str>, Diagnostic>,
}

/// A row that owns its cells.
#[derive(Debug)]
pub(super) struct Owned {
    /// The line on which the row begins, from 1.
    pub(super) line: usize,
    text: String,
    /// The offset in `text` at which each cell ends.
    ends: Vec<usize>,
}

/// Returns true if a row could be several, because each of its lines has as many separators as the
/// row. A quote that is never closed joins rows in this way.
pub(super) fn joined(cells: &[&str], separator: u8) -> bool {
    // With one separator a line, any text would qualify.
    let Some(last) = cells.len().checked_sub(1).filter(|last| *last > 1) else { return false };
    let separator = char::from(separator);
    cells.iter().enumerate().any(|(place, cell)| {
        let lines = cell.matches('\n').count();
        let counts = cell.split('\n').map(|line| line.matches(separator).count());
        let within = |(at, count): (usize, usize)| {
            let before = if at == 0 { place } else { 0 };
            let after = if at == lines { last - place } else { 0 };
            before + count + after == last
        };
        lines > 0 && counts.enumerate().all(within)
    })
}

impl Owned {
    pub(super) fn of(line: usize, cells: &[&str]) -> Self {
        let ends = cells.iter().scan(0, |end, cell| {
            *end += cell.len();
            Some(*end)
        });
        Self { line, text: cells.concat(), ends: ends.collect() }
    }

    pub(super) fn cells(&self) -> Vec<&str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let cells = starts.zip(&self.ends).map(|(start, end)| self.text.get(start..*end));
        cells.map(Option::unwrap_or_default).collect()
    }

    /// Returns the number of bytes that the row holds.
    pub(super) fn weight(&self) -> usize {
        self.text.len() + size_of_val(&self.ends[..])
    }
}

impl<R: BufRead> TableRows<R> {
    pub(super) fn new(bytes: R, dialect: Dialect) -> Self {
        let mut builder = ReaderBuilder::new();
        builder
            .delimiter(dialect.separator)
            .terminator(Terminator::Any(dialect.newline))
            .quoting(dialect.quoting != Quoting::Bare);
        if dialect.quoting == Quoting::Escaped {
            builder.escape(Some(b'\\')).double_quote(false);
        }
        Self {
            bytes,
            machine: builder.build(),
            newline: dialect.newline,
            line: 1,
            raw: Vec::new(),
            cells: Vec::new(),
            ends: Vec::new(),
            largest: LARGEST,
        }
    }

    /// Sets the line on which the first row begins.
    pub(super) fn beginning_at(self, line: usize) -> Self {
        Self { line, ..self }
    }

    /// Returns the next row, or `None` at the end. `name` is the file’s name, for diagnostics.
    ///
    /// # Errors
    /// Returns a [`RowError`] if reading can’t go on.
    pub(super) fn next(&mut self, name: &str) -> Result<Option<TableRow<'_>>, RowError> {
        let begins = self.line;
        let Some((length, count)) = self.read()? else { return Ok(None) };
        let lines = memchr_iter(self.newline, &self.raw).count();
        self.line += lines;
        let blank = self.raw.iter().take_while(|byte| **byte == self.newline).count();
        let line = begins + blank;
        let cells = match std::str::from_utf8(&self.raw) {
            // The file was read as UTF-8, so most of it is.
            Err(_) => Err(not_utf8(name, &self.raw, (begins, 1)).help(MOSTLY_UTF_8)),
            Ok(_) => Ok(cut(&self.cells[..length], &self.ends[..count])),
        };
        Ok(Some(TableRow { line, cells }))
    }

    /// Reads a row into the buffers, and returns the numbers of its bytes and cells.
    fn read(&mut self) -> Result<Option<(usize, usize)>, RowError> {
        self.raw.clear();
        let (mut length, mut count) = (0, 0);
        loop {
            let input = self.bytes.fill_buf().map_err(RowError::Unreadable)?;
            let at_end = input.is_empty();
            // At the end another line break completes the last row, unless a quote is open.
            let input = if at_end { std::slice::from_ref(&self.newline) } else { input };
            let room = &mut self.cells[length..];
            let ends = &mut self.ends[count..];
            let (result, taken, written, ended) = self.machine.read_record(input, room, ends);
            length += written;
            count += ended;
            if !at_end {
                self.raw.extend_from_slice(&input[..taken]);
                self.bytes.consume(taken);
            }
            match result {
                ReadRecordResult::Record => return Ok(Some((length, count))),
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::InputEmpty if at_end => return self.end(length, count),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => grow(&mut self.cells, 0),
                ReadRecordResult::OutputEndsFull => grow(&mut self.ends, 0),
            }
            if self.raw.len() > self.largest || count > WIDEST {
                let blank = self.raw.iter().take_while(|byte| **byte == self.newline).count();
                return Err(RowError::TooLong(self.line + blank));
            }
        }
    }

    /// Handles the end of the file: no row is open, or a quote is.
    fn end(&self, length: usize, count: usize) -> Result<Option<(usize, usize)>, RowError> {
        if self.raw.iter().all(|byte| *byte == self.newline) {
            return Ok(None);
        }
        let opened = count.checked_sub(1).and_then(|last| self.ends.get(last)).copied();
        let open = self.cells.get(opened.unwrap_or(0)..length).unwrap_or_default();
        let lines = memchr_iter(self.newline, &self.raw).count();
        // One of the line breaks in the cell is the one that was added at the end.
        let within = memchr_iter(self.newline, open).count().saturating_sub(1);
        Err(RowError::Open(self.line + lines.saturating_sub(within)))
    }

    #[cfg(test)]
    pub(super) fn at_most(self, largest: usize) -> Self {
        Self { largest, ..self }
    }
}

/// Doubles the size of a buffer.
fn grow<T: Clone>(buffer: &mut Vec<T>, empty: T) {
    buffer.resize((buffer.len() * 2).max(1 << 10), empty);
}

/// Splits the bytes of a row into its cells, and removes the carriage return before the line break.
fn cut<'r>(cells: &'r [u8], ends: &[usize]) -> Vec<&'r str> {
    let mut from = 0;
    let mut cut = Vec::with_capacity(ends.len());
    for end in ends {
        let cell = cells.get(from..*end).unwrap_or_default();
        cut.push(std::str::from_utf8(cell).unwrap_or_default());
        from = *end;
    }
    if let Some(last) = cut.last_mut() {
        *last = last.strip_suffix('\r').unwrap_or(last);
    }
    cut
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COMMA: Dialect = Dialect { separator: b',', quoting: Quoting::Quoted, newline: b'\n' };

    type Read = (Vec<(usize, Vec<String>)>, String);

    fn read_all<R: BufRead>(mut rows: TableRows<R>) -> Read {
        let mut read = Vec::new();
        loop {
            match rows.next("a") {
                Ok(Some(TableRow { line, cells: Ok(cells) })) => {
                    read.push((line, cells.iter().map(|&cell| cell.to_owned()).collect()));
                }
                Ok(Some(TableRow { cells: Err(problem), .. })) => {
                    return (read, problem.to_string());
                }
                Ok(None) => return (read, String::new()),
                Err(fault) => {
                    let unreadable = |error: &io::Error| Diagnostic::error("a", error.to_string());
                    return (read, fault.problem("a", unreadable).to_string());
                }
            }
        }
    }

    fn rows(text: &[u8], dialect: Dialect) -> Read {
        read_all(TableRows::new(text, dialect))
    }

    fn lines(text: &str) -> Vec<(usize, Vec<String>)> {
        let (read, problem) = rows(text.as_bytes(), COMMA);
        assert_eq!(problem, "", "{text:?}");
        read
    }

    fn row(line: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (line, cells.iter().map(|&cell| cell.to_owned()).collect())
    }

    #[test]
    fn rows_know_their_lines() {
        let text = "a,b\r\n\r\n\n\"x\n\"\"y\"\"\",2\r\n3\n,\n\"4\"";
        let read = lines(text);
        let wanted = [
            row(1, &["a", "b"]),
            row(2, &[""]),
            row(4, &["x\n\"y\"", "2"]),
            row(6, &["3"]),
            row(7, &["", ""]),
            row(8, &["4"]),
        ];
        assert_eq!(read, wanted);
        assert_eq!(lines("\n\n"), []);
        assert_eq!(lines("a,"), [row(1, &["a", ""])]);
    }

    #[test]
    fn what_ends_reading_says_where() {
        let problem = |text: &[u8]| rows(text, COMMA).1;
        assert!(problem(b"a,b\n1,\"x\ny\n\n").starts_with("a:2: error: a quote opens"));
        assert!(problem(b"\"x\ny\",b\n1,\"x").starts_with("a:3: error: a quote opens"));
        assert!(problem(b"\n\n\"").starts_with("a:3: error: a quote opens"));
        assert!(problem(b"a\nb,\"x\n\xe9\"\n").starts_with("a:3:1: error: this is not UTF-8"));
        assert!(problem(b"\na,\xe9").starts_with("a:2:3: error: this is not UTF-8"));
        let long = read_all(TableRows::new(&b"\n\"a\nb\nc\nd\n"[..], COMMA).at_most(4)).1;
        assert!(long.starts_with("a:2: error: this row is longer"), "{long}");
    }

    #[test]
    fn without_quotes_a_quote_is_a_sign_like_others() {
        let bare = Dialect { separator: b'\t', quoting: Quoting::Bare, newline: b'\n' };
        let (read, problem) = rows(b"\"a\tb\"\n\"\"\t\"c", bare);
        assert_eq!((read.len(), problem.as_str()), (2, ""));
        assert_eq!(read[0], row(1, &["\"a", "b\""]));
        assert_eq!(read[1], row(2, &["\"\"", "\"c"]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..80), text in r#"[",\\a\r\n]{0,40}"#) {
            for quoting in [Quoting::Quoted, Quoting::Escaped, Quoting::Bare] {
                let dialect = Dialect { quoting, ..COMMA };
                let _ = (rows(&bytes, dialect), rows(text.as_bytes(), dialect));
            }
        }

        #[test]
        fn pieces_make_no_difference(text in r#"[",a\r\n]{0,40}"#, piece in 1_usize..5) {
            let whole = rows(text.as_bytes(), COMMA);
            let pieces = io::BufReader::with_capacity(piece, text.as_bytes());
            prop_assert_eq!(read_all(TableRows::new(pieces, COMMA)), whole);
        }

        #[test]
        fn it_reads_as_the_csv_crate_does(text in r#"[",a\n]{0,40}"#) {
            let (read, problem) = rows(text.as_bytes(), COMMA);
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .terminator(csv::Terminator::Any(b'\n'))
                .from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> =
                reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            let ours: Vec<Vec<String>> = read.into_iter().map(|(_, cells)| cells).collect();
            // csv accepts a quote that is never closed; this reader refuses it.
            let open = usize::from(!problem.is_empty());
            prop_assert_eq!(&ours[..], &theirs[..theirs.len() - open]);
        }
    }
}
