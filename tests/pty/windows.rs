//! Tests of the terminal window: its title, its clipboard and its links.

use std::fs;

use crate::datasets::{RIVERS, dataset};
use crate::pty::gainsay;
use crate::sent::{Piece, copies, ended, pieces};

/// Opens a dataset with this title, and quits. Returns the output.
fn titled(title: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rivers.json");
    let title = serde_json::to_string(title).unwrap();
    fs::write(&file, dataset(RIVERS).replace("\"Rivers\"", &title)).unwrap();
    let mut terminal = gainsay(&[&file.to_string_lossy()]).run();
    terminal.shows("1/3");
    terminal.keys("q");
    ended(terminal)
}

/// Returns the pieces of the output that change the title, in order.
fn titles(sent: &str) -> Vec<Piece<'_>> {
    let about = |piece: &Piece| match piece {
        Piece::Osc(command) => !command.starts_with("8;") && !command.starts_with("52;"),
        Piece::Csi(_, letter) => *letter == 't',
        _ => false,
    };
    pieces(sent).into_iter().filter(about).collect()
}

#[test]
fn the_title_is_set_to_the_datasets_and_restored() {
    let sent = titled("Rivers");
    let [kept, back] = ["22;0", "23;0"].map(|what| Piece::Csi(what, 't'));
    assert_eq!(titles(&sent), [kept, Piece::Osc("2;Rivers · gainsay"), back]);
}

#[test]
fn control_characters_in_a_title_are_replaced() {
    let sent = titled("a\x1b]52;c;eA==\x07\u{9c}\u{202e}\nb");
    let titles = titles(&sent);
    let [_, Piece::Osc(title), _] = titles[..] else { panic!("{titles:?}") };
    assert!(!title.contains(|c: char| c.is_control() || c == '\u{202e}'), "{title:?}");
    assert!(title.starts_with("2;a␛]52;c;eA==␇") && title.ends_with("b · gainsay"), "{title}");
}

/// Opens a claim with a URL, copies its id, and quits. Returns the output.
fn visited(config: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("gainsay")).unwrap();
    fs::write(folder.path().join("gainsay/config.toml"), config).unwrap();
    let sources = r#""sources": [{"id": "s", "kind": "article", "title": "The Gazette",
  "url": "https://gazette.example/1"}], "claims": ["#;
    let dataset = dataset(RIVERS)
        .replace("\"claims\": [", sources)
        .replace("{\"by\": \"ann\"}", "{\"by\": \"ann\", \"source\": \"s\"}");
    let file = folder.path().join("rivers.json");
    fs::write(&file, dataset).unwrap();
    let start = gainsay(&[&file.to_string_lossy()]).set("XDG_CONFIG_HOME", folder.path());
    let mut terminal = start.size(110, 32).run();
    terminal.shows("https://gazette.example/1");
    copies(&mut terminal);
    terminal.keys("\x03");
    ended(terminal)
}

#[test]
fn each_feature_can_be_switched_off() {
    let all = |sent: &str| {
        let begins = |start: &str| {
            pieces(sent).iter().any(|it| matches!(it, Piece::Osc(it) if it.starts_with(start)))
        };
        [begins("2;"), begins("8;;https://"), begins("52;c;")]
    };
    let without = |name: &str| all(&visited(&format!("[terminal]\n{name} = false\n")));
    assert_eq!(all(&visited("")), [true, true, true]);
    assert_eq!(without("title"), [false, true, true]);
    assert_eq!(without("links"), [true, false, true]);
    assert_eq!(without("clipboard"), [true, true, false]);
    assert!(!visited("[terminal]\nalternate-screen = false\n").contains("1049"));
    assert!(!visited("[terminal]\nsynchronised = false\n").contains("2026"));
    assert!(titles(&visited("[terminal]\ntitle = false\n")).is_empty());
}

#[test]
fn links_have_web_addresses_and_are_closed() {
    let sent = visited("");
    let mut open = false;
    for piece in pieces(&sent) {
        let Piece::Osc(command) = piece else { continue };
        let Some(url) = command.strip_prefix("8;;") else { continue };
        assert!(url.is_empty() || url.starts_with("https://"), "{url}");
        open = !url.is_empty();
    }
    assert!(!open, "a link is left open");
}
