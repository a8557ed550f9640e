//! A slow line: what is shown keeps up with the keys.

use std::time::Duration;

use crate::budgets::{DOWN, ten_thousand};
use crate::line::{Line, Script, Speed, millis, run};

/// A satellite's delay, a bad modem's rate.
fn slow(seen: bool) -> Speed {
    Speed { round_trip: millis(300), rate: Some(9_600.0), seen }
}

/// Times of keys, in milliseconds.
fn held(for_how_long: u64) -> Vec<u64> {
    (2_000..2_000 + for_how_long).step_by(33).collect()
}

/// From each key to the arrival of the first frame that was drawn with it.
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
fn down_held_for_three_seconds_is_quiet_soon_after_it_is_let_go() {
    let keys = held(3_000);
    let line = run(&ten_thousand(), slow(true), pressed(&keys, DOWN));
    let echo = median(echoes(&line, &keys));
    let quiet = quiet_after(&line, *keys.last().unwrap());
    println!("{} frames, echo {echo:?}, quiet after {quiet:?}", line.sent.len());
    assert!(echo <= millis(350), "{echo:?}");
    assert!(quiet <= millis(600), "{quiet:?}");
}

#[test]
fn through_a_plain_sshd_too() {
    let keys = held(3_000);
    let line = run(&ten_thousand(), slow(false), pressed(&keys, DOWN));
    let quiet = quiet_after(&line, *keys.last().unwrap());
    println!("{} frames, {quiet:?}", line.sent.len());
    // The burst has asked, and the answer was slow: then one frame is under way at a time.
    assert!((10..40).contains(&line.sent.len()), "{}", line.sent.len());
    assert!(quiet <= millis(1_000), "{quiet:?}");
}

#[test]
fn pages_do_not_pile_up() {
    for (seen, longest) in [(true, 1_000), (false, 1_200)] {
        let keys: Vec<u64> = (0..20).map(|step| 2_000 + step * 200).collect();
        let line = run(&ten_thousand(), slow(seen), pressed(&keys, "\x1b[6~"));
        let quiet = quiet_after(&line, *keys.last().unwrap());
        println!("{} frames, {quiet:?}", line.sent.len());
        assert!(quiet <= millis(longest), "{quiet:?}");
    }
}
