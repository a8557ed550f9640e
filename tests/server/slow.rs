//! Tests of clients that do not read their output: they cost bounded memory and do not delay
//! others.

use russh::ChannelMsg;

use crate::client::{Client, beside, run, wait};
use crate::screen::{Ask, Screen};
use crate::served::{Server, serve, serve_many, until};

const TERM: &str = "xterm-256color";
const KEYS: usize = 2_400;
/// The most bytes by which the server's memory may grow.
const MOST: u64 = 1 << 20;

/// Starts a server that has run two sessions, one of which is still open.
fn warm() -> (Server, Screen) {
    let server = serve(&[]);
    let mut gone = Screen::open(server.at, 100, 30, TERM);
    let mut user = Screen::open(server.at, 100, 30, TERM);
    for _ in 0..100 {
        user.send("jk");
    }
    user.send_shows("/inbox", "1/3");
    user.send_shows("\x15\rj", "2/24");
    gone.send("q");
    assert_eq!(gone.ended(), Some(0));
    drop(gone);
    server.log.has("end=quit");
    (server, user)
}

#[track_caller]
fn check_responsive(user: &mut Screen) {
    user.send_shows("G", "24/24");
    user.send_shows("g", "1/24");
}

#[test]
fn a_client_that_never_extends_its_window_costs_no_memory() {
    let (server, mut user) = warm();
    let before = server.memory();
    // A window of one byte that never grows.
    let slow = Screen::ask(Client::with_window(server.at, 1), &Ask::default());
    for number in 0..KEYS {
        slow.send(if number % 2 == 0 { "j" } else { "k" });
        if number % 400 == 0 {
            check_responsive(&mut user);
        }
    }
    // The last key ends the session's thread, which shows that all earlier keys were handled.
    until("two sessions", || server.threads("session") == 2);
    slow.send("q");
    until("the end of a session", || server.threads("session") == 1);
    let grown = server.memory().saturating_sub(before);
    println!("grown by {} kB with {KEYS} keys", grown >> 10);
    assert!(grown <= MOST, "{grown}");
    check_responsive(&mut user);
    slow.client.line().cut();
    let line = server.log.has("keys=2401");
    println!("{line}");
}

#[test]
fn a_client_that_stops_reading_its_socket_costs_no_memory() {
    let (server, mut user) = warm();
    let held = server.resources();
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
        // The client stays connected and reads nothing.
        std::future::pending::<()>().await;
    });
    for _ in 0..10 {
        check_responsive(&mut user);
    }
    // Frames that were not sent by now wait for a socket that the client does not read.
    let _ = is_done.recv_timeout(std::time::Duration::from_secs(3));
    check_responsive(&mut user);
    let grown = server.memory().saturating_sub(before);
    println!("grown by {} kB", grown >> 10);
    // This includes a session with the largest screen.
    assert!(grown <= 6 * MOST, "{grown}");
    line.cut();
    until("the end of a session", || server.threads("session") == 1);
    server.wait_until_released(held);
}

#[test]
fn clients_that_read_little_of_large_results_cost_little_memory() {
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
            // Once output arrives, the server holds all that it will hold for this command.
            while !matches!(wait(channel.wait()).unwrap(), ChannelMsg::Data { .. }) {}
            (client, channel)
        })
        .collect();
    let grown = server.memory().saturating_sub(before);
    println!("grown by {} kB for {CLIENTS} answers of {} kB", grown >> 10, whole >> 10);
    assert!(grown < CLIENTS * MOST, "{grown}");
    drop(asking);
}
