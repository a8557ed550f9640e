//! The command `gainsay search`: the explorer's search, for pipes and scripts.

use clap::Args;

use crate::commands::search::{SearchArgs, search};
use crate::config::Config;
use crate::input::Cache;
use crate::tty;

use super::selecting::{print, select, with_file_advice};
use super::{DatasetArgs, attempt, mistaken};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  gainsay search inbox
  gainsay search \"'private messages\" no:denial
  gainsay search denied-by:meta scope:blanket --format ids
  gainsay search inbox --format table
  gainsay search --sort date topic:privacy --format ndjson | jq .text

Queries are written as in the explorer; press `?` there for help.
Exit code: 0 found, 1 nothing found, 2 bad input.")]
pub(super) struct SearchCommand {
    #[command(flatten)]
    datasets: DatasetArgs,
    #[command(flatten)]
    args: SearchArgs,
}

pub(super) fn run(command: &SearchCommand, config: &Config, cache: &Cache) -> anyhow::Result<u8> {
    let SearchCommand { datasets: DatasetArgs { dataset }, args } = command;
    let args = &SearchArgs { width: tty::stdout_width(), ..args.clone() };
    mistaken::refuse_files("search", &args.selection.query)?;
    let request = args.selection.request()?;
    attempt::check_standard_output(dataset, config)?;
    attempt::run(dataset, config, cache, |corpus, attempt| {
        let found = select(corpus, request.clone(), &args.selection)?;
        let answer = with_file_advice(search(args, corpus, found)?, "search", &args.selection);
        print(answer, corpus.catalog(), attempt)
    })
}
