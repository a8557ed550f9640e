//! Tests of the real program in a real terminal: what it shows, and whether it restores the
//! terminal. Each test waits for what the screen shows; none sleeps.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod datasets;
mod ending;
mod files;
mod foreign;
mod hostile;
mod marking;
mod pacing;
#[path = "../support/pty.rs"]
mod pty;
mod reading;
mod refusing;
mod sent;
mod stopped;
mod storms;
mod suspending;
mod terminals;
mod using;
mod windows;
