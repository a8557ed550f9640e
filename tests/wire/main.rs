//! What goes over the line: bytes are deterministic, so they have budgets. The figures are
//! for real frames of the real screen, 80 by 24, that the real session draws.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod budgets;
mod line;
mod resting;
mod slow;
