//! The command `gainsay import`: makes a dataset from files of other formats.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use clap::builder::PossibleValue;

use crate::commands::OutputFormat;
use crate::config::Config;
use crate::export::PackedFile;
use crate::import::{
    self, Broken, COLUMNS, Columns, Format as From, ImportRefused, ImportRequest, ImportSummary,
    Imported, MapKey, Refusal,
};
use crate::input::Cache;
use crate::input::{Diagnostic, Input};
use crate::text::several;

use super::{exit, import_bar, input, inputs_of, is_closed_pipe, print, written};

const EXAMPLES: &str = "Examples:
  gainsay import claims.jsonld -o mine.ndjson && gainsay mine.ndjson
  gainsay import page.html | gainsay -
  gainsay import statements.csv --map claim=statement,by=speaker -o mine.ndjson
  gainsay import claims_train.jsonl corpus.jsonl --from scifact -o mine.ndjson.zst

Fields that can’t be mapped are kept under `ext`; repairs and guesses are noted there and counted at
the end. Records with the same text and claimant become one claim that lists all their origins.

Exit code: 0 imported, 1 records can’t be read and nothing was written, 2 bad input.";

/// Returns the examples and the keys of a map.
fn after_help() -> String {
    let width = COLUMNS.iter().map(|field| field.key.len()).max().unwrap_or_default();
    let key = |field: &MapKey| format!("  {:width$}  {}\n", field.key, field.help);
    let keys: String = COLUMNS.iter().map(key).collect();
    format!("{EXAMPLES}\n\nKeys of a map:\n{}", keys.trim_end())
}

#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(super) struct ImportArgs {
    /// Files of one or several formats, also .gz or .zst, or folders; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The format [default: detected from the files]
    #[arg(long, value_name = "FORMAT", value_parser = FormatParser, default_value = "auto")]
    from: NamedFormat,
    /// Write the dataset to this file, compressed if its name ends in .gz or .zst [default:
    /// standard output]
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// What columns of a table contain, instead of the guess for these: claim=COLUMN,by=COLUMN… A
    /// column is a name in the header, or a number: #3; in JSON, a key, or keys with dots:
    /// review.rating. A key without a column, by=, removes a guess
    #[arg(long, value_name = "MAP", value_parser = Columns::parse)]
    map: Option<Columns>,
    /// What columns of a table contain, like --map, with nothing guessed for the others
    #[arg(long, value_name = "MAP", value_parser = Columns::parse_whole, conflicts_with = "map")]
    map_only: Option<Columns>,
    /// The table’s first row is a record, not a header
    #[arg(long)]
    no_header: bool,
    /// The dataset’s id [default: from the first file’s name]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// The dataset’s title [default: the files’ names]
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Skip records that can’t be read, and count them
    #[arg(long)]
    skip_broken: bool,
    /// How to print the summary: on standard output with -o, otherwise on standard error
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

/// A format that was named, or `None` for `auto`.
#[derive(Debug, Clone, Copy)]
struct NamedFormat(Option<From>);

/// Parses the name of a format, and lists all formats for the help.
#[derive(Debug, Clone)]
struct FormatParser;

