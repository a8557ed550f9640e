//! `gainsay show`: a claim as linear text, good for a pipe and a screen reader.

use anyhow::{anyhow, bail};
use clap::Args;
use serde_json::Value;

use crate::claim::Address;
use crate::config::Config;
use crate::dataset::{Cache, Catalog, Row};
use crate::page::Page;

use super::{DatasetArgs, Format, open, print};

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

pub(super) fn run(args: &ShowArgs, config: &Config, cache: &Cache) -> anyhow::Result<u8> {
    let catalog = open(&args.datasets.dataset, config, cache)?;
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
                let places: Vec<String> = several.iter().map(|row| place(catalog, *row)).collect();
                bail!("{one} stands in several places that differ: {}", places.join(", "));
            }
            bail!("several claims have the id {}: {}", address.claim, names.join(", "))
        }
    }
}

fn place(catalog: &Catalog, row: Row) -> String {
    let origin = catalog.origin(row);
    format!("{}:{}", origin.file, origin.line)
}

fn no_item(address: &Address) -> anyhow::Error {
    let item = address.item.as_deref().unwrap_or_default();
    anyhow!("the claim {} has no evidence or denial called {item}", address.claim)
}

fn text(catalog: &Catalog, row: Row, address: &Address) -> anyhow::Result<String> {
    let page = Page::of(&catalog.dossier(row)?);
    page.to_text(address.item.as_deref()).ok_or_else(|| no_item(address))
}

fn json(catalog: &Catalog, row: Row, address: &Address) -> anyhow::Result<String> {
    let record = &catalog.record(row)?;
    let Some(item) = &address.item else { return Ok(print::json(record) + "\n") };
    let record: Value = serde_json::from_str(record)?;
    let lists = ["evidence", "denials"].into_iter().filter_map(|list| record.get(list)?.as_array());
    let is_it = |value: &&Value| value.get("id").and_then(Value::as_str) == Some(item);
    let found = lists.flatten().find(is_it).ok_or_else(|| no_item(address))?;
    Ok(print::json(&found.to_string()) + "\n")
}
