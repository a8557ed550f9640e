//! Counts what goes over the line for what a reader does, and prints it as a table:
//!
//! ```sh
//! cargo build --release && cargo run --release --example bytes
//! ```
//!
//! Real programs in a real terminal of 80 by 24, on the same 10,000 made-up claims: gainsay as
//! it was built from here, and fzf and sk where they are in the path. Those get the claims’
//! texts, one a line, and for a preview what gainsay prints of a claim. It takes about three
//! minutes and wants a machine that does little else: a program that is held up for longer
//! than [`line`] waits has its bytes counted with the next key’s.
//!
//! Only bytes are counted, not writes: a terminal may read one write in pieces, or several at
//! once. That a frame of gainsay is one write is held by `tests/wire`.

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
