//! Measures the server's memory for users who rest and for one who never reads.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::client::{Reader, SIZE, dial};
use crate::server::{Room, Server, WIDE};
use crate::settings::Settings;
use crate::stalling::Stalling;
use crate::table::Table;

/// The most memory for one user and for all of them, in kB.
const EACH: f64 = 400.0;
const ALL: f64 = 200_000.0;
/// The most further memory for a user who never reads, in kB.
const UNREAD: f64 = 256.0;

/// Measures users who have received their first screen and rest.
pub async fn idle(room: &Room, settings: &Settings, table: &mut Table) {
    let server = room.serve(WIDE);
    let mut readers = Vec::new();
    let mut measured = Vec::new();
    for number in &settings.resting {
        while readers.len() < *number {
            readers.push(Reader::come(server.at).await.unwrap());
        }
        measured.push((*number as f64, server.settled().await));
    }
    let (first, base) = measured[0];
    let more = measured.iter().skip(1).map(|(number, resident)| {
        let (all, each) = (resident - base, (resident - base) / (number - first));
        (all, each, format!("{number} readers: {:.1} MB over base, {each:.0} kB each", all / 1e3))
    });
    let more: Vec<(f64, f64, String)> = more.collect();
    let met = more.iter().all(|(all, each, _)| *each <= EACH && *all <= ALL);
    let words: Vec<&str> = more.iter().map(|(_, _, words)| words.as_str()).collect();
    let measured = format!("base {:.1} MB; {}", base / 1e3, words.join("; "));
    let what = "memory per idle reader at 100x30, beyond the first, without compression";
    table.row(what, "≤ 400 kB; 500 readers ≤ 200 MB over base", measured, Some(met));
}

/// Measures a user who reads no byte after the first screen, but types.
pub async fn slow(room: &Room, settings: &Settings, table: &mut Table) {
    let server = room.serve(WIDE);
    // Another user types first, so that memory which every user's keys need is not counted.
    let mut other = Reader::come(server.at).await.unwrap();
    for _ in 0..10 {
        other.act().await.unwrap();
    }
    let stalled = Arc::new(AtomicBool::new(false));
    let stream = dial(server.at, Ipv4Addr::LOCALHOST).await.unwrap();
    let stream = Stalling { stream, stalled: Arc::clone(&stalled) };
    let size = (u32::from(SIZE.0), u32::from(SIZE.1));
    let mut reader = Reader::over(stream, size, &[]).await.unwrap();
    reader.act().await.unwrap();
    let base = server.settled().await;
    stalled.store(true, Ordering::SeqCst);
    let third = settings.unread / 3;
    let mut grown = Vec::new();
    for _ in 0..3 {
        type_unread(&reader, third).await;
        grown.push(server.settled().await - base);
    }
    other.act().await.unwrap();
    let met = grown.iter().all(|more| *more <= UNREAD);
    let measured = grown
        .iter()
        .zip(1..)
        .map(|(more, part)| format!("{more:+.0} kB after {} keys", third * part));
    let measured = measured.collect::<Vec<_>>().join(", ");
    let what = format!("slow reader that never reads, {} keys", settings.unread);
    table.row(&what, "≤ 256 kB growth, flat", measured, Some(met));
    check(&server);
}

/// Types up and down the list, 400 keys a second.
async fn type_unread(reader: &Reader, keys: usize) {
    for key in 0..keys {
        let _ = reader.press(if key % 20 < 10 { b"j" } else { b"k" }).await;
        tokio::time::sleep(Duration::from_micros(2_500)).await;
    }
}

/// Asserts that both sessions are still open.
fn check(server: &Server) {
    assert_eq!(server.holds().sessions, 2, "somebody was dropped");
}
