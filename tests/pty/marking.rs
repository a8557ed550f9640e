//! Tests of marks that are kept from one start to the next.

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::pty::{Pty, Start, gainsay};

const FILE: &str = "gainsay/marks/meta-netflix.txt";

fn explore(state: &Path) -> Pty {
    let mut terminal = gainsay(&[]).size(110, 32).set("XDG_STATE_HOME", state).run();
    terminal.shows("1/24");
    terminal
}

fn quit(mut terminal: Pty) {
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.left_behind(), [""; 0]);
}

fn kept(state: &Path) -> Vec<String> {
    let text = fs::read_to_string(state.join(FILE)).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn marks_are_restored_at_the_next_start() {
    let state = tempfile::tempdir().unwrap();
    let mut terminal = explore(state.path());
    terminal.keys_show("  ", "2 marked · 3/24");
    terminal.keys_show("k ", "1 marked · 3/24");
    terminal.keys_show(" ", "2 marked · 4/24");
    quit(terminal);
    assert_eq!(kept(state.path()).len(), 2);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&state.path().join(FILE)), 0o600);

    let mut terminal = explore(state.path());
    terminal.shows("2 marked · 1/24");
    terminal.keys_show("/is:marked\r", "2 marked · 1/2 of 24");
    terminal.keys_show(" ", "1 marked · 1/1 of 24");
    quit(terminal);
    assert_eq!(kept(state.path()).len(), 1);
}

#[test]
fn two_explorers_keep_each_others_marks() {
    let state = tempfile::tempdir().unwrap();
    let (mut one, mut other) = (explore(state.path()), explore(state.path()));
    one.keys_show("G ", "1 marked");
    other.keys_show(" ", "1 marked");
    quit(one);
    quit(other);
    assert_eq!(kept(state.path()).len(), 2);
}

#[test]
fn marks_that_cannot_be_saved_are_reported_and_still_work() {
    let state = tempfile::tempdir().unwrap();
    fs::create_dir_all(state.path().join(FILE)).unwrap();
    let mut terminal = explore(state.path());
    terminal.shows("the file is left unchanged");
    terminal.keys_show(" ", "1 marked");
    terminal.shows("marks are not saved");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 2);
    assert!(terminal.text().contains("marks are not saved"), "{}", terminal.text());
}

#[test]
fn without_a_home_folder_marks_last_as_long_as_the_explorer() {
    let unset = ["XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"];
    let start = unset.into_iter().fold(gainsay(&[]), Start::unset);
    // Without HOME the system would return the home folder of the user who runs the tests. A home
    // folder cannot be created under /proc.
    let mut terminal = start.set("HOME", "/proc/nowhere").run();
    terminal.shows("1/24");
    terminal.keys_show(" ", "1 marked");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 2, "the exit code reports that the marks are lost");
    assert_eq!(terminal.left_behind(), [""; 0]);
}

/// Returns for each text whether the exported file contains it.
fn exported(path: &Path, texts: [&str; 3]) -> [bool; 3] {
    let written = fs::read_to_string(path).unwrap();
    texts.map(|text| written.contains(text))
}

#[test]
fn an_imported_input_file_is_not_overwritten() {
    let state = tempfile::tempdir().unwrap();
    let foreign = state.path().join("mine.csv");
    fs::write(&foreign, "claim,speaker\nThe moon is cheese.,Ann\nBread is flat.,Bob\n").unwrap();
    let before = fs::read(&foreign).unwrap();
    let name = foreign.to_string_lossy().into_owned();
    let mut terminal = gainsay(&[&name]).size(110, 32).run();
    terminal.shows("The moon is cheese.");
    terminal.keys_show(&format!("x\x15{name}\r"), "the claims are read from this file");
    terminal.keys_show("\x1b", "q quit");
    quit(terminal);
    assert_eq!(fs::read(&foreign).unwrap(), before);
}

#[test]
fn a_record_with_a_duplicate_key_does_not_stop_an_export() {
    let state = tempfile::tempdir().unwrap();
    let (file, out) = (state.path().join("d.ndjson"), state.path().join("out.jsonld"));
    let claims = [("a", ""), ("bad", r#""text":"No","#), ("z", "")].map(|(id, more)| {
        format!(r#"{{"claim":{{"id":"{id}",{more}"text":"Bread is {id}","made":[]}}}}"#)
    });
    let header = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"}}"#;
    fs::write(&file, format!("{header}\n{}\n", claims.join("\n"))).unwrap();
    let mut terminal = gainsay(&[&file.to_string_lossy()]).size(200, 32).run();
    terminal.shows("Bread is z");
    let name = out.to_string_lossy().into_owned();
    terminal.keys_show("x", "Export the 3 claims in this list to");
    terminal.keys_show(&format!("\x15{name}\r"), "d/bad: a field appears twice");
    quit(terminal);
    let feed: serde_json::Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
    assert_eq!(feed["dataFeedElement"].as_array().unwrap().len(), 3);
}

#[test]
fn an_export_replaces_an_existing_file_only_after_confirmation() {
    let state = tempfile::tempdir().unwrap();
    let out = state.path().join("out.md");
    let name = out.to_string_lossy().into_owned();
    let mut terminal = explore(state.path());
    terminal.keys_show(" j ", "2 marked");
    terminal.keys_show("x", "Export 2 marked claims to");
    terminal.keys_show(&format!("\x15{name}\r"), &format!("2 claims → {name}"));
    let texts =
        ["meta-netflix/netflix-private-access", "meta-netflix/inbox-api", "meta-netflix/titan-api"];
    assert_eq!(exported(&out, texts), [true, false, true]);
    terminal.keys_show("U", "no longer marked");
    terminal.keys_show("/'titan\rx", "Export the claim in this list to");
    terminal
        .keys_show(&format!("\x15{name}\r"), "this file exists: press Enter again to replace it");
    terminal.keys_show("\r", &format!("1 claim → {name}"));
    assert_eq!(exported(&out, texts), [false, false, true]);
    terminal.keys_show("x\x15out.docx\r", "its extension is not a known format");
    terminal.keys_show("\x1b", "q quit");
    let packed = state.path().join("of.items.csv.gz").to_string_lossy().into_owned();
    terminal.keys_show("/\x15private\rx", "claims in this list to");
    terminal.keys_show(&format!("\x15{packed}\r"), &format!(" → {packed}"));
    let mut rows = String::new();
    flate2::read::GzDecoder::new(fs::File::open(&packed).unwrap())
        .read_to_string(&mut rows)
        .unwrap();
    assert!(rows.starts_with("claim,item,type"), "{rows}");
    assert!(rows.contains(",denial,"), "{rows}");
    terminal
        .keys_show(&format!("x\x15{name}\r"), "this file exists: press Enter again to replace it");
    terminal.keys_show("\r", &format!(" → {name}"));
    assert!(fs::read_to_string(&out).unwrap().contains("found by: private"));
    terminal.keys_show("x", "Export the");
    terminal.keys_show("\x1b", "q quit");
    quit(terminal);
}
