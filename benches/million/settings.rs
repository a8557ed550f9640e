//! What can be set from outside.

use std::num::NonZero;
use std::str::FromStr;
use std::thread;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// How many claims.
    pub claims: u64,
    /// How many runs the medians are of.
    pub rounds: usize,
    /// How many queries are compared with the oracle.
    pub oracle: usize,
    /// Whether ten million claims are measured too.
    pub growth: bool,
}

impl Settings {
    /// As the environment has them.
    pub fn of_environment() -> Self {
        Self {
            claims: number("CLAIMS").unwrap_or(1_000_000),
            rounds: number("ROUNDS").unwrap_or(3).max(1),
            oracle: number("ORACLE").unwrap_or(usize::MAX),
            growth: number("GROWTH") == Some(1),
        }
    }
}

/// How many threads search, theirs and ours.
pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

fn number<T: FromStr>(name: &str) -> Option<T> {
    std::env::var(format!("GAINSAY_BENCH_{name}")).ok()?.parse().ok()
}
