//! Tests of how much is sent and when: nothing without need, and no more than a slow line takes.
//! Replies of the terminal are not taken for keys.

use std::thread;
use std::time::Duration;

use crate::pty::{Pty, Start, gainsay};
use crate::sent::sent;

const QUESTION: &str = "\x1b[5n";
const ANSWER: &str = "\x1b[0n";

fn started(start: Start) -> Pty {
    let mut terminal = start.size(110, 32).run();
    terminal.shows("1/24");
    terminal.shows("EVIDENCE  1 supports");
    terminal
}

fn distant() -> Pty {
    started(gainsay(&[]).set("SSH_CONNECTION", "10.0.0.1 50000 10.0.0.2 22"))
}

fn questions(terminal: &Pty) -> usize {
    sent(terminal).matches(QUESTION).count()
}

/// Moves down and up, one frame a move, and calls `after` after each until it returns true.
fn move_fast(terminal: &mut Pty, mut after: impl FnMut(&mut Pty) -> bool) {
    for step in 0..30 {
        let (key, claim) = if step % 2 == 0 { ("\x1b[B", 2) } else { ("\x1b[A", 1) };
        terminal.keys_show(key, &format!("{claim}/24"));
        if after(terminal) {
            return;
        }
    }
}

#[test]
fn a_local_terminal_is_never_queried() {
    let mut terminal = started(gainsay(&[]));
    move_fast(&mut terminal, |_| false);
    assert_eq!(questions(&terminal), 0);
}

#[test]
fn a_fast_line_is_queried_once() {
    let mut terminal = distant();
    terminal.replies_at_once(QUESTION, ANSWER);
    move_fast(&mut terminal, |_| false);
    assert_eq!(questions(&terminal), 1);
}

#[test]
fn on_a_slow_line_a_frame_waits_for_the_reply_to_the_last_one() {
    let mut terminal = distant();
    move_fast(&mut terminal, |terminal| questions(terminal) == 1);
    assert_eq!(questions(&terminal), 1);
    // The only sleep of these tests: the latency of the reply is what is tested.
    thread::sleep(Duration::from_millis(200));
    terminal.keys(ANSWER);
    terminal.keys("G");
    terminal.until_sent(|sent| sent.matches(QUESTION).count() == 2);
    for (asked, key, shown) in [(3, "j", "2/24"), (4, "G", "24/24"), (5, "j", "2/24")] {
        sends_only(&mut terminal, "gm", "\x1b[?1000h\x1b[?1006h");
        sends_only(&mut terminal, &format!("{key}m"), "\x1b[?1006l\x1b[?1000l");
        terminal.keys(ANSWER);
        terminal.until_sent(|sent| sent.matches(QUESTION).count() == asked);
        terminal.shows(shown);
    }
}

/// Types, and checks that exactly `told` is sent. Switching the mouse on or off sends its sequences
/// without a frame, which shows that the keys before it were handled.
#[track_caller]
fn sends_only(terminal: &mut Pty, keys: &str, told: &str) {
    let before = sent(terminal).len();
    terminal.keys_handled(keys);
    terminal.until_sent(|sent| sent.len() >= before + told.len());
    assert_eq!(&sent(terminal)[before..], told);
}

#[test]
fn a_key_that_changes_nothing_sends_nothing() {
    let mut terminal = started(gainsay(&[]));
    // The first claim is selected already, and the other sequences are not bound.
    terminal.keys_show("m", "mouse");
    terminal.keys_show("k", "q quit");
    let before = sent(&terminal).len();
    for _ in 0..20 {
        terminal.keys_handled("kg\x1b[99~\x1b[I\x1b[O");
    }
    terminal.keys("m");
    terminal.until_sent(|sent| sent.len() >= before + 8);
    let since = &sent(&terminal)[before..];
    assert!(since.starts_with("\x1b[?1006l"), "{since:?}");
}

#[test]
fn terminal_replies_are_not_taken_for_keys() {
    let mut terminal = distant();
    for answer in [
        "\x1b]11;rgb:1e1e/1e1e/2e2e\x07",
        "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
        "\x1b[?62;22;52c",
        "\x1b[>41;380;0c",
        "\x1b[12;40R",
        "\x1b[?12;40R",
        "\x1bP>|XTerm(380)\x1b\\",
        "\x1bP1+r524742=38\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b[?2026;2$y",
        ANSWER,
    ] {
        terminal.keys(answer);
        terminal.keys_show("/", "to the list");
        terminal.keys(answer);
        terminal.keys("inbox");
        terminal.until("the typed text", |screen| {
            let row = screen.rows(0, 110).nth(1).unwrap_or_default();
            row.split_whitespace().take(3).eq(["/", "inbox", "3"])
        });
        terminal.keys_show("\x15\x1b", "s sort");
        terminal.shows("1/24");
    }
}
