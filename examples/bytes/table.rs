//! The table that is printed at the end.

use std::fmt;

use crate::actions::Action;
use crate::programs::Program;

/// A number of bytes; `None` if the program is not installed.
pub type Cell = Option<u32>;

/// The programs of [`Action::recorded`], with the versions that were measured.
const RECORDED: &str = "recorded elsewhere: television 0.15.9, sk 5.9, fzf 0.38";

/// The measured rows, with the recorded figures.
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Creates a table with a column for each program. The others are compared with the first.
    pub fn new(programs: &[Program]) -> Self {
        let mut head = vec!["bytes to the terminal".to_owned()];
        head.extend(programs.iter().map(Program::title));
        head.push(RECORDED.to_owned());
        Self { head, rows: Vec::new() }
    }

    pub fn row(&mut self, action: &Action, cells: &[Cell]) {
        let ours = cells.first().copied().flatten().unwrap_or_default();
        let mut row = vec![action.what.to_owned()];
        for (index, cell) in cells.iter().enumerate() {
            row.push(match cell {
                Some(bytes) if index == 0 => grouped(*bytes),
                Some(bytes) => compared(*bytes, ours),
                None => String::new(),
            });
        }
        let recorded = action.recorded.iter();
        let recorded = recorded.map(|(name, bytes)| format!("{name} {}", compared(*bytes, ours)));
        row.push(recorded.collect::<Vec<_>>().join(", "));
        // Shows progress while the rest is measured.
        eprintln!("{}", row.join(" | "));
        self.rows.push(row);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| {} |\n|{}", self.head.join(" | "), "---|".repeat(self.head.len()))?;
        self.rows.iter().try_for_each(|row| write!(f, "\n| {} |", row.join(" | ")))
    }
}

/// Formats bytes and their ratio to gainsay's.
fn compared(bytes: u32, ours: u32) -> String {
    let bytes_grouped = grouped(bytes);
    if bytes == 0 || ours == 0 {
        return bytes_grouped;
    }
    format!("{bytes_grouped} ({:.1}x)", f64::from(bytes) / f64::from(ours))
}

/// Formats a number with commas.
fn grouped(number: u32) -> String {
    if number < 1_000 {
        return number.to_string();
    }
    format!("{},{:03}", grouped(number / 1_000), number % 1_000)
}
