//! Tests of clients that do not speak SSH or misuse it: the server closes their connections, and
//! other users notice nothing.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::client::{Client, ran, run, wait};
use crate::screen::{Ask, Screen};
use crate::served::{DEADLINE, serve};

/// Returns an SSH packet that is sent before any key exchange.
fn packet(length: u32, content: &[u8]) -> Vec<u8> {
    let mut bytes = b"SSH-2.0-x\r\n".to_vec();
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(content);
    bytes
}

fn garbage() -> Vec<Vec<u8>> {
    // Pseudo-random bytes from a linear congruential generator.
    let mut state = 1_u32;
    let any = (0..4_096).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    let mut broken = vec![10, 20];
    broken.extend([0xff; 250]);
    vec![
        any.collect(),
        b"GET / HTTP/1.1\r\nHost: claims\r\n\r\n".repeat(40),
        b"SSH-1.5-old\r\n".to_vec(),
        [b"SSH-2.0-".to_vec(), b"x".repeat(100_000), b"\r\n".to_vec()].concat(),
        b"hello\r\n".repeat(5_000),
        packet(0, &[0; 4_096]),
        packet(u32::MAX, &[0; 64]),
        packet(300_000, &[0; 300_000]),
        packet(252, &broken),
        // A service request before the key exchange.
        packet(28, b"\x0a\x05\x00\x00\x00\x0cssh-userauth0123456789"),
    ]
}

/// Sends bytes and waits until the server has closed the connection.
#[track_caller]
fn closed(mut stream: TcpStream, bytes: &[u8], what: usize) {
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    // Writing may fail: the server may close before it has read everything.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    if let Err(why) = stream.read_to_end(&mut answer) {
        assert_eq!(why.kind(), std::io::ErrorKind::ConnectionReset, "garbage {what}");
    }
}

#[test]
fn connections_that_send_garbage_are_closed_and_sessions_go_on() {
    // The long grace period shows that the server closes these connections because of their content
    // and not on a timeout.
    let server = serve(&["--grace", "10m"]);
    let mut user = Screen::open(server.at, 80, 24, "xterm");
    let before = server.resources();
    for (number, bytes) in garbage().iter().enumerate() {
        closed(TcpStream::connect(server.at).unwrap(), bytes, number);
        server.log.has_times("end=no-login", number + 1);
        user.send("j");
        user.shows(&format!("{}/24", number + 2));
    }
    server.wait_until_released(before);
    assert_eq!(run(server.at, "help").code, Some(0));
}

#[test]
fn two_thousand_channels_cost_no_memory() {
    const CHANNELS: usize = 2_000;
    // A connection has eight sessions.
    const FURTHER: usize = 7;
    let server = serve(&[]);
    let mut user = Screen::open(server.at, 80, 24, "xterm");
    let client = Client::new(server.at);
    let channel = client.channel();
    let before = server.memory();
    let held = server.resources();
    let refused = (0..CHANNELS).filter(|_| wait(client.handle.channel_open_session()).is_err());
    assert_eq!(refused.count(), CHANNELS - FURTHER);
    server.wait_until_released(held);
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 4 << 20, "{grown}");
    user.send_shows("j", "2/24");
    wait(channel.exec(false, "help")).unwrap();
    assert_eq!(ran(channel).code, Some(0), "the first channel still works");
    assert_eq!(run(server.at, "help").code, Some(0));
}

#[test]
fn the_sessions_of_a_connection_leave_little_memory_behind() {
    const SESSIONS: usize = 1_000;
    let server = serve(&[]);
    let client = Client::new(server.at);
    assert_eq!(client.run("help").code, Some(0));
    let before = server.memory();
    for _ in 1..SESSIONS {
        assert_eq!(client.run("help").code, Some(0));
    }
    assert!(wait(client.handle.channel_open_session()).is_err(), "a connection has its share");
    let grown = server.memory().saturating_sub(before);
    println!("{SESSIONS} sessions: {grown} bytes");
    assert!(grown < 12 << 20, "{grown}");
    assert_eq!(run(server.at, "help").code, Some(0));
}

#[test]
fn no_control_character_reaches_the_log() {
    const FOREIGN: &str = "x\x1b[2J\r\n2026 end=quit\u{9b}31m\u{202e}\x07";
    for format in ["text", "json"] {
        let server = serve(&["--log-format", format]);
        let login = || {
            let mut client = Client::connect(server.at, 1 << 20).unwrap();
            assert!(wait(client.handle.authenticate_none(FOREIGN)).unwrap().success());
            client
        };
        let mut user = Screen::ask(login(), &Ask { term: FOREIGN, ..Ask::default() });
        user.send_shows("j", "2/24");
        user.send("q");
        assert_eq!(user.ended(), Some(0));
        drop(user);
        assert_eq!(login().run(FOREIGN).code, Some(127));
        server.log.has_times("␛[2J", 2);
        let lines = server.log.lines();
        assert_eq!(lines.len(), 2, "{lines:#?}");
        let acts = |c: char| c.is_control() || c == '\u{202e}';
        assert!(!lines.concat().contains(acts), "{lines:#?}");
    }
}
