//! Somebody who does not read costs nothing that grows, and nobody else waits for them.

use russh::ChannelMsg;

use crate::client::{Client, beside, run, wait};
use crate::screen::{Ask, Screen};
use crate::served::{Server, serve, serve_many, until};

const TERM: &str = "xterm-256color";
const KEYS: usize = 2_400;
/// What the server may grow by, in bytes.
const MOST: u64 = 1 << 20;

/// A server that has had readers, and one who stays.
fn warm() -> (Server, Screen) {
    let server = serve(&[]);
    let mut gone = Screen::open(server.at, 100, 30, TERM);
    let mut reader = Screen::open(server.at, 100, 30, TERM);
    for _ in 0..100 {
        reader.send("jk");
    }
    reader.send_shows("/inbox", "1/3");
    reader.send_shows("\x15\rj", "2/24");
    gone.send("q");
    assert_eq!(gone.ended(), Some(0));
    drop(gone);
    server.log.has("end=quit");
    (server, reader)
}

#[track_caller]
fn is_served(reader: &mut Screen) {
    reader.send_shows("G", "24/24");
    reader.send_shows("g", "1/24");
}

#[test]
fn who_never_takes_anything() {
    let (server, mut reader) = warm();
    let before = server.memory();
    // A window of a byte, which never grows.
    let slow = Screen::ask(Client::with_window(server.at, 1), &Ask::default());
    for number in 0..KEYS {
        slow.send(if number % 2 == 0 { "j" } else { "k" });
        if number % 400 == 0 {
            is_served(&mut reader);
        }
    }
    // The last key ends the session's thread: all before it were taken.
    until("two sessions", || server.threads("reader") == 2);
    slow.send("q");
    until("the end of one", || server.threads("reader") == 1);
    let grown = server.memory().saturating_sub(before);
    println!("grown by {} kB with {KEYS} keys", grown >> 10);
    assert!(grown <= MOST, "{grown}");
    is_served(&mut reader);
    slow.client.line().cut();
    let line = server.log.has("keys=2401");
    println!("{line}");
}

#[test]
fn who_leaves_everything_in_the_socket() {
    let (server, mut reader) = warm();
    let held = server.held();
    let before = server.memory();
    let slow = Screen::open(server.at, 300, 100, TERM);
    let line = slow.client.line();
    line.stop_reading();
    let keyboard = slow.keyboard();
    let (done, is_done) = std::sync::mpsc::channel();
    beside(async move {
        for number in 0..KEYS {
            let key = if number % 2 == 0 { "/inbox" } else { "\x15\r" };
            if keyboard.data_bytes(key.as_bytes()).await.is_err() {
                break;
            }
        }
        let _ = done.send(());
        // It is still there, and reads nothing.
        std::future::pending::<()>().await;
    });
    for _ in 0..10 {
        is_served(&mut reader);
    }
    // Whatever is not sent by now waits for a socket that nobody empties.
    let _ = is_done.recv_timeout(std::time::Duration::from_secs(3));
    is_served(&mut reader);
    let grown = server.memory().saturating_sub(before);
    println!("grown by {} kB", grown >> 10);
    // A session of the largest screen is among it.
    assert!(grown <= 6 * MOST, "{grown}");
    line.cut();
    until("the end of one", || server.threads("reader") == 1);
    server.holds_again(held);
}

#[test]
fn who_asks_for_much_and_takes_little_of_it() {
    const CLIENTS: u64 = 12;
    const NOTES: usize = 20_000;
    let server = serve_many(1_000, NOTES);
    let search = "search --limit 1000 --format json claim";
    let whole = run(server.at, search).out.len() as u64;
    assert!(whole > 1_000 * NOTES as u64, "{whole}");
    let before = server.memory();
    let asking: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let client = Client::with_window(server.at, 1);
            let mut channel = client.channel();
            wait(channel.exec(true, search)).unwrap();
            // There is an answer: what is held of it is held now.
            while !matches!(wait(channel.wait()).unwrap(), ChannelMsg::Data { .. }) {}
            (client, channel)
        })
        .collect();
    let grown = server.memory().saturating_sub(before);
    println!("grown by {} kB for {CLIENTS} answers of {} kB", grown >> 10, whole >> 10);
    assert!(grown < CLIENTS * MOST, "{grown}");
    drop(asking);
}
