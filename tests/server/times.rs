//! Tests of the time limits on logins, idle users, sessions and clients that request nothing; and
//! of the terminal sizes that a client may report.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use russh::Pty;

use crate::client::{Client, beside, ran, run, wait};
use crate::screen::{Ask, Screen, last_row};
use crate::served::{DEADLINE, serve, until};

const TERM: &str = "xterm-256color";

/// Reads until the server has closed the connection.
#[track_caller]
fn closed(mut stream: &TcpStream) {
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    if let Err(why) = stream.read_to_end(&mut Vec::new()) {
        assert_eq!(why.kind(), std::io::ErrorKind::ConnectionReset);
    }
}

#[test]
fn a_client_that_sends_nothing_is_disconnected() {
    let server = serve(&["--grace", "1s"]);
    closed(&TcpStream::connect(server.at).unwrap());
    server.log.has_times("end=grace", 1);
    let stranger = Client::connect(server.at, 1 << 20).unwrap();
    server.log.has_times("end=grace", 2);
    until("an exit", || stranger.handle.is_closed());
}

#[test]
fn a_client_that_sends_slowly_before_login_is_disconnected() {
    let server = serve(&["--grace", "1s"]);
    for begin in [&b"SSH-2.0-"[..], b"SSH-2.0-x\r\n\x00\x00\x75\x30\x04\x14"] {
        let stream = TcpStream::connect(server.at).unwrap();
        let mut dripping = stream.try_clone().unwrap();
        dripping.write_all(begin).unwrap();
        let drip = thread::spawn(move || {
            // Fast enough that an inactivity timeout would never expire; the line stays unfinished
            // for long.
            while dripping.write_all(b"x").is_ok() {
                thread::sleep(Duration::from_millis(100));
            }
        });
        closed(&stream);
        drip.join().unwrap();
    }
    server.log.has_times("end=grace", 2);
}

#[test]
fn a_client_that_requests_nothing_after_login_is_disconnected() {
    let server = serve(&["--grace", "1s"]);
    let idle = Client::new(server.at);
    server.log.has("end=nothing-asked");
    let answered = Client::new(server.at);
    assert_eq!(answered.run("help").code, Some(0));
    server.log.has("end=not-closed");
    drop((idle, answered));
}

#[test]
fn the_login_limit_does_not_end_a_session() {
    let server = serve(&["--grace", "1s"]);
    let mut user = Screen::open(server.at, 80, 24, TERM);
    // Two grace periods pass, as two connections that never log in are closed.
    closed(&TcpStream::connect(server.at).unwrap());
    closed(&TcpStream::connect(server.at).unwrap());
    user.send_shows("j", "2/24");
}

#[test]
fn an_idle_user_is_warned_each_time_and_disconnected() {
    let server = serve(&["--idle", "4s"]);
    let mut user = Screen::open(server.at, 100, 30, TERM);
    user.shows("disconnected soon unless");
    user.send("j");
    user.hides("disconnected soon");
    user.shows("disconnected soon unless");
    assert_eq!(user.ended(), Some(0));
    assert_eq!(user.left_behind(), [""; 0]);
    assert!(user.sent().contains("gainsay: no key was pressed for too long"));
    drop(user);
    server.log.has("end=idle");
}

#[test]
fn replies_of_the_terminal_do_not_reset_the_idle_limit() {
    let server = serve(&["--idle", "2s"]);
    let mut user = Screen::open(server.at, 100, 30, TERM);
    let keyboard = user.keyboard();
    beside(async move {
        // More often than the idle limit.
        while keyboard.data_bytes(&b"\x1b[I\x1b[0n"[..]).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    assert_eq!(user.ended(), Some(0));
    assert!(user.sent().contains("gainsay: no key was pressed for too long"));
}

#[test]
fn a_session_ends_at_its_time_limit() {
    let server = serve(&["--max-session", "2s"]);
    let mut user = Screen::open(server.at, 100, 30, TERM);
    user.shows("this session ends soon");
    assert_eq!(user.ended(), Some(0));
    assert_eq!(user.left_behind(), [""; 0]);
    assert!(user.sent().contains("gainsay: this session reached its time limit"));
    drop(user);
    server.log.has("end=max-session");
}

#[test]
fn an_answer_that_takes_longer_than_a_session_may_is_cut_off_and_closed() {
    let server = serve(&["--max-session", "2s"]);
    // The client reads one byte.
    let client = Client::with_window(server.at, 1);
    let channel = client.channel();
    wait(channel.exec(true, "search")).unwrap();
    assert_eq!(ran(channel).code, Some(2));
}

#[test]
fn output_that_a_client_does_not_read_is_cut_off_with_an_error() {
    let server = serve(&["--idle", "1s"]);
    // A window of one byte that never grows.
    let slow = Client::with_window(server.at, 1);
    let taken = slow.run("export --to html");
    assert_eq!((taken.out.len(), taken.code), (1, Some(2)));
}

/// Returns whether the last row shows the hints that fit in sixty columns.
fn sixty(screen: &vt100::Screen) -> bool {
    let row = last_row(screen);
    row.contains("s sort") && !row.contains("q quit")
}

#[test]
fn any_reported_size_is_drawn() {
    let server = serve(&[]);
    for size in [(0, 0), (65_535, 65_535), (u32::MAX, 1 << 31), (200, 0)] {
        let mut user = Screen::ask(Client::new(server.at), &Ask { size, ..Ask::default() });
        user.until("whole screen", |screen| last_row(screen).contains("q quit"));
        user.tell_size(u32::MAX, 0);
        user.resize(60, 20);
        user.until("60 columns", sixty);
    }
    let mut user = Screen::ask(Client::new(server.at), &Ask { size: (1, 1), ..Ask::default() });
    user.resize(100, 30);
    user.until("whole screen", |screen| last_row(screen).contains("q quit"));
}

#[test]
fn many_modes_and_size_changes_cost_no_threads() {
    let server = serve(&[]);
    let modes = [(Pty::ECHO, 1); 128];
    let mut user = Screen::ask(Client::new(server.at), &Ask { modes: &modes, ..Ask::default() });
    user.shows("1/24");
    let threads = server.resources().0;
    for number in 0..200 {
        user.tell_size(20 + number, 10 + number % 40);
    }
    user.resize(60, 20);
    user.until("60 columns", sixty);
    assert!(server.resources().0 <= threads);
    assert_eq!(run(server.at, "help").code, Some(0));
}
