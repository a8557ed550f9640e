//! Tests of the bytes that are sent to a terminal. They are deterministic, so each action has a
//! budget. The figures are for frames of the real session on a screen of 80 by 24 cells.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod budgets;
mod line;
mod resting;
mod slow;
