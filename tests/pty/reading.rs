//! Tests of the mode for screen readers and braille displays: no borders, one pane at a time, and
//! the cursor at the text that is read.

use crate::pty::{Pty, gainsay, program};

fn started(arguments: &[&str]) -> Pty {
    let mut terminal = gainsay(&[&["--reader"], arguments].concat()).size(120, 40).run();
    terminal.shows("1/24");
    terminal
}

/// Waits until only one pane is on the screen and the visible cursor satisfies `cursor`, which gets
/// its position and row.
#[track_caller]
fn alone(terminal: &mut Pty, part: &str, cursor: impl Fn((u16, u16), &str) -> bool) {
    let others = ["CLAIM", "EVIDENCE", "DENIALS", "> Meta gave"];
    terminal.until(&format!("{part} alone"), |screen| {
        let text = screen.contents();
        let at = screen.cursor_position();
        let row = screen.rows(0, 120).nth(at.0.into()).unwrap_or_default();
        others.iter().all(|other| text.contains(other) == (*other == part))
            && !screen.hide_cursor()
            && cursor(at, &row)
    });
    frameless(terminal);
}

/// Checks that the screen has no borders, neither box-drawing nor ASCII ones.
#[track_caller]
fn frameless(terminal: &Pty) {
    let text = terminal.text();
    let drawn = text.chars().any(|c| matches!(c, '\u{2500}'..='\u{259f}'));
    let ascii = ["+--", "---", " | "].iter().any(|frame| text.contains(frame));
    assert!(!drawn && !ascii, "{text}");
}

#[test]
fn one_pane_is_shown_at_a_time_and_holds_the_cursor() {
    for arguments in [&[][..], &["--ascii"]] {
        let mut terminal = started(arguments);
        alone(&mut terminal, "> Meta gave", |at, row| at == (1, 0) && row.starts_with("> Meta"));
        terminal.keys_show("j", "2/24");
        terminal
            .until("the cursor on the second claim", |screen| screen.cursor_position() == (2, 0));
        terminal.keys_show("k", "1/24");
        terminal.keys("\r");
        alone(&mut terminal, "CLAIM", |at, row| at.0 == 2 && row.starts_with("Meta gave"));
        terminal.keys("\t");
        alone(&mut terminal, "EVIDENCE", |at, row| at.0 == 2 && row.contains("supports"));
        terminal.keys("\t");
        alone(&mut terminal, "DENIALS", |at, _| at.0 == 2);
        terminal.keys("\x1b");
        alone(&mut terminal, "> Meta gave", |at, _| at == (1, 0));
        terminal.keys("/inbox");
        terminal.until("the cursor in the search field", |screen| {
            let row = screen.rows(0, 120).next().unwrap_or_default();
            row.contains("/ inbox") && screen.cursor_position() == (0, 8) && !screen.hide_cursor()
        });
        terminal.keys_show("\r", "s sort");
        terminal
            .until("the cursor on the first claim", |screen| screen.cursor_position() == (1, 0));
        terminal.keys("q");
        assert_eq!(terminal.ended(), 0);
        assert_eq!(terminal.left_behind(), [""; 0]);
    }
}

#[test]
fn popups_have_no_border_either() {
    for arguments in [&[][..], &["--ascii"]] {
        let mut terminal = started(arguments);
        for (key, shown) in
            [("?", "go to the search field"), ("f", "narrow:"), ("y", "its id"), ("s", "date")]
        {
            terminal.keys_show(key, shown);
            frameless(&terminal);
            assert!(!terminal.screen().hide_cursor());
            terminal.keys("\x1b");
            alone(&mut terminal, "> Meta gave", |at, _| at == (1, 0));
        }
    }
}

#[test]
fn without_the_alternate_screen_the_last_screen_stays_above_the_prompt() {
    let shell = ["bash", "--norc", "--noprofile", "-i"];
    let mut terminal = program(&shell).set("PS1", "ready> ").size(80, 20).run();
    terminal.shows("ready>");
    terminal.keys_show("$GAINSAY --no-alternate-screen\n", "1/24");
    terminal.keys_show("j", "2/24");
    terminal.keys("q");
    terminal.until("the prompt below", |screen| {
        let rows: Vec<String> = screen.rows(0, 80).collect();
        rows[19].trim_end() == "ready>" && screen.cursor_position() == (19, 7)
    });
    let text = terminal.text();
    assert!(text.contains("> Netflix has access") && text.contains("q quit"), "{text}");
    assert!(!String::from_utf8_lossy(terminal.sent()).contains("1049"));
    terminal.keys_show("echo code $?\n", "code 0");
}
