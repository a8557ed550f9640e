//! The command `gainsay export`: writes claims as files that others can work with.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::commands::Answer;
use crate::commands::export::{ExportArgs, export};
use crate::config::Config;
use crate::export::PackedFile;
use crate::input::Cache;

use super::attempt::{self, Attempt};
use super::selecting::{self, select};
use super::{DatasetArgs, inputs, mistaken, written};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  gainsay export --to markdown inbox -o inbox.md
  gainsay export denied-by:meta scope:blanket -o denials.csv
  gainsay export --to jsonld -d mine.ndjson > feed.jsonld
  gainsay export --to html topic:privacy -o dossier.html

Queries are written as in the explorer; without one, all claims are exported in file order. Records
that can’t be written are left out and reported on standard error.

Exit code: 0 written, 1 nothing found and nothing written, 2 bad input, 3 written without the
reported records.")]
pub(super) struct ExportCommand {
    #[command(flatten)]
    datasets: DatasetArgs,
    #[command(flatten)]
    args: ExportArgs,
    /// Write to this file, compressed if its name ends in .gz or .zst [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

pub(super) fn run(command: &ExportCommand, config: &Config, cache: &Cache) -> anyhow::Result<u8> {
    let ExportCommand { datasets: DatasetArgs { dataset }, args, output } = command;
    let output = written::named(output.as_ref());
    mistaken::refuse_files("export", &args.selection.query)?;
    let to = args.format(output.map(Path::to_string_lossy).as_deref())?;
    let request = args.selection.request()?;
    written::check_output(output, &written::read_files(&inputs(dataset, config)?, config))?;
    attempt::run(dataset, config, cache, |corpus, attempt| {
        let found = select(corpus, request.clone(), &args.selection)?;
        let answer = export(args, to, corpus, found)?;
        let answer = selecting::with_file_advice(answer, "export", &args.selection);
        match output {
            Some(path) if answer.has_output() => write(answer, path, attempt),
            _ => selecting::print(answer, corpus.catalog(), attempt),
        }
    })
}

/// Writes an export to a file.
fn write(mut answer: Answer, path: &Path, attempt: &Attempt) -> anyhow::Result<u8> {
    selecting::say(&answer);
    // Output to a pipe or a device can't be taken back.
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        attempt.begin();
    }
    written::whole(path, |out| {
        let mut out = PackedFile::new(path, out)?;
        answer.write(&mut out)?;
        out.finish().map(|_| ())
    })?;
    Ok(selecting::finish(&answer))
}
