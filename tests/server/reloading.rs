//! Tests of dataset files that change while sessions show them.

use std::fs;

use rustix::process::Signal;

use crate::client::run;
use crate::screen::Screen;
use crate::served::{Server, home, serve_in};

const MANY: &str = include_str!("../../data/meta-netflix.json");
const ONE: &str = r#"{"gainsay":1,"dataset":{"id":"d","title":"T"},"agents":[{"id":"a","kind":"person","name":"A"}],"claims":[{"id":"new","text":"A new claim altogether","made":[{"by":"a"}]}]}"#;
const NOTICE: &str = "the dataset has changed";

fn started() -> Server {
    let home = home();
    let file = home.path().join("claims.json");
    fs::write(&file, MANY).unwrap();
    serve_in(home, &[file.to_str().unwrap()], &[])
}

/// Replaces the served file atomically.
fn replace(server: &Server, content: &str) {
    fs::write(server.path("claims.new"), content).unwrap();
    fs::rename(server.path("claims.new"), server.path("claims.json")).unwrap();
}

/// Makes a change and checks that an open session announces it and shows it at the next key.
fn check_notified(server: &Server, change: impl FnOnce()) {
    let mut user = Screen::open(server.at, 100, 30, "xterm-256color");
    change();
    user.shows(NOTICE);
    assert!(user.text().contains("/24"), "the change was shown before a key:\n{}", user.text());
    user.send_shows("j", "A new claim altogether");
    user.shows("1/1");
    server.log.has("dataset reloaded: 1 claim");
    assert_eq!(run(server.at, "search --format ids claim").out, "new\n");
}

#[test]
fn sighup_reloads_the_dataset() {
    let server = started();
    check_notified(&server, || {
        replace(&server, ONE);
        server.signal(Signal::HUP);
    });
}

#[test]
fn a_changed_file_is_reloaded_without_a_signal() {
    let server = started();
    check_notified(&server, || replace(&server, ONE));
}

#[test]
fn an_idle_session_shows_a_reload_when_the_next_one_arrives() {
    let server = started();
    let mut user = Screen::open(server.at, 100, 30, "xterm-256color");
    replace(&server, ONE);
    server.signal(Signal::HUP);
    user.shows(NOTICE);
    let newest = ONE.replace("A new claim altogether", "The newest claim of all");
    replace(&server, &newest);
    server.signal(Signal::HUP);
    user.shows("The newest claim of all");
    user.shows("has changed; reloaded");
}

#[test]
fn an_invalid_file_keeps_the_last_good_dataset() {
    let server = started();
    let mut user = Screen::open(server.at, 100, 30, "xterm-256color");
    replace(&server, "{ broken");
    server.signal(Signal::HUP);
    server.log.has("serving the last good dataset");
    user.send_shows("j", "2/24");
    assert!(!user.text().contains(NOTICE));
    assert_eq!(run(server.at, "search --format ids --limit 1 inbox api").out, "inbox-api\n");
    Screen::open(server.at, 100, 30, "xterm-256color");
    replace(&server, ONE);
    server.signal(Signal::HUP);
    user.shows(NOTICE);
}

#[test]
fn a_reload_without_changes_is_not_announced() {
    let server = started();
    for _ in 0..20 {
        server.signal(Signal::HUP);
    }
    let mut user = Screen::open(server.at, 100, 30, "xterm-256color");
    user.send_shows("j", "2/24");
    assert!(!user.text().contains(NOTICE) && server.log.lines().is_empty());
}
