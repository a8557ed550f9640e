//! How a table is written: what parts its cells, whether quotes mean anything, and how its lines
//! end. Told from its beginning by trying: the reading is right that gives rows of one width.

use std::collections::BTreeMap;

use super::rows::TableRows;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// What stands between two cells.
    pub(super) separator: u8,
    /// What a quote means.
    pub(super) quoting: Quoting,
    /// What ends a line, a carriage return before it aside.
    pub(super) newline: u8,
}

/// What a quote means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// It holds a cell together, lines and all; inside it is written twice (RFC 4180).
    Quoted,
    /// The same, but inside a backslash stands before it.
    Escaped,
    /// Nothing: it is a sign like others.
    Bare,
}

/// What parts the cells of a table of one column: the sign of ASCII for it, which nobody types.
const UNUSED: u8 = 0x1f;

/// How many bytes of a table are tried.
pub(super) const TRIED: usize = 256 << 10;

/// Widths that differ by less than this make no difference between two readings: every table
/// has a few rows that are torn.
const TOLERATED: f64 = 0.95;

/// How the rows come out in one reading.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Fit {
    dialect: Dialect,
    /// The width that most rows have.
    width: usize,
    /// How many have it.
    rows: usize,
    /// Of all.
    share: f64,
}

/// What stands between the first rows of a text and its cells, as far as it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start<'s> {
    /// The whole table.
    Whole(&'s [u8]),
    /// It goes on after this.
    Cut(&'s [u8]),
}

impl<'s> Start<'s> {
    pub(super) fn bytes(self) -> &'s [u8] {
        match self {
            Self::Whole(bytes) | Self::Cut(bytes) => bytes,
        }
    }

    /// The rows as one dialect has them, up to `most`: of a table that goes on without the last.
    /// Rows that are no texts are left out.
    pub(super) fn rows(self, dialect: Dialect, most: usize) -> Vec<Vec<String>> {
        let mut rows = TableRows::new(self.bytes(), dialect);
        let mut read = Vec::new();
        while read.len() <= most
            && let Ok(Some(row)) = rows.next("")
        {
            let Ok(cells) = row.cells else { continue };
            read.push(cells.into_iter().map(str::to_owned).collect());
        }
        if matches!(self, Self::Cut(_)) || read.len() > most {
            read.pop();
        }
        read
    }
}

impl Dialect {
    /// Tells the dialect of a table that has one of these separators, the first of them where all
    /// fit alike.
    pub(super) fn told(start: Start<'_>, separators: &[u8]) -> Self {
        let newline = newline(start.bytes());
        let fits = separators.iter().map(|separator| quoting(start, *separator, newline));
        let best =
            fits.reduce(|best, other| if other.separates_better(&best) { other } else { best });
        match best {
            // One column: a comma in it is part of the text.
            Some(fit) if fit.width < 2 && separators.len() > 1 => {
                quoting(start, UNUSED, newline).dialect
            }
            Some(fit) => fit.dialect,
            None => Self { separator: UNUSED, quoting: Quoting::Quoted, newline },
        }
    }

    /// A table without quotes.
    pub(super) fn bare(start: Start<'_>, separator: u8) -> Self {
        Self { separator, quoting: Quoting::Bare, newline: newline(start.bytes()) }
    }
}

/// Old Macintosh programs end lines with a carriage return alone.
fn newline(start: &[u8]) -> u8 {
    let line_feeds = memchr::memchr(b'\n', start).is_some();
    if line_feeds || memchr::memchr(b'\r', start).is_none() { b'\n' } else { b'\r' }
}

/// The reading with this separator that fits best.
fn quoting(start: Start<'_>, separator: u8, newline: u8) -> Fit {
    let fit = |quoting| Fit::of(start, Dialect { separator, quoting, newline });
    let best = fit(Quoting::Quoted);
    if memchr::memchr(b'"', start.bytes()).is_none() {
        return best;
    }
    let quotes = CellQuotes::of(start.bytes(), separator, newline);
    if quotes.torn > 0 && memchr::memmem::find(start.bytes(), b"\\\"").is_some() {
        let escaped = fit(Quoting::Escaped);
        if escaped.share > best.share {
            return escaped;
        }
    }
    if quotes.torn * TORN <= quotes.whole {
        return best;
    }
    let bare = fit(Quoting::Bare);
    // Quotes that open at the beginning of a text and are never closed join rows to rows of the
    // right width: then more rows of one width are the truth.
    let joined = bare.share >= best.share * TOLERATED && bare.rows > best.rows;
    if bare.width > 1 && (joined || bare.share * TOLERATED > best.share) { bare } else { best }
}

/// Of how many quoted cells one may be torn in a table whose quotes hold cells together.
const TORN: usize = 20;

/// Quotes that open cells: how many are closed at the cell’s end, and how many are not. A program
/// that writes quotes closes them; a slip of the hand now and then is one.
struct CellQuotes {
    whole: usize,
    torn: usize,
}

impl CellQuotes {
    fn of(bytes: &[u8], separator: u8, newline: u8) -> Self {
        let ends = |byte: Option<&u8>| match byte {
            None => true,
            Some(byte) => *byte == separator || *byte == newline || *byte == b'\r',
        };
        let mut quotes = Self { whole: 0, torn: 0 };
        let mut at = 0;
        while let Some(quote) = memchr::memchr(b'"', bytes.get(at..).unwrap_or_default()) {
            let opens = at + quote;
            at = opens + 1;
            if !ends(opens.checked_sub(1).and_then(|before| bytes.get(before))) {
                continue;
            }
            let closes = closing(bytes, opens + 1);
            if closes.is_some_and(|closes| ends(bytes.get(closes + 1))) {
                quotes.whole += 1;
            } else {
                quotes.torn += 1;
            }
            let Some(closes) = closes else { break };
            at = closes + 1;
        }
        quotes
    }
}

