//! Parses the commands that a client can give over SSH. This parser is separate from that of the
//! command line, so that a remote command can't name a file or another dataset.

use crate::claim::Address;
use crate::commands::{ClaimFormat, HitFormat};
use crate::export::To;
use crate::search::{QUERY_LIMIT, Sort};

/// The text that `help` prints.
pub const HELP: &str = "\
ssh HOST                          the explorer (needs a terminal: ssh -t with a command)
ssh -t HOST claim/ID              the explorer, on that claim
ssh HOST search [OPTIONS] QUERY   what the query finds
ssh HOST show [OPTIONS] ID        a claim, or ID#ITEM for one piece of evidence or denial
ssh HOST export --to FORMAT QUERY what the query finds, or all, as a file: > FILE
ssh HOST help                     this

Options: --format text|json|ndjson|ids (show: text|json), --limit N,
--sort rank|dataset|date|balance, --loose. The rest of the line is the query or the id, without quotes.
FORMAT: json, ndjson, jsonld, markdown, csv, csv-items, html.
";

/// A command that a client can give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemoteCommand {
    /// Searches the dataset's claims.
    Search(SearchCommand),
    /// Shows a single claim.
    Show {
        /// The claim's address, perhaps with an item.
        address: Address,
        /// The format of the output.
        format: ClaimFormat,
    },
    /// Writes claims as a file.
    Export(Selected),
    /// Opens the explorer on a claim.
    Explore(Address),
    /// Prints the list of commands.
    Help,
}

/// The arguments of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchCommand {
    /// The query as it was typed.
    pub query: String,
    /// The most claims that are written.
    pub limit: usize,
    /// The order of the claims.
    pub sort: Sort,
    /// Whether loose matches are written too.
    pub loose: bool,
    /// The format of the output.
    pub format: HitFormat,
}

/// The arguments of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    /// The query as it was typed; an empty one selects all claims.
    pub query: String,
    /// The most claims that are written.
    pub limit: usize,
    /// The order of the claims.
    pub sort: Sort,
    /// Whether loose matches are written too.
    pub loose: bool,
    /// The format of the file.
    pub to: To,
}

