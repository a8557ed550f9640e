//! `cargo bench --bench million`: measures a million claims and prints a table of ratios.
//!
//! Every figure is a ratio of medians of runs that take turns in one process, or of child processes
//! that take turns, so that a temporary slowdown of the machine affects both sides. That is why
//! neither criterion nor divan is used: they measure one function after the other and report each
//! by itself.
//!
//! The claims are those of `examples/synthesize`, made once under `target/bench-data`. Peers get
//! the same folded lines and as many threads as gainsay. Environment variables:
//!
//! | variable | meaning | default |
//! |---|---|---|
//! | `GAINSAY_BENCH_CLAIMS` | number of claims | 1000000 |
//! | `GAINSAY_BENCH_ROUNDS` | number of runs for each median | 3 |
//! | `GAINSAY_BENCH_ORACLE` | number of queries compared with the oracle | 20 |
//! | `GAINSAY_BENCH_GROWTH` | 1: also ten million claims (needs 15 GB of disk and 10 minutes) | |

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a benchmark fails by panicking, and its figures are rounded"
)]

mod child;
mod corpus;
mod desk;
mod growth;
mod machine;
mod memory;
mod opening;
mod oracle;
mod ours;
mod owned;
mod peers;
mod queries;
mod searching;
mod settings;
mod table;
mod timing;
mod typing;

use settings::Settings;
use table::Table;

fn main() {
    if child::answered() {
        return;
    }
    let settings = Settings::of_environment();
    let mut table = Table::default();
    println!("{}", machine::described(&settings));
    let file = corpus::file(settings.claims);
    opening::measure(&file, &settings, &mut table);
    memory::measure(&file, &mut table);
    let loaded = corpus::load(&file);
    let lines = corpus::lines(&loaded);
    oracle::compare(&loaded, &lines, &settings, &mut table);
    let details = searching::measure(&loaded, lines, &settings, &mut table);
    typing::measure(&loaded, &settings, &mut table);
    drop(loaded);
    growth::measure(&settings, &mut table);
    println!("\nload average at the end: {}\n", machine::load());
    println!("{table}\n\nBy query, in milliseconds:\n\n{details}");
}
