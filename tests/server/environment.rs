//! Tests of how the server determines the capabilities of a user's terminal: from what the client
//! sends, never from the server's own environment.

use crate::client::{Client, agreed, ran, wait};
use crate::screen::{Ask, Screen};
use crate::served::{home, serve, serve_in};

/// Returns whether any SGR attribute in the output sets a colour.
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

/// Opens the explorer with these environment variables and waits for the whole screen.
#[track_caller]
fn user(at: std::net::SocketAddr, term: &str, variables: &[(&str, &str)]) -> Screen {
    let mut user = Screen::ask(Client::new(at), &Ask { term, variables, ..Ask::default() });
    user.shows("1/24");
    user.shows("q quit");
    user
}

#[test]
fn the_test_recognises_colours() {
    assert!(is_coloured("a\x1b[1;31mb") && is_coloured("\x1b[38;5;1m") && is_coloured("\x1b[97m"));
    assert!(!is_coloured("31m\x1b[1;4mb\x1b[31H\x1b[m\x1b[0;7m"));
}

#[test]
fn the_client_determines_colours_and_characters() {
    let server = serve(&[]);
    let usual = user(server.at, "xterm-256color", &[]).sent();
    assert!(is_coloured(&usual) && !usual.is_ascii());
    assert!(!is_coloured(&user(server.at, "xterm-256color", &[("NO_COLOR", "1")]).sent()));
    assert!(!is_coloured(&user(server.at, "vt100", &[]).sent()));
    for name in ["LANG", "LC_ALL"] {
        let plain = user(server.at, "xterm-256color", &[(name, "C")]).sent();
        let foreign: String = plain.chars().filter(|c| !c.is_ascii()).collect();
        assert!(foreign.is_empty(), "{name}: {foreign}");
    }
}

#[test]
fn a_dumb_terminal_gets_one_line_and_commands_still_work() {
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
fn the_servers_environment_does_not_affect_sessions() {
    let variables = [("NO_COLOR", "1"), ("LANG", "C"), ("LC_ALL", "C"), ("TERM", "dumb")];
    let server = serve_in(home(), &[], &variables);
    let usual = user(server.at, "xterm-256color", &[]).sent();
    assert!(is_coloured(&usual) && !usual.is_ascii());
}

#[test]
fn only_a_few_variables_are_accepted() {
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
    // A connection stores a limited number of variables.
    let taken = (0..200).filter(|number| sets(&format!("LC_{number}"), "C")).count();
    assert_eq!(taken, 13);
    wait(channel.exec(true, "help")).unwrap();
    assert_eq!(ran(channel).code, Some(0));
}
