//! The dialect of a table: its separator, its quoting and its line ends. It is detected by trial on
//! the beginning of the table: the right reading yields rows of one width.

use std::collections::BTreeMap;

use super::beginning::named_separator;
use super::rows::TableRows;

/// The way in which a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The byte between two cells.
    pub(super) separator: u8,
    /// The meaning of a quotation mark.
    pub(super) quoting: Quoting,
    /// The byte that ends a line, apart from a carriage return before it.
    pub(super) newline: u8,
}

/// The meaning of a quotation mark in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// It encloses a cell, which may contain line breaks; inside it is doubled (RFC 4180).
    Quoted,
    /// It encloses a cell; inside it has a backslash before it.
    Escaped,
    /// It is a character like any other.
    Bare,
}

/// The separator of a table of one column: ASCII’s unit separator, which texts don’t contain.
const UNUSED: u8 = 0x1f;

/// The number of bytes at the start of a table on which dialects are tried.
pub(super) const TRIED: usize = 256 << 10;

/// Two readings count as equal if their shares of even rows differ by less than this factor: every
/// table has a few torn rows.
const TOLERATED: f64 = 0.95;

/// The result of reading the rows in one dialect.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Fit {
    dialect: Dialect,
    /// The width that most rows have.
    width: usize,
    /// The number of rows of that width.
    rows: usize,
    /// The share of these rows in all rows.
    share: f64,
}

/// The beginning of a table, which may be the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start<'s> {
    /// The whole table, with its last row.
    Whole(&'s [u8]),
    /// A beginning, after which the table goes on.
    Cut(&'s [u8]),
}

impl<'s> Start<'s> {
    pub(super) fn bytes(self) -> &'s [u8] {
        match self {
            Self::Whole(bytes) | Self::Cut(bytes) => bytes,
        }
    }

    /// Returns the separator that the first line names, if it does, and the table below that line.
    fn named(self) -> (Option<u8>, Self) {
        let Some((separator, length)) = named_separator(self.bytes()) else { return (None, self) };
        let below = match self {
            Self::Whole(bytes) => Self::Whole(&bytes[length..]),
            Self::Cut(bytes) => Self::Cut(&bytes[length..]),
        };
        (Some(separator), below)
    }

    /// Returns the first rows in a dialect, at most `most`, without a line that names the
    /// separator. The last row of an incomplete table is dropped, and so are rows that are not
    /// UTF-8.
    pub(super) fn rows(self, dialect: Dialect, most: usize) -> Vec<Vec<String>> {
        let mut rows = TableRows::new(self.named().1.bytes(), dialect);
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
    /// Detects the dialect of a table with the separator that its first line names, or else with one
    /// of these. If several fit equally well, the first of them wins.
    pub(super) fn told(start: Start<'_>, separators: &[u8]) -> Self {
        let newline = newline(start.bytes());
        let (named, start) = start.named();
        let named = named.map(|separator| [separator]);
        let separators = named.as_ref().map_or(separators, |named| named);
        let fits = separators.iter().filter(|separator| may_separate(start, **separator, newline));
        let fits = fits.map(|separator| quoting(start, *separator, newline));
        let best =
            fits.reduce(|best, other| if other.separates_better(&best) { other } else { best });
        match best {
            // A table of one column: a comma in it belongs to the text.
            Some(fit) if separators.len() > 1 && (fit.width < 2 || is_prose(start, fit)) => {
                quoting(start, UNUSED, newline).dialect
            }
            Some(fit) => fit.dialect,
            None => Self { separator: UNUSED, quoting: Quoting::Quoted, newline },
        }
    }

    /// Returns the dialect of a table without quoting.
    pub(super) fn bare(start: Start<'_>, separator: u8) -> Self {
        Self { separator, quoting: Quoting::Bare, newline: newline(start.bytes()) }
    }
}

/// Returns the byte that ends lines. Old Macintosh programs end them with a carriage return alone.
fn newline(start: &[u8]) -> u8 {
    let line_feeds = memchr::memchr(b'\n', start).is_some();
    if line_feeds || memchr::memchr(b'\r', start).is_none() { b'\n' } else { b'\r' }
}

/// Returns true if a character separates the names in the first line, in case that other characters
/// are likelier to: an `@` is a part of addresses and of the names of accounts.
fn may_separate(start: Start<'_>, separator: u8, newline: u8) -> bool {
    if separator != b'@' {
        return true;
    }
    let lines = start.bytes().split(|byte| *byte == newline).map(<[u8]>::trim_ascii);
    let header = lines.filter(|line| !line.is_empty()).map(String::from_utf8_lossy).next();
    let header = header.unwrap_or_default();
    let is_name = |name: &str| {
        let name = name.trim().trim_matches('"');
        name.contains(char::is_alphabetic)
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-'))
    };
    header.contains('@') && header.split('@').all(is_name)
}

/// Returns true for a list of texts under one name: the first row has one cell, and in the others
/// most separators have a blank after them, as in prose, or no width is usual. Below a title, rows
/// have one width.
fn is_prose(start: Start<'_>, fit: Fit) -> bool {
    let rows = start.rows(fit.dialect, PROSE);
    let Some((first, others)) = rows.split_first().filter(|(first, _)| first.len() == 1) else {
        return false;
    };
    let cells = || others.iter().flat_map(|row| row.iter().skip(1)).filter(|cell| !cell.is_empty());
    let spaced = cells().filter(|cell| cell.starts_with(' ')).count();
    let is_even = |row: &&Vec<String>| row.len() == fit.width;
    let even = others.iter().filter(is_even).count();
    !first.is_empty() && (spaced * 5 >= cells().count() * 4 || even * 2 < others.len())
}

/// The number of rows that tell a list of texts from a table.
const PROSE: usize = 200;

/// Returns the reading with this separator whose quoting fits best.
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
    // A quote that opens at the beginning of a text and is never closed joins rows to rows of the
    // right width. The reading with more rows of one width is the right one.
    let joined = bare.share >= best.share * TOLERATED && bare.rows > best.rows;
    if bare.width > 1 && (joined || bare.share * TOLERATED > best.share) { bare } else { best }
}

