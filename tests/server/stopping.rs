//! The server is told to stop.

use std::net::TcpStream;

use rustix::process::Signal;

use crate::screen::Screen;
use crate::served::{serve, until};

#[test]
fn at_once_when_nobody_is_in() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = serve(&[]);
        server.signal(signal);
        assert_eq!(server.ended().code(), Some(0));
        server.log.has("stopping; connected: 0 readers");
    }
}

#[test]
fn readers_are_told_and_then_it_ends() {
    let mut server = serve(&[]);
    let mut reader = Screen::open(server.at, 100, 30, "xterm-256color");
    server.signal(Signal::TERM);
    reader.shows("the server stops in 10 seconds");
    until("a closed door", || TcpStream::connect(server.at).is_err());
    reader.send_shows("j", "2/24");
    assert_eq!(reader.ended(), Some(0));
    assert_eq!(reader.left_behind(), [""; 0]);
    assert!(reader.sent().contains("gainsay: the server is stopping\r\n"));
    assert_eq!(server.ended().code(), Some(0));
    server.log.has("stopping; connected: 1 reader");
}

#[test]
fn not_before_a_reader_has_left() {
    let mut server = serve(&[]);
    let mut reader = Screen::open(server.at, 100, 30, "xterm-256color");
    server.signal(Signal::TERM);
    reader.shows("the server stops");
    reader.send("q");
    assert_eq!(reader.ended(), Some(0));
    drop(reader);
    assert_eq!(server.ended().code(), Some(0));
    server.log.has("end=quit");
}
