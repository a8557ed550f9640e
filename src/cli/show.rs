//! The command `gainsay show`: prints a claim as linear text, for a pipe or a screen reader.

use anyhow::anyhow;
use clap::Args;

use crate::commands::show::{ShowArgs, show};
use crate::config::Config;
use crate::input::Cache;

use super::selecting::print;
use super::{DatasetArgs, attempt, mistaken};

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
    mistaken::refuse_files("show", &args.ids)?;
    attempt::check_standard_output(dataset, config)?;
    attempt::run(dataset, config, cache, |corpus, attempt| {
        let answer =
            show(args, corpus).map_err(|error| match mistaken::file_advice("show", &args.ids) {
                Some(advice) => anyhow!("{error}; {advice}"),
                None => error.into(),
            })?;
        print(answer, corpus.catalog(), attempt)
    })
}
