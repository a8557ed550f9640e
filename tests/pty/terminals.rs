//! Tests of terminals with various names: each gets only sequences that it supports, and the
//! program can be used in it.

use crate::pty::{Start, gainsay};
use crate::sent::{Piece, attributes, copies, ended, is_colour, pieces};

/// Moves, searches, opens a claim, copies and quits. Returns the whole output.
#[track_caller]
fn visit(start: Start) -> String {
    let mut terminal = start.size(110, 32).run();
    terminal.shows("1/24");
    terminal.keys_show("j", "2/24");
    terminal.keys_show("/inbox api", "3 close");
    terminal.keys_show("\r\r", "next part");
    copies(&mut terminal);
    terminal.keys("\x03");
    ended(terminal)
}

fn named(term: &str) -> Start {
    gainsay(&[]).set("TERM", term)
}

/// Checks that the output has only control sequences with these final letters.
#[track_caller]
fn knows(sent: &str, letters: &str) {
    for piece in pieces(sent) {
        match piece {
            Piece::Text(_) => {}
            Piece::Csi("?2026", _) => panic!("synchronized updates are used"),
            Piece::Csi(_, letter) if letters.contains(letter) => {}
            other => panic!("{other:?}"),
        }
    }
}

fn has(sent: &str, wanted: impl Fn(&Piece) -> bool) -> bool {
    pieces(sent).iter().any(wanted)
}

#[test]
fn unknown_terminals_are_treated_like_a_vt100() {
    for start in [named("vt100"), named("nobody-knows-it"), gainsay(&[]).unset("TERM")] {
        let sent = visit(start.set("COLORTERM", "truecolor"));
        knows(&sent, "ABCDHJKmhl");
        assert!(!attributes(&sent).into_iter().any(is_colour), "{:?}", attributes(&sent));
    }
}

#[test]
fn a_vt220_can_also_erase_cells() {
    let sent = visit(named("vt220"));
    knows(&sent, "ABCDHJKXmhl");
    assert!(!attributes(&sent).into_iter().any(is_colour));
}

#[test]
fn the_linux_console_has_sixteen_colours_and_no_title() {
    let start = gainsay(&["--theme", "dark"]).set("TERM", "linux");
    let sent = visit(start.set("COLORTERM", "truecolor"));
    knows(&sent, "ABCDGHJKXdmhl");
    let colours: Vec<u16> = attributes(&sent).into_iter().filter(|it| is_colour(*it)).collect();
    assert!(!colours.is_empty());
    assert!(colours.iter().all(|it| matches!(it, 30..=37 | 39 | 90..=97)), "{colours:?}");
}

#[test]
fn gnu_screen_passes_copies_on() {
    let sent = visit(named("screen"));
    assert!(!has(&sent, |piece| matches!(piece, Piece::Osc(_))), "{sent:?}");
    assert!(has(&sent, |piece| matches!(piece, Piece::Dcs(it) if it.starts_with("\x1b]52;c;"))));
}

#[test]
fn tmux_gets_copies_and_passes_them_on() {
    let within = named("screen-256color").set("TMUX", "/run/tmux,1,0");
    for start in [within, named("tmux-256color")] {
        let sent = visit(start);
        let taken = |piece: &Piece| matches!(piece, Piece::Osc(it) if it.starts_with("52;c;"));
        let handed = |piece: &Piece| matches!(piece, Piece::Dcs(it) if it.starts_with("tmux;\x1b\x1b]52;c;"));
        assert!(has(&sent, taken) && has(&sent, handed), "{sent:?}");
    }
}

#[test]
fn a_terminal_window_gets_a_title_and_copies() {
    for term in ["xterm-kitty", "xterm", "foot", "alacritty"] {
        let sent = visit(named(term));
        assert!(has(&sent, |piece| matches!(piece, Piece::Osc(it) if it.starts_with("2;Meta"))));
        assert!(has(&sent, |piece| matches!(piece, Piece::Osc(it) if it.starts_with("52;c;"))));
        assert!(!has(&sent, |piece| matches!(piece, Piece::Dcs(_))));
    }
}

#[test]
fn settings_and_variables_override_the_colours() {
    let all = |start: Start| attributes(&visit(start.set("COLORTERM", "truecolor")));
    for name in ["NO_COLOR", "CLICOLOR"] {
        let attributes = all(named("xterm-256color").set(name, "0"));
        assert!(!attributes.into_iter().any(is_colour), "{name}");
    }
    let many = |attributes: &[u16], kind| attributes.windows(2).any(|it| it == [38, kind]);
    let plain = all(named("xterm-256color"));
    assert!(plain.contains(&32) && !many(&plain, 5) && !many(&plain, 2), "{plain:?}");
    for (how_many, kind, other) in [("256", 5, 2), ("truecolor", 2, 5)] {
        let start = gainsay(&["--colours", how_many, "--theme", "dark"]);
        let attributes = all(start.set("TERM", "xterm"));
        assert!(many(&attributes, kind) && !many(&attributes, other), "{attributes:?}");
    }
}

#[test]
fn an_ascii_terminal_gets_only_ascii() {
    for start in [named("xterm").set("LANG", "C"), named("linux").set("LC_ALL", "POSIX")] {
        let sent = visit(start);
        assert!(sent.is_ascii(), "{:?}", sent.chars().find(|c| !c.is_ascii()));
        assert!(sent.contains("----------"), "borders");
    }
    assert!(visit(gainsay(&["--ascii"])).is_ascii());
    assert!(!visit(gainsay(&[])).is_ascii());
}
