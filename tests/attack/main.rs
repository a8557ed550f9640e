//! Hostile input, hostile peers and failing hardware: each test repeats an attack that once
//! succeeded, and asserts the right outcome.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[path = "../server/client.rs"]
#[allow(dead_code, reason = "shared with the tests of the service")]
mod client;
mod reload;
mod revocation;
#[path = "../server/screen.rs"]
#[allow(dead_code, reason = "shared with the tests of the service")]
mod screen;
#[path = "../server/served.rs"]
#[allow(dead_code, reason = "shared with the tests of the service")]
mod served;
mod ssh;
#[path = "../support/stalling.rs"]
mod stalling;
