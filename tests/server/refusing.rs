//! Tests of SSH features that the server does not offer: it refuses each request and keeps the
//! connection open.

use std::fs;

use russh::Sig;

use crate::client::{Client, agreed, ran, wait};
use crate::screen::{Ask, Screen};
use crate::served::{home, serve, serve_in};

/// A dataset whose sources have web addresses.
const HARBOUR: &str = include_str!("../data/harbour.json");

#[test]
fn subsystems_and_forwarding_of_agents_and_x11_are_refused() {
    let server = serve(&[]);
    let client = Client::new(server.at);
    let mut channel = client.channel();
    for name in ["sftp", "netconf", "", "../../bin/sh"] {
        wait(channel.request_subsystem(true, name)).unwrap();
        assert!(!agreed(&mut channel), "{name}");
    }
    wait(channel.agent_forward(true)).unwrap();
    assert!(!agreed(&mut channel), "agent forwarding");
    wait(channel.request_x11(true, false, "MIT-MAGIC-COOKIE-1", "00", 0)).unwrap();
    assert!(!agreed(&mut channel), "X11 forwarding");
    wait(channel.signal(Sig::KILL)).unwrap();
    wait(channel.exec(true, "help")).unwrap();
    assert_eq!(ran(channel).code, Some(0));
}

#[test]
fn forwarding_of_ports_and_sockets_is_refused() {
    let server = serve(&[]);
    let client = Client::new(server.at);
    let channel = client.channel();
    let handle = &client.handle;
    assert!(wait(handle.channel_open_direct_tcpip("127.0.0.1", 22, "127.0.0.1", 1)).is_err());
    assert!(wait(handle.channel_open_direct_streamlocal("/run/x.sock")).is_err());
    assert!(wait(handle.channel_open_x11("127.0.0.1", 1)).is_err());
    for address in ["", "0.0.0.0", "localhost"] {
        assert!(wait(handle.tcpip_forward(address, 0)).is_err());
        assert!(wait(handle.cancel_tcpip_forward(address, 1)).is_err());
    }
    assert!(wait(handle.streamlocal_forward("/tmp/x.sock")).is_err());
    wait(channel.exec(true, "help")).unwrap();
    assert_eq!(ran(channel).code, Some(0));
}

#[test]
fn a_channel_runs_one_command_or_explorer() {
    let server = serve(&[]);
    let client = Client::new(server.at);
    let mut channel = client.channel();
    wait(channel.request_pty(true, "xterm", 80, 24, 0, 0, &[])).unwrap();
    assert!(agreed(&mut channel));
    wait(channel.request_shell(true)).unwrap();
    assert!(agreed(&mut channel));
    wait(channel.request_shell(true)).unwrap();
    assert!(!agreed(&mut channel), "a second explorer on the channel");
    wait(channel.exec(true, "help")).unwrap();
    assert!(!agreed(&mut channel), "a command beside the explorer");
    wait(channel.data_bytes(&b"q"[..])).unwrap();
    assert_eq!(ran(channel).code, Some(0));
}

#[test]
fn the_explorer_starts_no_program_on_the_server() {
    let home = home();
    let file = home.path().join("harbour.json");
    fs::write(&file, HARBOUR).unwrap();
    let server = serve_in(home, &[file.to_str().unwrap()], &[]);
    let mut user = Screen::ask(Client::new(server.at), &Ask::default());
    user.shows("q quit");
    user.send_shows("e", "only a plain local file can be edited");
    user.send_shows("o", "sent to your terminal");
    assert!(user.sent().contains("\x1b]52;c;"), "the address is copied to the user's clipboard");
    user.send_shows("\x1b", "q quit");
    user.send_shows("\x1aj", "2/");
    assert_eq!(server.children(), "");
    user.send("q");
    assert_eq!(user.ended(), Some(0));
}
