//! Counts the bytes that a user's actions send over the line, and prints them as a table:
//!
//! ```sh
//! cargo build --release && cargo run --release --example bytes
//! ```
//!
//! It runs real programs in a terminal of 80 by 24, on the same 10,000 made-up claims: gainsay as
//! built in this folder, and fzf and sk if they are installed. Those get the claims’ texts, one a
//! line, and for the preview the text that gainsay prints of a claim. A run takes about three
//! minutes and needs an idle machine: if a program stalls for longer than [`line`] waits, its bytes
//! are counted with the next key.
//!
//! Only bytes are counted, not writes, because a terminal may split or join writes when it reads
//! them. `tests/wire` checks that gainsay writes a frame at once.

mod actions;
mod claims;
#[path = "../synthesize/generator.rs"]
mod generator;
mod line;
mod programs;
mod table;

use actions::ACTIONS;
use claims::Claims;
use programs::Program;
use table::{Cell, Table};

fn main() -> anyhow::Result<()> {
    let claims = Claims::cut(10_000)?;
    let programs = [Program::gainsay(&claims)?, Program::fzf(&claims), Program::sk(&claims)];
    let mut table = Table::new(&programs);
    for action in ACTIONS {
        let cells: Vec<Cell> = programs
            .iter()
            .map(|program| program.is_there().then(|| (action.measure)(program)).transpose())
            .collect::<anyhow::Result<_>>()?;
        table.row(action, &cells);
    }
    println!("{table}");
    Ok(())
}
