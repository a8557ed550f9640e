//! The settings of the measurements.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The amount that is measured.
#[derive(Debug)]
pub struct Settings {
    /// The number of claims in the dataset.
    pub claims: u64,
    /// The numbers of resting users, ascending.
    pub resting: Vec<usize>,
    /// The number of keys from a user who never reads.
    pub unread: usize,
    /// The number of typing users, and the number of keys from each.
    pub typing: usize,
    pub keys: usize,
    /// The number of runs for each median.
    pub rounds: usize,
    /// The number of users that are ended in each way.
    pub ended: usize,
    /// The number of silent connections, and of channels on one connection.
    pub silent: usize,
    pub channels: usize,
    rows: Option<String>,
}

impl Settings {
    /// Reads the settings from the environment.
    pub fn of_environment() -> Self {
        let rows = std::env::var("READERS_ROWS").ok();
        if std::env::var("READERS_QUICK").is_ok_and(|it| it == "1") {
            return Self {
                claims: 5_000,
                resting: vec![1, 5, 10],
                unread: 240,
                typing: 20,
                keys: 12,
                rounds: 3,
                ended: 2,
                silent: 100,
                channels: 100,
                rows,
            };
        }
        Self {
            claims: 100_000,
            resting: vec![1, 50, 200, 500],
            unread: 2_400,
            typing: 200,
            keys: 48,
            rounds: 15,
            ended: 5,
            silent: 1_000,
            channels: 2_000,
            rows,
        }
    }

    /// Returns whether a row is to be measured.
    pub fn wants(&self, row: &str) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows.split(',').any(|it| it == row))
    }
}

/// Raises the limit of descriptors for this process and the server it starts.
pub fn raise_descriptors() {
    let limit = getrlimit(Resource::Nofile);
    // If this fails, the row that needs descriptors reports it.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}
