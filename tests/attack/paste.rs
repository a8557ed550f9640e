//! Tests that an input sequence that the terminal never finishes does not block the keyboard.

use crate::pty::{Pty, gainsay};
#[cfg(feature = "server")]
use crate::screen::Screen;
#[cfg(feature = "server")]
use crate::served::serve;

#[cfg(feature = "server")]
const TERM: &str = "xterm-256color";

/// Input sequences of several bytes that are cut off before their end.
const BEGUN: &[&[u8]] = &[
    b"\x1b",
    b"\x1b[",
    b"\x1b[1;",
    b"\x1bO",
    b"\x1b[[",
    b"\x1b[M",
    b"\x1b[M !",
    b"\x1b[<0;1;",
    b"\x1b[200",
    b"\x1b[200~",
    b"\x1b[200~words",
    b"\x1b[200~\x1b[20",
    b"\x1b[200~\x1b[200~",
    b"\x1b[200~\x1b]0;words",
    b"\x1b]11;rgb:1e1e",
    b"\x1b]11;rgb:1e1e\x1b",
    b"\x1bP1+r54",
    b"\x1b_Gi=31",
    b"\x1b^words",
    b"\x1bXwords",
    b"\xe2\x9c",
    b"\x1b\xf0",
    b"\x1b[200~\xe2\x9c",
];

fn started() -> Pty {
    let mut terminal = gainsay(&[]).run();
    terminal.shows("1/24");
    terminal
}

#[track_caller]
fn ends_well(mut terminal: Pty) {
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.left_behind(), [""; 0]);
}

#[test]
fn ctrl_c_three_times_quits_within_any_unfinished_sequence() {
    for begun in BEGUN {
        let mut terminal = started();
        terminal.bytes(begun);
        terminal.keys("\x03\x03\x03");
        ends_well(terminal);
    }
}

#[test]
fn ctrl_c_three_times_quits_within_a_huge_unfinished_paste() {
    let mut terminal = started();
    terminal.keys("\x1b[200~");
    for _ in 0..64 {
        terminal.bytes(&vec![b'q'; 1 << 16]);
    }
    terminal.keys("\x03\x03\x03");
    ends_well(terminal);
}

#[test]
fn an_unfinished_paste_is_inserted_after_a_pause() {
    let mut terminal = started();
    terminal.keys("\x1b[200~inbox");
    terminal.shows("1/3");
    terminal.keys_show("\x15api", "/ api");
    // This also holds if only the start of a paste arrived, or a start within a paste.
    terminal.keys("\x1b[200~\x1b[200~");
    terminal.shows("[200~");
    terminal.keys_show("\x15inbox", "1/3");
    terminal.keys("\x03");
    ends_well(terminal);
}

#[test]
fn ctrl_c_after_an_unfinished_paste_quits_after_a_pause() {
    for begun in ["", "words", "j\u{e9}\r\n"] {
        let mut terminal = started();
        terminal.keys(&format!("\x1b[200~{begun}\x03"));
        ends_well(terminal);
    }
}

#[test]
fn a_finished_paste_is_only_text() {
    let mut terminal = started();
    terminal.keys_show("\x1b[200~q\x03\x03q inbox\x1b[201~", "inbox");
    terminal.keys_show("\x15inbox", "1/3");
    terminal.keys("\x03");
    ends_well(terminal);
}

#[cfg(feature = "server")]
#[test]
fn ctrl_c_three_times_quits_within_any_unfinished_sequence_over_ssh() {
    let server = serve(&["--max-per-address", "100"]);
    for begun in BEGUN {
        let mut user = Screen::open(server.at, 100, 30, TERM);
        user.send(begun);
        user.send("\x03\x03\x03");
        assert_eq!(user.ended(), Some(0), "{}", begun.escape_ascii());
        assert_eq!(user.left_behind(), [""; 0]);
    }
    let mut user = Screen::open(server.at, 100, 30, TERM);
    user.send_shows("\x1b[200~inbox", "1/3");
    user.send_shows("\x15api", "/ api");
    user.send("\x1b[200~words\x03");
    assert_eq!(user.ended(), Some(0));
}

#[cfg(feature = "server")]
#[test]
fn three_ctrl_c_quit_over_ssh_though_the_input_queue_is_full() {
    let server = serve(&[]);
    let mut user = Screen::open(server.at, 100, 30, TERM);
    for _ in 0..40 {
        user.send([b'j'; 1 << 14]);
    }
    user.send("\x03\x03\x03");
    assert_eq!(user.ended(), Some(0));
}
