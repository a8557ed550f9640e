//! Any bytes to the importer of workbooks.

#![no_main]

mod importing;

use gainsay::import::{Columns, Format};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| importing::holds(Format::Xlsx, &[bytes], Columns::default()));
