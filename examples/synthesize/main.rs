//! Writes a synthetic dataset as NDJSON to standard output, for trials with many claims:
//!
//! ```sh
//! cargo run --release --example synthesize -- 1000000 > million.ndjson
//! ```
//!
//! The same number gives the same bytes. Everything in it is made up.

mod generator;

use std::io::{self, BufWriter};

fn main() -> io::Result<()> {
    let asked = std::env::args().nth(1).and_then(|number| number.parse().ok());
    let Some(claims) = asked else {
        eprintln!("usage: synthesize NUMBER > FILE.ndjson");
        std::process::exit(2);
    };
    match generator::write(&mut BufWriter::with_capacity(1 << 20, io::stdout().lock()), claims) {
        // The reader of a pipe may close it early.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