impl clap::builder::TypedValueParser for FormatParser {
    type Value = NamedFormat;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let name = value.to_string_lossy();
        let told = if name == "auto" { Some(None) } else { From::from_name(&name).map(Some) };
        told.map(NamedFormat).ok_or_else(|| {
            let names: Vec<&str> = From::ALL.iter().map(|format| format.name()).collect();
            let near = crate::text::nearest(&name, names.iter().copied());
            let hint = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            let argument = argument.map_or_else(|| "--from".to_owned(), ToString::to_string);
            let shown = crate::text::line(&name);
            clap::Error::raw(
                clap::error::ErrorKind::InvalidValue,
                format!(
                    "unknown format “{shown}” for {argument}{hint}\nformats: auto, {}\n",
                    names.join(", ")
                ),
            )
            .with_cmd(command)
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let auto = PossibleValue::new("auto").help("detected from the files");
        let formats = From::ALL.iter();
        let formats = formats.map(|format| PossibleValue::new(format.name()).help(format.about()));
        Some(Box::new(std::iter::once(auto).chain(formats)))
    }
}

pub(super) fn run(args: &ImportArgs, config: &Config, cache: &Cache) -> anyhow::Result<u8> {
    if let Err(error) = guard(args, config) {
        return wrong(args, error);
    }
    let imported = match import(args, cache) {
        Ok(imported) => imported,
        Err(refusal) => return refuse(args, &refusal),
    };
    match write(args, imported) {
        Ok(summary) => say_how_it_went(args, &summary).map(|()| 0),
        Err(error) => wrong(args, error),
    }
}

/// Reports an error that isn't in the files. With `--format json` it goes where a script would have
/// read the summary.
fn wrong(args: &ImportArgs, error: anyhow::Error) -> anyhow::Result<u8> {
    match args.format {
        OutputFormat::Json if !is_closed_pipe(&error) => {
            refuse(args, &Refusal::from(Diagnostic::error("-", print::chain(&error))))
        }
        _ => Err(error),
    }
}

fn import(args: &ImportArgs, cache: &Cache) -> Result<Imported, Refusal> {
    let inputs = unfolded(args);
    let request = ImportRequest {
        inputs: &inputs,
        format: args.from.0,
        columns: args.columns(),
        broken: if args.skip_broken { Broken::LeaveOut } else { Broken::Refuse },
        id: args.id.clone(),
        title: args.title.clone(),
    };
    let progress = import_bar::show(&inputs);
    import::import(&request, cache, &mut |_, read| progress.file(read), &mut |count| {
        progress.records(count);
        ControlFlow::Continue(())
    })
}

/// Returns the files to import; of a folder, those in foreign formats.
fn unfolded(args: &ImportArgs) -> Vec<Input> {
    let mut inputs = Vec::new();
    for named in args.files.iter().map(|path| input(path)) {
        match import::folder_formats(&named) {
            Some(formats) => {
                let skipped = formats.ours + formats.others;
                if skipped > 0 {
                    let files = several(skipped, "file");
                    print::say(&format!("{files} in this folder skipped: not of a foreign format"));
                }
                inputs.extend(formats.foreign);
            }
            None => inputs.push(named),
        }
    }
    inputs
}

impl ImportArgs {
    fn output(&self) -> Option<&Path> {
        written::named(self.output.as_ref())
    }

    fn columns(&self) -> Columns {
        let columns = self.map_only.clone().or_else(|| self.map.clone()).unwrap_or_default();
        if self.no_header { columns.without_header() } else { columns }
    }
}

/// Refuses arguments that would overwrite a file that is read or give the dataset an invalid id.
fn guard(args: &ImportArgs, config: &Config) -> anyhow::Result<()> {
    if let Some(id) = &args.id
        && !crate::claim::is_id(id)
    {
        bail!("invalid --id “{}”: use lower-case letters, digits, - . or _", crate::text::line(id));
    }
    let inputs = inputs_of(&args.files)?;
    written::check_output(args.output(), &written::read_files(&inputs, config))
}

/// Prints why nothing was imported, and returns the exit code.
fn refuse(args: &ImportArgs, refusal: &Refusal) -> anyhow::Result<u8> {
    match args.format {
        OutputFormat::Text => {
            for problem in &refusal.problems {
                print::say(&problem.to_string());
            }
            if refusal.untold > 0 {
                print::say(&format!("… and {} more", refusal.untold));
            }
            print::say("nothing was written");
        }
        OutputFormat::Json => {
            let json =
                serde_json::json!({ "problems": refusal.problems, "untold": refusal.untold });
            let json = crate::json::one_line(&json.to_string());
            told(args, &json)?;
        }
    }
    Ok(match refusal.of {
        ImportRefused::Records => exit::NOTHING,
        ImportRefused::Input => exit::BAD_INPUT,
    })
}

fn write(args: &ImportArgs, mut imported: Imported) -> anyhow::Result<ImportSummary> {
    match args.output() {
        Some(path) => written::whole(path, |out| {
            let mut out = PackedFile::new(path, out)?;
            imported.write(&mut out)?;
            out.finish().map(|_| ())
        })?,
        None => {
            print::out(|out| imported.write(out))?;
        }
    }
    Ok(imported.summary)
}

/// Prints the summary. An error in printing doesn't undo the import, and a closed pipe means that
/// its reader has enough.
fn say_how_it_went(args: &ImportArgs, summary: &ImportSummary) -> anyhow::Result<()> {
    let text = match args.format {
        OutputFormat::Text => summary.to_string(),
        OutputFormat::Json => crate::json::one_line(&serde_json::to_string(summary)?),
    };
    match told(args, &text) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            print::say(&format!("imported, but can’t print the summary: {error}"));
        }
        _ => {}
    }
    Ok(())
}

/// Prints a text to standard output, or to standard error if it would mix with the records.
fn told(args: &ImportArgs, text: &str) -> io::Result<()> {
    // If the records go to a pipe or a device, that may be standard output.
    if args.output().is_some_and(|out| !out.exists() || out.is_file()) {
        writeln!(io::stdout(), "{text}")
    } else {
        writeln!(io::stderr(), "{text}")
    }
}
