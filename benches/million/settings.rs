//! The settings of the benchmark.

use std::num::NonZero;
use std::str::FromStr;
use std::thread;

/// The amount that is measured.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// The number of claims.
    pub claims: u64,
    /// The number of runs for each median.
    pub rounds: usize,
    /// The number of queries that are compared with the oracle.
    pub oracle: usize,
    /// Whether ten million claims are measured, too.
    pub growth: bool,
}

impl Settings {
    /// Reads the settings from the environment.
    pub fn of_environment() -> Self {
        Self {
            claims: number("CLAIMS").unwrap_or(1_000_000),
            rounds: number("ROUNDS").unwrap_or(3).max(1),
            oracle: number("ORACLE").unwrap_or(usize::MAX),
            growth: number("GROWTH") == Some(1),
        }
    }
}

/// Returns the number of threads that search, for gainsay and the peers.
pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

fn number<T: FromStr>(name: &str) -> Option<T> {
    std::env::var(format!("GAINSAY_BENCH_{name}")).ok()?.parse().ok()
}
