//! Tests of a server that gets a signal to stop.

use std::net::TcpStream;

use rustix::process::Signal;

use crate::screen::Screen;
use crate::served::{serve, until};

#[test]
fn a_server_without_sessions_stops_at_once() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = serve(&[]);
        server.signal(signal);
        assert_eq!(server.ended().code(), Some(0));
        server.log.has("stopping; connected: 0 users");
    }
}

#[test]
fn sessions_are_warned_and_then_end() {
    let mut server = serve(&[]);
    let mut user = Screen::open(server.at, 100, 30, "xterm-256color");
    server.signal(Signal::TERM);
    user.shows("the server stops in 10 seconds");
    until("a closed port", || TcpStream::connect(server.at).is_err());
    user.send_shows("j", "2/24");
    assert_eq!(user.ended(), Some(0));
    assert_eq!(user.left_behind(), [""; 0]);
    assert!(user.sent().contains("gainsay: the server is stopping\r\n"));
    assert_eq!(server.ended().code(), Some(0));
    server.log.has("stopping; connected: 1 user");
}

#[test]
fn the_server_waits_until_a_user_has_quit() {
    let mut server = serve(&[]);
    let mut user = Screen::open(server.at, 100, 30, "xterm-256color");
    server.signal(Signal::TERM);
    user.shows("the server stops");
    user.send("q");
    assert_eq!(user.ended(), Some(0));
    drop(user);
    assert_eq!(server.ended().code(), Some(0));
    server.log.has("end=quit");
}
