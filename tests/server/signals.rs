//! What signals do while something else goes on.

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
fn an_end_is_heard_where_a_pipe_took_the_place_of_a_file() {
    let mut server = started();
    let pipe = server.path("pipe");
    mknodat(CWD, &pipe, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
    fs::rename(&pipe, server.path("claims.json")).unwrap();
    server.signal(Signal::HUP);
    server.log.has(SERVED_ON);
    server.signal(Signal::TERM);
    assert_eq!(server.ended().code(), Some(0));
    server.log.has("stopping; connected: 0 readers");
}

#[test]
fn an_answer_under_way_arrives_whole() {
    let mut server = serve(&[]);
    let command = "search --limit 100 --format ndjson meta";
    let whole = run(server.at, command);
    // So little at a time that most of it waits here for whoever reads it.
    let client = Client::with_window(server.at, 64);
    let mut channel = client.channel();
    wait(channel.exec(true, command)).unwrap();
    let first = loop {
        if let ChannelMsg::Data { data } = wait(channel.wait()).unwrap() {
            break String::from_utf8(data.to_vec()).unwrap();
        }
    };
    server.signal(Signal::TERM);
    server.log.has("stopping; connected: 0 readers");
    let Ran { code, out, .. } = ran(channel);
    assert_eq!(first + &out, whole.out);
    assert_eq!(code, Some(0));
    drop(client);
    assert_eq!(server.ended().code(), Some(0));
}

#[test]
fn what_could_not_be_read_is_tried_again() {
    let server = started();
    fs::write(server.path("new"), "{ broken").unwrap();
    fs::rename(server.path("new"), server.path("claims.json")).unwrap();
    for times in 1..5 {
        server.signal(Signal::HUP);
        server.log.has_times(SERVED_ON, times);
    }
    // Without a signal too, and ever more slowly: its being looked at is no reason to look at it.
    let told = server.log.lines().into_iter().filter(|line| line.contains(SERVED_ON));
    let pauses: Vec<u32> =
        told.map(|line| line.rsplit(' ').nth(1).unwrap().parse().unwrap()).collect();
    assert!(pauses.is_sorted() && pauses.contains(&8), "{pauses:?}");
}

#[test]
fn keys_are_read_anew_for_those_who_come() {
    let key = || PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap();
    let (old, new) = (key(), key());
    let line = |key: &PrivateKey| key.public_key().to_openssh().unwrap();
    let home = home();
    let file = home.path().join("readers.pub");
    fs::write(&file, line(&old)).unwrap();
    let server = serve_in(home, &["--authorized-keys", file.to_str().unwrap()], &[]);
    let comes = |key| {
        let mut client = Client::stranger(server.at, 1 << 20).unwrap();
        client.shows(key).then_some(client)
    };
    let mut reader = Screen::ask(comes(&old).unwrap(), &Ask::default());
    reader.shows("q quit");
    assert!(comes(&new).is_none());

    fs::write(&file, line(&new)).unwrap();
    server.signal(Signal::HUP);
    server.log.has("authorized keys reloaded: 1 key");
    assert!(comes(&old).is_none() && comes(&new).is_some());
    reader.send_shows("j", "2/24");

    fs::write(&file, format!("no key\n{}", line(&old))).unwrap();
    server.signal(Signal::HUP);
    server.log.has("authorized keys, line 1: refused: this is not a public key");
    server.log.has_times("authorized keys reloaded: 1 key", 2);
    until("the old key", || comes(&old).is_some());
    assert!(comes(&new).is_none());
}
