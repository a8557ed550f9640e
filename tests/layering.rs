//! Checks the sources against the table of modules in ARCHITECTURE.md, and for forbidden code.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/sources.rs"]
mod sources;

use std::fs;
use std::path::Path;

use sources::sources;

/// A module as described in ARCHITECTURE.md.
struct Module {
    name: String,
    /// The modules that it may use, as paths below the crate; `*` stands for all.
    knows: Vec<String>,
    /// The reserved crates and parts of the standard library that it may use.
    uses: Vec<String>,
}

/// Reads the table of modules from ARCHITECTURE.md, which is the first table with these columns.
fn modules() -> Vec<Module> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let text = fs::read_to_string(path).unwrap();
    let header = "| module | holds | depends on | uses |";
    let rows = text.lines().skip_while(|line| *line != header).skip(2);
    let modules: Vec<Module> = rows.take_while(|line| line.starts_with('|')).map(module).collect();
    assert!(!modules.is_empty(), "ARCHITECTURE.md has no table of modules");
    modules
}

fn module(row: &str) -> Module {
    let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
    let [name, _, knows, uses] = cells[..] else { panic!("not four columns: {row}") };
    let names = |cell: &str| quoted(cell).map(str::to_owned).collect::<Vec<_>>();
    let knows = if knows == "all" { vec!["*".to_owned()] } else { names(knows) };
    Module { name: names(name).pop().unwrap(), knows, uses: names(uses) }
}

/// Returns the words between backquotes.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Crates and parts of the standard library that only the modules that list them may use.
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

/// The one module that may have unsafe code.
const VECTORISED: &str = "src/search/kernel/scan/avx2.rs";

/// Code that is forbidden outside of tests.
const NOWHERE: &[&str] = &[".unwrap()", "panic!(", "todo!(", "dbg!(", "unimplemented!(", "unsafe "];

/// The fewest words of the reason that `expect` gives.
const REASON: usize = 3;

#[test]
fn every_module_depends_only_on_those_that_architecture_md_lists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let modules = modules();
    let mut breaches = Vec::new();
    for file in sources(&root.join("src")) {
        let shown = file.strip_prefix(root).unwrap().display().to_string();
        breaches.extend(breaches_of(&modules, &shown, &fs::read_to_string(&file).unwrap()));
    }
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn everything_that_architecture_md_lists_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut unused = Vec::new();
    for module in modules() {
        let files = sources(&root.join("src"));
        let files = files.iter().map(|file| file.strip_prefix(root).unwrap());
        let own = files.filter(|file| module_of(&file.display().to_string()) == module.name);
        let code: String =
            own.map(|file| code(&fs::read_to_string(root.join(file)).unwrap())).collect();
        unused.extend(unused_of(&module, &code));
    }
    assert!(unused.is_empty(), "\n{}", unused.join("\n"));
}

/// Returns the entries of a module that its code doesn't name.
fn unused_of(module: &Module, code: &str) -> Vec<String> {
    let paths: Vec<String> = paths(code).into_iter().map(|(_, path)| path).collect();
    let named = |entry: &str| paths.iter().any(|path| begins(path, entry));
    let known =
        |entry: &str| ["crate", "gainsay"].iter().any(|root| named(&format!("{root}::{entry}")));
    let modules = module.knows.iter().filter(|entry| *entry != "*" && !known(entry));
    let entries = modules.chain(module.uses.iter().filter(|entry| !named(entry)));
    entries.map(|entry| format!("{} never uses {entry}", module.name)).collect()
}

#[test]
fn an_entry_that_is_not_used_is_found() {
    let module = module("| `page` | blocks | `claim`, `text` | `std::fs`, `ratatui` |");
    let unused = |code: &str| unused_of(&module, code).join("; ");
    assert_eq!(
        unused("use crate::{claim::Claim};\nuse ratatui::Frame;"),
        "page never uses text; page never uses std::fs"
    );
    assert_eq!(
        unused("use crate::claim;\nuse crate::text::line;\nuse std::{fs, io};\n"),
        "page never uses ratatui"
    );
}

