//! `gainsay show`: a claim as linear text, good for a pipe and a screen reader.

use anyhow::{anyhow, bail};
use clap::{Args, ValueEnum};

use crate::claim::Address;
use crate::config::Config;
use crate::dataset::{Catalog, Row};
use crate::page::Page;

use super::{DatasetArgs, open, print};

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
    /// How to print them: json is the records as they stand, one a line
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(args: &ShowArgs, config: &Config) -> anyhow::Result<u8> {
    let catalog = open(&args.datasets.dataset, config)?;
    let mut texts = Vec::new();
    for id in &args.ids {
        let address = Address::parse(id);
        let row = find(&catalog, &address)?;
        texts.push(match args.format {
            Format::Text => text(&catalog, row, &address)?,
            Format::Json => json(&catalog, row, &address)?,
        });
    }
    print::out(|out| {
        for (index, text) in texts.iter().enumerate() {
            if index > 0 && args.format == Format::Text {
                writeln!(out)?;
            }
            out.write_all(text.as_bytes())?;
        }
        Ok(())
    })
}

fn find(catalog: &Catalog, address: &Address) -> anyhow::Result<Row> {
    match catalog.resolve(address).as_slice() {
        [row] => Ok(*row),
        [] => bail!("no claim has the id {address}; `gainsay search --format ids` lists them"),
        several => {
            let mut names: Vec<String> =
                several.iter().map(|row| catalog.address(*row).to_string()).collect();
            names.dedup();
            if let [one] = names.as_slice() {
                bail!("{one} stands in several files that differ; `gainsay check` names them");
            }
            bail!("several claims have the id {}: {}", address.claim, names.join(", "))
        }
    }
}

fn no_item(address: &Address) -> anyhow::Error {
    let item = address.item.as_deref().unwrap_or_default();
    anyhow!("the claim {} has no evidence or denial called {item}", address.claim)
}

fn text(catalog: &Catalog, row: Row, address: &Address) -> anyhow::Result<String> {
    let page = Page::of(&catalog.dossier(row));
    page.to_text(address.item.as_deref()).ok_or_else(|| no_item(address))
}

fn json(catalog: &Catalog, row: Row, address: &Address) -> anyhow::Result<String> {
    let mut record: serde_json::Value = serde_json::from_str(catalog.record(row))?;
    if let Some(item) = &address.item {
        let lists = ["evidence", "denials"].into_iter().filter_map(|list| record[list].as_array());
        let found = lists.flatten().find(|value| value["id"].as_str() == Some(item)).cloned();
        record = found.ok_or_else(|| no_item(address))?;
    }
    Ok(format!("{record}\n"))
}
