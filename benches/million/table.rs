//! The rows that are printed at the end.

use std::fmt;

/// Measured rows.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<[String; 4]>,
}

impl Table {
    /// A row: what was measured, what is to be reached, what it was, and whether that is
    /// enough; `None` where there is nothing to be reached.
    pub fn row(&mut self, what: &str, reach: &str, measured: String, met: Option<bool>) {
        let verdict = match met {
            Some(true) => "reached",
            Some(false) => "**not reached**",
            None => "",
        };
        // Whoever waits sees how far it is.
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
