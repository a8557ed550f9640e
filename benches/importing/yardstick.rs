//! The yardstick: reads and writes the records with `serde_json` and does nothing else.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use serde_json::{Map, Value};

use super::records::Shape;

/// Reads every record and writes it, one a line.
pub(super) fn rewrite(file: &Path, shape: Shape, out: &Path) {
    let mut reader = BufReader::with_capacity(1 << 18, File::open(file).unwrap());
    let mut writer = BufWriter::with_capacity(1 << 18, File::create(out).unwrap());
    if shape == Shape::Liar {
        let mut rows = csv::ReaderBuilder::new();
        let mut rows = rows.delimiter(b'\t').quoting(false).has_headers(false).from_reader(reader);
        let mut row = csv::StringRecord::new();
        while rows.read_record(&mut row).unwrap() {
            let cells = row.iter().enumerate();
            let object: Map<String, Value> =
                cells.map(|(at, cell)| (format!("#{at}"), cell.into())).collect();
            serde_json::to_writer(&mut writer, &object).unwrap();
            writer.write_all(b"\n").unwrap();
        }
        return writer.flush().unwrap();
    }
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).unwrap() > 0 {
        let value: Value = serde_json::from_slice(&line).unwrap();
        serde_json::to_writer(&mut writer, &value).unwrap();
        writer.write_all(b"\n").unwrap();
        line.clear();
    }
    writer.flush().unwrap();
}
