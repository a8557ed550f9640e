//! Tests of searching, reading and resizing in the explorer.

use base64::Engine;

use crate::pty::{Pty, gainsay};

const FIRST: &str = "Meta gave Netflix access";

fn started() -> Pty {
    let mut terminal = gainsay(&[]).size(110, 32).run();
    terminal.shows("1/24");
    terminal
}

#[test]
fn the_explorer_starts_with_the_list_and_the_first_claim() {
    let mut terminal = started();
    terminal.shows("FULL");
    terminal.shows("q quit");
    let text = terminal.text();
    for part in ["gainsay", FIRST, "EVIDENCE", "DENIALS", "FULL", "24 claims", "q quit"] {
        assert!(text.contains(part), "no “{part}” in\n{text}");
    }
    let screen = terminal.screen();
    assert!(screen.alternate_screen() && screen.bracketed_paste() && !screen.hide_cursor());
    assert_eq!(screen.cursor_position(), (3, 0), "the cursor is on the selected row");
}

#[test]
fn a_few_letters_narrow_the_list() {
    let mut terminal = started();
    terminal.keys_show("/", "clear");
    terminal.keys_show("inbox", "1/3");
    terminal.until("only what matches", |screen| {
        let text = screen.contents();
        text.contains("3 close") && text.contains("Inbox") && !text.contains("Zuckerberg e-mailed")
    });
    terminal.keys_show("\x15", "1/24");
    terminal.keys_show("qqzzqq", "0/0");
    terminal.keys_show("\x1b", "1/24");
}

#[test]
fn fast_typing_loses_no_key() {
    let mut terminal = started();
    terminal.keys("/inbox api");
    terminal.shows("/ inbox api");
    terminal.keys_show("\r", "s sort");
    terminal.keys("jjjjkkkk");
    terminal.keys_show("?", "go to the search field");
}

#[test]
fn panes_can_be_focused_and_zoomed() {
    let mut terminal = started();
    terminal.keys_show("\r", "next part");
    terminal.until("the claim in focus", |screen| screen.cursor_position().1 > 40);
    terminal.keys("z");
    terminal.until("a zoomed part", |screen| !screen.contents().contains("DENIALS"));
    terminal.keys_show("z", "DENIALS");
    terminal.keys("\t\t");
    terminal.until("the denials in focus", |screen| {
        let (row, column) = screen.cursor_position();
        let above: Vec<String> = screen.rows(0, 110).take(usize::from(row) + 1).collect();
        column > 40 && above.iter().any(|line| line.contains("DENIALS"))
    });
    terminal.keys_show("\x1b", "s sort");
    terminal.until("the list in focus", |screen| screen.cursor_position() == (3, 0));
}

#[test]
fn every_size_is_survived() {
    let mut terminal = started();
    terminal.resize(160, 50);
    terminal.until("a wide screen", |screen| {
        screen.rows(0, 160).next().is_some_and(|title| title.trim_end().chars().count() > 150)
    });
    terminal.resize(80, 24);
    terminal.until("a narrow screen", |screen| screen.contents().contains("DENIALS"));
    terminal.resize(40, 12);
    terminal.shows(FIRST);
    terminal.resize(1, 1);
    terminal.keys("j\rz\t/a\r?");
    terminal.resize(110, 32);
    terminal.shows("go to the search field");
    terminal.keys("qz");
    terminal.shows("EVIDENCE");
}

fn walk_through(columns: u16, rows: u16) {
    let mut terminal = gainsay(&[]).size(columns, rows).run();
    terminal.shows("Meta gave Netflix");
    terminal.keys_show("/", "to the list");
    terminal.keys_show("inbox api", "3 close");
    terminal.keys_show("\r", "Enter read");
    terminal.keys_show("\r", "next part");
    terminal.shows("Meta’s");
    terminal.keys_show("\t", "EVIDENCE");
    terminal.keys_show("\t", "DENIALS");
    terminal.shows("BLANKET");
    terminal.keys_show("\x1b", "Enter read");
    terminal.keys_show("f", "narrow:");
    terminal.keys_show("\x1b", "Enter read");
    terminal.keys_show("y", "its id");
    terminal.keys_show("\x1b", "Enter read");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.left_behind(), [""; 0]);
}

#[test]
fn the_explorer_can_be_used_on_forty_by_twelve_cells() {
    walk_through(40, 12);
}

#[test]
fn the_explorer_can_be_used_on_eighty_by_twenty_four_cells() {
    walk_through(80, 24);
}

#[test]
fn pasted_lines_are_text_and_not_keys() {
    let mut terminal = started();
    terminal.keys("\x1b[200~q\nq\r\nfzq\x1b[201~");
    terminal.shows("/ q q");
    terminal.keys_show("\x1b", "1/24");
    assert!(terminal.screen().alternate_screen());
}

#[test]
fn a_copy_is_sent_to_the_clipboard_of_the_terminal() {
    let mut terminal = started();
    terminal.keys_show("y", "its id");
    terminal.keys_show("i", "sent to your terminal");
    // The id of the first claim in base64.
    let sent = String::from_utf8_lossy(terminal.sent()).into_owned();
    let coded = sent.split("\x1b]52;c;").nth(1).and_then(|rest| rest.split('\x07').next());
    let coded = coded.expect("an OSC 52 sequence");
    let text = base64::engine::general_purpose::STANDARD.decode(coded).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(terminal.text().contains(&text) && text.contains("private"), "{text}");
}
