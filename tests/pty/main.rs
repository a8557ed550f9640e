//! The real program in a real terminal: what a reader sees, and what the terminal is left
//! like. Each test waits for what the screen shows; none sleeps.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod datasets;
mod ending;
mod files;
mod hostile;
#[path = "../support/pty.rs"]
mod pty;
mod refusing;
mod suspending;
mod using;
