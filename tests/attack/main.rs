//! Hostile input, hostile peers and failing hardware: each test repeats an attack that once
//! succeeded, and asserts the right outcome.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod editors;
mod exit_codes;
#[cfg(target_os = "linux")]
mod faults;
#[path = "../support/home.rs"]
mod home;
mod overwriting;
#[path = "../support/pty.rs"]
mod pty;