/// An error in a command line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCommand {
    /// The command does not exist.
    #[error("unknown command “{0}”; `help` lists the commands")]
    Unknown(String),
    /// The command has no such option.
    #[error("{0} has no option {1}; `help` lists the options")]
    Option(&'static str, String),
    /// The option does not accept this value.
    #[error("invalid {0} “{1}”: expected {2}")]
    Value(String, String, &'static str),
    /// The query, the id or the format is missing.
    #[error("{0} needs {1}")]
    Missing(&'static str, &'static str),
    /// The query is too long.
    #[error("a query has {QUERY_LIMIT} characters at most")]
    TooLong,
}

/// The number of claims that a search writes by default, and the most that it may write.
const LIMIT: usize = 50;
const MOST: usize = 1_000;

/// The most claims of one export. It bounds the memory that a client which reads nothing can
/// occupy.
pub(super) const MOST_EXPORTED: usize = 100_000;

/// Parses the command line that was given to `ssh HOST`.
///
/// # Errors
/// Returns [`NoCommand`], whose message fits on one line, if the line isn't a command.
pub fn parse(line: &str) -> Result<RemoteCommand, NoCommand> {
    let line = line.trim();
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    match name {
        "search" => search(rest),
        "show" => show(rest),
        "export" => export(rest),
        "help" | "--help" | "-h" => Ok(RemoteCommand::Help),
        _ => match name.strip_prefix("claim/") {
            Some(id) if !id.is_empty() && rest.trim().is_empty() => {
                Ok(RemoteCommand::Explore(Address::parse(id)))
            }
            _ => Err(NoCommand::Unknown(shown(name))),
        },
    }
}

fn search(rest: &str) -> Result<RemoteCommand, NoCommand> {
    let mut search = SearchCommand {
        query: String::new(),
        limit: LIMIT,
        sort: Sort::Rank,
        loose: false,
        format: HitFormat::Text,
    };
    let query = options("search", rest, |name, value| {
        match name {
            "--loose" => {
                search.loose = true;
                return Ok(false);
            }
            "--limit" => search.limit = limit(value)?,
            "--sort" => search.sort = sort(value)?,
            "--format" => search.format = hit_format(value)?,
            _ => return Err(NoCommand::Option("search", shown(name))),
        }
        Ok(true)
    })?;
    if query.is_empty() {
        return Err(NoCommand::Missing("search", "a query"));
    }
    if query.chars().count() > QUERY_LIMIT {
        return Err(NoCommand::TooLong);
    }
    search.query = query.to_owned();
    Ok(RemoteCommand::Search(search))
}

fn export(rest: &str) -> Result<RemoteCommand, NoCommand> {
    let (mut to, mut limit, mut sort, mut loose) = (None, MOST_EXPORTED, Sort::Rank, false);
    let query = options("export", rest, |name, value| {
        match name {
            "--loose" => {
                loose = true;
                return Ok(false);
            }
            "--to" => to = Some(written_to(value)?),
            "--limit" => {
                let number =
                    value.parse().ok().filter(|number| (1..=MOST_EXPORTED).contains(number));
                limit =
                    number.ok_or_else(|| wrong("--limit", value, "a number from 1 to 100000"))?;
            }
            "--sort" => sort = self::sort(value)?,
            _ => return Err(NoCommand::Option("export", shown(name))),
        }
        Ok(true)
    })?;
    let to = to.ok_or(NoCommand::Missing("export", "--to and a format"))?;
    if query.chars().count() > QUERY_LIMIT {
        return Err(NoCommand::TooLong);
    }
    Ok(RemoteCommand::Export(Selected { query: query.to_owned(), limit, sort, loose, to }))
}

fn written_to(value: &str) -> Result<To, NoCommand> {
    To::from_name(value).ok_or_else(|| {
        wrong("--to", value, "json, ndjson, jsonld, markdown, csv, csv-items or html")
    })
}

fn show(rest: &str) -> Result<RemoteCommand, NoCommand> {
    let mut format = ClaimFormat::Text;
    let id = options("show", rest, |name, value| {
        match name {
            "--format" => format = claim_format(value)?,
            _ => return Err(NoCommand::Option("show", shown(name))),
        }
        Ok(true)
    })?;
    if id.is_empty() {
        return Err(NoCommand::Missing("show", "an id"));
    }
    Ok(RemoteCommand::Show { address: Address::parse(id), format })
}

/// Parses the options at the beginning of a line and returns the rest unchanged. `take` receives
/// each option with its value, or with the word that follows, and returns whether it used that
/// value.
fn options<'l>(
    command: &'static str,
    mut rest: &'l str,
    mut take: impl FnMut(&str, &str) -> Result<bool, NoCommand>,
) -> Result<&'l str, NoCommand> {
    loop {
        rest = rest.trim();
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        // A word that begins with a hyphen is always read as an option, never as part of the query:
        // `-x` is refused.
        if !word.starts_with('-') {
            return Ok(rest);
        }
        if word == "--" {
            return Ok(after.trim());
        }
        if !word.starts_with("--") {
            return Err(NoCommand::Option(command, shown(word)));
        }
        rest = if let Some((name, value)) = word.split_once('=') {
            if !take(name, value)? {
                return Err(NoCommand::Option(command, shown(word)));
            }
            after
        } else {
            let after = after.trim_start();
            let (value, beyond) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
            if take(word, value)? { beyond } else { after }
        };
    }
}

fn limit(value: &str) -> Result<usize, NoCommand> {
    let number = value.parse().ok().filter(|number| (1..=MOST).contains(number));
    number.ok_or_else(|| wrong("--limit", value, "a number from 1 to 1000"))
}

fn sort(value: &str) -> Result<Sort, NoCommand> {
    Ok(match value {
        "rank" => Sort::Rank,
        "dataset" => Sort::Dataset,
        "date" => Sort::Date,
        "balance" => Sort::Balance,
        _ => return Err(wrong("--sort", value, "rank, dataset, date or balance")),
    })
}

fn hit_format(value: &str) -> Result<HitFormat, NoCommand> {
    Ok(match value {
        "text" => HitFormat::Text,
        "json" => HitFormat::Json,
        "ndjson" => HitFormat::Ndjson,
        "ids" => HitFormat::Ids,
        _ => return Err(wrong("--format", value, "text, json, ndjson or ids")),
    })
}

