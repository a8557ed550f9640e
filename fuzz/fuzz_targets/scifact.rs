//! Any bytes to the importer of SciFact, as claims and as their corpus.

#![no_main]

mod importing;

use gainsay::import::{Columns, Format};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|files: (&[u8], &[u8])| {
    let (claims, corpus) = files;
    importing::holds(Format::SciFact, &[claims, corpus], Columns::default());
});
