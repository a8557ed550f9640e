//! Parses the commands that a client can give over SSH. Their options are those of the command
//! line, except that none names a file or another dataset. They stand before or after the query or
//! the id, which is read as it was typed: no shell takes it apart.

use clap::{Args, Command, FromArgMatches};

use crate::claim::Address;
use crate::commands::export::ExportArgs;
use crate::commands::search::{HitFormat, SearchArgs};
use crate::commands::selection::SelectionArgs;
use crate::commands::show::ShowArgs;
use crate::commands::{OutputFormat, value_names};
use crate::export::To;
use crate::search::{QUERY_LIMIT, Sort};
use crate::text::{excerpt, nearest};

/// Returns the text that `help` prints.
pub(super) fn help() -> String {
    format!(
        "\
ssh HOST                          the explorer (needs a terminal: ssh -t with a command)
ssh -t HOST claim/ID              the explorer, on that claim
ssh HOST search [OPTIONS] QUERY   what the query finds; without a query, all
ssh HOST show [OPTIONS] ID        a claim, or ID#ITEM for one piece of evidence or denial,
                                  or a party or a source: agent:ID, source:ID
ssh HOST export --to FORMAT QUERY what the query finds, or all, as a file: > FILE
ssh HOST help                     this

Options: --format {} (show: {}), --limit N,
--sort {} (-said: the oldest first), --loose,
--all (if no claim’s own words match: those whose records contain them). The rest of the line is the query or the id, without quotes.
FORMAT: {}.
",
        value_names::<HitFormat>("|"),
        value_names::<OutputFormat>("|"),
        value_names::<Sort>("|"),
        value_names::<To>(", "),
    )
}

/// A command that a client can give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RemoteCommand {
    /// Searches the dataset's claims.
    Search(SearchArgs),
    /// Shows a single claim, perhaps only an item of it.
    Show(ShowArgs),
    /// Writes claims as a file.
    Export(ExportArgs),
    /// Opens the explorer on a claim.
    Explore(Address),
    /// Prints the list of commands.
    Help,
}

/// An error in a command line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoCommand {
    #[error("unknown command “{0}”; {hint}", hint = command_hint(.0))]
    Unknown(String),
    /// The command doesn't accept these arguments, as clap says.
    #[error("{0}; `help` lists the options")]
    Arguments(String),
    #[error("a query has {QUERY_LIMIT} characters at most")]
    TooLong,
}

/// The names of the commands.
const COMMANDS: [&str; 4] = ["search", "show", "export", "help"];

fn command_hint(typed: &str) -> String {
    match nearest(typed, COMMANDS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`help` lists the commands".to_owned(),
    }
}

/// The number of claims that a search writes by default, and the most that it may write.
const LIMIT: usize = 50;
const MOST: usize = 1_000;

/// The most claims of one export. It bounds the memory that a client which reads nothing can
/// occupy.
const MOST_EXPORTED: usize = 100_000;

/// Parses the command line that was given to `ssh HOST`.
///
/// # Errors
/// Returns [`NoCommand`], whose message fits on one line, if the line isn't a command.
pub(crate) fn parse(line: &str) -> Result<RemoteCommand, NoCommand> {
    let line = line.trim();
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    if COMMANDS.contains(&name) && matches!(rest.trim(), "--help" | "-h") {
        return Ok(RemoteCommand::Help);
    }
    match name {
        "search" => {
            let command = limited(SearchArgs::augment_args(Command::new("search")), MOST);
            let mut args: SearchArgs = arguments(command, rest)?;
            bound(&mut args.selection, LIMIT)?;
            Ok(RemoteCommand::Search(args))
        }
        "show" => {
            arguments(ShowArgs::augment_args(Command::new("show")), rest).map(RemoteCommand::Show)
        }
        "export" => {
            let command = ExportArgs::augment_args(Command::new("export"));
            let mut args: ExportArgs = arguments(limited(command, MOST_EXPORTED), rest)?;
            bound(&mut args.selection, MOST_EXPORTED)?;
            Ok(RemoteCommand::Export(args))
        }
        "help" | "--help" | "-h" => Ok(RemoteCommand::Help),
        _ => match name.strip_prefix("claim/") {
            Some(id) if !id.is_empty() && rest.trim().is_empty() => {
                Ok(RemoteCommand::Explore(Address::parse(id)))
            }
            _ => Err(NoCommand::Unknown(shown(name))),
        },
    }
}

/// Gives the option `--limit` of a command a ceiling.
fn limited(command: Command, most: usize) -> Command {
    let parse = move |text: &str| match text.parse::<usize>() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(format!("write a number from 1 to {most}")),
    };
    command.mut_arg("limit", |limit| limit.value_parser(parse))
}

