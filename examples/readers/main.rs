//! `cargo run --release --example readers`: measures the SSH service and prints a table.
//!
//! It starts the real server on made-up claims and connects to it as many users would: hundreds
//! that rest, hundreds that type, one that never reads, some that are killed, and some that attack.
//! It needs `gainsay` built in the same profile (`cargo build --release`), the OpenSSH client, and
//! for one row its server (Debian: `apt-get install openssh-server`).
//!
//! All traffic stays on 127.0.0.0/8 and is bounded in count and time. `READERS_QUICK=1` makes
//! everything smaller, to try the program itself; its figures mean nothing then.
//! `READERS_ROWS=memory,slow` selects rows: memory, slow, typing, show, ending, hostile.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a measurement fails by panicking, and its figures are rounded"
)]

mod client;
mod ending;
mod floods;
mod garbage;
mod hostile;
mod memory;
mod openssh;
mod server;
mod settings;
mod show;
#[path = "../../tests/support/stalling.rs"]
mod stalling;
#[path = "../../benches/million/table.rs"]
mod table;
#[path = "../../benches/million/timing.rs"]
#[allow(dead_code, reason = "the benchmark times more")]
mod timing;
mod typing;

#[path = "../synthesize/generator.rs"]
mod generator;

use std::fs::{self, File};
use std::io::BufWriter;

use server::Room;
use settings::Settings;
use table::Table;

fn main() {
    let settings = Settings::of_environment();
    settings::raise_descriptors();
    let folder = tempfile::tempdir().unwrap();
    let room = Room::new(folder.path());
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&room.claims).unwrap());
    generator::write(&mut out, settings.claims).unwrap();
    drop(out);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut table = Table::default();
    if settings.wants("memory") {
        runtime.block_on(memory::idle(&room, &settings, &mut table));
    }
    if settings.wants("slow") {
        runtime.block_on(memory::slow(&room, &settings, &mut table));
    }
    if settings.wants("typing") {
        runtime.block_on(typing::measure(&room, &settings, &mut table));
    }
    if settings.wants("show") {
        show::measure(&room, &settings, &mut table);
    }
    if settings.wants("ending") {
        runtime.block_on(ending::measure(&room, &settings, &mut table));
    }
    if settings.wants("hostile") {
        runtime.block_on(hostile::measure(&room, &settings, &mut table));
    }
    runtime.shutdown_background();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("{} claims, {threads} threads, load average at the end {load}", settings.claims);
    println!("{table}");
}
