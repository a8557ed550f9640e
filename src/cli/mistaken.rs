//! Recognizes two slips on the command line: a mistyped command, which reads as the name of a
//! dataset, and the name of a file where a query or an id stands.

use std::ffi::OsString;
use std::path::Path;

use anyhow::bail;
use clap::Command;

use crate::text::{line, nearest};

/// The extensions of files that hold claims.
const EXTENSIONS: &[&str] =
    &["json", "ndjson", "jsonl", "jsonld", "csv", "tsv", "html", "htm", "xlsx", "gz", "zst"];

/// Returns the message about a first argument that is empty, or that is neither a command nor a
/// file, but is spelled like a command.
pub(super) fn mistyped_command(arguments: &[OsString], program: &Command) -> Option<String> {
    let typed = arguments.get(1)?.to_str()?;
    if typed.is_empty() {
        return Some("the first argument is empty: name a file or a command".to_owned());
    }
    let names: Vec<&str> = program.get_subcommands().map(Command::get_name).collect();
    let is_path = typed.contains(['/', '.']) || Path::new(typed).exists();
    if is_path || typed.starts_with('-') || typed == "help" || names.contains(&typed) {
        return None;
    }
    let near = nearest(typed, names.iter().copied().chain(["help"]))?;
    Some(format!("“{}” is neither a file nor a command: did you mean `{near}`?", line(typed)))
}

/// Refuses words of a query, or ids, that are the names of existing files of claims.
///
/// # Errors
/// Returns an error that says how to name the file.
pub(super) fn refuse_files(command: &str, words: &[String]) -> anyhow::Result<()> {
    match words.iter().find(|word| has_extension(word) && Path::new(word).is_file()) {
        Some(word) => bail!("“{}” is a file: {}", line(word), advice(command, word)),
        None => Ok(()),
    }
}

/// Returns advice to add to the message that nothing was found, if a word may have been meant as a
/// file.
pub(super) fn file_advice(command: &str, words: &[String]) -> Option<String> {
    let word = words.iter().find(|word| has_extension(word) || Path::new(word).is_file())?;
    Some(format!("for a file, {}", advice(command, word)))
}

fn advice(command: &str, word: &str) -> String {
    format!("name it with -d: gainsay {command} -d {}", line(word))
}

fn has_extension(word: &str) -> bool {
    let extension = Path::new(word).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(typed: &[&str]) -> String {
        let program = Command::new("gainsay")
            .subcommands(["search", "show", "check", "export"].map(Command::new));
        let arguments: Vec<OsString> =
            std::iter::once(&"gainsay").chain(typed).map(Into::into).collect();
        mistyped_command(&arguments, &program).unwrap_or_default()
    }

    #[test]
    fn a_mistyped_command_is_recognized() {
        assert!(told(&["serch", "inbox"]).contains("did you mean `search`?"));
        assert!(told(&["Export", "--to", "csv"]).contains("did you mean `export`?"));
        assert!(told(&[""]).contains("is empty"));
        assert!(told(&["hlep"]).contains("did you mean `help`?"));
        for fine in ["search", "help", "--serch", "serch.json", "./serch", "src", "claims"] {
            assert_eq!(told(&[fine]), "", "{fine}");
        }
    }

    #[test]
    fn a_file_in_place_of_a_query_is_recognized() {
        let words = |word: &str| vec!["inbox".to_owned(), word.to_owned()];
        let error = refuse_files("export", &words("deny.toml")).err();
        assert!(error.is_none(), "no file of claims");
        let advice = file_advice("export", &words("mine.NDJSON")).unwrap();
        assert_eq!(advice, "for a file, name it with -d: gainsay export -d mine.NDJSON");
        assert!(file_advice("show", &words("Cargo.toml")).is_some(), "it exists");
        assert_eq!(file_advice("show", &words("e.g")), None);
    }
}