#[test]
fn a_violation_is_found_with_its_line() {
    let modules = modules();
    let found = |file: &str, text: &str| breaches_of(&modules, file, text).join("; ");
    let wrong = "use std::sync::Arc;\nuse crate::{\n    claim::Claim,\n    catalog::Catalog,\n};\n";
    assert_eq!(found("src/app/list.rs", wrong), "src/app/list.rs:4: app may not know catalog");
    assert_eq!(
        found("src/page.rs", "fn f() { crate::search::rank() }"),
        "src/page.rs:1: page may not know search"
    );
    assert_eq!(
        found("src/app.rs", "use ratatui::Frame;\n"),
        "src/app.rs:1: app may not use ratatui"
    );
    assert_eq!(
        found("src/search.rs", "\nuse std::{fmt, fs};\n"),
        "src/search.rs:2: search may not use std::fs"
    );
    assert_eq!(
        found("src/text.rs", "fn f() { x.unwrap() }"),
        "src/text.rs:1: `.unwrap()` outside of tests"
    );
    let unreasoned = "src/text.rs:2: `expect` without why it can't fail";
    for reason in ["reason", "\"\"", "\"it is\"", "&format!(\"a long enough reason\")"] {
        assert_eq!(found("src/text.rs", &format!("\nx.expect({reason})")), unreasoned);
    }
    assert_eq!(found("src/text.rs", "x.expect(\n    \"the list has an element\",\n)"), "");
    assert_eq!(
        found("src/config.rs", "use crate::app::App;"),
        "src/config.rs:1: config may not know app"
    );
    assert_eq!(
        found("src/odd.rs", "use crate::text;"),
        "src/odd.rs:1: ARCHITECTURE.md has no module odd"
    );
    let fine = "//! crate::session\nuse super::App;\nuse crate::key::{Key, Code};\n#[cfg(test)]\nmod tests { fn f() { x.unwrap(); crate::catalog::open(); } }\n";
    assert_eq!(found("src/app.rs", fine), "");
}

fn breaches_of(modules: &[Module], file: &str, text: &str) -> Vec<String> {
    let name = module_of(file);
    let Some(module) = modules.iter().find(|module| module.name == name) else {
        return vec![format!("{file}:1: ARCHITECTURE.md has no module {name}")];
    };
    let code = code(text);
    let mut breaches = Vec::new();
    for (line, path) in paths(&code) {
        let inner = path.strip_prefix("crate::");
        let inner = inner.or_else(|| path.strip_prefix("gainsay::"));
        match inner {
            Some(inner) if !may_know(module, inner) => {
                let other = inner.split("::").next().unwrap();
                breaches.push(format!("{file}:{line}: {name} may not know {other}"));
            }
            _ => {}
        }
        if let Some(thing) = RESERVED.iter().find(|thing| begins(&path, thing))
            && !module.uses.iter().any(|used| used == thing)
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
    for (at, call) in code.match_indices(".expect(") {
        if !has_reason(&code[at + call.len()..]) {
            let line = code[..at].lines().count();
            breaches.push(format!("{file}:{line}: `expect` without why it can't fail"));
        }
    }
    breaches
}

/// Returns the name of the module of a source, as in `src/claim/date.rs`.
fn module_of(file: &str) -> &str {
    file.strip_prefix("src/").unwrap().split(['/', '.']).next().unwrap()
}

/// Returns whether the arguments of a call begin with a literal of a few words.
fn has_reason(arguments: &str) -> bool {
    let literal = arguments.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
    literal.is_some_and(|reason| reason.split_whitespace().count() >= REASON)
}

fn may_know(module: &Module, path: &str) -> bool {
    begins(path, &module.name)
        || module.knows.iter().any(|known| *known == "*" || begins(path, known))
}

/// Returns whether a path equals another or leads into it.
fn begins(path: &str, with: &str) -> bool {
    path.strip_prefix(with).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Returns the source up to its tests, with comments and the words of string literals blanked, and
/// line numbers kept.
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
            out.push(if quoted && c != '"' && c != ' ' { '_' } else { c });
            before = c;
        }
        out.push('\n');
    }
    out
}

/// Returns every path that the code names, with grouped imports expanded, and its line from 1.
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
