//! Whether readers are served while others do their worst, under the limits that a server has
//! unless it is told otherwise.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::client::Reader;
use crate::floods;
use crate::server::{Room, Server};
use crate::settings::Settings;
use crate::table::Table;

/// Where a reader comes from who means well.
const OURS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// Descriptors of a server that has few.
const FEW: usize = 48;
/// What may stay in memory of all of it, in kB: what a process keeps of its largest screen.
const FLAT: f64 = 4_096.0;

/// Measures one evil after the other.
pub async fn measure(room: &Room, settings: &Settings, table: &mut Table) {
    let server = room.serve(&[]);
    let mut seen = Seen { served: 0, came: 0, slowest: Duration::ZERO };
    seen.comes(&server).await;
    // The first of the strange screens is as large as they get.
    floods::screens(server.at).await.unwrap();
    let base = server.settled().await;
    let silent = floods::silent(server.at, settings.silent).await;
    seen.comes(&server).await;
    drop(silent);
    floods::drip(server.at).await;
    seen.comes(&server).await;
    floods::garbage(server.at).await;
    seen.comes(&server).await;
    let opened = floods::channels(server.at, settings.channels).await;
    seen.comes(&server).await;
    let strange = floods::screens(server.at).await;
    seen.comes(&server).await;
    let grown = server.settled().await - base;
    drop(server);
    let few = room.serve_with_few(FEW);
    let within = Reader::come_from(few.at, OURS).await.unwrap();
    let least = floods::no_descriptors(&few, within).await;
    seen.comes(&few).await;
    let measured = format!(
        "{} of {} readers served, the slowest in {} ms; memory {grown:+.0} kB; {opened} of {} channels; \
         strange screens {}; descriptors {}",
        seen.served,
        seen.came,
        seen.slowest.as_millis(),
        settings.channels,
        told(strange.as_ref().err()),
        least
            .as_ref()
            .map_or_else(ToString::to_string, |most| format!("{most} of {FEW}, all came back")),
    );
    let met = seen.served == seen.came
        && grown <= FLAT
        && opened == 1
        && strange.is_ok()
        && least.is_ok();
    let what = format!(
        "{} silent connections, drip before login, garbage of nine kinds, EMFILE, {} channels, \
         65535x65535 and 0x0 windows, 128 pty modes",
        settings.silent, settings.channels
    );
    table.row(&what, "the server serves others throughout, memory flat", measured, Some(met));
}

fn told(fault: Option<&anyhow::Error>) -> String {
    fault.map_or_else(|| "served".to_owned(), |fault| format!("fail: {fault:#}"))
}

/// Readers who came between, and how they fared.
struct Seen {
    came: usize,
    served: usize,
    slowest: Duration,
}

impl Seen {
    /// Somebody comes, moves, and sees it.
    async fn comes(&mut self, server: &Server) {
        self.came += 1;
        let began = Instant::now();
        let coming = async { Reader::come_from(server.at, OURS).await?.act().await };
        match coming.await {
            Ok(()) => self.served += 1,
            Err(fault) => eprintln!("a reader was not served: {fault:#}"),
        }
        self.slowest = self.slowest.max(began.elapsed());
        sleep(Duration::from_millis(200)).await;
    }
}
