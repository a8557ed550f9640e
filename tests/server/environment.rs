//! What a reader's terminal is taken for: by what they send, never by what the server has.

use crate::client::{Client, agreed, ran, wait};
use crate::screen::{Ask, Screen};
use crate::served::{home, serve, serve_in};

/// Whether any attribute that was sent is a colour.
fn is_coloured(sent: &str) -> bool {
    let attributes = sent.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | ';' | ':'))?;
        rest[end..].starts_with('m').then(|| &rest[..end])
    });
    let is = |code: &str| {
        code.parse().is_ok_and(|code: u32| matches!(code, 30..=38 | 40..=48 | 90..=97 | 100..=107))
    };
    attributes.flat_map(|codes| codes.split([';', ':'])).any(is)
}

/// A reader with those variables, when everything is shown.
#[track_caller]
fn reader(at: std::net::SocketAddr, term: &str, variables: &[(&str, &str)]) -> Screen {
    let mut reader = Screen::ask(Client::new(at), &Ask { term, variables, ..Ask::default() });
    reader.shows("1/24");
    reader.shows("q quit");
    reader
}

#[test]
fn colours_are_told_apart() {
    assert!(is_coloured("a\x1b[1;31mb") && is_coloured("\x1b[38;5;1m") && is_coloured("\x1b[97m"));
    assert!(!is_coloured("31m\x1b[1;4mb\x1b[31H\x1b[m\x1b[0;7m"));
}

#[test]
fn a_terminal_is_what_its_reader_says() {
    let server = serve(&[]);
    let usual = reader(server.at, "xterm-256color", &[]).sent();
    assert!(is_coloured(&usual) && !usual.is_ascii());
    assert!(!is_coloured(&reader(server.at, "xterm-256color", &[("NO_COLOR", "1")]).sent()));
    assert!(!is_coloured(&reader(server.at, "vt100", &[]).sent()));
    for name in ["LANG", "LC_ALL"] {
        let plain = reader(server.at, "xterm-256color", &[(name, "C")]).sent();
        let foreign: String = plain.chars().filter(|c| !c.is_ascii()).collect();
        assert!(foreign.is_empty(), "{name}: {foreign}");
    }
}

#[test]
fn who_has_no_cursor_to_move_gets_a_line() {
    let server = serve(&[]);
    for term in ["dumb", ""] {
        for command in [None, Some("claim/inbox-api")] {
            let client = Client::new(server.at);
            let channel = client.channel();
            wait(channel.request_pty(false, term, 80, 24, 0, 0, &[])).unwrap();
            match command {
                Some(command) => wait(channel.exec(false, command)).unwrap(),
                None => wait(channel.request_shell(false)).unwrap(),
            }
            let told = ran(channel);
            assert_eq!((told.code, told.out.as_str()), (Some(2), ""), "{term:?}: {told:?}");
            assert!(told.err.contains("TERM is dumb or empty") && !told.err.contains('\x1b'));
            assert_eq!(told.err.lines().count(), 1, "{told:?}");
        }
    }
    let shown = {
        let client = Client::new(server.at);
        let channel = client.channel();
        wait(channel.request_pty(false, "dumb", 80, 24, 0, 0, &[])).unwrap();
        wait(channel.exec(false, "show inbox-api")).unwrap();
        ran(channel)
    };
    assert_eq!(shown.code, Some(0), "commands need no cursor: {shown:?}");
}

#[test]
fn what_the_server_has_is_nothing_to_its_readers() {
    let variables = [("NO_COLOR", "1"), ("LANG", "C"), ("LC_ALL", "C"), ("TERM", "dumb")];
    let server = serve_in(home(), &[], &variables);
    let usual = reader(server.at, "xterm-256color", &[]).sent();
    assert!(is_coloured(&usual) && !usual.is_ascii());
}

#[test]
fn few_variables_are_taken() {
    let server = serve(&[]);
    let client = Client::new(server.at);
    let mut channel = client.channel();
    let mut sets = |name: &str, value: &str| {
        wait(channel.set_env(true, name, value)).unwrap();
        agreed(&mut channel)
    };
    assert!(sets("LANG", "C.UTF-8") && sets("LC_ALL", "C") && sets("COLORTERM", "truecolor"));
    for name in ["LD_PRELOAD", "PATH", "GAINSAY_DATASET", "HOME", "SHELL", "lang", ""] {
        assert!(!sets(name, "x"), "{name}");
    }
    assert!(!sets("LANG", &"x".repeat(129)) && !sets(&format!("LC_{}", "X".repeat(62)), "C"));
    // More than a connection keeps, and more than anything behind it could hold back.
    let taken = (0..200).filter(|number| sets(&format!("LC_{number}"), "C")).count();
    assert_eq!(taken, 13);
    wait(channel.exec(true, "help")).unwrap();
    assert_eq!(ran(channel).code, Some(0));
}