/// Refuses a query that is too long, and sets how many claims are written without `--limit`.
fn bound(selection: &mut SelectionArgs, ceiling: usize) -> Result<(), NoCommand> {
    selection.ceiling = Some(ceiling);
    let fits = selection.words().chars().count() <= QUERY_LIMIT;
    fits.then_some(()).ok_or(NoCommand::TooLong)
}

/// Parses the options at the beginning and at the end of a line, and takes the rest unchanged as
/// one argument. After `--`, everything is that argument.
fn arguments<A: FromArgMatches>(command: Command, mut rest: &str) -> Result<A, NoCommand> {
    let mut words = Vec::new();
    let mut is_all_text = false;
    loop {
        rest = rest.trim();
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        // A word that begins with a hyphen is always read as an option, never as part of the query:
        // `-x` is refused.
        if !word.starts_with('-') || word == "-" {
            break;
        }
        rest = after.trim_start();
        if word == "--" {
            is_all_text = true;
            break;
        }
        words.push(shown(word));
        if takes_value(&command, word) {
            let (value, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            words.extend(Some(shown(value)).filter(|value| !value.is_empty()));
            rest = after;
        }
    }
    while !is_all_text && let Some((before, option)) = last_option(&command, rest) {
        words.extend(option.split_whitespace().map(shown));
        rest = before;
    }
    if !rest.is_empty() {
        words.extend(["--".to_owned(), rest.to_owned()]);
    }
    let command = command.no_binary_name(true).disable_help_flag(true);
    let matches = command.try_get_matches_from(words).map_err(|error| refused(&error))?;
    A::from_arg_matches(&matches).map_err(|error| refused(&error))
}

/// Splits the last option, with its value, off the end of a line, if it ends with one that the
/// command has.
fn last_option<'l>(command: &Command, line: &'l str) -> Option<(&'l str, &'l str)> {
    // The first word of the line is the query, or else an option that was read from the beginning.
    let (before, last) = line.rsplit_once(char::is_whitespace)?;
    let before = before.trim_end();
    let name = |word: &str| word.strip_prefix("--").map(str::to_owned);
    let has = |name: &str| command.get_arguments().any(|it| it.get_long() == Some(name));
    let is_whole = name(last).is_some_and(|name| match name.split_once('=') {
        Some((name, _)) => has(name),
        None => has(&name) && !takes_value(command, last),
    });
    if is_whole {
        return Some((before, last));
    }
    let start = before.rfind(char::is_whitespace)?;
    let option = before.get(start..)?.trim_start();
    let rest = before.get(..start)?.trim_end();
    takes_value(command, option).then(|| (rest, line.get(start..).unwrap_or_default().trim_start()))
}

/// Returns whether a word is the name of an option whose value is the next word.
fn takes_value(command: &Command, word: &str) -> bool {
    let Some(name) = word.strip_prefix("--") else { return false };
    let mut options = command.get_arguments();
    let named = options.find(|option| option.get_long() == Some(name));
    named.is_some_and(|option| option.get_action().takes_values())
}

/// Returns what clap says about wrong arguments in one line, without its usage and tips.
fn refused(error: &clap::Error) -> NoCommand {
    let text = error.render().to_string();
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    let words = words.join(" ");
    NoCommand::Arguments(words.strip_prefix("error: ").unwrap_or(&words).to_owned())
}

