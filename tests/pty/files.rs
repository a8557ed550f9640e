//! Tests of datasets that arrive through a pipe, change on disk or are edited.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::datasets::{RIVERS, dataset};
use crate::pty::{Pty, gainsay, shell};

/// Creates a folder with `rivers.json`.
fn rivers() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rivers.json");
    fs::write(&file, dataset(RIVERS)).unwrap();
    (folder, file)
}

fn explore(file: &Path) -> Pty {
    let mut terminal = gainsay(&[&file.to_string_lossy()]).run();
    terminal.shows("1/3");
    terminal
}

#[test]
fn a_dataset_is_read_from_standard_input() {
    let (_folder, file) = rivers();
    let mut terminal = shell("cat \"$FILE\" | $GAINSAY -").set("FILE", file).run();
    terminal.shows("1/3");
    terminal.keys_show("j", "2/3");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.left_behind(), [""; 0]);
}

#[test]
fn pick_draws_on_the_terminal_with_both_ends_piped() {
    let (_folder, file) = rivers();
    let mut terminal =
        shell("cat \"$FILE\" | $GAINSAY pick -d - > out; echo code $?; cat out | tr c C")
            .set("FILE", file)
            .run();
    terminal.shows("1/3");
    terminal.keys_show("j", "2/3");
    terminal.keys("\r");
    assert_eq!(terminal.ended(), 0);
    assert!(terminal.text().contains("code 0\nC2"), "{}", terminal.text());
    assert_eq!(terminal.left_behind(), [""; 0]);
}

#[test]
fn pick_without_a_choice_prints_nothing() {
    let mut terminal = shell("$GAINSAY pick inbox > out; echo code $?; wc -c < out").run();
    terminal.shows("inbox");
    terminal.keys("\x03");
    assert_eq!(terminal.ended(), 0);
    assert!(terminal.text().contains("code 1\n0"), "{}", terminal.text());
}

#[test]
fn a_changed_file_is_reloaded_and_query_and_selection_stay() {
    let (_folder, file) = rivers();
    let mut terminal = explore(&file);
    terminal.keys_show("/!ar\r", "1/2 of 3");
    terminal.keys_show("j", "2/2 of 3");
    terminal.shows("Bob says no to 3.");
    let changed = dataset(RIVERS).replace("is the longest", "is the widest");
    let first = "{\"id\": \"c0\", \"text\": \"The Old one.\", \"made\": [{\"by\": \"ann\"}]},\n";
    fs::write(&file, changed.replace("\"claims\": [\n", &format!("\"claims\": [\n{first}")))
        .unwrap();
    terminal.shows("3/3 of 4");
    terminal.shows("The Cern is the widest.");
    terminal.shows("/ !ar");
    terminal.shows("Bob says no to 3.");
}

#[test]
fn an_invalid_file_keeps_the_last_good_content() {
    let (_folder, file) = rivers();
    let mut terminal = explore(&file);
    fs::write(&file, dataset(RIVERS).replace("\"claims\": [", "\"claims\": [,")).unwrap();
    terminal.shows("rivers.json:4:");
    terminal.shows("The Arda is clean.");
    terminal.keys_show("j", "2/3");
    fs::write(&file, dataset(&["Only one is left."])).unwrap();
    terminal.shows("Only one is left.");
    terminal.shows("1/1");
}

#[test]
fn a_replaced_file_is_reloaded() {
    let (folder, file) = rivers();
    let mut terminal = explore(&file);
    for round in ["first", "second"] {
        let other = folder.path().join("rivers.json.new");
        fs::write(&other, dataset(&[&format!("The {round} replacement.")])).unwrap();
        fs::rename(&other, &file).unwrap();
        terminal.shows(&format!("The {round} replacement."));
    }
}

#[test]
fn reading_a_file_does_not_reload_it() {
    let (_folder, file) = rivers();
    let (_other_folder, other) = rivers();
    let mut terminal = explore(&file);
    let mut clock = explore(&other);
    for round in ["first", "second"] {
        fs::read(&file).unwrap();
        // The second explorer notices a later change, so that the first has had the time to notice
        // the read.
        fs::write(&other, dataset(&[&format!("The {round} change elsewhere.")])).unwrap();
        clock.shows(&format!("The {round} change elsewhere."));
    }
    terminal.keys_show("j", "2/3");
    let sent = String::from_utf8_lossy(terminal.sent()).into_owned();
    assert!(!sent.contains("files changed; reloaded"), "{sent}");
    fs::write(&file, dataset(&["A real change."])).unwrap();
    terminal.shows("A real change.");
}

#[test]
fn a_file_that_disappears_and_returns_is_reloaded() {
    let (_folder, file) = rivers();
    let mut terminal = explore(&file);
    fs::remove_file(&file).unwrap();
    terminal.shows("no such file");
    fs::write(&file, dataset(&["It is back."])).unwrap();
    terminal.shows("It is back.");
}

#[test]
fn a_folder_behind_a_link_that_is_moved_away_and_back_is_reloaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("place")).unwrap();
    fs::create_dir_all(path("real")).unwrap();
    fs::write(path("real/rivers.json"), dataset(RIVERS)).unwrap();
    std::os::unix::fs::symlink("../real", path("place/link")).unwrap();
    let run = "cd \"$PLACE\"; $GAINSAY link/rivers.json";
    let mut terminal = shell(run).set("PLACE", path("place")).run();
    terminal.shows("1/3");
    // Twice: the watch must follow the folder that came back. Pauses between readings grow.
    for round in 1..=2 {
        let claim = format!("Back for the {round}. time.");
        fs::rename(path("real"), path("away")).unwrap();
        terminal.shows("no such file");
        fs::write(path("away/rivers.json"), dataset(&[&claim])).unwrap();
        fs::rename(path("away"), path("real")).unwrap();
        terminal.shows(&claim);
    }
}

