//! Any text to the importer of JSON of no known format, by any map of its keys.

#![no_main]

mod importing;

use gainsay::import::{Columns, Format};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &[u8])| {
    let (map, bytes) = input;
    let columns = if map.is_empty() { Ok(Columns::default()) } else { Columns::parse(map) };
    let Ok(columns) = columns else { return };
    importing::holds(Format::Json, &[bytes], columns);
});