/// Returns a foreign word in display form, cut to a readable length.
fn shown(word: &str) -> String {
    excerpt(word, 40)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn query(line: &str) -> String {
        match parse(line) {
            Ok(RemoteCommand::Search(search)) => search.selection.words(),
            other => format!("{other:?}"),
        }
    }

    fn error(line: &str) -> String {
        parse(line).unwrap_err().to_string()
    }

    #[test]
    fn the_rest_of_the_line_is_the_query_as_it_is() {
        assert_eq!(query("search 'exact !not"), "'exact !not");
        assert_eq!(query("search don't"), "don't");
        assert_eq!(query("search  a  \"b  c\" "), "a  \"b  c\"");
        assert_eq!(query("search --limit 3 --loose -- 'x --limit 9"), "'x --limit 9");
        assert_eq!(query("search 'x --limits 9"), "'x --limits 9");
        assert_eq!(query("search -- -x"), "-x");
        assert_eq!(query("search $(id); `id` | x > y"), "$(id); `id` | x > y");
    }

    #[test]
    fn options_are_read() {
        let line = "search --limit=3 --sort date --format json --loose denied-by:meta";
        let Ok(RemoteCommand::Search(search)) = parse(line) else { panic!("{line}") };
        let selection = search.selection;
        assert_eq!(
            (selection.limit, selection.sort, selection.loose, selection.query.as_slice()),
            (Some(3), Sort::Date, true, &["denied-by:meta".to_owned()][..])
        );
        assert_eq!(search.format, HitFormat::Json);
        let shown = ShowArgs { ids: vec!["a#e1".to_owned()], format: OutputFormat::Json };
        assert_eq!(parse("show --format json a#e1"), Ok(RemoteCommand::Show(shown)));
        assert_eq!(parse("claim/a"), Ok(RemoteCommand::Explore(Address::parse("a"))));
        assert_eq!(parse(" help "), Ok(RemoteCommand::Help));
        let line = "export --to=html --limit 7 --sort date denied-by:meta";
        let Ok(RemoteCommand::Export(export)) = parse(line) else { panic!("{line}") };
        assert_eq!((export.to, export.selection.limit), (Some(To::Html), Some(7)));
        assert_eq!(
            (export.selection.sort, export.selection.words().as_str()),
            (Sort::Date, "denied-by:meta")
        );
        let Ok(RemoteCommand::Export(all)) = parse("export --to md") else {
            panic!("no query is all")
        };
        assert_eq!((all.to, all.selection.most()), (Some(To::Markdown), MOST_EXPORTED));
        assert_eq!(all.selection.words(), "");
        assert!(
            error("export --to pdf")
                .starts_with("invalid value 'pdf' for '--to <FORMAT>' [possible values: json, ")
        );
    }

    #[test]
    fn options_may_follow_the_query() {
        for line in [
            "search 'x  y --limit 9 --format=ids --loose",
            "search --format ids 'x  y --loose --limit 9",
        ] {
            let Ok(RemoteCommand::Search(search)) = parse(line) else { panic!("{line}") };
            assert_eq!((search.selection.limit, search.selection.loose), (Some(9), true), "{line}");
            assert_eq!(search.format, HitFormat::Ids, "{line}");
            assert_eq!(search.selection.words(), "'x  y", "{line}");
        }
        assert_eq!(parse("show a --format json"), parse("show --format json a"));
        assert!(error("search x --limit 0").contains("write a number from 1 to 1000"));
        for line in ["search --help", "show -h", "export --help", "help --help"] {
            assert_eq!(parse(line), Ok(RemoteCommand::Help), "{line}");
        }
        assert_eq!(query("search"), "");
        assert_eq!(query("search --format ids"), "");
        assert_eq!(error("serch inbox"), "unknown command “serch”; did you mean `search`?");
    }

    #[test]
    fn nothing_names_a_file() {
        for command in ["search", "show", "export --to csv"] {
            for option in [
                "-d",
                "-d /etc/passwd",
                "--dataset /etc/passwd",
                "-o x",
                "--output=x",
                "--config /etc/x",
                "--config=/etc/x",
                "--no-cache",
                "-f",
                "--limit 3 --config=x",
            ] {
                let told = error(&format!("{command} {option} word"));
                assert!(told.contains("unexpected argument '-"), "{command} {option}: {told}");
            }
        }
        assert!(error("show --limit 3 a").contains("unexpected argument '--limit' found"));
        assert!(error("search --to csv a").contains("unexpected argument '--to' found"));
        assert!(error("search --loose=1 a").contains("unexpected value '1'"));
    }

    #[test]
    fn what_is_no_command_is_told_in_a_line() {
        assert_eq!(error("rm -rf /"), "unknown command “rm”; `help` lists the commands");
        assert_eq!(error("\x1b[2J"), "unknown command “␛[2J”; `help` lists the commands");
        assert_eq!(
            error("show"),
            "the following required arguments were not provided: <ID[#ITEM]>...; `help` lists the options"
        );
        assert_eq!(
            error("show --format"),
            "a value is required for '--format <FORMAT>' but none was supplied [possible values: text, json]; `help` lists the options"
        );
        assert_eq!(
            error("search --limit 0 a"),
            "invalid value '0' for '--limit <N>': write a number from 1 to 1000; `help` lists the options"
        );
        assert_eq!(
            error(&format!("search {}", "x".repeat(QUERY_LIMIT + 1))),
            NoCommand::TooLong.to_string()
        );
        assert!(error("explore").contains("unknown") && error("claim/").contains("unknown"));
        assert!(error("").contains("unknown"));
    }

    #[test]
    fn the_help_lists_the_values_of_options() {
        assert!(help().contains("--format text|json|ndjson|ids|table (show: text|json), --limit N,\n--sort rank|dataset|date|said|happened|denied|checked|balance (-said: the oldest first), --loose,\n--all (if"));
        assert!(
            help().ends_with("FORMAT: json, ndjson, jsonld, markdown, csv, csv-items, html.\n")
        );
    }

    proptest! {
        #[test]
        fn any_line_is_answered(line in any::<String>()) {
            if let Err(error) = parse(&line) {
                prop_assert!(!error.to_string().contains(char::is_control));
            }
        }
    }
}
