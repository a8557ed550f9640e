//! Any bytes to the importer of tables, by any map of their columns.

#![no_main]

mod importing;

use gainsay::import::{Columns, Format};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (bool, bool, &str, &[u8])| {
    let (tabs, header, map, bytes) = input;
    let Ok(columns) = Columns::parse(map) else { return };
    let columns = if header { columns } else { columns.without_header() };
    importing::holds(if tabs { Format::Tsv } else { Format::Csv }, &[bytes], columns);
});
