//! The command `gainsay show`: prints a claim as linear text, for a pipe or a screen reader.

use anyhow::anyhow;
use clap::Args;

use crate::catalog::Catalog;
use crate::claim::Address;
use crate::commands::{ClaimAnswers, ClaimFormat, NoClaim, Writing};
use crate::config::Config;
use crate::input::Cache;

use super::attempt::{self, Attempt};
use super::{DatasetArgs, OutputFormat};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  gainsay show inbox-api
  gainsay show inbox-api#d1
  gainsay show meta-netflix/inbox-api --format json")]
pub(super) struct ShowArgs {
    #[command(flatten)]
    datasets: DatasetArgs,
    /// Claims, as ID, DATASET/ID, or ID#ITEM for one piece of evidence or one denial
    #[arg(required = true, value_name = "ID[#ITEM]")]
    ids: Vec<String>,
    /// How to print them: json is the records unchanged, one per line
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

pub(super) fn run(args: &ShowArgs, config: &Config, cache: &Cache) -> anyhow::Result<u8> {
    attempt::check_standard_output(&args.datasets.dataset, config)?;
    attempt::run(&args.datasets.dataset, config, cache, |corpus, attempt| {
        show(args, corpus.catalog(), attempt)
    })
}

fn show(args: &ShowArgs, catalog: &Catalog, attempt: &Attempt) -> anyhow::Result<u8> {
    let format = match args.format {
        OutputFormat::Text => ClaimFormat::Text,
        OutputFormat::Json => ClaimFormat::Json,
    };
    let mut answers = ClaimAnswers::new(catalog, format);
    let shown = args.ids.iter().map(|id| answers.claim(&Address::parse(id)));
    let claims: Vec<Writing> = shown.collect::<Result<_, _>>().map_err(|why| match why {
        NoClaim::Unknown(_) => anyhow!("{why}; `gainsay search --format ids` lists all ids"),
        why => why.into(),
    })?;
    attempt.out(catalog, |out| {
        for (index, claim) in claims.into_iter().enumerate() {
            if index > 0 && args.format == OutputFormat::Text {
                writeln!(out)?;
            }
            claim.write(out)?;
        }
        Ok(())
    })
}
