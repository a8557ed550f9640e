//! The Rust sources of the crate, for the tests that read them.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the Rust sources below a folder, without tests.
pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && name != "tests" {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs")
            && !["tests.rs", "testing.rs"].contains(&name.as_str())
        {
            found.push(path);
        }
    }
    found.sort();
    found
}
