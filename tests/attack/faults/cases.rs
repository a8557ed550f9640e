//! The files that the program writes, and what must hold for each after a fault.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{Fault, at_every_call, inject, library, seen, temporary_files};
use crate::home::{Home, finish};

/// The content of the destination before a run.
const BEFORE: &str = "what stood there before";

/// Runs a command that writes the file `out/NAME`, both without and with an existing file. After
/// any fault the file is the old one or the complete new one, the exit code tells which, and no
/// other file stays beyond the next run.
fn written_whole(home: &Home, name: &str, arguments: &[&str]) {
    let out = home.path("out");
    let file = out.join(name);
    let command = || home.command(arguments);
    fs::create_dir_all(&out).unwrap();
    finish(&mut command()).out();
    let new = fs::read(&file).unwrap();
    for before in [None, Some(BEFORE)] {
        let prepare = || {
            let _ = fs::remove_dir_all(&out);
            fs::create_dir(&out).unwrap();
            if let Some(text) = before {
                fs::write(&file, text).unwrap();
            }
        };
        at_every_call(home, 3, prepare, command, |struck| {
            let told = struck.describe();
            let found = fs::read(&file).ok();
            let old = before.map(|text| text.as_bytes().to_vec());
            assert!(found == old || found.as_ref() == Some(&new), "half a file; {told}");
            if struck.succeeded() {
                assert!(found.as_ref() == Some(&new), "success without the file; {told}");
            } else if struck.fault != Fault::Killed {
                assert!(struck.error().contains(name), "the error names the file; {told}");
                assert_eq!(temporary_files(&out), [""; 0], "{told}");
            }
            finish(&mut command()).out();
            assert_eq!(fs::read(&file).unwrap(), new, "{told}");
            assert_eq!(fs::read_dir(&out).unwrap().count(), 1, "leftovers; {told}");
        });
    }
}

#[test]
fn exports_are_written_completely_or_not_at_all() {
    let home = Home::new();
    for name in ["a.md", "a.json", "a.ndjson.gz", "a.csv.zst"] {
        written_whole(&home, name, &["export", "-o", &format!("out/{name}")]);
    }
}

#[test]
fn imports_are_written_completely_or_not_at_all() {
    let home = Home::new();
    home.file("a.csv", "claim,speaker\nText of a claim,Ann\nText of another,Bob\n");
    written_whole(&home, "a.ndjson", &["import", "a.csv", "-o", "out/a.ndjson"]);
}

#[test]
fn a_file_is_flushed_before_it_is_renamed_and_its_folder_after() {
    let home = Home::new();
    let log = home.path("../").canonicalize().unwrap().join(format!("log-{}", std::process::id()));
    for (before, moved) in [(None, "linkat"), (Some(BEFORE), "rename")] {
        let _ = fs::remove_file(&log);
        if let Some(text) = before {
            home.file("a.md", text);
        }
        let mut export = home.command(&["export", "-o", "a.md"]);
        export
            .env("LD_PRELOAD", library())
            .env("FAULT_FOLDER", home.path("").canonicalize().unwrap());
        finish(export.env("FAULT_LOG", &log)).out();
        let calls = fs::read_to_string(&log).unwrap();
        let calls: Vec<&str> = calls.lines().collect();
        let at = |name: &str| calls.iter().position(|call| *call == name);
        let last = calls.iter().rposition(|call| *call == "write");
        let [flushed, moved] = [at("fsync"), at(moved)].map(Option::unwrap);
        assert!(last.unwrap() < flushed && flushed < moved, "{calls:?}");
        assert_eq!(
            calls[moved + 1..],
            ["fsync"],
            "only the folder is flushed after the rename: {calls:?}"
        );
    }
    fs::remove_file(&log).unwrap();
}

#[test]
fn a_failed_write_of_an_index_affects_only_the_index() {
    let home = Home::new();
    let long = "word ".repeat(9_000);
    let claim = |number| {
        format!(
            "{{\"claim\":{{\"id\":\"c{number}\",\"text\":\"Text {number}\",\"made\":[{{\"by\":null}}],\"notes\":\"{long}\"}}}}\n"
        )
    };
    let head = "{\"gainsay\":1,\"dataset\":{\"id\":\"a\",\"title\":\"A\"}}\n".to_owned();
    home.file("a.ndjson", std::iter::once(head).chain((0..200).map(claim)).collect::<String>());
    let cache = home.path(".cache/gainsay");
    let command = || home.command(&["search", "-d", "a.ndjson", "--format", "ids", "'Text '199"]);
    let prepare = || drop(fs::remove_dir_all(&cache));
    let indexes = || match fs::read_dir(&cache) {
        Ok(entries) => entries.filter(|e| e.as_ref().unwrap().path().extension().is_some()).count(),
        Err(_) => 0,
    };
    at_every_call(&home, 6, prepare, command, |struck| {
        let told = struck.describe();
        if struck.fault != Fault::Killed {
            assert!(struck.succeeded(), "{told}");
            assert_eq!(String::from_utf8_lossy(&struck.output.stdout), "c199\n", "{told}");
        }
        assert!(indexes() <= 1, "{told}");
        // The index that remains is valid: the next run prints the same and leaves one index.
        assert_eq!(finish(&mut command()).out(), "c199\n", "{told}");
        assert_eq!((indexes(), temporary_files(&cache)), (1, Vec::new()), "{told}");
    });
}

/// Returns the saved marks of the built-in dataset, without comments.
fn marks(state: &Path) -> Vec<String> {
    let text = fs::read_to_string(state.join("gainsay/marks/meta-netflix.txt")).unwrap_or_default();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn marks_are_saved_completely_or_not_at_all() {
    let home = Home::new();
    let state = home.path("state");
    let explore = |fault: Option<(Fault, usize)>| {
        let mut start = crate::pty::gainsay(&[]).size(110, 32).set("XDG_STATE_HOME", &state);
        if let Some((fault, at)) = fault {
            let mut command = Command::new("true");
            inject(&mut command, &home.path(""), fault, at);
            for (name, value) in command.get_envs() {
                start = start.set(name.to_str().unwrap(), Path::new(value.unwrap()));
            }
        }
        start.run()
    };
    for fault in Fault::ALL {
        for at in 1.. {
            let _ = fs::remove_dir_all(&state);
            let mut terminal = explore(None);
            terminal.shows("1/24");
            terminal.keys_show(" ", "1 marked");
            terminal.keys("q");
            terminal.ended();
            let before = marks(&state);
            assert_eq!(before.len(), 1);
            let mut terminal = explore(Some((fault, at)));
            terminal.shows("1/24");
            terminal.keys(" q");
            terminal.ended();
            let struck = fs::remove_file(seen(&home.path(""))).is_ok();
            let kept = marks(&state);
            assert!(kept.is_empty() || kept == before, "{fault:?} {at}: {kept:?}");
            let mut terminal = explore(None);
            terminal.shows("1/24");
            terminal.keys_show("j ", "marked");
            terminal.keys("q");
            terminal.ended();
            assert_eq!(temporary_files(&state.join("gainsay/marks")), [""; 0], "{fault:?} {at}");
            if !struck {
                assert!(at > 3, "{fault:?}: only {} calls were seen", at - 1);
                break;
            }
        }
    }
}
