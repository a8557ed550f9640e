//! Who may know whom in `src`, and what may stand nowhere in it: read from the sources.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// A room, the rooms it may know, and the foreign things it may use beyond what all may.
struct Room {
    name: &'static str,
    knows: &'static [&'static str],
    uses: &'static [&'static str],
}

const fn room(
    name: &'static str,
    knows: &'static [&'static str],
    uses: &'static [&'static str],
) -> Room {
    Room { name, knows, uses }
}

const ROOMS: &[Room] = &[
    room("text", &[], &[]),
    room("key", &[], &[]),
    room("claim", &["text"], &[]),
    room("files", &["text"], &["std::fs", "rustix"]),
    room("dataset", &["claim", "files", "text"], &["std::fs", "mmap_guard", "rustix"]),
    room("search", &["dataset", "claim", "text"], &[]),
    room("formats", &["claim", "dataset", "text"], &[]),
    room("page", &["claim", "text"], &[]),
    room("answer", &["claim", "dataset", "page", "search", "text"], &[]),
    room("export", &["claim", "dataset", "formats", "page", "text"], &[]),
    room("explorer", &["claim", "page", "search", "text", "key"], &[]),
    room("theme", &["page", "text"], &["ratatui"]),
    room("terminal", &["key", "text"], &["ratatui"]),
    room("view", &["explorer", "page", "claim", "text", "theme"], &["ratatui"]),
    room("session", &["explorer", "dataset", "search", "claim", "text", "key"], &[]),
    room("display", &["explorer", "view", "theme", "terminal"], &["ratatui"]),
    room(
        "local",
        &[
            "session", "explorer", "display", "theme", "terminal", "dataset", "export", "files",
            "text",
        ],
        &["crossterm", "rustix", "signal_hook", "std::fs", "std::process"],
    ),
    room(
        "server",
        &[
            "answer", "claim", "display", "explorer", "export", "files", "search", "session",
            "terminal", "text", "theme",
        ],
        &["russh", "tokio", "std::net", "std::fs", "rustix"],
    ),
    room("marks", &["claim", "files", "session", "text"], &["std::fs"]),
    room("config", &["explorer::keymap", "theme", "key", "text"], &["std::fs", "std::net"]),
    room(
        "cli",
        &["*"],
        &[
            "std::fs",
            "std::net",
            "std::process",
            "notify_debouncer_mini",
            "russh",
            "signal_hook",
            "tokio",
        ],
    ),
    room("main", &["cli"], &["std::process"]),
    room("lib", &["*"], &[]),
];

/// What only the rooms that name it may use.
const RESERVED: &[&str] = &[
    "ratatui",
    "crossterm",
    "rustix",
    "signal_hook",
    "mmap_guard",
    "notify_debouncer_mini",
    "std::fs",
    "std::net",
    "std::process",
    "russh",
    "tokio",
];

/// The one module that may hold unsafe code.
const VECTORISED: &str = "src/search/kernel/scan/avx2.rs";

/// What may stand nowhere outside of tests.
const NOWHERE: &[&str] =
    &[".unwrap()", ".expect(", "panic!(", "todo!(", "dbg!(", "unimplemented!(", "unsafe "];

