//! Tests of signals that arrive while the server does something else.

use std::fs;

use russh::ChannelMsg;
use russh::keys::{Algorithm, PrivateKey};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::Signal;

use crate::client::{Client, Ran, ran, run, wait};
use crate::screen::{Ask, Screen};
use crate::served::{Server, home, serve, serve_in, until};

const MANY: &str = include_str!("../../data/meta-netflix.json");
const SERVED_ON: &str = "serving the last good dataset";

fn started() -> Server {
    let home = home();
    let file = home.path().join("claims.json");
    fs::write(&file, MANY).unwrap();
    serve_in(home, &[file.to_str().unwrap()], &[])
}

#[test]
fn sigterm_stops_a_server_whose_file_became_a_pipe() {
    let mut server = started();
    let pipe = server.path("pipe");
    mknodat(CWD, &pipe, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
    fs::rename(&pipe, server.path("claims.json")).unwrap();
    server.signal(Signal::HUP);
    server.log.has(SERVED_ON);
    server.signal(Signal::TERM);
    assert_eq!(server.ended().code(), Some(0));
    server.log.has("stopping; connected: 0 users");
}

#[test]
fn output_in_progress_arrives_complete_after_sigterm() {
    let mut server = serve(&[]);
    let command = "search --limit 100 --format ndjson meta";
    let whole = run(server.at, command);
    // With a window of 64 bytes, most of the output waits in the server until the client reads.
    let client = Client::with_window(server.at, 64);
    let mut channel = client.channel();
    wait(channel.exec(true, command)).unwrap();
    let first = loop {
        if let ChannelMsg::Data { data } = wait(channel.wait()).unwrap() {
            break String::from_utf8(data.to_vec()).unwrap();
        }
    };
    server.signal(Signal::TERM);
    server.log.has("stopping; connected: 0 users");
    let Ran { code, out, .. } = ran(channel);
    assert_eq!(first + &out, whole.out);
    assert_eq!(code, Some(0));
    drop(client);
    assert_eq!(server.ended().code(), Some(0));
}

#[test]
fn an_unreadable_file_is_retried_after_growing_pauses() {
    let server = started();
    fs::write(server.path("new"), "{ broken").unwrap();
    fs::rename(server.path("new"), server.path("claims.json")).unwrap();
    for times in 1..5 {
        server.signal(Signal::HUP);
        server.log.has_times(SERVED_ON, times);
    }
    // The server also retries without a signal, after pauses that grow. A signal must not reset the
    // pause.
    let told = server.log.lines().into_iter().filter(|line| line.contains(SERVED_ON));
    let pauses: Vec<u32> =
        told.map(|line| line.rsplit(' ').nth(1).unwrap().parse().unwrap()).collect();
    assert!(pauses.is_sorted() && pauses.contains(&8), "{pauses:?}");
}

#[test]
fn reloaded_keys_apply_to_new_connections() {
    let key = || PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap();
    let (old, new) = (key(), key());
    let line = |key: &PrivateKey| key.public_key().to_openssh().unwrap();
    let home = home();
    let file = home.path().join("readers.pub");
    fs::write(&file, line(&old)).unwrap();
    let server = serve_in(home, &["--authorized-keys", file.to_str().unwrap()], &[]);
    let log_in = |key| {
        let mut client = Client::connect(server.at, 1 << 20).unwrap();
        client.log_in(key).then_some(client)
    };
    let mut user = Screen::ask(log_in(&old).unwrap(), &Ask::default());
    user.shows("q quit");
    assert!(log_in(&new).is_none());

    fs::write(&file, line(&new)).unwrap();
    server.signal(Signal::HUP);
    server.log.has("authorized keys reloaded: 1 key");
    assert!(log_in(&old).is_none() && log_in(&new).is_some());
    user.send_shows("j", "2/24");

    fs::write(&file, format!("no key\n{}", line(&old))).unwrap();
    server.signal(Signal::HUP);
    server.log.has("authorized keys, line 1: refused: this is not a public key");
    server.log.has_times("authorized keys reloaded: 1 key", 2);
    until("the old key", || log_in(&old).is_some());
    assert!(log_in(&new).is_none());
}
