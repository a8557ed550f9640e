//! The actions of a user, and the bytes that each sends over the line.

use std::time::Duration;

use anyhow::{Context, bail};

use crate::line::Line;
use crate::programs::Program;

const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";
const PAGE_DOWN: &str = "\x1b[6~";
const CLEAR: &str = "\x15";

/// The interval of a held key: 30 times a second.
const REPEAT: Duration = Duration::from_millis(33);
const REPEATS: u32 = 20;
/// The number of scrolls that are measured, and the most attempts.
const SCROLLS: u32 = 10;
const TRIES: u32 = 60;
const IDLE: Duration = Duration::from_secs(10);
const WORDS: [&str; 4] = ["harbour", "vaccine", "school", "inbox"];

const IN_VAIN: &str = "a key that changes nothing";

/// A row of the table.
pub struct Action {
    pub what: &'static str,
    /// Measures the bytes, with a program started for it.
    pub measure: fn(&Program) -> anyhow::Result<u32>,
    /// The bytes of other programs, as recorded elsewhere.
    pub recorded: &'static [(&'static str, u32)],
}

pub const ACTIONS: &[Action] = &[
    Action {
        what: "first paint",
        measure: |program| Ok(program.open()?.1),
        recorded: &[("sk", 4_918), ("television", 5_169), ("fzf", 7_735)],
    },
    Action {
        what: "Down, with what follows (mean of 20)",
        measure: |program| each(program, DOWN, 20),
        recorded: &[("television", 1_691), ("sk", 1_711), ("fzf", 1_765)],
    },
    Action {
        what: "Down held, 20 at 30 a second: each",
        measure: |program| Ok(held(program)?.0),
        recorded: &[],
    },
    Action {
        what: "Down held: after it is let go",
        measure: |program| Ok(held(program)?.1),
        recorded: &[],
    },
    Action {
        what: "a typed letter (mean of 25)",
        measure: typed,
        recorded: &[("sk", 1_602), ("fzf", 5_846)],
    },
    Action {
        what: "a page down, with what follows (mean of 10)",
        measure: |program| each(program, PAGE_DOWN, 10),
        recorded: &[("sk", 3_058), ("fzf", 3_274)],
    },
    Action {
        what: "the claim scrolled a line (mean of 10)",
        measure: scrolled,
        recorded: &[("sk", 1_202), ("fzf", 1_487)],
    },
    Action {
        what: "a key that changes nothing: Up at the top (mean of 5)",
        measure: nothing,
        recorded: &[],
    },
    Action { what: "10 seconds of rest", measure: idle, recorded: &[] },
];

/// Presses a key a number of times and waits for the program to rest after each. Every press must
/// change the screen.
fn each(program: &Program, key: &str, times: u32) -> anyhow::Result<u32> {
    let (mut line, _) = program.open()?;
    let mut bytes = 0;
    for _ in 0..times {
        bytes += pressed(&mut line, key)?.context(IN_VAIN)?;
    }
    Ok(mean(bytes, times))
}

/// Scrolls the claim. At its end the next claims follow, until there are enough scrolls.
fn scrolled(program: &Program) -> anyhow::Result<u32> {
    let (mut line, _) = program.open()?;
    let (mut bytes, mut times) = (0, 0);
    for _ in 0..TRIES {
        if let Some(more) = pressed(&mut line, program.scroll)? {
            (bytes, times) = (bytes + more, times + 1);
        } else {
            pressed(&mut line, DOWN)?.context(IN_VAIN)?;
        }
        if times == SCROLLS {
            return Ok(mean(bytes, times));
        }
    }
    bail!("it does not scroll:\n{}", line.text())
}

/// Holds a key. Returns the bytes for each press while it is held, and the bytes after its release.
fn held(program: &Program) -> anyhow::Result<(u32, u32)> {
    let (mut line, _) = program.open()?;
    let mut bytes = 0;
    for _ in 0..REPEATS {
        line.press(DOWN)?;
        bytes += line.during(REPEAT)?;
    }
    Ok((mean(bytes, REPEATS), line.quiet()?))
}

/// Types words letter by letter. Clearing the field between them is not counted.
fn typed(program: &Program) -> anyhow::Result<u32> {
    let (mut line, _) = program.open()?;
    line.press(program.search)?;
    line.quiet()?;
    let (mut bytes, mut letters) = (0, 0);
    for word in WORDS {
        for letter in word.chars() {
            bytes += pressed(&mut line, &letter.to_string())?.context(IN_VAIN)?;
            letters += 1;
        }
        line.press(CLEAR)?;
        line.quiet()?;
    }
    Ok(mean(bytes, letters))
}

fn nothing(program: &Program) -> anyhow::Result<u32> {
    let (mut line, _) = program.open()?;
    let mut bytes = 0;
    for _ in 0..5 {
        line.press(UP)?;
        bytes += line.quiet()?;
    }
    Ok(mean(bytes, 5))
}

fn idle(program: &Program) -> anyhow::Result<u32> {
    program.open()?.0.during(IDLE)
}

/// Presses a key and returns the bytes, or `None` if the screen’s text stays the same.
fn pressed(line: &mut Line, key: &str) -> anyhow::Result<Option<u32>> {
    let before = line.text();
    line.press(key)?;
    let bytes = line.quiet()?;
    Ok((line.text() != before).then_some(bytes))
}

/// Returns the mean, rounded to an integer.
fn mean(bytes: u32, times: u32) -> u32 {
    (bytes + times / 2) / times
}
