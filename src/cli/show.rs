//! The command `gainsay show`: prints a claim as linear text, for a pipe or a screen reader.

use clap::Args;

use crate::commands::show::{ShowArgs, show};
use crate::config::Config;
use crate::input::Cache;

use super::selecting::print;
use super::{DatasetArgs, attempt};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  gainsay show inbox-api
  gainsay show inbox-api#d1
  gainsay show meta-netflix/inbox-api --format json")]
pub(super) struct ShowCommand {
    #[command(flatten)]
    datasets: DatasetArgs,
    #[command(flatten)]
    args: ShowArgs,
}

pub(super) fn run(command: &ShowCommand, config: &Config, cache: &Cache) -> anyhow::Result<u8> {
    let ShowCommand { datasets: DatasetArgs { dataset }, args } = command;
    attempt::check_standard_output(dataset, config)?;
    attempt::run(dataset, config, cache, |corpus, attempt| {
        print(show(args, corpus.catalog())?, corpus.catalog(), attempt)
    })
}
