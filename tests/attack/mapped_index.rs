//! Tests that truncating or overwriting the index of a running program in place has no effect on
//! it.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

#[cfg(feature = "server")]
use crate::client::run;
use crate::home::Home;
use crate::pty::gainsay;
use crate::served::until;
#[cfg(feature = "server")]
use crate::served::{self, serve_in};

/// Writes a dataset of more than 8 MiB with `claims` claims that have `text` bytes of text each.
fn write_dataset(path: &Path, claims: usize, text: usize) {
    let mut out = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"T\"}}\n".to_owned();
    let words = "and so on, ".repeat(text / 11);
    let notes = "and so on, ".repeat(1_000_usize.saturating_sub(text) / 11);
    for number in 0..claims {
        let _ = writeln!(
            out,
            r#"{{"claim":{{"id":"c{number}","text":"Claim {number} about rivers, {words}","made":[],"notes":"{notes}"}}}}"#
        );
    }
    fs::write(path, out).unwrap();
}

/// Returns the path of the only index in a cache folder.
fn index(cache: &Path) -> PathBuf {
    let entries = fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path());
    let found: Vec<_> = entries.filter(|path| path.extension().is_some()).collect();
    let [index] = found.as_slice() else { panic!("{found:?}") };
    index.clone()
}

/// Damages a file in place: empties it, truncates it or overwrites it.
fn spoil(index: &Path, how: usize) {
    let mut file = File::options().write(true).open(index).unwrap();
    match how {
        0 => file.set_len(0).unwrap(),
        1 => file.set_len(5_000).unwrap(),
        _ => {
            let length = usize::try_from(file.metadata().unwrap().len()).unwrap();
            file.write_all(&vec![0xa5; length]).unwrap();
        }
    }
}

#[cfg(feature = "server")]
#[test]
fn a_damaged_index_does_not_affect_a_running_server() {
    for how in 0..3 {
        let home = served::home();
        let file = home.path().join("large.ndjson");
        write_dataset(&file, 9_000, 50);
        let file = file.to_str().unwrap().to_owned();
        let cache = home.path().join(".cache/gainsay");
        let made = std::process::Command::new(env!("CARGO_BIN_EXE_gainsay"))
            .args(["search", "-d", &file, "id:c5", "--format", "ids"])
            .env_clear()
            .env("HOME", home.path())
            .output()
            .unwrap();
        assert_eq!(made.stdout, b"c5\n");
        let index = index(&cache);
        let server = serve_in(home, &[&file], &[]);
        spoil(&index, how);
        for _ in 0..2 {
            assert_eq!(run(server.at, "search --format ids '8765").out, "c8765\n", "{how}");
            assert_eq!(
                run(server.at, "search --format ids --limit 3 rivers").out.lines().count(),
                3
            );
            assert!(run(server.at, "show c77").out.contains("Claim 77 about rivers"), "{how}");
        }
        assert!(server.log.lines().iter().all(|line| !line.contains("panic")));
    }
}

/// Returns the entries of `/proc/PID/maps` for files of the cache folder that are not deleted.
fn mapped(process: i32, cache: &Path) -> Vec<String> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let of_cache = |line: &&str| line.contains(cache.to_str().unwrap());
    let named = maps.lines().filter(of_cache).filter(|line| !line.ends_with("(deleted)"));
    named.map(str::to_owned).collect()
}

#[test]
fn a_damaged_index_does_not_affect_a_running_explorer() {
    // A small index is read into memory; a large one is mapped first and then copied.
    for (is_large, how) in [(false, 0), (false, 1), (false, 2), (true, 0), (true, 2)] {
        let (claims, text, all) =
            if is_large { (17_000, 1_100, "1/17,000") } else { (9_000, 50, "1/9,000") };
        let home = Home::new();
        let file = home.path("large.ndjson");
        write_dataset(&file, claims, text);
        let shown = file.to_string_lossy().into_owned();
        let cache = home.path("cache");
        let found = crate::home::finish(
            home.command(&["search", "-d", &shown, "id:c5", "--format", "ids"])
                .env("XDG_CACHE_HOME", &cache),
        );
        assert_eq!(found.out(), "c5\n");
        let index = index(&cache.join("gainsay"));
        assert_eq!(fs::metadata(&index).unwrap().len() > 16 << 20, is_large);
        let mut terminal = gainsay(&[&shown]).set("XDG_CACHE_HOME", &cache).run();
        terminal.shows(all);
        let process = terminal.process().as_raw_nonzero().get();
        until("index of its own", || mapped(process, &cache).is_empty());
        spoil(&index, how);
        terminal.keys_show("/'8765", "1/1");
        terminal.keys_show("\r\r", "Claim 8765 about rivers");
        terminal.keys("q");
        assert_eq!(terminal.ended(), 0);
        assert_eq!(terminal.left_behind(), [""; 0]);
    }
}
