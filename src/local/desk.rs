//! The reader's other programs: editor and browser.

use std::path::Path;
use std::process::Command;

use crate::dataset::{self, Cache, Input, Severity};
use crate::explorer::Msg;

/// Opens an address in the reader's browser.
pub(super) fn open(url: &str) -> Msg {
    Msg::Notice(match open::that_detached(url) {
        Ok(()) => format!("opening {url}"),
        Err(error) => format!("no browser could be started ({error}): {url}"),
    })
}

/// Opens the reader's editor at a line of a file, waits for it, and says what `check` finds
/// in the file then. Nothing is written here: the editor writes, or doesn't.
pub(super) fn edit(path: &Path, line: usize) -> Msg {
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|name| std::env::var(name).ok());
    let named = named.filter(|editor| !editor.trim().is_empty()).unwrap_or_else(|| "vi".to_owned());
    let words = match shell_words::split(&named) {
        Ok(words) => words,
        Err(error) => {
            return Msg::Notice(format!("$EDITOR can’t be understood ({error}): {named}"));
        }
    };
    let Some((program, options)) = words.split_first() else {
        return Msg::Notice("$EDITOR is empty".into());
    };
    let before = dataset::read_regular(path, u64::MAX).ok();
    let status = Command::new(program).args(options).args(place(program, path, line)).status();
    Msg::Notice(match status {
        Err(error) => format!("{program} could not be started: {error}"),
        Ok(status) if !status.success() => format!("{program} ended with {status}"),
        Ok(_) if dataset::read_regular(path, u64::MAX).ok() == before => {
            "nothing was changed".into()
        }
        Ok(_) => verdict(path),
    })
}

/// How an editor is told the line: most take `+LINE FILE`.
fn place(program: &str, path: &Path, line: usize) -> Vec<String> {
    let file = path.to_string_lossy().into_owned();
    let name = Path::new(program).file_name().unwrap_or_default().to_string_lossy().into_owned();
    match name.as_str() {
        "hx" | "helix" | "subl" | "zed" => vec![format!("{file}:{line}")],
        "code" | "codium" => vec!["--wait".into(), "--goto".into(), format!("{file}:{line}")],
        "ed" => vec![file],
        _ => vec![format!("+{line}"), file],
    }
}

fn verdict(path: &Path) -> String {
    let checked = dataset::check(&[Input::Path(path.to_path_buf())], &Cache::default());
    let mut errors = checked
        .unopened
        .iter()
        .chain(&checked.problems)
        .filter(|problem| problem.severity == Severity::Error);
    match errors.next() {
        None => "saved; check finds no error".into(),
        Some(first) => format!("saved, but {}: {}", first.place(), first.what()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_are_told_the_line_in_their_own_way() {
        let place = |program: &str| place(program, Path::new("a b.json"), 7).join(" ");
        assert_eq!(place("/usr/bin/vim"), "+7 a b.json");
        assert_eq!(place("hx"), "a b.json:7");
        assert_eq!(place("code"), "--wait --goto a b.json:7");
    }
}
