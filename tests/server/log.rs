//! Tests of the log on standard error, and that a session never waits for the log to be read.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::process::Stdio;

use rustix::fs::{OFlags, fcntl_setfl};
use rustix::process::Signal;

use crate::client::{Client, agreed, ran, run, wait};
use crate::descriptors::Ends;
use crate::served::{command, home, serve};

const FORGED: &str = "x size=1x1 end=quit";
const SIGNS: &str = "\x1b[2J\"\n";

/// Logs in with a user name that is also the name of the terminal, and runs `help`.
fn run_help_as(at: std::net::SocketAddr, name: &str) {
    let mut client = Client::connect(at, 1 << 20).unwrap();
    assert!(wait(client.handle.authenticate_none(name)).unwrap().success());
    let mut channel = client.channel();
    wait(channel.request_pty(true, name, 90, 30, 0, 0, &[])).unwrap();
    assert!(agreed(&mut channel));
    wait(channel.exec(true, "help")).unwrap();
    assert_eq!(ran(channel).code, Some(0));
}

#[test]
fn names_cannot_forge_fields_or_lines_of_the_log() {
    let server = serve(&[]);
    run_help_as(server.at, FORGED);
    let line = server.log.has("help");
    assert!(
        line.contains(
            " user=\"x size=1x1 end=quit\" key=- term=\"x size=1x1 end=quit\" size=90x30 "
        )
    );
    run_help_as(server.at, SIGNS);
    let line = server.log.has_times("help", 2);
    assert!(line.contains(r#" user="␛[2J\" " "#) && line.contains(r#" term="␛[2J\" " "#), "{line}");
}

#[test]
fn later_requests_on_a_channel_do_not_change_its_log_line() {
    let server = serve(&[]);
    // The answer waits, because the client reads one byte.
    let client = Client::with_window(server.at, 1);
    let mut channel = client.channel();
    wait(channel.exec(true, "search court")).unwrap();
    assert!(agreed(&mut channel));
    wait(channel.exec(true, "export --to csv")).unwrap();
    assert!(!agreed(&mut channel));
    wait(channel.request_pty(true, "other", 90, 30, 0, 0, &[])).unwrap();
    assert!(!agreed(&mut channel));
    wait(channel.set_env(true, "LANG", "C")).unwrap();
    assert!(!agreed(&mut channel));
    client.line().cut();
    let line = server.log.has("command=");
    assert!(line.contains("command=\"search court\"") && line.contains(" term=- "), "{line}");
}

#[test]
fn names_cannot_forge_fields_of_the_json_log() {
    let server = serve(&["--log-format", "json"]);
    for (name, shown) in [(FORGED, FORGED), (SIGNS, "␛[2J\" ")] {
        run_help_as(server.at, name);
        let line = server.log.has(if name == FORGED { "x size" } else { "[2J" });
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&read["user"], &read["term"]), (&shown.into(), &shown.into()));
        assert_eq!((&read["size"][0], &read["end"]), (&90.into(), &"done".into()));
    }
}

#[test]
fn counts_are_logged_on_a_signal_and_at_the_end() {
    let mut server = serve(&["--max-per-address", "2"]);
    let two = [Client::new(server.at), Client::new(server.at)];
    assert!(Client::connect(server.at, 1 << 20).is_err());
    server.signal(Signal::USR1);
    let line = server.log.has("counts: connected=2 users=0 ended=0 ");
    assert!(
        line.contains(
            " refused-address=1 refused-strangers=0 refused-fast=0 sessions=0 answers=0 "
        ),
        "{line}"
    );
    drop(two);
    server.log.has_times("end=done", 2);
    server.signal(Signal::TERM);
    assert_eq!(server.ended().code(), Some(0));
    server.log.has("counts: connected=0 users=0 ended=2 ");
}

/// Returns a pipe whose buffer is full.
fn full() -> (std::io::PipeReader, std::io::PipeWriter) {
    let (reader, mut writer) = std::io::pipe().unwrap();
    fcntl_setfl(&writer, OFlags::NONBLOCK).unwrap();
    let filled = loop {
        if let Err(error) = writer.write(&[b'.'; 4096]) {
            break error.kind();
        }
    };
    assert_eq!(filled, ErrorKind::WouldBlock);
    while writer.write(b".").is_ok() {}
    fcntl_setfl(&writer, OFlags::empty()).unwrap();
    (reader, writer)
}

#[test]
fn a_log_that_is_not_read_delays_no_session() {
    let home = home();
    let (reader, writer) = full();
    let mut server = command(home.path(), &["--listen", "127.0.0.1:0", "--rate", "1000"]);
    server.stdout(Stdio::piped()).stderr(writer);
    let mut child = Ends(server.spawn().unwrap());
    // Drops the parent's copy of the pipe's write end, so that reading the pipe ends with the
    // server.
    drop(server);
    let mut out = BufReader::new(child.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let at = out.next().unwrap().rsplit(' ').next().unwrap().parse().unwrap();
    // More commands than the server has worker threads.
    let answers: Vec<_> = (0..8).map(|_| run(at, "help").code).collect();
    let id = rustix::process::Pid::from_raw(i32::try_from(child.0.id()).unwrap()).unwrap();
    rustix::process::kill_process(id, Signal::TERM).unwrap();
    let mut log = String::new();
    BufReader::new(reader).read_to_string(&mut log).unwrap();
    assert_eq!(child.0.wait().unwrap().code(), Some(0));
    assert_eq!(answers, [Some(0); 8]);
    let log = log.trim_start_matches('.');
    assert_eq!(log.matches("command=\"help\"").count(), 8, "{log}");
    assert!(log.lines().last().unwrap().contains(" counts: connected=0 "), "{log}");
}
