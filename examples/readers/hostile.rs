//! Measures whether users are served while others attack, under the server's default limits.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use anyhow::ensure;
use tokio::time::sleep;

use crate::client::Reader;
use crate::floods;
use crate::server::{Room, Server};
use crate::settings::Settings;
use crate::table::Table;

/// The address of a user who does no harm.
const OURS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// The number of descriptors of a server that has few.
const FEW: usize = 48;
/// The number of repetitions. The memory peak of the first half must suffice for the second: what
/// the allocator keeps comes and goes, but a leak grows each time.
const TIMES: usize = 8;
/// The most that the second half may take beyond that, in kB: a hundred bytes for each of its
/// connections.
const FLAT: f64 = 1_024.0;
/// The word that marks a fault in the figures.
const FAULT: &str = "fault";

/// Repeats all attacks, one after the other, and measures answers and memory.
pub async fn measure(room: &Room, settings: &Settings, table: &mut Table) {
    let server = room.serve(&[]);
    let mut seen = Seen::default();
    seen.comes(&server).await;
    let base = server.settled().await;
    let (mut borne, mut memory) = (Ok(()), Vec::new());
    for _ in 0..TIMES {
        borne = borne.and(evils(&server, settings, &mut seen).await);
        memory.push(server.settled().await - base);
    }
    let most = |half: &[f64]| half.iter().copied().fold(f64::MIN, f64::max);
    let (first, second) = memory.split_at(TIMES / 2);
    let more = most(second) - most(first);
    drop(server);
    let few = room.serve_with_few(FEW);
    let within = Reader::come_from(few.at, OURS).await.unwrap();
    let most = floods::no_descriptors(&few, within).await;
    seen.comes(&few).await;
    let (answered, came, slowest) = (seen.served, seen.came, seen.slowest.as_millis());
    let measured = format!(
        "{answered} of {came} readers answered, the slowest in {slowest} ms; memory, {TIMES} times \
         over: {:+.0?} kB; {}; {}",
        memory,
        told(borne.err(), "strange screens answered, one channel opened"),
        told(most.err(), "with no descriptor left, who was within was answered"),
    );
    let met = !measured.contains(FAULT) && answered == came && more <= FLAT;
    let what = format!(
        "{} silent connections, drip before login, garbage of nine kinds, EMFILE, {} channels, \
         65535x65535 and 0x0 windows, 128 pty modes",
        settings.silent, settings.channels
    );
    table.row(&what, "the server serves others throughout, memory flat", measured, Some(met));
}

/// Runs the attacks that one server must withstand, with a user after each.
async fn evils(server: &Server, settings: &Settings, seen: &mut Seen) -> anyhow::Result<()> {
    let silent = floods::silent(server.at, settings.silent).await;
    seen.comes(server).await;
    drop(silent);
    floods::drip(server.at).await;
    seen.comes(server).await;
    floods::garbage(server.at).await;
    seen.comes(server).await;
    let opened = floods::channels(server.at, settings.channels).await;
    seen.comes(server).await;
    floods::screens(server.at).await?;
    seen.comes(server).await;
    ensure!(opened == 1, "{opened} channels were opened");
    Ok(())
}

fn told(fault: Option<anyhow::Error>, well: &str) -> String {
    fault.map_or_else(|| well.to_owned(), |fault| format!("{FAULT}: {fault:#}"))
}

/// The users between the attacks, and how they were served.
#[derive(Debug, Default)]
struct Seen {
    came: usize,
    served: usize,
    slowest: Duration,
}

impl Seen {
    /// Opens a session, moves, and waits until that shows.
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