#[test]
fn every_room_knows_only_whom_it_may() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut breaches = Vec::new();
    for file in sources(&root.join("src")) {
        let shown = file.strip_prefix(root).unwrap().display().to_string();
        breaches.extend(breaches_of(&shown, &fs::read_to_string(&file).unwrap()));
    }
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn a_planted_breach_is_found_with_its_line() {
    let found = |file: &str, text: &str| breaches_of(file, text).join("; ");
    let wrong = "use std::sync::Arc;\nuse crate::{\n    claim::Claim,\n    dataset::Catalog,\n};\n";
    assert_eq!(
        found("src/explorer/list.rs", wrong),
        "src/explorer/list.rs:4: explorer may not know dataset"
    );
    assert_eq!(
        found("src/page.rs", "fn f() { crate::search::rank() }"),
        "src/page.rs:1: page may not know search"
    );
    assert_eq!(
        found("src/explorer.rs", "use ratatui::Frame;\n"),
        "src/explorer.rs:1: explorer may not use ratatui"
    );
    assert_eq!(
        found("src/search.rs", "\nuse std::{fmt, fs};\n"),
        "src/search.rs:2: search may not use std::fs"
    );
    assert_eq!(
        found("src/text.rs", "fn f() { x.unwrap() }"),
        "src/text.rs:1: `.unwrap()` outside of tests"
    );
    assert_eq!(
        found("src/config.rs", "use crate::explorer::App;"),
        "src/config.rs:1: config may not know explorer"
    );
    assert_eq!(
        found("src/odd.rs", "use crate::text;"),
        "src/odd.rs:1: odd is a room that this test doesn’t know"
    );
    let fine = "//! crate::session\nuse super::App;\nuse crate::key::{Key, Code};\n#[cfg(test)]\nmod tests { fn f() { x.unwrap(); crate::dataset::open(); } }\n";
    assert_eq!(found("src/explorer.rs", fine), "");
}

/// The Rust sources below a folder, tests left out.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && name != "tests" {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs")
            && !["tests.rs", "testing.rs"].contains(&name.as_str())
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn breaches_of(file: &str, text: &str) -> Vec<String> {
    let name = file.strip_prefix("src/").unwrap().split(['/', '.']).next().unwrap();
    let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
        return vec![format!("{file}:1: {name} is a room that this test doesn’t know")];
    };
    let code = code(text);
    let mut breaches = Vec::new();
    for (line, path) in paths(&code) {
        let inner = path.strip_prefix("crate::");
        let inner = inner.or_else(|| path.strip_prefix("gainsay::"));
        match inner {
            Some(inner) if !may_know(room, inner) => {
                let other = inner.split("::").next().unwrap();
                breaches.push(format!("{file}:{line}: {name} may not know {other}"));
            }
            _ => {}
        }
        if let Some(thing) = RESERVED.iter().find(|thing| begins(&path, thing))
            && !room.uses.contains(thing)
        {
            breaches.push(format!("{file}:{line}: {name} may not use {thing}"));
        }
    }
    for (number, line) in code.lines().enumerate() {
        let vectorised = |word: &&&str| **word == "unsafe " && file == VECTORISED;
        let words = NOWHERE.iter().filter(|word| line.contains(**word) && !vectorised(word));
        for word in words {
            breaches.push(format!("{file}:{}: `{word}` outside of tests", number + 1));
        }
    }
    breaches
}

fn may_know(room: &Room, path: &str) -> bool {
    begins(path, room.name) || room.knows.iter().any(|known| *known == "*" || begins(path, known))
}

/// Whether a path is another or leads into it.
fn begins(path: &str, with: &str) -> bool {
    path.strip_prefix(with).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The text up to its tests; comments and string literals blanked, lines kept.
fn code(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")) {
        let line = if line.trim_start().starts_with("//") { "" } else { line };
        let mut quoted = false;
        let mut before = ' ';
        for c in line.chars() {
            if c == '"' && before != '\\' && before != '\'' {
                quoted = !quoted;
            }
            out.push(if quoted && c != '"' { '_' } else { c });
            before = c;
        }
        out.push('\n');
    }
    out
}

/// Every path that the code names, groups of `use` opened up, each with its line from 1.
fn paths(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut groups: Vec<String> = Vec::new();
    let mut path = String::new();
    let mut line = 1;
    for c in code.chars() {
        if c.is_alphanumeric() || c == '_' || c == ':' {
            path.push(c);
            continue;
        }
        let lead = groups.concat();
        if c == '{' && path.ends_with("::") {
            groups.push(std::mem::take(&mut path));
        } else {
            if !path.is_empty() && (path.contains("::") || !lead.is_empty()) {
                found.push((line, format!("{lead}{path}")));
            }
            path.clear();
            if c == '}' {
                groups.pop();
            }
        }
        line += usize::from(c == '\n');
    }
    found
}
