//! Tests that the exit code tells what went wrong, and that a message says it once.

use std::fs::{self, File};

use crate::home::{Home, finish};
use crate::pty::gainsay;

/// A device to which every write fails with "no space left". Not every system has it.
const FULL: &str = "/dev/full";

#[test]
fn every_command_fails_if_its_output_cannot_be_written() {
    let Ok(full) = File::options().write(true).open(FULL) else {
        eprintln!("skipped: this system has no {FULL}");
        return;
    };
    let home = Home::new();
    let commands: &[&[&str]] = &[
        &["--help"],
        &["--version"],
        &["help"],
        #[cfg(feature = "server")]
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
fn marks_that_cannot_be_saved_are_reported_once() {
    for (arguments, keys) in [(&[][..], " q"), (&["pick"][..], " \r")] {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        fs::write(&state, "no folder").unwrap();
        let mut terminal = gainsay(arguments).size(110, 32).set("XDG_STATE_HOME", &state).run();
        terminal.shows("/24");
        terminal.keys(keys);
        assert_eq!(terminal.ended(), 2, "{arguments:?}");
        let left = terminal.text();
        assert_eq!(left.matches("marks are not saved").count(), 1, "{arguments:?}: {left}");
    }
}

#[test]
fn arguments_are_repeated_in_display_form_and_on_one_line() {
    let home = Home::new();
    let odd = "x\x1b]0;PWNED\x07\ngainsay: forged";
    let file = format!("{odd}.toml");
    home.file("list.toml", format!("theme = \"{}\"", odd.escape_default()));
    let commands: &[&[&str]] = &[
        &[&format!("--{odd}")],
        &["search", "--format", odd],
        &["search", "--config", &file],
        &["show", odd],
        &["show", &format!("inbox-api#{odd}")],
        &["check", odd],
        &["import", odd],
        &["import", odd, "--from", odd],
        &["export", "--to", odd],
        #[cfg(feature = "server")]
        &["serve", "--host-key", &format!("{odd}/"), "--listen", odd],
        #[cfg(feature = "server")]
        &["serve", "--authorized-keys", odd],
        &["export", "-o", &format!("none/{odd}.md")],
    ];
    for command in commands {
        let ran = home.run(command);
        assert_ne!(ran.code, 0, "{command:?}");
        for text in [&ran.out, &ran.err] {
            let is_shown = |c: char| c == '\n' || !c.is_control();
            assert!(text.chars().all(is_shown), "{command:?}: {text:?}");
            assert!(!text.lines().any(|line| line.starts_with("gainsay: forged")), "{text}");
        }
    }
}

#[test]
fn an_error_names_its_cause_once() {
    let home = Home::new();
    home.file("garbage", "garbage");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(home.path("garbage"), mode).unwrap();
    for (arguments, cause) in [
        #[cfg(feature = "server")]
        (["serve", "--host-key", "garbage"], "OpenSSH private key"),
        #[cfg(feature = "server")]
        (["serve", "--host-key", "."], "directory"),
        #[cfg(feature = "server")]
        (["serve", "--authorized-keys", "none"], "No such file"),
        (["search", "-d", "none.json"], "no such file"),
        (["search", "--config", "none.toml"], "No such file"),
    ] {
        let ran = home.run(
            &[&arguments[..], &["--", "x"][..usize::from(arguments[0] == "search") * 2]].concat(),
        );
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        assert!(ran.err.matches(cause).count() <= 1, "{arguments:?}: {}", ran.err);
        let words: Vec<&str> = ran.err.trim().split(": ").collect();
        let mut once = words.clone();
        once.dedup();
        assert_eq!(words, once, "{arguments:?}: {}", ran.err);
    }
}
