//! Starts the user's other programs: editor and browser.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::app::Msg;
use crate::check;
use crate::files;
use crate::input::Cache;
use crate::input::{Input, Severity};

/// Opens an address in the user's browser.
pub(super) fn open(url: &str) -> Msg {
    Msg::Notice(match open::that_detached(url) {
        Ok(()) => format!("opening {url}"),
        Err(error) => format!("can’t start a browser ({error}): {url}"),
    })
}

/// Opens the user's editor at a line of a file, waits for it, and returns a message with what
/// `check` then finds in the file. This program writes nothing to the file itself.
pub(super) fn edit(path: &Path, line: usize) -> Msg {
    let mut named = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| std::env::var(name).ok());
    let named = named.find(|editor| !editor.trim().is_empty()).unwrap_or_else(|| "vi".to_owned());
    let words = match shell_words::split(&named) {
        Ok(words) => words,
        Err(error) => {
            return Msg::Notice(format!("can’t parse $EDITOR ({error}): {named}"));
        }
    };
    let Some((program, options)) = words.split_first() else {
        return Msg::Notice("$EDITOR is empty".into());
    };
    let before = files::read_regular(path, u64::MAX).ok();
    let file = match std::path::absolute(path) {
        Ok(file) => file,
        Err(error) => return Msg::Notice(format!("can’t find the file: {error}")),
    };
    let arguments = arguments(program, file, line);
    let status = Command::new(program).args(options).args(arguments).status();
    Msg::Notice(match status {
        Err(error) => format!("can’t start {program}: {error}"),
        Ok(status) if !status.success() => format!("{program} ended with {status}"),
        Ok(_) if files::read_regular(path, u64::MAX).ok() == before => "nothing was changed".into(),
        Ok(_) => verdict(path),
    })
}

/// Returns the arguments with which an editor opens a file at a line, in the form that it takes.
///
/// The file must be an absolute path. A file's name comes from the author of the dataset, and many
/// editors take a name that begins with `+` or `-` as a command to run; an absolute path begins
/// with neither. Editors that expect `FILE:LINE` would split a name with a colon and open another
/// file, so for such a name they get no line.
fn arguments(program: &str, file: PathBuf, line: usize) -> Vec<OsString> {
    debug_assert!(file.is_absolute(), "an editor could take the name for an option");
    let name = Path::new(program).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let takes_apart = file.as_os_str().as_encoded_bytes().contains(&b':');
    let file_and_line = || {
        let mut place = file.clone().into_os_string();
        place.push(format!(":{line}"));
        place
    };
    match name.as_str() {
        "subl" | "zed" | "zeditor" if !takes_apart => vec![file_and_line()],
        "code" | "codium" | "cursor" if !takes_apart => {
            vec!["--wait".into(), "--goto".into(), file_and_line()]
        }
        "code" | "codium" | "cursor" => vec!["--wait".into(), file.into()],
        "subl" | "zed" | "zeditor" | "ed" | "bat" => vec![file.into()],
        _ => vec![format!("+{line}").into(), file.into()],
    }
}

fn verdict(path: &Path) -> String {
    let checked = check::check(&[Input::Path(path.to_path_buf())], &Cache::default());
    let mut errors = checked
        .unopened
        .iter()
        .chain(&checked.problems)
        .filter(|problem| problem.severity == Severity::Error);
    match errors.next() {
        None => "saved; no errors found".into(),
        Some(first) => format!("saved, but {}: {}", first.place(), first.what()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_are_told_the_line_in_their_own_way() {
        let words = |program: &str, file: &str| {
            let words = arguments(program, PathBuf::from(file), 7);
            words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(words("/usr/bin/vim", "/a b.json"), "+7 /a b.json");
        assert_eq!(words("my-editor", "/a b.json"), "+7 /a b.json");
        assert_eq!(words("hx", "/a:12.json"), "+7 /a:12.json");
        assert_eq!(words("subl", "/a b.json"), "/a b.json:7");
        assert_eq!(words("subl", "/a:12"), "/a:12");
        assert_eq!(words("code", "/a b.json"), "--wait --goto /a b.json:7");
        assert_eq!(words("code", "/a:12"), "--wait /a:12");
        assert_eq!(words("ed", "/!date"), "/!date");
    }
}
