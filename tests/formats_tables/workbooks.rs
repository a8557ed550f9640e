//! Tests of workbooks, and of files that are recognised but not read.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Asked, bytes};

/// Returns a workbook whose sheets have these names and this XML in their `sheetData`.
fn workbook(sheets: &[(&str, &str)], strings: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let root = format!(
        "<Relationships xmlns=\"{package}\"><Relationship Id=\"r\" Type=\"{office}/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let (mut list, mut links) = (String::new(), String::new());
    let mut files = vec![("_rels/.rels".to_owned(), root)];
    for (at, (name, rows)) in sheets.iter().enumerate() {
        let id = at + 1;
        let _ = write!(list, "<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>");
        let _ = write!(
            links,
            "<Relationship Id=\"rId{id}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>"
        );
        let sheet =
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/sheet{id}.xml"), sheet));
    }
    let styles = "<cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>";
    files.extend([
        ("xl/styles.xml".to_owned(), format!("<styleSheet xmlns=\"{main}\">{styles}</styleSheet>")),
        ("xl/sharedStrings.xml".to_owned(), format!("<sst xmlns=\"{main}\">{strings}</sst>")),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships xmlns=\"{package}\">{links}</Relationships>"),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{list}</sheets></workbook>"
            ),
        ),
    ]);
    packed(&files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect::<Vec<_>>())
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in files {
        archive.start_file(*name, options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn text(cell: &str, words: &str) -> String {
    format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{words}</t></is></c>")
}

#[test]
fn the_first_sheet_with_cells_is_a_table() {
    let header = [
        text("A2", "claim"),
        text("B2", "speaker"),
        text("C2", "date"),
        text("D2", "score"),
        text("E2", "checked"),
    ];
    let row = [
        "<c r=\"A3\" t=\"s\"><v>0</v></c>",
        &text("B3", "Ann"),
        "<c r=\"C3\" s=\"1\"><v>43984</v></c><c r=\"D3\"><v>2.5</v></c><c r=\"E3\" t=\"b\"><v>1</v></c>",
    ];
    let rows = format!("<row r=\"2\">{}</row><row r=\"3\">{}</row>", header.concat(), row.concat());
    let strings = "<si><t>The \"pier\", they say,\nis shut.</t></si>";
    let book = workbook(&[("Cover", ""), ("Claims", &rows), ("Notes", &rows)], strings);
    let read = Asked::default().inputs(&[bytes("a.xlsx", &book)]).unwrap();
    let claim = read.claim(0);
    assert_eq!(claim["text"], "The \"pier\", they say,\nis shut.");
    assert_eq!(
        (read.name(&claim["made"][0]["by"]), &claim["made"][0]["date"]),
        ("Ann".into(), &json!("2020-06-02"))
    );
    assert_eq!(claim["ext"]["xlsx"], json!({"score": "2.5", "checked": "true"}));
    let origin = json!({"format": "xlsx", "file": "a.xlsx", "line": 3});
    assert_eq!(claim["ext"]["gainsay.import"]["origins"][0], origin);
    let sheets = "a.xlsx: sheet “Claims”; not read: “Cover”, “Notes”";
    assert!(read.summary.guessed.iter().any(|guess| guess == sheets), "{:?}", read.summary.guessed);
}

#[test]
fn a_hostile_or_damaged_workbook_is_refused() {
    let zeros = vec![b' '; 8 << 20];
    let many: Vec<(String, &[u8])> = (0..70).map(|at| (format!("xl/{at}"), &zeros[..])).collect();
    let mut files: Vec<(&str, &[u8])> = vec![("xl/workbook.xml", b"<workbook/>")];
    files.extend(many.iter().map(|(name, content)| (name.as_str(), *content)));
    let bomb = packed(&files);
    assert!(bomb.len() < 4 << 20);
    let said = Asked::default().inputs(&[bytes("a.xlsx", &bomb)]).unwrap_err();
    assert!(said.contains("more than 512 MiB") && said.contains("CSV"), "{said}");
    for cell in ["ZZZZZZ1", "A4000000000", "XFE1", "A1048577"] {
        let far = workbook(&[("A", &(text("A1", "claim") + &text(cell, "far")))], "");
        let said = Asked::default().inputs(&[bytes("a.xlsx", &far)]).unwrap_err();
        assert!(said.contains("workbook"), "{cell}: {said}");
    }
    let book = workbook(&[("A", &text("A1", "claim"))], "");
    for damaged in [&book[..book.len() / 2], b"PK\x03\x04", &packed(&[("xl/workbook.xml", b"<")])] {
        let said = Asked::default().inputs(&[bytes("a.xlsx", damaged)]).unwrap_err();
        assert!(said.contains("workbook"), "{said}");
    }
}

#[test]
fn files_that_are_not_read_are_named() {
    let archive = packed(&[("claims.csv", b"claim\n")]);
    for (start, kind) in [
        (&b"PAR1\x15\x04\x15\x10"[..], "Parquet"),
        (b"SQLite format 3\0\x10\0\x01\x01", "SQLite"),
        (b"\x80\x04\x95\x0c\0\0\0\0\0\0\0}", "pickle"),
        (b"ARROW1\0\0", "Arrow"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "old office"),
        (b"\x93NUMPY\x01\0", "NumPy"),
        (b"@prefix schema: <http://schema.org/> .\n", "RDF"),
        (b"<http://a.example/1> <http://schema.org/name> \"x\" .\n", "RDF"),
        (&archive, "archive"),
    ] {
        let said = Asked::default().inputs(&[bytes("a", start)]).unwrap_err();
        assert!(said.contains(kind) && said.contains("can’t be read"), "{kind}: {said}");
    }
}
