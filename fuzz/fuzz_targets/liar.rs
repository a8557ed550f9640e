//! Any bytes to the importer of LIAR.

#![no_main]

mod importing;

use gainsay::formats::{Columns, Format};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| importing::holds(Format::Liar, &[bytes], Columns::default()));
