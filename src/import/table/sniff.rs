//! Detects whether a text is a table, and of which format: by the file’s extension, by ratings and
//! column names that only some formats have, or by rows of equal width. Prose has commas too.

use super::beginning::begins_at;
use super::dialect::{Dialect, Start};
use super::field::folded;
use super::guess::{is_header, names_claim};
use super::preset::label;
use crate::import::Format;

/// The number of rows that are examined.
const ROWS: usize = 40;

/// The number of rows that make a table of a file without a table’s extension.
const FEWEST: usize = 3;

/// Returns the format of the table in the file `name` that begins with `text`, or `None` if it is
/// no table.
pub(in crate::import) fn sniff(name: &str, text: &str) -> Option<Format> {
    let start = whole_lines(text);
    let tabs = start.rows(Dialect::bare(start, b'\t'), ROWS);
    if is_liar(&tabs) {
        return Some(Format::Liar);
    }
    let header = tabs.first().map(Vec::as_slice).unwrap_or_default();
    if is_pubhealth(header) {
        return Some(Format::Pubhealth);
    }
    let named = named(name);
    match named {
        Some(Format::Tsv) => Some(Format::Tsv),
        Some(_) if is_politifact(text, start) => Some(Format::Politifact),
        _ if is_scrape(start) => Some(Format::Politifact),
        Some(format) => Some(format),
        None if is_even(&tabs) => Some(Format::Tsv),
        None => is_separated(start).then_some(Format::Csv),
    }
}

/// A text of at least this many bytes may be the beginning of a longer one, cut within a line.
const LONG: usize = 32 << 10;

fn whole_lines(text: &str) -> Start<'_> {
    let lines = text.rsplit_once('\n').map(|(lines, _)| lines);
    Start::Whole(lines.filter(|_| text.len() >= LONG).unwrap_or(text).as_bytes())
}

/// Returns the format that a file’s extension denotes, without that of a compression.
fn named(name: &str) -> Option<Format> {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "csv" => Some(Format::Csv),
        "tsv" | "tab" => Some(Format::Tsv),
        _ => None,
    }
}

/// Returns true if most rows have 14 to 16 columns with one of PolitiFact’s ratings in the second
/// or third, and with the id of a file of LIAR or the speaker’s counts of ratings. Other tables have
/// such widths and ratings too, but none of them all, unless their ratings are only true and false.
fn is_liar(rows: &[Vec<String>]) -> bool {
    let is_id = |cell: &String| cell.strip_suffix(".json").is_some_and(|id| !id.is_empty());
    let is_own = |row: &Vec<String>| row.iter().take(2).any(is_id);
    let rated = |row: &&Vec<String>| {
        let label = row.iter().take(3).skip(1).position(|cell| is_label(cell));
        (14..=16).contains(&row.len())
            && label.is_some_and(|place| is_own(row) || has_counts(row, place))
    };
    let rated: Vec<&Vec<String>> = rows.iter().filter(rated).collect();
    let is_fine = |cell: &String| !matches!(label(cell), None | Some("true" | "false"));
    let mut labels = rated.iter().flat_map(|row| row.iter().take(3).skip(1));
    !rated.is_empty()
        && rated.len() * 10 >= rows.len() * 9
        && (rated.iter().all(|row| is_own(row))
            || labels.any(|cell| is_label(cell) && is_fine(cell)))
}

/// Returns true if the five counts of the speaker’s ratings stand in their place after the rating.
fn has_counts(row: &[String], label: usize) -> bool {
    /// The columns from the rating to the first count.
    const BETWEEN: usize = 7;
    let counts = row.iter().skip(1 + label + BETWEEN).take(5);
    let is_count = |cell: &String| cell.trim().is_empty() || cell.trim().parse::<f32>().is_ok();
    counts.clone().all(is_count) && counts.filter(|cell| !cell.trim().is_empty()).count() > 2
}

/// Returns true if a cell is a rating in LIAR’s spelling.
pub(super) fn is_label(cell: &str) -> bool {
    label(cell).is_some_and(|label| label.eq_ignore_ascii_case(cell.trim()))
}

/// Returns true for the columns of PUBHEALTH, whose test file has neither label nor explanation.
fn is_pubhealth(header: &[String]) -> bool {
    let has = |names: &[&str]| has_all(header, names);
    has(&["claim", "label", "explanation"]) && (has(&["maintext"]) || has(&["factcheckers"]))
        || has(&["claim", "maintext"]) && (has(&["factcheckers"]) || has(&["sources"]))
}

