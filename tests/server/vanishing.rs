//! Tests of clients that disappear without an SSH message, at every stage of a connection: the
//! server releases everything that it held for them.

use std::io::Write;
use std::net::TcpStream;

use crate::client::{Client, agreed, ran, run, wait};
use crate::screen::{Ask, Screen};
use crate::served::{Server, serve, serve_many, until};

const TERM: &str = "xterm-256color";

/// Starts a server, runs one session, and returns the threads and files that the server holds
/// afterwards.
fn warm() -> (Server, (usize, usize)) {
    let server = serve(&["--max-per-address", "100"]);
    let mut user = Screen::open(server.at, 100, 30, TERM);
    user.send_shows("/inbox", "1/3");
    user.send("\x03");
    assert_eq!(user.ended(), Some(0));
    drop(user);
    server.log.has("end=quit");
    until("no session", || server.threads("session") == 0);
    let held = server.resources();
    (server, held)
}

/// Waits until the server holds what it held before, and checks that it still serves.
#[track_caller]
fn check_released((server, held): &(Server, (usize, usize))) {
    until("no session", || server.threads("session") == 0);
    server.wait_until_released(*held);
    Screen::open(server.at, 100, 30, TERM);
}

#[test]
fn clients_disappear_during_a_session() {
    let warm = warm();
    let users: Vec<Screen> = (0..10).map(|_| Screen::open(warm.0.at, 100, 30, TERM)).collect();
    assert_eq!(warm.0.threads("session"), 10);
    for user in &users {
        user.client.line().cut();
    }
    warm.0.log.has_times("end=gone", 10);
    check_released(&warm);
}

#[test]
fn clients_disappear_after_three_hundred_keys() {
    let warm = warm();
    for _ in 0..5 {
        let user = Screen::open(warm.0.at, 100, 30, TERM);
        for key in ["/", "i", "n", "b", "\x15", "\r"].iter().cycle().take(300) {
            user.send(key);
        }
        user.client.line().cut();
    }
    check_released(&warm);
}

#[test]
fn clients_disappear_before_the_login() {
    let warm = warm();
    for begin in ["", "SSH-2.0-x", "SSH-2.0-x\r\n", "SSH-2.0-x\r\n\0\0\x01\0\n\x14"] {
        let mut stream = TcpStream::connect(warm.0.at).unwrap();
        stream.write_all(begin.as_bytes()).unwrap();
    }
    for _ in 0..5 {
        Client::connect(warm.0.at, 1 << 20).unwrap().line().cut();
    }
    warm.0.log.has_times("end=no-login", 9);
    check_released(&warm);
}

#[test]
fn clients_disappear_before_their_first_request() {
    let warm = warm();
    for _ in 0..5 {
        let client = Client::new(warm.0.at);
        let channel = client.channel();
        client.line().cut();
        drop(channel);
    }
    check_released(&warm);
}

#[test]
fn clients_disappear_while_they_receive_output() {
    let warm = warm();
    for _ in 0..5 {
        // The client takes one byte of the output and no more.
        let client = Client::with_window(warm.0.at, 1);
        let mut channel = client.channel();
        wait(channel.exec(true, "search --limit 1000 --format json a")).unwrap();
        assert!(agreed(&mut channel));
        client.line().cut();
    }
    check_released(&warm);
}

#[test]
fn clients_disappear_during_their_searches() {
    // The query matches nothing, so that every record is read.
    const SEARCH: &str = "search --format ids all:qqzzqqxx";
    let server = serve_many(6_000, 1_500);
    let cpu_time = || server.cpu_time("search");
    assert_eq!(run(server.at, SEARCH).code, Some(1));
    let before = cpu_time();
    assert_eq!(run(server.at, SEARCH).code, Some(1));
    let one = cpu_time().saturating_sub(before);
    let before = cpu_time();
    let searching: Vec<Client> = (0..40)
        .map(|_| {
            let client = Client::new(server.at);
            let mut channel = client.channel();
            wait(channel.exec(true, SEARCH)).unwrap();
            assert!(agreed(&mut channel));
            client.line().cut();
            client
        })
        .collect();
    server.log.has_times("command=\"search", 42);
    // Searches run one at a time, so this one would wait for any of the aborted ones that still
    // ran.
    assert_eq!(run(server.at, SEARCH).code, Some(1));
    let all = cpu_time().saturating_sub(before);
    println!("{one:?} for one, {all:?} for one after {} that were cut off", searching.len());
    assert!(
        all < one * 15,
        "{one:?} for one, {all:?} together with those of the clients that are gone"
    );
}

#[test]
fn clients_disappear_while_a_frame_waits() {
    let warm = warm();
    for _ in 0..5 {
        let user = Screen::ask(Client::with_window(warm.0.at, 1), &Ask::default());
        until("a session", || warm.0.threads("session") == 1);
        user.send("jjj");
        user.client.line().cut();
        until("no session", || warm.0.threads("session") == 0);
    }
    check_released(&warm);
}

#[test]
fn clients_close_the_channel_and_stay_connected() {
    let (server, held) = warm();
    let user = Screen::open(server.at, 100, 30, TERM);
    user.close();
    until("no session", || server.threads("session") == 0);
    drop(user);
    server.wait_until_released(held);
}

#[test]
fn clients_end_their_input() {
    let (server, held) = warm();
    let mut user = Screen::open(server.at, 100, 30, TERM);
    user.types_no_more();
    assert_eq!(user.ended(), Some(0));
    assert_eq!(user.left_behind(), [""; 0]);
    drop(user);
    server.log.has("end=gone");
    until("no session", || server.threads("session") == 0);
    server.wait_until_released(held);
}

#[test]
fn a_command_needs_no_input() {
    let (server, _) = warm();
    let client = Client::new(server.at);
    let channel = client.channel();
    wait(channel.exec(false, "search --format ids inbox api")).unwrap();
    wait(channel.eof()).unwrap();
    let answered = ran(channel);
    assert!(answered.code == Some(0) && answered.out.starts_with("inbox-api\n"), "{answered:?}");
}
