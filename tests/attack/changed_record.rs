//! A record is changed in place, and the old modification time is put back (row 3): it is found
//! and shown as it is now, whatever the index says, and nothing reads the file again for ever.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write as _};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
#[cfg(feature = "server")]
use std::process::Command;
use std::sync::OnceLock;

use rustix::fs::inotify;

#[cfg(feature = "server")]
use crate::client::run;
use crate::home::{Home, Ran, finish};
use crate::pty::{Pty, gainsay};
use crate::served::until;
#[cfg(feature = "server")]
use crate::served::{self, serve_in};

/// What the changed record says before and after: equally long.
const OLD: &str = "Zebras are silent.";
const NEW: &str = "Quokkas are noisy.";

/// The number of the changed record: none of the samples holds it by which a file is known.
const CHANGED: usize = 4_321;

/// Writes a dataset of more than 8 MiB.
fn write_dataset(path: &Path) {
    let mut out = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"T\"}}\n".to_owned();
    let notes = "and so on, ".repeat(90);
    for number in 0..9_000 {
        let text = if number == CHANGED { OLD } else { "Another claim." };
        let _ = writeln!(
            out,
            r#"{{"claim":{{"id":"c{number}","text":"{text}","made":[],"notes":"{notes}"}}}}"#
        );
    }
    fs::write(path, out).unwrap();
}

/// Changes the record in place and puts the old modification time back.
fn change(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    let mut file = File::options().write(true).open(path).unwrap();
    let modified = file.metadata().unwrap().modified().unwrap();
    file.seek(SeekFrom::Start(text.find(OLD).unwrap() as u64)).unwrap();
    file.write_all(NEW.as_bytes()).unwrap();
    file.set_modified(modified).unwrap();
}

/// A library to preload: a file system on which such a change leaves no trace.
fn traceless() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| crate::preload::library("changed_record"))
}

/// Runs a command on a file system without traces.
fn untraced(home: &Home, arguments: &[&str]) -> Ran {
    finish(home.command(arguments).env("LD_PRELOAD", traceless()))
}

/// A home with a dataset whose index was made, by the command that is given, and which then was
/// changed.
fn changed(run: impl Fn(&Home, &[&str]) -> Ran) -> Home {
    changed_as(run, |_| "d.ndjson".to_owned())
}

/// The same where commands name the file in this way: each name has its index.
fn changed_as(run: impl Fn(&Home, &[&str]) -> Ran, name: impl Fn(&Home) -> String) -> Home {
    let home = Home::new();
    write_dataset(&home.path("d.ndjson"));
    let name = name(&home);
    assert_eq!(run(&home, &["search", "-d", &name, "zebras", "--format", "ids"]).out(), "c4321\n");
    assert!(home.path(".cache/gainsay").read_dir().unwrap().next().is_some(), "there is an index");
    change(&home.path("d.ndjson"));
    home
}

#[test]
fn a_record_changed_in_place_is_found_and_shown_by_the_next_run() {
    let home = changed(Home::run);
    let found = home.run(&["search", "-d", "d.ndjson", "quokkas", "--format", "ids"]);
    assert_eq!(found.out, "c4321\n");
    assert!(found.err.contains("out of date"), "{}", found.err);
    assert!(home.run(&["show", "-d", "d.ndjson", "c4321"]).out().contains(NEW));
    assert_eq!(home.run(&["search", "-d", "d.ndjson", "zebras", "--format", "ids"]).code, 1);
}

#[test]
fn an_index_that_a_record_proves_wrong_is_made_again_once_by_each_command() {
    let commands: [&[&str]; 5] = [
        &["show", "-d", "d.ndjson", "c4321"],
        &["search", "-d", "d.ndjson", "id:c4321"],
        &["search", "-d", "d.ndjson", "all:quokkas"],
        &["export", "-d", "d.ndjson", "--to", "csv", "id:c4321"],
        &["export", "-d", "d.ndjson", "id:c4321", "-o", "out.md"],
    ];
    for command in commands {
        let home = changed(untraced);
        let first = untraced(&home, command);
        let written = || fs::read_to_string(home.path("out.md")).unwrap_or_default();
        assert_eq!(first.code, 0, "{command:?}: {}", first.err);
        assert!((first.out + &written()).contains(NEW), "{command:?}");
        assert!(first.err.contains("the files are read again"), "{command:?}: {}", first.err);
        // The index is right from then on: nothing is said any more.
        let found = untraced(&home, &["search", "-d", "d.ndjson", "quokkas", "--format", "ids"]);
        assert_eq!(found.out(), "c4321\n", "{command:?}");
    }
}