fn claim_format(value: &str) -> Result<ClaimFormat, NoCommand> {
    Ok(match value {
        "text" => ClaimFormat::Text,
        "json" => ClaimFormat::Json,
        _ => return Err(wrong("--format", value, "text or json")),
    })
}

fn wrong(option: &str, value: &str, instead: &'static str) -> NoCommand {
    NoCommand::Value(option.to_owned(), shown(value), instead)
}

/// Returns foreign text in display form, cut to a readable length.
fn shown(words: &str) -> String {
    let shown = crate::text::line(words);
    crate::text::cut(&shown, 40, 0..0, 1).text.to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn query(line: &str) -> String {
        match parse(line) {
            Ok(RemoteCommand::Search(search)) => search.query,
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
        assert_eq!(query("search --limit 3 --loose 'x --limit 9"), "'x --limit 9");
        assert_eq!(query("search -- -x"), "-x");
        assert_eq!(query("search $(id); `id` | x > y"), "$(id); `id` | x > y");
    }

    #[test]
    fn options_are_read() {
        let line = "search --limit=3 --sort date --format json --loose denied-by:meta";
        let Ok(RemoteCommand::Search(search)) = parse(line) else { panic!("{line}") };
        assert_eq!((search.limit, search.sort, search.loose), (3, Sort::Date, true));
        assert_eq!((search.format, search.query.as_str()), (HitFormat::Json, "denied-by:meta"));
        let shown =
            RemoteCommand::Show { address: Address::parse("a#e1"), format: ClaimFormat::Json };
        assert_eq!(parse("show --format json a#e1"), Ok(shown));
        assert_eq!(parse("claim/a"), Ok(RemoteCommand::Explore(Address::parse("a"))));
        assert_eq!(parse(" help "), Ok(RemoteCommand::Help));
        let line = "export --to=html --limit 7 --sort date denied-by:meta";
        let Ok(RemoteCommand::Export(selected)) = parse(line) else { panic!("{line}") };
        assert_eq!((selected.to, selected.limit, selected.sort), (To::Html, 7, Sort::Date));
        assert_eq!(selected.query, "denied-by:meta");
        let Ok(RemoteCommand::Export(all)) = parse("export --to md") else {
            panic!("no query is all")
        };
        assert_eq!((all.to, all.limit, all.query.as_str()), (To::Markdown, MOST_EXPORTED, ""));
        assert_eq!(error("export x"), "export needs --to and a format");
        assert!(error("export --to pdf").contains("invalid --to “pdf”"));
    }

    #[test]
    fn nothing_names_a_file() {
        for command in ["search", "show"] {
            for option in [
                "-d",
                "-d /etc/passwd",
                "--dataset /etc/passwd",
                "-o x",
                "--output=x",
                "--config /etc/x",
                "--config=/etc/x",
                "-",
                "--no-cache",
                "--to x",
                "-f",
                "--format=json --config=x",
            ] {
                let told = error(&format!("{command} {option} word"));
                assert!(told.contains("has no option"), "{command} {option}: {told}");
            }
        }
        assert!(error("show --limit 3 a").contains("has no option --limit"));
        assert!(error("search --loose=1 a").contains("has no option"));
        for option in ["-o x", "--output=x", "--dataset x", "-d x", "--config x"] {
            let told = error(&format!("export --to csv {option} word"));
            assert!(told.contains("has no option"), "{option}: {told}");
        }
    }

    #[test]
    fn what_is_no_command_is_told_in_a_line() {
        assert_eq!(error("rm -rf /"), "unknown command “rm”; `help` lists the commands");
        assert_eq!(error("\x1b[2J"), "unknown command “␛[2J”; `help` lists the commands");
        assert_eq!(error("search"), "search needs a query");
        assert_eq!(error("show --format"), "invalid --format “”: expected text or json");
        assert_eq!(
            error("search --limit 0 a"),
            "invalid --limit “0”: expected a number from 1 to 1000"
        );
        assert_eq!(
            error(&format!("search {}", "x".repeat(QUERY_LIMIT + 1))),
            NoCommand::TooLong.to_string()
        );
        assert!(error("explore").contains("unknown") && error("claim/").contains("unknown"));
        assert!(error("").contains("unknown"));
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
