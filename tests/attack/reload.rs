//! Tests of dataset files that are replaced by something unreadable, or by something that never
//! yields data. Sessions go on and are notified, and no later reload is blocked.

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::thread;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::Signal;

use crate::client::{Client, run};
use crate::screen::{Ask, Screen};
use crate::served::{Server, home, serve_in};

const MANY: &str = include_str!("../../data/meta-netflix.json");
const ONE: &str = r#"{"gainsay":1,"dataset":{"id":"d","title":"T"},"agents":[{"id":"a","kind":"person","name":"A"}],"claims":[{"id":"new","text":"A new claim altogether","made":[{"by":"a"}]}]}"#;
const SERVED_ON: &str = "reload failed: ";

fn pipe(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
}

/// Starts a server on a file, named either by its path or by its folder.
fn started(folder: bool) -> Server {
    let home = home();
    let files = home.path().join("files");
    fs::create_dir(&files).unwrap();
    fs::write(files.join("claims.json"), MANY).unwrap();
    let named = if folder { files } else { files.join("claims.json") };
    serve_in(home, &[named.to_str().unwrap()], &[])
}

/// Replaces the file atomically.
fn replace(server: &Server, make: impl FnOnce(&Path)) {
    let new = server.path("new");
    make(&new);
    fs::rename(new, server.path("files/claims.json")).unwrap();
}

fn content(text: &'static str) -> impl FnOnce(&Path) {
    move |path| fs::write(path, text).unwrap()
}

/// Checks that the server reloads once a good file is back.
fn check_reloads(server: &Server) {
    replace(server, content(ONE));
    server.signal(Signal::HUP);
    server.log.has("dataset reloaded: 1 claim");
    assert_eq!(run(server.at, "search --format ids claim").out, "new\n");
}

#[test]
fn a_pipe_in_place_of_the_file_blocks_no_reload() {
    for folder in [false, true] {
        let server = started(folder);
        replace(&server, pipe);
        server.signal(Signal::HUP);
        let told = server.log.has(SERVED_ON);
        assert!(
            told.contains(if folder { "no dataset in" } else { "not a regular file" }),
            "{told}"
        );
        assert!(told.contains("; serving the last good dataset; retrying in "), "{told}");
        assert_eq!(run(server.at, "search --format ids --limit 1 inbox api").out, "inbox-api\n");
        check_reloads(&server);
    }
}

#[test]
fn a_device_or_socket_in_place_of_the_file_blocks_no_reload() {
    for number in 0..3 {
        let server = started(false);
        replace(&server, |path| match number {
            0 => std::os::unix::fs::symlink("/dev/zero", path).unwrap(),
            1 => std::os::unix::fs::symlink("/dev/tty", path).unwrap(),
            _ => drop(std::os::unix::net::UnixListener::bind(path).unwrap()),
        });
        server.signal(Signal::HUP);
        server.log.has(SERVED_ON);
        check_reloads(&server);
    }
}

#[test]
fn a_pipe_beside_a_file_of_a_folder_is_reported() {
    let server = started(true);
    pipe(&server.path("files/second.ndjson"));
    check_reloads(&server);
    let mut user = Screen::ask(Client::new(server.at), &Ask::default());
    user.shows("1/1");
    user.send_shows("!", "second.ndjson");
    user.shows("not a regular file");
}

#[test]
fn a_record_is_not_read_from_a_pipe() {
    // So large that records are read from the file again when they are opened.
    let home = home();
    let file = home.path().join("claims.ndjson");
    let mut text = String::from("{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"T\"}}\n");
    let notes = "x".repeat(1 << 20);
    for number in 0..70 {
        let _ = writeln!(
            text,
            "{{\"claim\":{{\"id\":\"c{number}\",\"text\":\"Claim {number}\",\"notes\":\"{notes}\"}}}}"
        );
    }
    fs::write(&file, text).unwrap();
    let server = serve_in(home, &[file.to_str().unwrap(), "--no-cache"], &[]);
    pipe(&server.path("new"));
    fs::rename(server.path("new"), &file).unwrap();
    let shown = run(server.at, "show c7");
    assert!(shown.code.is_some() && shown.code != Some(0), "{}", shown.err);
}

#[test]
fn sessions_are_notified_of_a_failed_reload_and_of_its_end() {
    let server = started(false);
    let mut user = Screen::open(server.at, 120, 30, "xterm-256color");
    replace(&server, content("{ broken \u{1b}[2J"));
    user.shows("claims.json:1:3");
    user.shows("showing the last good version");
    user.send_shows("j", "2/24");
    user.send_shows("!", "Problems in the files");
    user.shows("showing the last good version");
    assert!(!user.text().contains("files/"), "no folder is named:\n{}", user.text());
    user.send("q");
    // A session that starts later is notified as well.
    let mut later = Screen::open(server.at, 120, 30, "xterm-256color");
    later.send_shows("!", "showing the last good version");
    later.send("q");
    replace(&server, content(MANY));
    for user in [&mut user, &mut later] {
        user.shows("the dataset has changed");
        user.send("k");
        user.hides("Problems in");
        user.send("!");
        user.until("a list without the problem", |screen| {
            !screen.contents().contains("showing the last good version")
        });
    }
}

#[test]
fn an_unreadable_file_is_retried_without_a_signal() {
    let server = started(false);
    let good = server.path("good");
    fs::rename(server.path("files/claims.json"), &good).unwrap();
    server.log.has(SERVED_ON);
    server.log.has_times(SERVED_ON, 2);
    // The same file returns, unchanged.
    fs::rename(&good, server.path("files/claims.json")).unwrap();
    server.log.has("Z dataset re");
}

#[test]
fn a_pipe_named_at_the_start_is_read() {
    let home = home();
    let path = home.path().join("pipe.json");
    pipe(&path);
    let theirs = path.clone();
    let writer = thread::spawn(move || {
        fs::OpenOptions::new().write(true).open(theirs).unwrap().write_all(ONE.as_bytes()).unwrap();
    });
    let server = serve_in(home, &[path.to_str().unwrap()], &[]);
    writer.join().unwrap();
    assert_eq!(run(server.at, "search --format ids claim").out, "new\n");
    server.signal(Signal::HUP);
    assert_eq!(run(server.at, "search --format ids claim").out, "new\n");
}
