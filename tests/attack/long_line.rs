//! Tests that a line beyond the length limit costs only itself, wherever the blocks of the file
//! end.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use crate::home::Home;

/// The length in bytes of the longest line that is read.
const LONGEST: u64 = 256 << 20;

/// Writes a dataset with a line of `length` NUL bytes after its first claim, followed by `after`.
/// The file is sparse, so that the line takes no disk space.
fn write(path: &Path, length: u64, after: &str) {
    let mut file = File::create(path).unwrap();
    let before = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"T\"}}\n\
                  {\"claim\":{\"id\":\"before\",\"text\":\"Before.\",\"made\":[]}}\n";
    file.write_all(before.as_bytes()).unwrap();
    file.set_len(before.len() as u64 + length).unwrap();
    file.seek(SeekFrom::End(0)).unwrap();
    file.write_all(after.as_bytes()).unwrap();
}

const AFTER: &str = "\n{\"claim\":{\"id\":\"c1\",\"text\":\"After.\",\"made\":[]}}\n\
                     {\"claim\":{\"id\":\"c2\",\"text\":\"At the end.\",\"made\":[]}}";

#[test]
fn a_long_line_before_the_last_block_costs_only_itself() {
    let home = Home::new();
    // The line ends at the limit, in the block that exceeds it, and in the block after that.
    for length in [LONGEST + 1, LONGEST + 12_345, LONGEST + (2 << 20)] {
        write(&home.path("long.ndjson"), length, AFTER);
        let ran = home.run(&["search", "--no-cache", "-d", "long.ndjson", "--format", "ids"]);
        assert_eq!(ran.out, "before\nc1\nc2\n", "{length}: {}", ran.err);
        assert!(ran.err.contains("1 record left out"), "{length}: {}", ran.err);
    }
    // Later positions are right: records are read and diagnostics are located by them.
    let shown = home.run(&["show", "--no-cache", "-d", "long.ndjson", "c2", "--format", "json"]);
    assert!(shown.out.contains("At the end."), "{}", shown.err);
}

#[test]
fn a_long_line_that_ends_the_file_costs_only_itself() {
    let home = Home::new();
    write(&home.path("long.ndjson"), LONGEST + 12_345, "");
    let ran = home.run(&["search", "--no-cache", "-d", "long.ndjson", "--format", "ids"]);
    assert_eq!(ran.out, "before\n", "{}", ran.err);
    assert!(ran.err.contains("1 record left out"), "{}", ran.err);
}
