//! Tests of a record that is changed in place while the file's old modification time is restored.
//! Every program shows the record as it is now, whatever the index says, and none reads the file
//! again without end.

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

/// The text of the changed record before and after. Both have the same length.
const OLD: &str = "Zebras are silent.";
const NEW: &str = "Quokkas are noisy.";

/// The number of the changed record, which lies outside the samples by which an index recognises
/// its file.
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

/// Changes the record in place and restores the modification time.
fn change(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    let mut file = File::options().write(true).open(path).unwrap();
    let modified = file.metadata().unwrap().modified().unwrap();
    file.seek(SeekFrom::Start(text.find(OLD).unwrap() as u64)).unwrap();
    file.write_all(NEW.as_bytes()).unwrap();
    file.set_modified(modified).unwrap();
}

/// Returns a library for `LD_PRELOAD` that hides the change from `stat`.
fn traceless() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| crate::preload::library("changed_record"))
}

/// Runs a command with the library that hides the change.
fn untraced(home: &Home, arguments: &[&str]) -> Ran {
    finish(home.command(arguments).env("LD_PRELOAD", traceless()))
}

/// Creates a dataset, has `run` write its index, and then changes the record.
fn changed(run: impl Fn(&Home, &[&str]) -> Ran) -> Home {
    changed_as(run, |_| "d.ndjson".to_owned())
}

/// Does what [`changed`] does for another name of the file. Each name has an index of its own.
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
fn a_record_changed_in_place_is_shown_by_the_next_run() {
    let home = changed(Home::run);
    let found = home.run(&["search", "-d", "d.ndjson", "quokkas", "--format", "ids"]);
    assert_eq!(found.out, "c4321\n");
    assert!(found.err.contains("out of date"), "{}", found.err);
    assert!(home.run(&["show", "-d", "d.ndjson", "c4321"]).out().contains(NEW));
    assert_eq!(home.run(&["search", "-d", "d.ndjson", "zebras", "--format", "ids"]).code, 1);
}

#[test]
fn a_command_rebuilds_an_index_that_a_record_disproves() {
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
        assert!(first.err.contains("reading the files again"), "{command:?}: {}", first.err);
        // The index is now right, and no message appears.
        let found = untraced(&home, &["search", "-d", "d.ndjson", "quokkas", "--format", "ids"]);
        assert_eq!(found.out(), "c4321\n", "{command:?}");
    }
}

#[test]
fn output_that_is_already_written_is_reported_as_incomplete() {
    let home = changed(untraced);
    // More output precedes the record than the program holds back.
    let export = ["export", "-d", "d.ndjson", "--to", "ndjson"];
    untraced(&home, &export).fails(2, "is incomplete: run the command again");
    let second = untraced(&home, &export);
    assert!(second.out().contains(NEW));
}

/// Counts how often any process opens a file.
pub struct Opens(OwnedFd, usize);

impl Opens {
    pub fn of(path: &Path) -> Self {
        let watch = inotify::init(inotify::CreateFlags::NONBLOCK).unwrap();
        // inotify merges identical events that follow each other; the events for closing keep them
        // apart.
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

/// Starts the explorer or `pick` with the hidden change and the old index.
fn explore(home: &Home, arguments: &[&str]) -> Pty {
    let file = home.path("d.ndjson").to_string_lossy().into_owned();
    gainsay(&[arguments, &[file.as_str()]].concat())
        .set("LD_PRELOAD", traceless())
        .set("XDG_CACHE_HOME", home.path(".cache"))
        .run()
}

#[test]
fn the_explorer_and_pick_read_the_file_again_once() {
    for arguments in [&[][..], &["pick", "-d"]] {
        let home = changed_as(untraced, |home| home.path("d.ndjson").to_string_lossy().into());
        let mut opens = Opens::of(&home.path("d.ndjson"));
        let mut terminal = explore(&home, arguments);
        terminal.shows("1/9,000");
        terminal.keys_show("/id:c4321", NEW);
        terminal.shows("is rebuilt");
        let before = opens.so_far();
        // If the program read the file again and again, it would do so during these keys.
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
fn a_server_reads_the_file_again_once_for_all_clients() {
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
    server.log.has("9,000 claims");
    let before = opens.so_far();
    for _ in 0..20 {
        assert!(run(server.at, "show c4321").out.contains(NEW));
        assert_eq!(run(server.at, "search --format ids quokkas").out, "c4321\n");
    }
    assert!(before < 20, "{before} opens to read a file twice");
    assert_eq!(opens.so_far(), before, "the file was opened again");
    let told = server.log.lines();
    assert_eq!(told.iter().filter(|line| line.contains("9,000 claims")).count(), 1, "{told:#?}");
}

#[test]
fn an_explorer_shows_the_last_state_of_a_file_that_kept_changing() {
    let home = Home::new();
    write_dataset(&home.path("d.ndjson"));
    let mut terminal = gainsay(&[&home.path("d.ndjson").to_string_lossy()])
        .set("XDG_CACHE_HOME", home.path(".cache"))
        .run();
    terminal.shows("1/9,000");
    let mut opens = Opens::of(&home.path("d.ndjson"));
    let mut file = File::options().append(true).open(home.path("d.ndjson")).unwrap();
    // Appends to the file for as long as it is being read again.
    let mut number = 0;
    until("repeated reloading", || {
        number += 1;
        writeln!(file, r#"{{"claim":{{"id":"n{number}","text":"New.","made":[]}}}}"#).unwrap();
        opens.so_far() > 20
    });
    terminal.shows(&format!("/9,{number:03}"));
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
}
