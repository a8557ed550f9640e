//! The exit code says what went wrong, and the message says it once (row 19).

use std::fs::{self, File};

use crate::home::{Home, finish};
use crate::pty::gainsay;

/// A device on which there is never room; not every system has it.
const FULL: &str = "/dev/full";

#[test]
fn output_that_can_t_be_written_is_an_error_of_every_command() {
    let Ok(full) = File::options().write(true).open(FULL) else {
        eprintln!("skipped: this system has no {FULL}");
        return;
    };
    let home = Home::new();
    let commands: &[&[&str]] = &[
        &["--help"],
        &["--version"],
        &["help"],
        &["help", "serve"],
        &["search", "--help"],
        &["search"],
        &["search", "--format", "json"],
        &["search", "--format", "ids", "inbox"],
        &["show", "inbox-api"],
        &["check", "a.json"],
        &["schema"],
        &["man"],
        &["completions", "bash"],
        &["export", "--to", "markdown"],
        &["export", "--to", "ndjson"],
        &["import", "a.csv"],
    ];
    home.file("a.json", include_str!("../data/harbour.json"));
    home.file("a.csv", "claim,speaker\nText of a claim,Ann\n");
    for command in commands {
        let ran = finish(home.command(command).stdout(full.try_clone().unwrap()));
        assert_eq!(ran.code, 2, "{command:?}: {}", ran.err);
        let lines = ran.err.lines().filter(|line| line.contains("standard output")).count();
        assert_eq!(lines, 1, "{command:?}: {}", ran.err);
    }
}

#[test]
fn marks_that_can_t_be_kept_are_an_error_that_is_said_once() {
    for (arguments, keys) in [(&[][..], " q"), (&["pick"][..], " \r")] {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        fs::write(&state, "no folder").unwrap();
        let mut terminal = gainsay(arguments).size(110, 32).set("XDG_STATE_HOME", &state).run();
        terminal.shows("/24");
        terminal.keys(keys);
        assert_eq!(terminal.ended(), 2, "{arguments:?}");
        let left = terminal.text();
        assert_eq!(left.matches("marks are not kept").count(), 1, "{arguments:?}: {left}");
    }
}
