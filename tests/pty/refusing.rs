//! Tests that input that cannot be shown is refused with a message, and that the terminal is not
//! changed.

use std::fs;
use std::path::Path;

use crate::datasets::{RIVERS, dataset};
use crate::pty::{gainsay, shell};

/// Opens a file that must be refused. Returns the message, which must be the whole output.
#[track_caller]
fn refused(path: &Path) -> String {
    let mut terminal = gainsay(&[&path.to_string_lossy()]).size(200, 24).run();
    let code = terminal.ended();
    let said = String::from_utf8(terminal.sent().to_vec()).unwrap();
    assert_eq!(code, 2, "{said}");
    let controls = said.chars().filter(|c| c.is_control() && !matches!(c, '\r' | '\n'));
    assert_eq!(controls.count(), 0, "{said:?}");
    assert!(said.starts_with("gainsay: ") && said.lines().count() <= 3, "{said}");
    said
}

#[test]
fn each_invalid_input_has_one_message_with_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let good = dataset(RIVERS);
    let utf32: Vec<u8> = "\u{feff}{}".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let newer = good.replace("\"gainsay\": 1", "\"gainsay\": 2");
    let deep = format!("{{\"gainsay\": 1, \"claims\": {}", "[".repeat(100_000));
    let files: [(&str, &[u8], &str); 5] = [
        ("empty.json", b"", "is empty"),
        ("cut.json", &good.as_bytes()[..good.len() / 2], "cut.json:"),
        ("utf32.json", &utf32, "UTF-32"),
        ("newer.json", newer.as_bytes(), "version 2"),
        ("deep.json", deep.as_bytes(), "deep.json:"),
    ];
    for (name, content, said) in files {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let message = refused(&path);
        assert!(message.contains(said) && message.contains(name), "{name}: {message}");
        assert!(message.lines().count() > 1 || message.contains(';'), "no hint: {message}");
    }
    let missing = refused(&folder.path().join("none.json"));
    assert!(missing.contains("no such file"), "{missing}");
    let bare = folder.path().join("bare");
    fs::create_dir(&bare).unwrap();
    assert!(refused(&bare).contains("no dataset in this folder"));
}

#[test]
fn without_a_capable_terminal_the_explorer_names_the_commands() {
    for script in ["TERM=dumb $GAINSAY", "$GAINSAY | cat; exit ${PIPESTATUS:-2}"] {
        let mut terminal = shell(script).size(200, 24).run();
        assert_eq!(terminal.ended(), 2);
        let said = String::from_utf8(terminal.sent().to_vec()).unwrap();
        assert!(said.contains("gainsay search") && said.contains("gainsay show"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(!said.contains('\x1b'), "{said:?}");
    }
}
