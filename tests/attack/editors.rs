//! Tests that a file name reaches an editor as a path, never as an option or a command.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::pty::{Pty, shell};

/// File names that an editor could take for an option or a command.
const NAMES: [&str; 8] = [
    "+:silent!call writefile([\"x\"],\"PWNED\")|q.json",
    "-cq.json",
    "-S script.json",
    "+7.json",
    "--cmd=q.json",
    "!touch PWNED;.json",
    "a:12:3.json",
    "-",
];

/// Editors whose arguments for a line number are known, and one that is unknown.
const EDITORS: [&str; 12] = [
    "vim",
    "nvim",
    "emacsclient",
    "nano",
    "micro",
    "hx",
    "kak",
    "code",
    "subl",
    "zed",
    "ed",
    "mine",
];

/// Opens a dataset by its bare name, as the shell passes it for `gainsay *`, and waits for a claim.
fn edit(folder: &Path, name: &str, editor: &str) -> Pty {
    fs::write(folder.join(name), include_str!("../data/harbour.json")).unwrap();
    let mut terminal = shell("cd \"$FOLDER\" && exec $GAINSAY -- \"$NAME\"")
        .set("FOLDER", folder)
        .set("NAME", name)
        .set("EDITOR", editor)
        .run();
    terminal.until("a claim", vt100::Screen::alternate_screen);
    terminal.shows("DENIALS");
    terminal
}

#[test]
fn every_editor_gets_the_file_as_an_absolute_path() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for editor in EDITORS {
        let program = root.join(editor);
        fs::write(&program, "#!/bin/sh\nprintf '%s\\n' \"$@\" > arguments\n").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    for (name, editor) in NAMES[..7].iter().flat_map(|name| EDITORS.map(|editor| (name, editor))) {
        let work = tempfile::tempdir_in(&root).unwrap();
        let mut terminal = edit(work.path(), name, root.join(editor).to_str().unwrap());
        terminal.keys("e");
        terminal.shows("nothing was changed");
        terminal.keys("q");
        assert_eq!(terminal.ended(), 0);
        let arguments = fs::read_to_string(work.path().join("arguments")).unwrap();
        let path = work.path().canonicalize().unwrap().join(name).to_str().unwrap().to_owned();
        let (mut files, mut others) = (Vec::new(), Vec::new());
        for argument in arguments.lines() {
            if argument.starts_with('/') { &mut files } else { &mut others }.push(argument);
        }
        let [file] = files[..] else { panic!("{editor} {name}: {arguments}") };
        let line = file.strip_prefix(&path).unwrap_or_else(|| panic!("{editor}: {arguments}"));
        let is_line = |text: &str| text.is_empty() || text.strip_prefix(':').is_some_and(number);
        assert!(is_line(line), "{editor}: {arguments}");
        assert!(line.is_empty() || !name.contains(':'), "{editor} takes it apart: {arguments}");
        let known = |other: &&str| {
            ["--wait", "--goto"].contains(other) || other.strip_prefix('+').is_some_and(number)
        };
        assert!(others.iter().all(known), "{editor} {name}: {arguments}");
    }
}

fn number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[test]
fn vim_runs_no_command_in_a_file_name() {
    let found = std::process::Command::new("vim").arg("--version").output();
    if !found.is_ok_and(|found| found.status.success()) {
        eprintln!("skipped: no vim (Debian: apt-get install vim-tiny, or vim)");
        return;
    }
    for name in &NAMES[..6] {
        let folder = tempfile::tempdir().unwrap();
        let mut terminal = edit(folder.path(), name, "vim -u NONE -N");
        terminal.keys("e");
        terminal.shows("\"title\": \"Bridge over budget\"");
        terminal.keys(":q!\r");
        terminal.shows("nothing was changed");
        terminal.keys("q");
        assert_eq!(terminal.ended(), 0);
        assert!(!folder.path().join("PWNED").exists(), "{name}");
    }
}
