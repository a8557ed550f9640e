//! How much is measured.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// How much is measured.
#[derive(Debug)]
pub struct Settings {
    /// How many claims are read.
    pub claims: u64,
    /// How many readers rest, by steps.
    pub resting: Vec<usize>,
    /// Keys to a reader who never looks.
    pub unread: usize,
    /// How many readers type, and how many keys each.
    pub typing: usize,
    pub keys: usize,
    /// Runs of which medians are taken.
    pub rounds: usize,
    /// Readers that are ended in each way.
    pub ended: usize,
    /// Silent connections, and channels of one connection.
    pub silent: usize,
    pub channels: usize,
    rows: Option<String>,
}

impl Settings {
    /// As the environment has them.
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

    /// Whether a row is to be measured.
    pub fn wants(&self, row: &str) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows.split(',').any(|it| it == row))
    }
}

/// Lets this process, and the server it starts, have as many descriptors as they may.
pub fn raise_descriptors() {
    let limit = getrlimit(Resource::Nofile);
    // Where it can't be raised, a row says what failed.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}
