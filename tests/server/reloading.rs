//! The dataset's files change under the readers.

use std::fs;

use rustix::process::Signal;

use crate::client::run;
use crate::screen::Screen;
use crate::served::{Server, home, serve_in};

const MANY: &str = include_str!("../../data/meta-netflix.json");
const ONE: &str = r#"{"gainsay":1,"dataset":{"id":"d","title":"T"},"agents":[{"id":"a","kind":"person","name":"A"}],"claims":[{"id":"new","text":"A new claim altogether","made":[{"by":"a"}]}]}"#;
const TOLD: &str = "the dataset has changed";

fn started() -> Server {
    let home = home();
    let file = home.path().join("claims.json");
    fs::write(&file, MANY).unwrap();
    serve_in(home, &[file.to_str().unwrap()], &[])
}

/// Puts another content in the place of the old at once.
fn replace(server: &Server, content: &str) {
    fs::write(server.path("claims.new"), content).unwrap();
    fs::rename(server.path("claims.new"), server.path("claims.json")).unwrap();
}

/// A reader is told, and sees it when they act.
fn is_told(server: &Server, change: impl FnOnce()) {
    let mut reader = Screen::open(server.at, 100, 30, "xterm-256color");
    change();
    reader.shows(TOLD);
    assert!(reader.text().contains("/24"), "not before they act:\n{}", reader.text());
    reader.send_shows("j", "A new claim altogether");
    reader.shows("1/1");
    server.log.has("dataset reloaded: 1 claim");
    assert_eq!(run(server.at, "search --format ids claim").out, "new\n");
}

#[test]
fn a_signal_has_them_read_anew() {
    let server = started();
    is_told(&server, || {
        replace(&server, ONE);
        server.signal(Signal::HUP);
    });
}

#[test]
fn so_does_a_change_by_itself() {
    let server = started();
    is_told(&server, || replace(&server, ONE));
}

#[test]
fn who_does_nothing_moves_on_when_it_changes_again() {
    let server = started();
    let mut reader = Screen::open(server.at, 100, 30, "xterm-256color");
    replace(&server, ONE);
    server.signal(Signal::HUP);
    reader.shows(TOLD);
    let newest = ONE.replace("A new claim altogether", "The newest claim of all");
    replace(&server, &newest);
    server.signal(Signal::HUP);
    reader.shows("The newest claim of all");
    reader.shows("has changed; reloaded");
}

#[test]
fn what_is_broken_leaves_the_last_good_one() {
    let server = started();
    let mut reader = Screen::open(server.at, 100, 30, "xterm-256color");
    replace(&server, "{ broken");
    server.signal(Signal::HUP);
    server.log.has("serving the last good dataset");
    reader.send_shows("j", "2/24");
    assert!(!reader.text().contains(TOLD));
    assert_eq!(run(server.at, "search --format ids --limit 1 inbox api").out, "inbox-api\n");
    Screen::open(server.at, 100, 30, "xterm-256color");
    replace(&server, ONE);
    server.signal(Signal::HUP);
    reader.shows(TOLD);
}

#[test]
fn nothing_is_told_where_nothing_changed() {
    let server = started();
    for _ in 0..20 {
        server.signal(Signal::HUP);
    }
    let mut reader = Screen::open(server.at, 100, 30, "xterm-256color");
    reader.send_shows("j", "2/24");
    assert!(!reader.text().contains(TOLD) && server.log.lines().is_empty());
}
