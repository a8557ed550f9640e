//! Tests that the screen keeps up with the keys on a slow line.

use std::time::Duration;

use crate::budgets::{DOWN, ten_thousand};
use crate::line::{Line, Script, Speed, millis, run};

/// A line with the latency of a satellite and the rate of a slow modem.
fn slow(seen: bool) -> Speed {
    Speed { round_trip: millis(300), rate: Some(9_600.0), seen }
}

/// Returns the times in milliseconds of the repeated presses of a key that is held.
fn held(for_how_long: u64) -> Vec<u64> {
    (2_000..2_000 + for_how_long).step_by(33).collect()
}

/// Returns, for each key, the time until the first frame drawn after it has arrived.
fn echoes(line: &Line, keys: &[u64]) -> Vec<Duration> {
    let echo = |key: &u64| {
        let heard = millis(*key) + millis(150);
        let frame = line.sent.iter().find(|sent| sent.at >= heard)?;
        Some(frame.arrived.saturating_sub(millis(*key)))
    };
    keys.iter().filter_map(echo).collect()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn quiet_after(line: &Line, last: u64) -> Duration {
    line.sent.last().unwrap().arrived.saturating_sub(millis(last))
}

fn pressed(keys: &[u64], key: &str) -> Script {
    keys.iter().fold(Script::default(), |script, at| script.press(*at, key))
}

#[test]
fn frames_end_soon_after_a_held_key_is_released() {
    let keys = held(3_000);
    let line = run(&ten_thousand(), slow(true), pressed(&keys, DOWN));
    let echo = median(echoes(&line, &keys));
    let quiet = quiet_after(&line, *keys.last().unwrap());
    println!("{} frames, echo {echo:?}, quiet after {quiet:?}", line.sent.len());
    assert!(echo <= millis(350), "{echo:?}");
    assert!(quiet <= millis(600), "{quiet:?}");
}

#[test]
fn frames_end_soon_when_the_send_queue_cannot_be_seen() {
    let keys = held(3_000);
    let line = run(&ten_thousand(), slow(false), pressed(&keys, DOWN));
    let quiet = quiet_after(&line, *keys.last().unwrap());
    println!("{} frames, {quiet:?}", line.sent.len());
    // The burst made the display ask the terminal for a reply. The reply was slow, so that from
    // then on only one frame is in flight.
    assert!((10..40).contains(&line.sent.len()), "{}", line.sent.len());
    assert!(quiet <= millis(1_000), "{quiet:?}");
}

#[test]
fn page_downs_do_not_queue_up() {
    for (seen, longest) in [(true, 1_000), (false, 1_200)] {
        let keys: Vec<u64> = (0..20).map(|step| 2_000 + step * 200).collect();
        let line = run(&ten_thousand(), slow(seen), pressed(&keys, "\x1b[6~"));
        let quiet = quiet_after(&line, *keys.last().unwrap());
        println!("{} frames, {quiet:?}", line.sent.len());
        assert!(quiet <= millis(longest), "{quiet:?}");
    }
}
