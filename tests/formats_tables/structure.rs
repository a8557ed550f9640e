//! Tests of how a table is written: separators, titles, repeated headers, and rows of other widths.

use gainsay::import::{Mending, OddRow};
use serde_json::{Value, json};

use super::{Asked, Outcome, bytes};

/// Returns the texts of the claims.
fn texts(read: &Outcome) -> Vec<&str> {
    read.of("claim").iter().filter_map(|claim| claim["text"].as_str()).collect()
}

fn odd(read: &Outcome, row: OddRow) -> (usize, &str) {
    read.summary.odd_rows.get(&row).map_or((0, ""), |odd| (odd.count, &odd.first))
}

#[test]
fn nothing_of_a_row_with_too_many_cells_is_attributed() {
    let text = "claim,speaker,rating\nThe crane fell,Kim,true\n\
        The quay, she adds, is shut,Jo,false\nThe lock, too, leaks, a lot,Bo,half true\n";
    let read = Asked::default().read(text);
    let claim = read.claim(1);
    assert_eq!(claim["text"], "The quay, she adds, is shut,Jo,false");
    assert_eq!(claim["made"], json!([{"by": "unknown"}]));
    assert_eq!((claim.get("verdicts"), claim.get("topics")), (None, None));
    let kept =
        json!({"#1": "The quay", "#2": " she adds", "#3": " is shut", "#4": "Jo", "#5": "false"});
    assert_eq!(claim["ext"]["csv"], kept);
    assert_eq!(claim["ext"]["gainsay.import"]["mended"][0]["how"], "more-cells");
    let names: Vec<&Value> = read.of("agent").iter().map(|agent| &agent["name"]).collect();
    assert!(names.contains(&&json!("Kim")) && !names.contains(&&json!(" she adds")), "{names:?}");
    assert_eq!(odd(&read, OddRow::MoreCells), (2, "t.csv:3"));
    assert_eq!(read.summary.mended.0[&Mending::MoreCells], 2);
    let said = read.summary.to_string();
    assert!(said.contains("t.csv:3: is a text with separators not quoted here? 2 rows"), "{said}");
    assert!(said.contains("3 claims · 2 rows with too many cells"), "{said}");
}

#[test]
fn blank_cells_at_the_end_of_a_row_are_none_too_many() {
    let read = Asked::default().read("claim,speaker\nA,Ann,,\nB,Bob\n");
    assert_eq!(read.name(&read.claim(0)["made"][0]["by"]), "Ann");
    assert!(read.summary.odd_rows.is_empty(), "{}", read.summary);
}

#[test]
fn a_row_with_too_few_cells_keeps_the_first_columns_and_is_named() {
    let read = Asked::default().read("claim,speaker,rating,\nA,Ann,true\nB,Bob\nC\n");
    assert_eq!(read.name(&read.claim(1)["made"][0]["by"]), "Bob");
    assert_eq!(read.claim(1).get("verdicts"), None);
    assert_eq!(odd(&read, OddRow::FewerCells), (2, "t.csv:3"));
    assert!(read.summary.to_string().contains("2 rows have fewer cells"), "{}", read.summary);
}

#[test]
fn a_header_without_a_name_for_the_row_numbers_is_shifted() {
    let rows = "\"1\",\"A pier closed\",\"Ann\"\n\"2\",\"A ferry sank\",\"Bob\"\n";
    let read = Asked::default().read(&format!("\"claim\",\"speaker\"\n{rows}"));
    assert_eq!(texts(&read), ["A pier closed", "A ferry sank"]);
    assert_eq!(read.name(&read.claim(1)["made"][0]["by"]), "Bob");
    assert_eq!(read.claim(1)["ext"]["csv"], json!({"#1": "2"}));
    assert!(read.summary.guessed[0].starts_with("the first column, which numbers"));
    // A column without a name at the end is as likely here.
    let read = Asked::default().read(&format!("id,claim\n{rows}"));
    assert_eq!(odd(&read, OddRow::MoreCells), (2, "t.csv:2"));
}

#[test]
fn without_a_header_most_rows_tell_the_width() {
    let text = "A,Ann,true\nB,Bob,false\nC, so they say,Carl,true\n";
    let read = Asked::mapped("claim=#1,by=#2,verdict=#3").headless().read(text);
    assert_eq!(texts(&read), ["A", "B", "C, so they say,Carl,true"]);
    assert_eq!(odd(&read, OddRow::MoreCells), (1, "t.csv:3"));
}

