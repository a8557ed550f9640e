//! Runs parts of the benchmark in child processes: opening a dataset, and measuring memory.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use crate::{growth, memory, opening};

/// The argument that marks a process as a child.
const MARK: &str = "--child";

/// The figures of a child, by name.
pub type Figures = HashMap<String, f64>;

/// Runs a part of the benchmark in a child process and returns its figures.
pub fn run(part: &str, file: &Path, cache: &Path) -> Figures {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.arg(MARK).arg(part).args([file, cache]).output().unwrap();
    assert!(output.status.success(), "{part}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    pairs.map(|(name, value)| (name.to_owned(), value.parse().unwrap())).collect()
}

/// Runs the part that this process was started for. Returns whether it is a child.
pub fn answered() -> bool {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mark, part, file, cache] = &arguments[..] else { return false };
    if mark != MARK {
        return false;
    }
    let (file, cache) = (Path::new(file), Path::new(cache));
    match part.as_str() {
        "owned" => opening::owned(file),
        "open" => opening::open(file, cache),
        "cold" => memory::cold(file, cache),
        "warm" => memory::warm(file, cache),
        "live" => growth::live(file, cache),
        other => panic!("no part is called {other}"),
    }
    true
}

/// Reports a figure to the parent.
pub fn tell(name: &str, value: f64) {
    println!("{name} {value}");
}
