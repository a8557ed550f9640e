//! The command line: parses arguments, runs a command and returns the exit code. There is one file
//! for each command. Only this module may depend on all others.

mod attempt;
mod check;
mod explore;
mod export;
mod import;
mod import_bar;
mod man;
mod mistaken;
#[cfg(not(feature = "server"))]
mod no_server;
mod print;
mod search;
mod selecting;
#[cfg(feature = "server")]
mod serve;
mod show;
mod written;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::catalog::Catalog;
use crate::claim;
use crate::commands::exit;
use crate::config::{self, Config};
use crate::files;
use crate::input::pipe::is_pipe;
use crate::input::{Cache, Diagnostic, Input, SpoolLimit};
use crate::loader::ReadableInputs;

/// Every side of a disputed claim, in any terminal.
#[derive(Debug, Parser)]
#[command(name = "gainsay", version, about, long_about = None, override_usage = USAGE,
    after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    explore: explore::ExploreArgs,
    #[command(flatten)]
    settings: Settings,
}

const USAGE: &str = "gainsay [OPTIONS] [DATASET]...
       gainsay [OPTIONS] <COMMAND>";

const EXAMPLES: &str = "Examples:
  gainsay                              explore the built-in dataset
  gainsay claims.json notes/           explore your own, files and folders together
  gainsay search denied-by:meta api    list what Meta denies about APIs
  gainsay show inbox-api | less        read one claim, its evidence and its denials
  gainsay check claims.json            find what is wrong with a dataset, and where
  gainsay import page.html -o mine.ndjson
                                       make a dataset from other people’s claims
  gainsay export inbox -o inbox.html   write a dossier for others
  gainsay pick -d claims.json | xargs gainsay show -d claims.json

In the explorer, / searches, ? shows help and q quits.";

/// Settings that every command takes.
#[derive(Debug, Args)]
struct Settings {
    /// Read this configuration file instead of the default one
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// Neither write nor use an index of large datasets: every start reads them in full
    #[arg(long, global = true)]
    no_cache: bool,
    /// Maximum size of temporary files, as in 500M or 8GiB: decompressed datasets,
    /// standard input and imports [default: half of the free space, at most 4GiB]
    #[arg(long, value_name = "SIZE", global = true, value_parser = config::size)]
    spool_limit: Option<u64>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Explore, and print the id of the claim selected with Enter
    Pick(explore::PickArgs),
    /// Print the claims that match a query, best match first
    Search(search::SearchCommand),
    /// Print a claim, its evidence and its denials
    Show(show::ShowCommand),
    /// Find errors in datasets: where they are, and how to correct them
    Check(check::CheckArgs),
    /// Write claims in formats for others: dossiers, tables, `ClaimReview` …
    Export(export::ExportCommand),
    /// Make a dataset from files in other formats: ClaimReview, CSV, AVeriTeC, FEVER …
    Import(import::ImportArgs),
    /// Serve the explorer over SSH to users without an account on this machine
    #[cfg(feature = "server")]
    Serve(serve::ServeArgs),
    /// Print the JSON Schema of the dataset format
    Schema,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// The datasets to read.
#[derive(Debug, Args)]
struct DatasetArgs {
    /// A dataset: a file (JSON or NDJSON, also .gz or .zst), a folder of them, or - for
    /// standard input; may be given several times [default: `GAINSAY_DATASET`, else the
    /// configured dataset, else the built-in one]
    #[arg(short, long = "dataset", value_name = "DATASET")]
    dataset: Vec<PathBuf>,
}

/// Runs the program with its arguments.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(message) = mistaken::mistyped_command(&arguments, &Cli::command()) {
        print::say(&message);
        return ExitCode::from(exit::BAD_INPUT);
    }
    let cli = match parse(&arguments) {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(print_usage(&arguments, error)),
    };
    match dispatch(cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            print::say(&print::chain(&error));
            ExitCode::from(exit::BAD_INPUT)
        }
    }
}

/// Parses the arguments.
fn parse(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    #[cfg(feature = "server")]
    return Cli::try_parse_from(arguments);
    #[cfg(not(feature = "server"))]
    no_server::parse(arguments)
}

/// Returns the error for the arguments in display form: as text, if the arguments themselves aren't
/// in that form. clap repeats what was typed, which may be a file name that would control the
/// terminal or forge a line.
fn in_display_form(arguments: &[OsString], error: clap::Error) -> Result<clap::Error, String> {
    let typed = arguments.iter().map(|argument| argument.to_string_lossy());
    let shown: Vec<OsString> =
        typed.map(|typed| crate::text::line(&typed).into_string().into()).collect();
    if arguments == shown {
        return Ok(error);
    }
    let error = parse(&shown).err().unwrap_or(error);
    Err(crate::text::block(&error.render().to_string()).join("\n"))
}

