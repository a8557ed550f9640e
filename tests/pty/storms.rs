//! Tests of sizes that change faster than the program draws, and of sizes too small to use.

use crate::pty::{Pty, gainsay};

fn started(columns: u16, rows: u16) -> Pty {
    let mut terminal = gainsay(&[]).size(columns, rows).run();
    terminal.until("something", |screen| !screen.contents().trim().is_empty());
    terminal
}

/// Returns the screen of a program that had this size from the start.
fn expected(columns: u16, rows: u16) -> String {
    let mut terminal = started(columns, rows);
    terminal.shows("1/24");
    terminal.shows("EVIDENCE");
    terminal.text()
}

/// Returns pseudo-random sizes, the same in each run.
fn sizes() -> impl Iterator<Item = (u16, u16)> {
    let mut seed = 1_u32;
    let mut below = move |limit: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u16::try_from((seed >> 16) % limit + 1).unwrap()
    };
    std::iter::repeat_with(move || (below(200), below(50)))
}

#[test]
fn after_many_resizes_the_last_size_is_drawn() {
    let expected = expected(110, 32);
    let mut terminal = started(80, 24);
    for round in 0..2 {
        for (columns, rows) in sizes().skip(round * 200).take(200) {
            terminal.resize(columns, rows);
        }
        terminal.resize(110, 32);
        terminal.until("the whole screen", |screen| screen.contents() == expected);
        terminal.keys_show("j", "2/24");
        terminal.keys_show("k", "1/24");
    }
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.left_behind(), [""; 0]);
}

#[test]
fn tiny_screens_are_survived() {
    let expected = expected(110, 32);
    for (columns, rows) in [(1, 1), (2, 1), (1, 50), (300, 3)] {
        let mut terminal = gainsay(&[]).size(columns, rows).run();
        terminal.sends("\x1b[2J");
        terminal.keys("jk?qsq\rz\t\tz/a\x15\x1b");
        terminal.resize(110, 32);
        terminal.until("the whole screen", |screen| screen.contents() == expected);
        terminal.resize(columns, rows);
        terminal.keys("j");
        terminal.resize(110, 32);
        terminal.shows("2/24");
        terminal.keys("q");
        assert_eq!(terminal.ended(), 0);
        assert_eq!(terminal.left_behind(), [""; 0]);
    }
}