/// Where the quote closes that opened before `from`: two of them are one in the text.
fn closing(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let quote = at + memchr::memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        at = quote + 2;
    }
}

impl Fit {
    fn of(start: Start<'_>, dialect: Dialect) -> Self {
        let (mut widths, swallows) = widths(start, dialect);
        // The last row of a beginning is cut somewhere.
        if matches!(start, Start::Cut(_)) && widths.len() > 1 && !swallows {
            widths.pop();
        }
        let first = widths.first().copied().unwrap_or(0);
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for width in &widths {
            *counts.entry(*width).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|(width, rows)| (*rows, *width == first, *width));
        let (width, rows) = most.unwrap_or_default();
        let torn = usize::from(swallows && matches!(start, Start::Whole(_)));
        Self { dialect, width, rows, share: share(rows, widths.len() + torn) }
    }

    /// Whether this is the better reading of two with different separators.
    fn separates_better(&self, other: &Self) -> bool {
        if self.width < 2 || other.width < 2 {
            return self.width > other.width;
        }
        if self.share * TOLERATED > other.share || other.share * TOLERATED > self.share {
            return self.share > other.share;
        }
        self.rows * self.width > other.rows * other.width
    }
}

/// The widths of the rows that aren’t blank, and whether a quote swallows the last of them.
fn widths(start: Start<'_>, dialect: Dialect) -> (Vec<usize>, bool) {
    let mut rows = TableRows::new(start.bytes(), dialect);
    let mut widths = Vec::new();
    loop {
        match rows.next("") {
            Ok(Some(row)) => match row.cells {
                Ok(cells) if cells.iter().all(|cell| cell.is_empty()) => {}
                cells => widths.push(cells.map_or(0, |cells| cells.len())),
            },
            Ok(None) => return (widths, false),
            Err(_) => return (widths, true),
        }
    }
}

/// A part of a whole, from 0 to 1.
#[allow(clippy::cast_precision_loss, reason = "numbers of rows of 256 KiB")]
pub(super) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, separators: &[u8]) -> (char, Quoting) {
        let dialect = Dialect::told(Start::Whole(text.as_bytes()), separators);
        (char::from(dialect.separator), dialect.quoting)
    }

    const CSV: &[u8] = b",;|\t";

    #[test]
    fn the_separator_is_told_from_the_rows() {
        assert_eq!(told("claim,by\n\"a; b\",c\nd,e\n", CSV), (',', Quoting::Quoted));
        assert_eq!(told("claim;share\na, b, and c;1,5\nd;2,5\n", CSV), (';', Quoting::Quoted));
        assert_eq!(told("claim|by\na, b|c\nd|e", CSV), ('|', Quoting::Quoted));
        assert_eq!(told("claim\tby\na, b\tc\nd\te", CSV), ('\t', Quoting::Quoted));
        assert_eq!(told("claim\na, b\n\n", CSV), ('\u{1f}', Quoting::Quoted));
        assert_eq!(told("claim\n\"a, b\nc\"\nd", CSV), ('\u{1f}', Quoting::Quoted));
        assert_eq!(told("claim,by\na\nb\nc,d\n", CSV), (',', Quoting::Quoted));
        assert_eq!(told("", CSV), ('\u{1f}', Quoting::Quoted));
    }

    #[test]
    fn quotes_are_told_from_the_rows() {
        // A quote that opens and one far below that closes make one row of many.
        let bare = "1\t\"a\tx\n2\tb\tx\n3\t\"c\tx\n4\td\tx\n";
        assert_eq!(told(bare, b"\t"), ('\t', Quoting::Bare));
        assert_eq!(told("1\t\"a\n2\tb\n3\tc\n", b"\t"), ('\t', Quoting::Bare));
        let quoted = "a,b\n\"x\ny, z\nz\",1\n\"v\n,\",2\n\"w\",3\n";
        assert_eq!(told(quoted, CSV), (',', Quoting::Quoted));
        assert_eq!(told("n,x\n\"Doe, J\",1\n\"Roe, R\",2\n", CSV), (',', Quoting::Quoted));
        let torn = |text: &[u8]| CellQuotes::of(text, b',', b'\n').torn;
        assert_eq!(
            torn(
                b"\"a\"\"\",b\"\"
\"\"
\"c
d\""
            ),
            0
        );
        assert_eq!((torn(b"a,\"b\"c"), torn(b"\"a\"\"")), (1, 1));
        let escaped = "a,b\n\"x \\\"y, z\\\" w\",1\nv,2\n";
        assert_eq!(told(escaped, CSV), (',', Quoting::Escaped));
    }

    #[test]
    fn what_is_cut_off_counts_for_nothing() {
        let start = Start::Cut(b"a,b\n1,2\n3");
        let dialect = Dialect::told(start, CSV);
        assert_eq!(start.rows(dialect, 9), [["a", "b"], ["1", "2"]]);
        assert_eq!(
            Start::Whole(b"a\rb\r").rows(Dialect::bare(Start::Whole(b"a\r"), b','), 9),
            [["a"], ["b"]]
        );
    }
}