#[test]
fn a_line_for_spreadsheets_names_the_separator() {
    for (line, separator) in
        [("sep=;", ";"), ("SEP=|\r", "|"), ("\"sep=\t\"", "\t"), ("sep=^", "^")]
    {
        let table = "claim;speaker;rating\nA, b;Ann;true\nC, d;Carl;false\n";
        let read = Asked::default().read(&format!("{line}\n{}", table.replace(';', separator)));
        assert_eq!(texts(&read), ["A, b", "C, d"], "{line}");
        assert_eq!(read.claim(1)["ext"]["gainsay.import"]["origins"][0]["line"], 4);
    }
}

#[test]
fn every_separator_is_told_from_the_rows() {
    for separator in [";", "|", "\t", "@"] {
        let table = "claim;speaker;rating\nA, b, and c;Ann;true\n\"C; d\";Carl, Jr.;false\n";
        let read = Asked::default().read(&table.replace(';', separator));
        assert_eq!(texts(&read), ["A, b, and c", &format!("C{separator} d")]);
        assert_eq!(read.name(&read.claim(1)["made"][0]["by"]), "Carl, Jr.");
    }
    let addresses = "claim,speaker\nAsk ann@a.org,@ann@a.org\nAsk bob@b.org,@bob@b.org\n";
    let read = Asked::default().read(addresses);
    assert_eq!(read.name(&read.claim(0)["made"][0]["by"]), "@ann@a.org");
}

#[test]
fn a_list_of_claims_is_a_table_of_one_column() {
    let read =
        Asked::default().read("claim\nThe quay, it is said, is shut\nA crane, too, fell\nX\n");
    assert_eq!(texts(&read), ["The quay, it is said, is shut", "A crane, too, fell", "X"]);
    assert!(read.summary.odd_rows.is_empty());
}

#[test]
fn titles_and_blank_lines_above_the_header_are_no_records() {
    for title in ["Checks of 2020,,\n", "Checks of 2020\n\n", ",,\nChecks of 2020,,\n,,\n"] {
        let read = Asked::default().read(&format!("\n{title}claim,speaker,rating\nA,Ann,true\n"));
        assert_eq!(texts(&read), ["A"], "{title:?}");
        assert_eq!(read.name(&read.claim(0)["made"][0]["by"]), "Ann");
        let said = read.summary.to_string();
        assert!(said.contains("a title above the header: Checks of 2020"), "{said}");
    }
}

#[test]
fn a_header_in_the_middle_is_no_record() {
    let table = "claim,speaker\nA,Ann\n";
    let read = Asked::default().read(&format!("{table}{}\u{feff}{table}", table.replace('A', "B")));
    assert_eq!((texts(&read), read.summary.records), (vec!["A", "B"], 3));
    assert_eq!(odd(&read, OddRow::Header), (2, "t.csv:3"));
    assert!(read.summary.to_string().contains("t.csv:3: 2 rows repeat the header"));
}

#[test]
fn utf_32_is_named() {
    for (order, name) in
        [(u32::to_le_bytes as fn(u32) -> [u8; 4], "UTF-32LE"), (u32::to_be_bytes, "UTF-32BE")]
    {
        let encoded: Vec<u8> =
            "claim,by\nA,Ann\n".chars().flat_map(|c| order(u32::from(c))).collect();
        let said = Asked::default().inputs(&[bytes("t.csv", &encoded)]).unwrap_err();
        assert!(said.starts_with("t.csv: error: this file is UTF-32"), "{said}");
        assert!(said.contains(&format!("iconv -f {name} ")), "{said}");
    }
}

#[test]
fn what_is_not_utf_8_is_read_as_windows_1252_and_it_is_said() {
    let table =
        b"claim;verdict;speaker\nL\x92\xe9t\xe9 du pont;faux;Zo\xe9\nLa \x93gare\x94;vrai;L\xe9a\n";
    let read = Asked::default().inputs(&[bytes("t.csv", table)]).unwrap();
    assert_eq!(texts(&read), ["L’été du pont", "La “gare”"]);
    assert!(read.summary.to_string().contains("t.csv: read as Windows-1252"), "{}", read.summary);
}
