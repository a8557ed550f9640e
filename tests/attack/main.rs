//! Tests of hostile input, hostile peers and failing hardware: each repeats an attack that once
//! succeeded, and asserts the right outcome.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod bad_records;
#[cfg(target_os = "linux")]
mod ceilings;
#[cfg(target_os = "linux")]
mod changed_record;
#[cfg(feature = "server")]
#[path = "../server/client.rs"]
#[allow(dead_code, reason = "shared with the tests of the server")]
mod client;
mod editors;
mod exit_codes;
#[path = "../support/explorer.rs"]
#[allow(dead_code, reason = "each test program uses a part")]
mod explorer;
#[cfg(target_os = "linux")]
mod faults;
mod growth;
#[path = "../support/home.rs"]
mod home;
mod long_line;
#[cfg(target_os = "linux")]
mod mapped_index;
#[cfg(feature = "server")]
mod memory;
mod overwriting;
mod pages;
mod paste;
#[cfg(target_os = "linux")]
mod preload;
mod promises;
#[path = "../support/pty.rs"]
mod pty;
#[cfg(feature = "server")]
mod reload;
#[cfg(feature = "server")]
mod revocation;
#[cfg(feature = "server")]
#[path = "../server/screen.rs"]
#[allow(dead_code, reason = "shared with the tests of the server")]
mod screen;
#[path = "../server/served.rs"]
#[allow(dead_code, reason = "shared with the tests of the server")]
mod served;
mod signals;
mod sizes;
#[cfg(feature = "server")]
mod ssh;
#[cfg(feature = "server")]
#[path = "../support/stalling.rs"]
mod stalling;
#[cfg(target_os = "linux")]
mod unsteady;