#[test]
fn output_that_can_t_be_taken_back_is_said_to_be_incomplete_and_the_next_run_is_right() {
    let home = changed(untraced);
    // More than is held back comes before the record.
    let export = ["export", "-d", "d.ndjson", "--to", "ndjson"];
    untraced(&home, &export).fails(2, "not complete: run the command again");
    let second = untraced(&home, &export);
    assert!(second.out().contains(NEW));
}

/// Counts how often a file is opened, by anyone.
pub struct Opens(OwnedFd, usize);

impl Opens {
    pub fn of(path: &Path) -> Self {
        let watch = inotify::init(inotify::CreateFlags::NONBLOCK).unwrap();
        // Without what comes between, several events of a kind are one.
        let flags = inotify::WatchFlags::OPEN | inotify::WatchFlags::CLOSE;
        inotify::add_watch(&watch, path, flags).unwrap();
        Self(watch, 0)
    }

    pub fn so_far(&mut self) -> usize {
        let mut buffer = [const { std::mem::MaybeUninit::uninit() }; 4096];
        let mut reader = inotify::Reader::new(&self.0, &mut buffer);
        while let Ok(event) = reader.next() {
            self.1 += usize::from(event.events().contains(inotify::ReadFlags::OPEN));
        }
        self.1
    }
}

/// An explorer or `pick` on the traceless file system, with the index of the old record.
fn explore(home: &Home, arguments: &[&str]) -> Pty {
    let file = home.path("d.ndjson").to_string_lossy().into_owned();
    gainsay(&[arguments, &[file.as_str()]].concat())
        .set("LD_PRELOAD", traceless())
        .set("XDG_CACHE_HOME", home.path(".cache"))
        .run()
}

#[test]
fn the_explorer_and_pick_read_the_file_again_once_and_come_to_rest() {
    for arguments in [&[][..], &["pick", "-d"]] {
        let home = changed_as(untraced, |home| home.path("d.ndjson").to_string_lossy().into());
        let mut opens = Opens::of(&home.path("d.ndjson"));
        let mut terminal = explore(&home, arguments);
        terminal.shows("1/9,000");
        terminal.keys_show("/id:c4321", NEW);
        terminal.shows("made anew");
        let before = opens.so_far();
        // Were it read again and again, it would be so meanwhile.
        for _ in 0..20 {
            terminal.keys_show("0", "0/0");
            terminal.keys_show("\x7f", "1/1");
            terminal.shows(NEW);
        }
        assert!(before < 20, "{before} opens to read a file twice");
        assert_eq!(opens.so_far(), before, "the file was opened again");
        terminal.keys("\x03");
        terminal.ended();
    }
}

#[cfg(feature = "server")]
#[test]
fn a_server_reads_the_file_again_once_for_all_readers() {
    let home = served::home();
    let file = home.path().join("d.ndjson");
    write_dataset(&file);
    let library = traceless().to_str().unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_gainsay"))
        .args(["search", "-d", file.to_str().unwrap(), "zebras", "--format", "ids"])
        .env_clear()
        .env("HOME", home.path())
        .env("LD_PRELOAD", library)
        .output()
        .unwrap();
    assert_eq!(made.stdout, b"c4321\n");
    change(&file);
    let mut opens = Opens::of(&file);
    let server = serve_in(home, &[file.to_str().unwrap()], &[("LD_PRELOAD", library)]);
    let first = run(server.at, "show c4321");
    assert!(first.err.contains("changed on disk"), "{first:?}");
    until("new record", || run(server.at, "show c4321").out.contains(NEW));
    server.log.has("9000 claims");
    let before = opens.so_far();
    for _ in 0..20 {
        assert!(run(server.at, "show c4321").out.contains(NEW));
        assert_eq!(run(server.at, "search --format ids quokkas").out, "c4321\n");
    }
    assert!(before < 20, "{before} opens to read a file twice");
    assert_eq!(opens.so_far(), before, "the file was opened again");
    let told = server.log.lines();
    assert_eq!(told.iter().filter(|line| line.contains("9000 claims")).count(), 1, "{told:#?}");
}

#[test]
fn an_explorer_whose_file_changes_all_the_time_shows_its_last_state() {
    let home = Home::new();
    write_dataset(&home.path("d.ndjson"));
    let mut terminal = gainsay(&[&home.path("d.ndjson").to_string_lossy()])
        .set("XDG_CACHE_HOME", home.path(".cache"))
        .run();
    terminal.shows("1/9,000");
    let mut opens = Opens::of(&home.path("d.ndjson"));
    let mut file = File::options().append(true).open(home.path("d.ndjson")).unwrap();
    // As long as it is read, it is written to.
    let mut number = 0;
    until("reading of what changes", || {
        number += 1;
        writeln!(file, r#"{{"claim":{{"id":"n{number}","text":"New.","made":[]}}}}"#).unwrap();
        opens.so_far() > 20
    });
    terminal.shows(&format!("/9,{number:03}"));
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
}
