//! Readers who are gone without a word, at whatever stage: nothing of them stays.

use std::io::Write;
use std::net::TcpStream;

use crate::client::{Client, agreed, ran, run, wait};
use crate::screen::{Ask, Screen};
use crate::served::{Server, serve, serve_many, until};

const TERM: &str = "xterm-256color";

/// A server that has had a reader, and what it holds then.
fn warm() -> (Server, (usize, usize)) {
    let server = serve(&["--max-per-address", "100"]);
    let mut reader = Screen::open(server.at, 100, 30, TERM);
    reader.send_shows("/inbox", "1/3");
    reader.send("\x03");
    assert_eq!(reader.ended(), Some(0));
    drop(reader);
    server.log.has("end=quit");
    until("nobody", || server.threads("reader") == 0);
    let held = server.held();
    (server, held)
}

/// Nothing is left, and others are served.
#[track_caller]
fn is_as_before((server, held): &(Server, (usize, usize))) {
    until("nobody", || server.threads("reader") == 0);
    server.holds_again(*held);
    Screen::open(server.at, 100, 30, TERM);
}

#[test]
fn in_the_midst_of_a_session() {
    let warm = warm();
    let readers: Vec<Screen> = (0..10).map(|_| Screen::open(warm.0.at, 100, 30, TERM)).collect();
    assert_eq!(warm.0.threads("reader"), 10);
    for reader in &readers {
        reader.client.line().cut();
    }
    warm.0.log.has_times("end=gone", 10);
    is_as_before(&warm);
}

#[test]
fn after_three_hundred_keys() {
    let warm = warm();
    for _ in 0..5 {
        let reader = Screen::open(warm.0.at, 100, 30, TERM);
        for key in ["/", "i", "n", "b", "\x15", "\r"].iter().cycle().take(300) {
            reader.send(key);
        }
        reader.client.line().cut();
    }
    is_as_before(&warm);
}

#[test]
fn before_the_login() {
    let warm = warm();
    for begin in ["", "SSH-2.0-x", "SSH-2.0-x\r\n", "SSH-2.0-x\r\n\0\0\x01\0\n\x14"] {
        let mut stream = TcpStream::connect(warm.0.at).unwrap();
        stream.write_all(begin.as_bytes()).unwrap();
    }
    for _ in 0..5 {
        Client::stranger(warm.0.at, 1 << 20).unwrap().line().cut();
    }
    warm.0.log.has_times("end=no-login", 9);
    is_as_before(&warm);
}

#[test]
fn before_they_ask_for_anything() {
    let warm = warm();
    for _ in 0..5 {
        let client = Client::new(warm.0.at);
        let channel = client.channel();
        client.line().cut();
        drop(channel);
    }
    is_as_before(&warm);
}

#[test]
fn while_they_are_answered() {
    let warm = warm();
    for _ in 0..5 {
        // A byte of the answer is taken, then no more.
        let client = Client::with_window(warm.0.at, 1);
        let mut channel = client.channel();
        wait(channel.exec(true, "search --limit 1000 --format json a")).unwrap();
        assert!(agreed(&mut channel));
        client.line().cut();
    }
    is_as_before(&warm);
}

#[test]
fn while_they_are_searched_for() {
    // Every record is read.
    const SEARCH: &str = "search --format ids all:qqzzqqxx";
    let server = serve_many(6_000, 1_500);
    let worked = || server.worked("search");
    assert_eq!(run(server.at, SEARCH).code, Some(1));
    let before = worked();
    assert_eq!(run(server.at, SEARCH).code, Some(1));
    let one = worked().saturating_sub(before);
    let before = worked();
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
    // Searches take turns: whatever still went on would go on beside this one.
    assert_eq!(run(server.at, SEARCH).code, Some(1));
    let all = worked().saturating_sub(before);
    println!("{one:?} for one, {all:?} for one after {} that were cut", searching.len());
    assert!(all < one * 15, "{one:?} for one, {all:?} with those of whoever is gone");
}

#[test]
fn while_a_frame_waits_for_them() {
    let warm = warm();
    for _ in 0..5 {
        let reader = Screen::ask(Client::with_window(warm.0.at, 1), &Ask::default());
        until("a session", || warm.0.threads("reader") == 1);
        reader.send("jjj");
        reader.client.line().cut();
        until("nobody", || warm.0.threads("reader") == 0);
    }
    is_as_before(&warm);
}

#[test]
fn by_closing_what_they_opened_and_staying() {
    let (server, held) = warm();
    let reader = Screen::open(server.at, 100, 30, TERM);
    reader.close();
    until("nobody", || server.threads("reader") == 0);
    drop(reader);
    server.holds_again(held);
}

#[test]
fn by_an_end_of_what_they_type() {
    let (server, held) = warm();
    let mut reader = Screen::open(server.at, 100, 30, TERM);
    reader.types_no_more();
    assert_eq!(reader.ended(), Some(0));
    assert_eq!(reader.left_behind(), [""; 0]);
    drop(reader);
    server.log.has("end=gone");
    until("nobody", || server.threads("reader") == 0);
    server.holds_again(held);
}

#[test]
fn a_command_wants_nothing_typed() {
    let (server, _) = warm();
    let client = Client::new(server.at);
    let channel = client.channel();
    wait(channel.exec(false, "search --format ids inbox api")).unwrap();
    wait(channel.eof()).unwrap();
    let answered = ran(channel);
    assert!(answered.code == Some(0) && answered.out.starts_with("inbox-api\n"), "{answered:?}");
}
