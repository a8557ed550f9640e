//! Tests of the delay with which the claim pane follows the list: at once for keys that need the
//! claim, and otherwise after the user rests.

use crate::budgets::{DOWN, ten_thousand};
use crate::line::{INSTANT, Script, Sent, millis, run};

/// The beginnings of the first two claims as the claim pane shows them.
const FIRST: &str = "│ Governor Whitfield";
const SECOND: &str = "│ The dockers’ union funded";

fn frames(script: Script) -> Vec<Sent> {
    run(&ten_thousand(), INSTANT, script).sent
}

fn told(frames: &[Sent]) -> Vec<(u128, bool, bool)> {
    let shows = |frame: &Sent, words| frame.text.contains(words);
    frames
        .iter()
        .map(|frame| (frame.at.as_millis(), shows(frame, FIRST), shows(frame, SECOND)))
        .collect()
}

#[test]
fn the_claim_follows_a_tenth_of_a_second_after_the_last_move() {
    let frames = frames(Script::default().press(1_000, DOWN));
    assert_eq!(told(&frames), [(0, true, false), (1_000, true, false), (1_100, false, true)]);
    let again = Script::default().press(1_000, DOWN).press(1_090, DOWN).press(1_180, "\x1b[A");
    let frames = self::frames(again);
    let expected = [
        (0, true, false),
        (1_000, true, false),
        (1_090, true, false),
        (1_180, true, false),
        (1_280, false, true),
    ];
    assert_eq!(told(&frames), expected);
}

#[test]
fn moving_back_in_time_keeps_the_claim() {
    let frames = frames(Script::default().press(1_000, DOWN).press(1_050, "\x1b[A"));
    assert_eq!(told(&frames), [(0, true, false), (1_000, true, false), (1_050, true, false)]);
}

#[test]
fn a_key_that_needs_the_claim_shows_it_at_once() {
    for key in ["\r", "\t", "y"] {
        let frames = frames(Script::default().press(1_000, DOWN).press(1_010, key));
        let last = frames.last().unwrap();
        let read = last.text.contains("The dockers’ union funded hospital beds");
        assert!(last.at == millis(1_010) && read, "{key:?}: {}", last.text);
    }
}

#[test]
fn the_claim_stays_until_typing_stops() {
    let script = Script::default().press(500, "/").search(1_000, "h").search(1_050, "a");
    let frames = frames(script.search(1_100, "r"));
    let moved = frames.iter().find(|frame| !frame.text.contains(FIRST)).unwrap();
    assert_eq!(moved.at, millis(1_200), "{}", moved.text);
}
