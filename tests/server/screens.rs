//! Tests of the explorer over SSH: what it shows, what a user types, and how a session ends.

use crate::client::{Client, ran, wait};
use crate::screen::{Ask, Screen, last_row};
use crate::served::serve;

const TERM: &str = "xterm-256color";

#[test]
fn the_list_and_the_claim_are_shown_and_typed_text_is_searched() {
    let server = serve(&[]);
    let mut user = Screen::open(server.at, 100, 30, TERM);
    for part in ["gainsay", "24 claims", "FULL", "q quit"] {
        user.shows(part);
    }
    assert!(user.screen().alternate_screen() && user.screen().bracketed_paste());
    user.send_shows("/", "clear");
    user.send_shows("naïve 日本", "/ naïve 日本");
    user.send("\x7f\x7f\x7f\x7f");
    user.until("the rest", |screen| {
        screen.contents().contains("/ naïv ") && !screen.contents().contains('日')
    });
    user.send_shows("\x15inbox", "1/3");
}

#[test]
fn a_key_sequence_may_be_split_and_a_lone_escape_is_a_key() {
    let server = serve(&[]);
    let mut user = Screen::open(server.at, 100, 30, TERM);
    user.send("\x1b");
    user.send("[B");
    user.shows("2/24");
    user.send("\x1b[");
    user.send("B");
    user.shows("3/24");
    user.send_shows("/inbox", "1/3");
    // Esc clears the query. If it still waited for the rest of a sequence, the query would stay.
    user.send("\x1b");
    user.until("an empty query", |screen| {
        let text = screen.contents();
        text.contains("/24") && !text.contains("/ inbox")
    });
}

#[test]
fn a_resize_redraws_the_screen() {
    let server = serve(&[]);
    let mut user = Screen::open(server.at, 100, 30, TERM);
    user.resize(60, 20);
    user.until("60 columns", |screen| {
        let row = last_row(screen);
        row.contains("s sort") && !row.contains("q quit")
    });
    assert!(user.screen().rows(0, 60).next().unwrap().contains("1/24"), "{}", user.text());
    user.resize(100, 30);
    user.until("100 columns", |screen| last_row(screen).contains("q quit"));
}

#[test]
fn quitting_restores_the_terminal() {
    let server = serve(&[]);
    let mut user = Screen::open(server.at, 100, 30, TERM);
    user.send("q");
    assert_eq!(user.ended(), Some(0));
    assert_eq!(user.left_behind(), [""; 0]);
    drop(user);
    let line = server.log.has("end=quit");
    assert!(
        line.contains("term=\"xterm-256color\" size=100x30") && line.contains("keys=1"),
        "{line}"
    );
}

/// Marks last as long as their session, and the server never writes them to a file.
#[test]
fn marks_belong_to_one_session_and_are_not_saved() {
    let server = serve(&[]);
    let mut user = Screen::open(server.at, 100, 30, TERM);
    user.shows("1/24");
    user.send_shows("  ", "2 marked · 3/24");
    let mut other = Screen::open(server.at, 100, 30, TERM);
    other.shows("1/24");
    other.send_shows("/is:marked", "Nothing is marked");
    user.send_shows("/is:marked\r", "1/2 of 24");
    user.send_shows("x", "ssh HOST export --to markdown 'id:");
    user.send("qq");
    assert_eq!(user.ended(), Some(0));
    assert!(!server.path(".local/state").exists());
}

#[test]
fn a_claim_can_be_opened_directly() {
    let server = serve(&[]);
    let ask = Ask { command: Some("claim/inbox-api"), ..Ask::default() };
    let mut user = Screen::ask(Client::new(server.at), &ask);
    user.shows("id:inbox-api");
    user.shows("1/1");
    user.send("q");
    assert_eq!(user.ended(), Some(0));
}

#[test]
fn without_a_terminal_the_explorer_prints_one_line() {
    let server = serve(&[]);
    let answer = crate::client::run(server.at, "claim/inbox-api");
    assert_eq!((answer.code, answer.out.as_str()), (Some(2), ""));
    assert!(answer.err.contains("needs a terminal") && answer.err.lines().count() == 1);
    let client = Client::new(server.at);
    let channel = client.channel();
    wait(channel.request_shell(true)).unwrap();
    let answer = ran(channel);
    assert_eq!((answer.code, answer.out.as_str()), (Some(2), ""));
    assert!(answer.err.contains("no terminal was requested") && answer.err.lines().count() == 1);
}
