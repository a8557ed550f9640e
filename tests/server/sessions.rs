//! Tests of several sessions on one connection, as OpenSSH's `ControlMaster` requests them.

use std::sync::Arc;

use russh::client::Msg;
use russh::keys::{Algorithm, PrivateKey};
use russh::{Channel, ChannelOpenFailure};
use rustix::process::Signal;

use crate::client::{Client, agreed, ran, wait};
use crate::screen::{Ask, Screen};
use crate::served::{home, serve, serve_in, until};

/// The most sessions of a connection at a time.
const SESSIONS: usize = 8;

/// Opens a session channel, or returns why the server refuses it.
#[track_caller]
fn open(client: &Client) -> Result<Channel<Msg>, ChannelOpenFailure> {
    match wait(client.handle.channel_open_session()) {
        Ok(channel) => Ok(channel),
        Err(russh::Error::ChannelOpenFailure(why)) => Err(why),
        Err(why) => panic!("{why}"),
    }
}

/// Waits until the server opens a session channel.
#[track_caller]
fn wait_for_channel(client: &Client) -> Channel<Msg> {
    let mut found = None;
    until("a free session", || {
        found = open(client).ok();
        found.is_some()
    });
    found.unwrap()
}

#[test]
fn explorers_and_commands_share_a_connection() {
    let server = serve(&["--max-per-address", "100"]);
    let warm = Screen::open(server.at, 100, 30, "xterm");
    warm.client.line().cut();
    server.log.has("end=gone");
    until("no session", || server.threads("session") == 0);
    let held = server.resources();
    let client = Arc::new(Client::new(server.at));
    let mut first = Screen::ask(Arc::clone(&client), &Ask::default());
    let small = Ask { size: (60, 20), ..Ask::default() };
    let mut second = Screen::ask(Arc::clone(&client), &small);
    first.shows("1/24");
    second.shows("1/24");
    assert_eq!(server.threads("session"), 2);
    first.send_shows("/inbox", "1/3");
    assert_eq!(client.run("search --format ids inbox api").code, Some(0));
    assert!(second.text().contains("1/24"), "{}", second.text());
    second.send_shows("j", "2/24");
    server.signal(Signal::USR1);
    let counts = server.log.has("counts: connected=1 users=2 ");
    assert!(counts.contains(" sessions=3 answers=1 "), "{counts}");
    first.send("\x03");
    assert_eq!((first.ended(), first.left_behind()), (Some(0), Vec::new()));
    let line = server.log.has("end=quit");
    assert!(line.contains("size=100x30"), "the log has the session before its connection: {line}");
    second.send_shows("j", "3/24");
    client.line().cut();
    let line = server.log.has_times("end=gone", 2);
    assert!(line.contains("size=60x20"), "{line}");
    until("no session", || server.threads("session") == 0);
    drop((first, second, client));
    server.wait_until_released(held);
}

#[test]
fn a_session_that_is_not_read_delays_no_other() {
    let server = serve(&[]);
    // Each channel has a window of its own, and this one's is full with the first frames.
    let client = Arc::new(Client::with_window(server.at, 4_000));
    let mut stalled = Screen::ask(Arc::clone(&client), &Ask::default());
    for number in 0..50 {
        stalled.send(if number % 2 == 0 { "G" } else { "g" });
        stalled.tell_size(80 + number, 30);
    }
    for _ in 0..5 {
        let ran = client.run("search --format ids inbox api");
        assert!(ran.out.starts_with("inbox-api\n"), "{ran:?}");
    }
    stalled.close();
    until("no session", || server.threads("session") == 0);
    assert_eq!(stalled.ended(), None);
}

#[test]
fn a_connection_has_a_limited_number_of_sessions() {
    let mut server = serve(&["--max-per-address", "100"]);
    let client = Client::new(server.at);
    let mut channels: Vec<_> = (0..SESSIONS).map(|_| open(&client).unwrap()).collect();
    assert_eq!(open(&client).unwrap_err(), ChannelOpenFailure::ResourceShortage);
    let first = channels.remove(0);
    wait(first.close()).unwrap();
    let another = wait_for_channel(&client);
    for channel in channels.into_iter().chain([another]) {
        wait(channel.exec(true, "help")).unwrap();
        assert_eq!(ran(channel).code, Some(0));
    }
    // A session whose channel is closed makes room for the next at once.
    for _ in 0..3 * SESSIONS {
        assert_eq!(client.run("help").code, Some(0));
    }
    drop(client);
    server.log.has_times("command=\"help\"", 4 * SESSIONS);
    server.signal(Signal::TERM);
    assert_eq!(server.ended().code(), Some(0));
    let counts = server.log.has("counts: connected=0 users=0 ended=1 ");
    assert!(counts.contains(" answers=32 ") && !counts.contains("refused-sessions=0"), "{counts}");
}

#[test]
fn further_sessions_take_the_places_of_connections() {
    let server = serve(&["--max-per-address", "3"]);
    let client = Client::new(server.at);
    let other = Client::new(server.at);
    let sessions = [open(&client).unwrap(), open(&client).unwrap()];
    assert_eq!(open(&client).unwrap_err(), ChannelOpenFailure::ResourceShortage);
    assert!(Client::connect(server.at, 1 << 20).is_err());
    assert_eq!(other.run("help").code, Some(0), "the first session of a connection has its place");
    let [first, _second] = sessions;
    wait(first.close()).unwrap();
    until("an admission", || Client::connect(server.at, 1 << 20).is_ok());
}

#[test]
fn a_removed_key_begins_no_further_session() {
    let home = home();
    let key = PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap();
    let file = home.path().join("readers.pub");
    std::fs::write(&file, key.public_key().to_openssh().unwrap()).unwrap();
    let server = serve_in(home, &["--authorized-keys", file.to_str().unwrap()], &[]);
    let mut client = Client::connect(server.at, 2 << 20).unwrap();
    assert!(client.log_in(&key));
    let client = Arc::new(client);
    let mut user = Screen::ask(Arc::clone(&client), &Ask::default());
    user.shows("1/24");
    assert_eq!(client.run("help").code, Some(0));
    std::fs::write(&file, "").unwrap();
    server.signal(Signal::HUP);
    server.log.has("authorized keys reloaded: 0 keys");
    assert_eq!(open(&client).unwrap_err(), ChannelOpenFailure::AdministrativelyProhibited);
    user.send_shows("j", "2/24");
    server.signal(Signal::USR2);
    server.log.has("1 connection ended: key removed");
    user.shows("your key is no longer accepted");
    assert_eq!(user.ended(), Some(1));
}

#[test]
fn a_connection_lasts_while_one_of_its_sessions_does() {
    let server = serve(&["--grace", "1s"]);
    let client = Arc::new(Client::new(server.at));
    let mut idle = client.channel();
    wait(idle.request_pty(true, "xterm", 80, 24, 0, 0, &[])).unwrap();
    assert!(agreed(&mut idle));
    let mut user = Screen::ask(Arc::clone(&client), &Ask::default());
    user.shows("1/24");
    assert_eq!(client.run("help").code, Some(0));
    // Two times of grace pass.
    for times in [1, 2] {
        let _silent = Client::new(server.at);
        server.log.has_times("end=nothing-asked", times);
    }
    user.send_shows("j", "2/24");
    user.send("q");
    assert_eq!(user.ended(), Some(0));
    // Without a session that does anything, the connection ends after the time of grace.
    server.log.has("end=not-closed");
}
