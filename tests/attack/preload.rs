//! Libraries for `LD_PRELOAD` that make the file system of the program under test misbehave.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles `tests/attack/FOLDER/shim.c` with the C compiler that building the program needs as
/// well.
pub fn library(folder: &str) -> PathBuf {
    let made_in = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let library = made_in.join(format!("{folder}.so"));
    let new = made_in.join(format!("{folder}-{}.so", std::process::id()));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = root.join("tests/attack").join(folder).join("shim.c");
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let made = Command::new(compiler)
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([&new, &source])
        .arg("-ldl")
        .status();
    assert!(made.unwrap().success(), "the library compiles");
    // A rename is atomic: a concurrent run of the tests may use the existing library.
    fs::rename(&new, &library).unwrap();
    library
}