/// Returns true for a common scrape of PolitiFact, which calls the speaker `source` and the rating
/// `target`.
fn is_scrape(start: Start<'_>) -> bool {
    let rows = start.rows(Dialect::told(start, super::SEPARATORS), ROWS);
    let Some((header, rows)) = rows.split_first() else { return false };
    let target = header.iter().position(|name| folded(name) == "target");
    let is_rating = |row: &Vec<String>| {
        target.and_then(|target| row.get(target)).is_some_and(|cell| label(cell).is_some())
    };
    has_all(header, &["statement", "source", "target"])
        && !rows.is_empty()
        && rows.iter().filter(|row| is_rating(row)).count() * 10 >= rows.len() * 9
}

fn has_all(header: &[String], names: &[&str]) -> bool {
    names.iter().all(|name| header.iter().any(|known| folded(known) == *name))
}

/// Returns true if a table mentions PolitiFact and has ratings that only PolitiFact gives.
fn is_politifact(text: &str, start: Start<'_>) -> bool {
    let rows = start.rows(Dialect::told(start, super::SEPARATORS), ROWS);
    let own = |cell: &String| !matches!(label(cell), None | Some("true" | "false"));
    text.to_ascii_lowercase().contains("politifact") && rows.iter().flatten().any(own)
}

/// Returns true if nearly all of several rows have one width of at least two.
fn is_even(rows: &[Vec<String>]) -> bool {
    let width = rows.first().map_or(0, Vec::len);
    let even = rows.iter().filter(|row| row.len() == width).count();
    width > 1 && rows.len() >= FEWEST && even * 20 >= rows.len() * 19
}

/// Returns true for rows of equal width under a header that names a claim. Prose has no header, and
/// a blank after each comma.
fn is_separated(start: Start<'_>) -> bool {
    let rows = start.rows(Dialect::told(start, super::SEPARATORS), ROWS);
    let rows = &rows[begins_at(&rows)..];
    let Some(header) = rows.first().filter(|header| is_header(header)) else { return false };
    let mut others = rows.iter().flat_map(|row| row.iter().skip(1));
    let is_close = others.any(|cell| cell.starts_with(|c: char| !c.is_whitespace()));
    is_close && is_even(rows) && names_claim(header, &[])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIAR: &str =
        "1.json\tfalse\tSays \"x.\ta,b\tann-doe\t\t\tnone\t0\t1\t2\t3\t4\ta speech\n";

    #[test]
    fn tables_are_known() {
        let plus = format!("0\t{}\tbecause\n", LIAR.trim_end());
        let pubhealth = "\tclaim_id\tclaim\tdate_published\texplanation\tfact_checkers\tmain_text\tsources\tlabel\tsubjects\n0\t1\tx\n";
        let scrape = "1,\"x\ny\",Pants on Fire!,https://www.politifact.com/a\n";
        for (name, text, format) in [
            ("a", LIAR, Format::Liar),
            ("a.tsv", &plus, Format::Liar),
            ("a.tsv", pubhealth, Format::Pubhealth),
            ("A.CSV.gz", "x\ny\n", Format::Csv),
            ("a.tab", "x\ny\n", Format::Tsv),
            ("a.txt", "a\tb\nc\td\ne\tf", Format::Tsv),
            ("a.txt", "claim;by\n\"a\nb\";c\nd;e\n", Format::Csv),
            ("-", "id,statement\n1,\"a, b\"\n2,c\n", Format::Csv),
            ("a.csv", &scrape.repeat(2), Format::Politifact),
            ("-", "statement,source,target\nx,Ann,half-true\ny,Bob,FALSE\n", Format::Politifact),
            ("-", "sep=;\nclaim;by\na;b\nc;d\n", Format::Csv),
            ("-", "Checks of May\nclaim|by\na|b\nc|d\n", Format::Csv),
            ("-", "claim@by\na, b@c\nd@e\n", Format::Csv),
            ("a.csv", "source,target,statement\nAnn,Bob,Ann knows Bob\n", Format::Csv),
        ] {
            assert_eq!(sniff(name, text), Some(format), "{text}");
        }
    }

    #[test]
    fn prose_is_no_table() {
        for prose in [
            "We met, and he spoke.\nThen, she left.\nSo, it ends.\n",
            "Dear all,\nthe claim, as said,\nis false, he said.\n",
            "One\n\nTwo\n\nThree\n",
            "Claims; a story\n\nOnce; there was\nno more; of it\n",
            "a\tb\n",
            "",
        ] {
            assert_eq!(sniff("a.txt", prose), None, "{prose}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in r#"[\t,;|"a1\n]{0,60}"#, other in ".{0,60}") {
            let _ = (sniff("a", &text), sniff("a.csv", &text), sniff("a.txt", &other));
        }
    }
}
