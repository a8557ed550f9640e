//! The table that is printed at the end.

use std::fmt;

/// The measured rows.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<[String; 4]>,
}

impl Table {
    /// Adds a row: what was measured, the goal, the figure, and whether the goal is reached; `None`
    /// if there is no goal.
    pub fn row(&mut self, what: &str, reach: &str, measured: String, met: Option<bool>) {
        let verdict = match met {
            Some(true) => "reached",
            Some(false) => "**not reached**",
            None => "",
        };
        // Shows progress while the rest is measured.
        eprintln!("{what}: {measured} {verdict}");
        self.rows.push([what.to_owned(), reach.to_owned(), measured, verdict.to_owned()]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| | reach | measured | |\n|---|---|---|---|")?;
        self.rows.iter().try_for_each(|row| write!(f, "\n| {} |", row.join(" | ")))
    }
}