/// Prints the help, the version or the error in the arguments, and returns the exit code.
fn print_usage(arguments: &[OsString], usage: clap::Error) -> u8 {
    let is_wrong = usage.use_stderr();
    let printed = match in_display_form(arguments, usage) {
        Ok(usage) => usage.print(),
        Err(text) if is_wrong => writeln!(io::stderr(), "{text}"),
        Err(text) => writeln!(io::stdout(), "{text}"),
    };
    match printed {
        _ if is_wrong => exit::BAD_INPUT,
        // A program such as `head` closes the pipe when it has enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            print::say(&print::named(error).to_string());
            exit::BAD_INPUT
        }
        _ => 0,
    }
}

/// Returns whether the error means that the program which reads the output has closed the pipe.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn dispatch(cli: Cli) -> anyhow::Result<u8> {
    let settings = match cli.command {
        Some(Command::Schema | Command::Completions { .. } | Command::Man) => Config::default(),
        _ => config::read(cli.settings.config.as_deref())?,
    };
    let spool_limit = cli.settings.spool_limit.or(settings.spool_limit);
    let cache = Cache {
        folder: config::cache_folder(),
        index: !cli.settings.no_cache,
        spools: SpoolLimit::new(spool_limit),
        ..Cache::default()
    };
    if let Some(folder) = &cache.folder {
        files::remove_leftovers_of_cache(folder);
    }
    match cli.command {
        None => explore::explore(cli.explore, settings, cache),
        Some(Command::Pick(args)) => explore::pick(args, settings, cache),
        Some(Command::Search(args)) => search::run(&args, &settings, &cache),
        Some(Command::Show(args)) => show::run(&args, &settings, &cache),
        Some(Command::Check(args)) => check::run(&args, &settings, &cache),
        Some(Command::Import(args)) => import::run(&args, &settings, &cache),
        Some(Command::Export(args)) => export::run(&args, &settings, &cache),
        #[cfg(feature = "server")]
        Some(Command::Serve(args)) => {
            serve::run(&args, &settings, &Cache { serving: true, ..cache })
        }
        Some(Command::Schema) => print::out(|out| {
            serde_json::to_writer_pretty(&mut *out, &claim::schema())?;
            writeln!(out)
        }),
        Some(Command::Completions { shell }) => print::out(|out| {
            // The generator panics if it can't write, so it writes to memory.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "gainsay", &mut script);
            out.write_all(&script)
        }),
        Some(Command::Man) => print::out(|out| man::write(out, Cli::command())),
    }
}

/// The variable that names the dataset to open if the command line names none. It holds one path.
const DATASET_VARIABLE: &str = "GAINSAY_DATASET";

/// Returns the datasets that are named, or else the environment's, or else the configured one, or
/// else the built-in one. An empty variable counts as unset.
///
/// # Errors
/// Returns an error if standard input is named twice.
fn inputs(named: &[PathBuf], config: &Config) -> anyhow::Result<Vec<Input>> {
    let of_environment =
        std::env::var_os(DATASET_VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
    let unnamed: Vec<PathBuf> =
        of_environment.or_else(|| config.dataset.clone()).into_iter().collect();
    let paths = if named.is_empty() { &unnamed } else { named };
    if paths.is_empty() {
        return Ok(vec![Input::built_in()]);
    }
    inputs_of(paths)
}

/// Returns the inputs that paths on the command line stand for.
///
/// # Errors
/// Returns an error if standard input is named twice.
fn inputs_of(paths: &[PathBuf]) -> anyhow::Result<Vec<Input>> {
    if paths.iter().filter(|path| *path == Path::new("-")).count() > 1 {
        bail!("standard input (-) is named twice, but can be read only once");
    }
    Ok(paths.iter().map(|path| input(path)).collect())
}

/// Returns the input that a path on the command line stands for. `-` is standard input.
fn input(path: &Path) -> Input {
    match path.to_str() {
        Some("-") => Input::standard_input(),
        _ if is_pipe(path) => Input::named_pipe(path.to_path_buf()),
        _ => Input::Path(path.to_path_buf()),
    }
}

/// The most columns of the line about how foreign files were read.
const REMARKS: usize = 1_200;

/// Prints how a catalog was opened to standard error: its note, and how foreign files were read.
fn say_how_opened(catalog: &Catalog) {
    if let Some(note) = catalog.note() {
        print::say(note);
    }
    if !catalog.remarks().is_empty() {
        print::say(&crate::text::excerpt(&catalog.remarks().join("; "), REMARKS));
    }
}

/// Opens datasets that are readable, and prints lines about how they were read and about records
/// that were left out to standard error.
fn open(readable: ReadableInputs, cache: &Cache) -> Result<Catalog, Diagnostic> {
    let catalog = readable.open(cache)?;
    say_how_opened(&catalog);
    if catalog.left_out() > 0 {
        let records = if catalog.left_out() == 1 { "record" } else { "records" };
        let count = catalog.left_out();
        print::say(&format!("{count} {records} left out; `gainsay check` says why"));
    }
    Ok(catalog)
}