/// The number of whole quoted cells for which one torn cell is tolerated.
const TORN: usize = 20;

/// The numbers of quotes that open a cell and are closed at its end, and of those that are not. A
/// program closes its quotes; an occasional torn cell is a typing error.
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
        while let Some(quote) = memchr::memchr(b'"', &bytes[at..]) {
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

/// Returns the offset of the closing quote for one that opened before `from`. A doubled quote is
/// part of the text.
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
        // The last row of an incomplete table is cut somewhere.
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

    /// Returns true if this reading is better than one with a different separator.
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

/// Returns the widths of the rows that aren’t blank, and whether an open quote swallows the last of
/// them.
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

/// Returns a part of a whole as a number from 0 to 1.
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

    const CSV: &[u8] = b",;|\t@";

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
    fn the_first_line_may_name_the_separator() {
        let text = "sep=;\nclaim;by\na, b;c\nd, e;f\n";
        assert_eq!(told(text, CSV), (';', Quoting::Quoted));
        assert_eq!(told("sep=^\na^b\nc^d\n", CSV), ('^', Quoting::Quoted));
        let start = Start::Whole(text.as_bytes());
        assert_eq!(start.rows(Dialect::told(start, CSV), 1), [["claim", "by"]]);
    }

    #[test]
    fn an_at_sign_separates_only_where_the_header_has_it() {
        assert_eq!(told("claim@by\na, b@c\nd, e, f@g\n", CSV), ('@', Quoting::Quoted));
        assert_eq!(told("claim@by\n\"a@b\"@c\nd@g\n", CSV), ('@', Quoting::Quoted));
        assert_eq!(told("email\na@b.org\nc@d.org\n", CSV), ('\u{1f}', Quoting::Quoted));
        assert_eq!(told("a@b.org\nc@d.org\n", CSV), ('\u{1f}', Quoting::Quoted));
        assert_eq!(told("@ann says so\n@bob does not\n", CSV), ('\u{1f}', Quoting::Quoted));
        assert_eq!(told("claim,who\nx,@ann@b.org\ny,@bob@c.org\n", CSV), (',', Quoting::Quoted));
    }

    #[test]
    fn a_list_of_texts_is_one_column() {
        let prose = "claim\nThe pier, it is said, closed\nA ferry, they say, sank\nb, c\n";
        assert_eq!(told(prose, CSV), ('\u{1f}', Quoting::Quoted));
        assert_eq!(told("Titles of 2020\nclaim,by\nA,Ann\n", CSV), (',', Quoting::Quoted));
        assert_eq!(told("claim\n\"a, b\"\nc\n", CSV), ('\u{1f}', Quoting::Quoted));
    }

    #[test]
    fn quotes_are_told_from_the_rows() {
        // A quote that opens, and one far below that closes, make one row of many.
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