#[test]
fn a_new_file_in_a_folder_is_loaded() {
    let (folder, _file) = rivers();
    let mut terminal = explore(folder.path());
    let more = dataset(&["A new river."]).replace("\"id\": \"d\"", "\"id\": \"e\"");
    fs::write(folder.path().join("more.json"), more).unwrap();
    terminal.shows("A new river.");
    terminal.shows("/4");
}

/// Writes a shell script that acts as the editor.
fn editor(folder: &Path, script: &str) -> PathBuf {
    let path = folder.join("my editor");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn edit(file: &Path, script: &str) -> Pty {
    let tools = tempfile::tempdir().unwrap();
    let editor = format!("'{}'", editor(tools.path(), script).display());
    let mut terminal = gainsay(&[&file.to_string_lossy()]).set("EDITOR", editor).run();
    terminal.shows("1/3");
    terminal.keys_show("j", "2/3");
    terminal.shows("Bob says no to 2.");
    terminal.keys("e");
    terminal.shows("now editing");
    assert!(!terminal.screen().alternate_screen());
    terminal.keys("\n");
    terminal.until("the explorer again", vt100::Screen::alternate_screen);
    drop(tools);
    terminal
}

#[test]
fn the_editor_opens_at_the_record_and_its_changes_are_shown() {
    let (_folder, file) = rivers();
    let script = "echo now editing \"$1\"; read line; sed -i 's/Bela/Belaja/' \"$2\"";
    let mut terminal = edit(&file, script);
    terminal.shows("The Belaja floods every spring.");
    terminal.shows("2/3");
    let sent = String::from_utf8_lossy(terminal.sent()).into_owned();
    let text = dataset(RIVERS);
    let line = text.lines().position(|line| line.contains("\"c2\"")).unwrap() + 1;
    assert!(sent.contains(&format!("now editing +{line}")), "{line}");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
}

#[test]
fn an_editor_that_changes_nothing_leaves_the_file_unchanged() {
    let (_folder, file) = rivers();
    let before = fs::metadata(&file).unwrap().modified().unwrap();
    let mut terminal = edit(&file, "echo now editing; read line");
    terminal.shows("nothing was changed");
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), before);
    assert_eq!(fs::read_to_string(&file).unwrap(), dataset(RIVERS));
}

#[test]
fn a_mistake_made_in_the_editor_is_reported() {
    let (_folder, file) = rivers();
    let script =
        "echo now editing; read line; sed -i 's/\"scope\": \"full\"/\"scope\": \"fool\"/' \"$2\"";
    let mut terminal = edit(&file, script);
    terminal.shows("rivers.json:");
}

#[test]
fn ctrl_c_in_the_editor_does_not_end_the_explorer() {
    let (_folder, file) = rivers();
    let script =
        "trap 'echo interrupted; read line; exit 0' INT; echo now editing; read line; read line";
    let tools = tempfile::tempdir().unwrap();
    let editor = format!("'{}'", editor(tools.path(), script).display());
    let mut terminal = gainsay(&[&file.to_string_lossy()]).set("EDITOR", editor).run();
    terminal.shows("Bob says no to 1.");
    terminal.keys("e");
    terminal.shows("now editing");
    terminal.keys_show("\x03", "interrupted");
    terminal.keys("\n\n");
    terminal.until("the explorer again", vt100::Screen::alternate_screen);
    terminal.keys_show("j", "2/3");
}

#[test]
fn a_large_dataset_is_opened_from_its_index_and_a_damaged_index_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let (file, cache) = (folder.path().join("large.ndjson"), folder.path().join("cache"));
    let padding = "and so on, ".repeat(90);
    let mut lines = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"Large\"}}\n".to_owned();
    for number in 1..=9_000 {
        let text = format!("Claim {number} about rivers.");
        let claim = serde_json::json!({
            "claim": { "id": format!("c{number}"), "text": text, "made": [], "notes": padding }
        });
        lines += &claim.to_string();
        lines.push('\n');
    }
    fs::write(&file, lines).unwrap();
    let first = "$GAINSAY search --no-cache -d \"$FILE\" id:c5 --format ids
        [ -e \"$XDG_CACHE_HOME\" ] && exit 9
        $GAINSAY search -d \"$FILE\" id:c5 --format ids
        exec $GAINSAY \"$FILE\"";
    let mut terminal = shell(first).set("FILE", &file).set("XDG_CACHE_HOME", &cache).run();
    terminal.shows("1/9,000");
    terminal.keys_show("/'8765", "1/1");
    terminal.keys_show("\r\r", "Claim 8765 about rivers.");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
    let index = fs::read_dir(cache.join("gainsay")).unwrap().next().unwrap().unwrap().path();
    fs::write(&index, "damaged").unwrap();
    let mut terminal = gainsay(&[&file.to_string_lossy()]).set("XDG_CACHE_HOME", &cache).run();
    terminal.shows("the index of these datasets");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
}
