//! How many may come. Whoever is too many gets a line in place of the protocol.

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::net::{SocketAddr, TcpStream};

use crate::client::Client;
use crate::served::{DEADLINE, serve, until};

/// How long an open connection is looked at.
const SHORT: std::time::Duration = std::time::Duration::from_millis(50);

/// Somebody who connects and says nothing, with the first line that they get.
struct Silent {
    line: String,
    stream: TcpStream,
}

impl Silent {
    /// Whether the server has closed it.
    fn closed(mut self) -> bool {
        self.stream.set_read_timeout(Some(SHORT)).unwrap();
        // What came with the first line is read first.
        loop {
            match self.stream.read(&mut [0; 4_096]) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(why) => return why.kind() == ErrorKind::ConnectionReset,
            }
        }
    }
}

fn silent(at: SocketAddr) -> Silent {
    let stream = TcpStream::connect(at).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line).unwrap();
    Silent { line, stream }
}

#[track_caller]
fn admitted(at: SocketAddr) -> Silent {
    let silent = silent(at);
    assert_eq!(silent.line, "SSH-2.0-gainsay\r\n");
    silent
}

#[track_caller]
fn refused(at: SocketAddr, words: &str) {
    assert_eq!(silent(at).line, format!("gainsay: {words}\r\n"));
}

/// Waits until there is room again.
#[track_caller]
fn room(at: SocketAddr) -> Silent {
    let mut found = None;
    until("room", || {
        found = Some(silent(at)).filter(|silent| silent.line.starts_with("SSH-"));
        found.is_some()
    });
    found.unwrap()
}

#[test]
fn from_one_address() {
    let server = serve(&["--max-per-address", "2"]);
    let first = admitted(server.at);
    let _reader = Client::new(server.at);
    refused(server.at, "too many connections from this address");
    assert!(Client::stranger(server.at, 1 << 20).is_err(), "clients take it for what it is");
    server.log.has("refused: too many connections from this address");
    drop(first);
    room(server.at);
}

#[test]
fn in_all() {
    let server = serve(&["--max-connections", "2"]);
    let reader = Client::new(server.at);
    let _second = Client::new(server.at);
    refused(server.at, "too many connections");
    assert_eq!(reader.run("help").code, Some(0), "who is within is served");
    drop(reader);
    room(server.at);
}

#[test]
fn before_they_have_logged_in() {
    let server = serve(&["--max-unauthenticated", "2"]);
    let readers = [Client::new(server.at), Client::new(server.at), Client::new(server.at)];
    let silent = [admitted(server.at), admitted(server.at)];
    let _newest = admitted(server.at);
    server.log.has("end=gave-way");
    // The oldest made room; nobody who has logged in does.
    assert_eq!(silent.map(Silent::closed), [true, false]);
    assert!(readers.iter().all(|reader| reader.run("help").code == Some(0)));
}

#[test]
fn in_a_second() {
    let server = serve(&["--rate", "1", "--max-per-address", "200"]);
    let fast = "gainsay: too many new connections from this address; wait a second\r\n";
    assert!((0..100).any(|_| silent(server.at).line == fast));
    room(server.at);
}

#[test]
fn a_flood_is_told_in_few_lines() {
    let server = serve(&["--max-per-address", "1"]);
    let _first = admitted(server.at);
    for _ in 0..200 {
        refused(server.at, "too many connections from this address");
    }
    let told = server.log.lines().iter().filter(|line| line.contains("refused")).count();
    assert!((1..100).contains(&told), "{told}");
}
