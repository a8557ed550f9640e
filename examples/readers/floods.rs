//! Attacks on the server: silence, dripping bytes, garbage, and more of everything than it allows.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::ensure;
use russh::Pty;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::client::{Reader, SIZE, dial, login};
use crate::garbage;
use crate::server::Server;

/// The address of the attacker.
pub const THEIRS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 66);
/// The time that the server has to answer garbage.
const ANSWER: Duration = Duration::from_millis(500);

/// Opens connections that never send anything.
pub async fn silent(at: SocketAddr, number: usize) -> Vec<TcpStream> {
    let mut all = Vec::new();
    for _ in 0..number {
        if let Ok(stream) = dial(at, THEIRS).await {
            all.push(stream);
        }
        // Slow enough that the server admits as many as it may.
        sleep(Duration::from_millis(3)).await;
    }
    all
}

/// Opens connections that send a byte now and then.
pub async fn drip(at: SocketAddr) {
    let mut all = silent(at, 15).await;
    for byte in b"SSH-2.0-drip" {
        for stream in &mut all {
            let _ = stream.write_all(&[*byte]).await;
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// Sends nine kinds of garbage, each from an address that the server has not refused yet.
pub async fn garbage(at: SocketAddr) {
    for ((name, bytes), host) in garbage::kinds().into_iter().zip(100_u8..) {
        let mut stream = dial(at, Ipv4Addr::new(127, 0, 0, host)).await.unwrap();
        let talking = async {
            let _ = stream.write_all(&bytes).await;
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            answer.len()
        };
        let answered = timeout(ANSWER, talking).await;
        assert!(answered.is_err() || answered.is_ok_and(|it| it < 4_096), "{name} pays");
    }
}

/// Opens channels on one connection, and returns how many the server opened.
pub async fn channels(at: SocketAddr, number: usize) -> usize {
    let session = login(dial(at, Ipv4Addr::new(127, 0, 0, 67)).await.unwrap()).await.unwrap();
    let mut opened = Vec::new();
    for _ in 0..number {
        opened.extend(session.channel_open_session().await.ok());
    }
    opened.len()
}

/// Opens sessions with impossible screen sizes and the most terminal modes; each must be served.
pub async fn screens(at: SocketAddr) -> anyhow::Result<()> {
    let from = Ipv4Addr::new(127, 0, 0, 68);
    let usual = (u32::from(SIZE.0), u32::from(SIZE.1));
    let modes = [(Pty::VINTR, 3); 128];
    let mut reader = Reader::over(dial(at, from).await?, usual, &modes).await?;
    for size in [(65_535, 65_535), (0, 0), (u32::MAX, 1), usual] {
        reader.resize(size).await?;
        sleep(Duration::from_millis(50)).await;
    }
    reader.act().await?;
    for size in [(65_535, 65_535), (0, 0)] {
        let from = Ipv4Addr::new(127, 0, 0, 69);
        Reader::over(dial(at, from).await?, size, &modes).await?.act().await?;
    }
    Ok(())
}

/// Opens more connections than the server has descriptors for, from many addresses. The session
/// `within` must be served throughout.
pub async fn no_descriptors(server: &Server, mut within: Reader) -> anyhow::Result<()> {
    let mut all = Vec::new();
    let before = server.holds().descriptors;
    for number in 0..200_u8 {
        let from = Ipv4Addr::new(127, 0, 1, number / 8 + 1);
        all.extend(dial(server.at, from).await);
    }
    sleep(Duration::from_millis(300)).await;
    within.act().await?;
    let most = server.holds().descriptors;
    ensure!(most > before && most < before + 100, "{most} descriptors after {before}");
    drop(all);
    sleep(Duration::from_millis(300)).await;
    within.act().await?;
    ensure!(server.holds().descriptors <= before, "descriptors stay");
    Ok(())
}
