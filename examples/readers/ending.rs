//! Measures how soon the server holds nothing of users whose connections end abruptly.

use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::client::Reader;
use crate::openssh::{client, found};
use crate::server::{Holds, Room, Server, WIDE};
use crate::settings::Settings;
use crate::table::Table;

const WHAT: &str = "after kill -9, HUP, stop, EOF, network cut of readers";
const REACH: &str = "sessions, threads, descriptors back to base within 2 s";
const SOON: Duration = Duration::from_secs(2);
/// The time after which the server is considered never to release them.
const NEVER: Duration = Duration::from_secs(30);

/// Measures every way in turn.
pub async fn measure(room: &Room, settings: &Settings, table: &mut Table) {
    if found("ssh").is_none() {
        let why = "there is no ssh: apt-get install openssh-client";
        return table.row(WHAT, REACH, why.to_owned(), None);
    }
    let server = room.serve(WIDE);
    // The first session starts threads that all sessions share.
    Reader::come(server.at).await.unwrap().act().await.unwrap();
    sleep(SOON).await;
    let base = server.holds();
    let mut took = Vec::new();
    for way in [Way::Kill, Way::HangUp, Way::Stop, Way::Eof, Way::Cut] {
        took.push((way.word(), way.end(&server, base, settings.ended).await));
    }
    let met = took.iter().all(|(_, took)| took.is_some_and(|took| took <= SOON));
    let words = took.iter().map(|(word, took)| match took {
        Some(took) => format!("{word} {} ms", took.as_millis()),
        None => format!("{word} never"),
    });
    let words: Vec<String> = words.collect();
    let measured = format!("{} of each: {}", settings.ended, words.join(", "));
    table.row(WHAT, REACH, measured, Some(met));
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Kill,
    HangUp,
    /// Stopped for a while, in which others are served, then killed. How long the server keeps a
    /// stopped client depends on its keepalives (90 seconds).
    Stop,
    Eof,
    /// The connection is reset at a relay.
    Cut,
}

impl Way {
    fn word(self) -> &'static str {
        match self {
            Self::Kill => "kill -9",
            Self::HangUp => "HUP",
            Self::Stop => "stop, then kill -9",
            Self::Eof => "EOF",
            Self::Cut => "cut",
        }
    }

    /// Ends this many users, and returns the time until the server holds no more than before.
    async fn end(self, server: &Server, base: Holds, readers: usize) -> Option<Duration> {
        let relay = Relay::new(server.at).await;
        let at = if self == Self::Cut { relay.at } else { server.at };
        let mut clients: Vec<Child> = (0..readers).map(|_| explore(at)).collect();
        within(server, readers).await;
        if self == Self::Stop {
            for client in &clients {
                signal(client, Signal::STOP);
            }
            Reader::come(server.at).await.unwrap().act().await.unwrap();
            sleep(SOON).await;
        }
        let began = Instant::now();
        for client in &mut clients {
            match self {
                Self::Kill | Self::Stop => signal(client, Signal::KILL),
                Self::HangUp => signal(client, Signal::HUP),
                Self::Eof => drop(client.stdin.take()),
                Self::Cut => {}
            }
        }
        if self == Self::Cut {
            relay.cut.send(true).unwrap();
        }
        let took = back(server, base, began).await;
        for mut client in clients {
            let _ = client.kill();
            let _ = client.wait();
        }
        took
    }
}

/// Starts a client with the explorer.
fn explore(at: SocketAddr) -> Child {
    client(at).args(["-tt", "127.0.0.1"]).stdin(Stdio::piped()).spawn().unwrap()
}

fn signal(client: &Child, signal: Signal) {
    kill_process(Pid::from_child(client), signal).unwrap();
}

/// Waits until this many sessions run.
async fn within(server: &Server, readers: usize) {
    let end = Instant::now() + NEVER;
    while server.holds().sessions < readers {
        assert!(Instant::now() < end, "not all come in: {:?}", server.holds());
        sleep(Duration::from_millis(20)).await;
    }
    // Time for the first screen and the claim beside it.
    sleep(Duration::from_millis(500)).await;
}

/// Waits until the server holds no more than before, and returns the time since `began`.
async fn back(server: &Server, base: Holds, began: Instant) -> Option<Duration> {
    while began.elapsed() < NEVER {
        let now = server.holds();
        if now.sessions == 0 && now.threads <= base.threads && now.descriptors <= base.descriptors {
            return Some(began.elapsed());
        }
        sleep(Duration::from_millis(5)).await;
    }
    None
}

/// Relays connections until they are cut.
struct Relay {
    at: SocketAddr,
    cut: watch::Sender<bool>,
}

impl Relay {
    async fn new(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (cut, told) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(hand_on(near, to, told.clone()));
            }
        });
        Self { at, cut }
    }
}

async fn hand_on(mut near: TcpStream, to: SocketAddr, mut cut: watch::Receiver<bool>) {
    let mut far = TcpStream::connect(to).await.unwrap();
    tokio::select! {
        _ = copy_bidirectional(&mut near, &mut far) => {}
        _ = cut.changed() => {
            // With zero linger, dropping the sockets resets the connections.
            let _ = far.set_zero_linger();
            let _ = near.set_zero_linger();
        }
    }
}
