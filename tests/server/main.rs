//! Tests of the real program as a service: `gainsay serve` in a process of its own, and clients
//! that connect over SSH, with or without a terminal. Each test waits for a condition; none sleeps.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod client;
mod commands;
mod descriptors;
mod entering;
mod environment;
mod folders;
mod hostile;
mod limits;
mod log;
mod refusing;
mod reloading;
mod replies;
mod screen;
mod screens;
mod served;
mod sessions;
mod signals;
mod slow;
#[path = "../support/stalling.rs"]
mod stalling;
mod stopping;
mod times;
mod vanishing;
