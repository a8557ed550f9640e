//! Tests of the limits on connections. A client beyond a limit gets one line of text in place of
//! the protocol.

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::net::{SocketAddr, TcpStream};

use crate::client::Client;
use crate::served::{DEADLINE, serve, until};

/// How long a test waits to see whether a connection is still open.
const SHORT: std::time::Duration = std::time::Duration::from_millis(50);

/// A client that connects and sends nothing, with the first line that it receives.
struct Silent {
    line: String,
    stream: TcpStream,
}

impl Silent {
    /// Returns whether the server has closed the connection.
    fn closed(mut self) -> bool {
        self.stream.set_read_timeout(Some(SHORT)).unwrap();
        // Bytes that arrived with the first line must be read before an end of file shows.
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

/// Waits until the server admits a connection again.
#[track_caller]
fn wait_for_admission(at: SocketAddr) -> Silent {
    let mut found = None;
    until("a free connection", || {
        found = Some(silent(at)).filter(|silent| silent.line.starts_with("SSH-"));
        found.is_some()
    });
    found.unwrap()
}

#[test]
fn connections_of_one_address_are_limited() {
    let server = serve(&["--max-per-address", "2"]);
    let first = admitted(server.at);
    let _user = Client::new(server.at);
    refused(server.at, "too many connections from this address");
    assert!(Client::connect(server.at, 1 << 20).is_err(), "an SSH client fails on the line");
    server.log.has("refused: too many connections from this address");
    drop(first);
    wait_for_admission(server.at);
}

#[test]
fn connections_in_total_are_limited() {
    let server = serve(&["--max-connections", "2"]);
    let user = Client::new(server.at);
    let _second = Client::new(server.at);
    refused(server.at, "too many connections");
    assert_eq!(user.run("help").code, Some(0), "an open connection is served");
    drop(user);
    wait_for_admission(server.at);
}

#[test]
fn connections_before_login_are_limited() {
    let server = serve(&["--max-unauthenticated", "2"]);
    let users = [Client::new(server.at), Client::new(server.at), Client::new(server.at)];
    let silent = [admitted(server.at), admitted(server.at)];
    let _newest = admitted(server.at);
    server.log.has("end=gave-way");
    // The oldest connection before login gives way; sessions do not.
    assert_eq!(silent.map(Silent::closed), [true, false]);
    assert!(users.iter().all(|user| user.run("help").code == Some(0)));
}

#[test]
fn new_connections_per_second_are_limited() {
    let server = serve(&["--rate", "1", "--max-per-address", "200"]);
    let fast = "gainsay: too many new connections from this address; wait a second\r\n";
    assert!((0..100).any(|_| silent(server.at).line == fast));
    wait_for_admission(server.at);
}

#[test]
fn a_flood_of_refusals_takes_few_lines_of_the_log() {
    let server = serve(&["--max-per-address", "1"]);
    let _first = admitted(server.at);
    for _ in 0..200 {
        refused(server.at, "too many connections from this address");
    }
    let told = server.log.lines().iter().filter(|line| line.contains("refused")).count();
    assert!((1..100).contains(&told), "{told}");
}
