//! `gainsay search`: the explorer's search, for pipes and scripts.

use std::io::{self, Write};
use std::sync::Arc;

use anyhow::bail;
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::config::Config;
use crate::dataset::{Cache, Catalog};
use crate::page::Page;
use crate::search::{Corpus, Hit, Query, Request, advice, rank_first};

use super::{DatasetArgs, Order, exit, open, print};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  gainsay search inbox
  gainsay search \"'private messages\" no:denial
  gainsay search denied-by:meta scope:blanket --format ids
  gainsay search --sort date topic:privacy --format ndjson | jq .text

A query is written as in the explorer; `?` there explains it all.
Exit code: 0 found, 1 nothing found, 2 bad input.")]
pub(super) struct SearchArgs {
    #[command(flatten)]
    datasets: DatasetArgs,
    /// Print so many claims at most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print the loose matches too
    #[arg(long)]
    loose: bool,
    /// The order
    #[arg(long, value_enum, default_value_t = Order::Rank)]
    sort: Order,
    /// How to print them: text as `show` does, json as one array, ndjson one object a
    /// line, ids one a line
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The query; its words may be given one by one. Before a word that begins with - write --
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Ndjson,
    Ids,
}

/// A hit as JSON.
#[derive(Serialize)]
struct HitJson<'a> {
    id: String,
    score: i64,
    text: &'a str,
    claim: &'a RawValue,
}

pub(super) fn run(args: &SearchArgs, config: &Config, cache: &Cache) -> anyhow::Result<u8> {
    let words = args.query.join(" ");
    let query = Query::parse(&words);
    if let Some(fault) = query.faults.first() {
        bail!("{fault}");
    }
    let corpus = Arc::new(Corpus::new(open(&args.datasets.dataset, config, cache)?));
    let catalog = corpus.catalog();
    let request = Request { query, sort: args.sort.into(), loose: args.loose };
    // Nobody cancels a search on the command line.
    let limit = args.limit.unwrap_or(usize::MAX);
    let ranking = rank_first(&corpus, &request, limit.max(1), &|| false).unwrap_or_default();
    let hits: Vec<Hit> = ranking.iter().take(limit).collect();
    if ranking.loose_shown && !args.loose && !hits.is_empty() {
        print::say("no close match; these are loose ones");
    }
    if let (true, Some(advice)) = (ranking.listed == 0, advice(&words)) {
        print::say(&advice);
    }
    print::out(|out| write(out, catalog, &hits, args.format))?;
    Ok(if ranking.listed == 0 { exit::NOTHING } else { 0 })
}

fn write(out: &mut dyn Write, catalog: &Catalog, hits: &[Hit], format: Format) -> io::Result<()> {
    if format == Format::Json {
        write!(out, "[")?;
    }
    for (index, hit) in hits.iter().enumerate() {
        match format {
            Format::Ids => writeln!(out, "{}", crate::text::line(&id(catalog, hit)))?,
            Format::Text => {
                let lead = if index > 0 { "\n" } else { "" };
                let page = Page::of(&catalog.dossier(hit.row).map_err(io::Error::other)?);
                write!(out, "{lead}{}", page.to_text(None).unwrap_or_default())?;
            }
            Format::Ndjson => writeln!(out, "{}", json(catalog, hit)?)?,
            Format::Json => {
                let lead = if index > 0 { ",\n" } else { "\n" };
                write!(out, "{lead}{}", json(catalog, hit)?)?;
            }
        }
    }
    if format == Format::Json {
        writeln!(out, "{}]", if hits.is_empty() { "" } else { "\n" })?;
    }
    Ok(())
}

/// The claim's bare id where it is clear, else its full address.
fn id(catalog: &Catalog, hit: &Hit) -> String {
    let mut address = catalog.address(hit.row);
    let full = address.clone();
    address.dataset = None;
    if catalog.resolve(&address).len() == 1 { address.to_string() } else { full.to_string() }
}

fn json(catalog: &Catalog, hit: &Hit) -> io::Result<String> {
    let record = catalog.record(hit.row).map_err(io::Error::other)?;
    let claim = catalog.claim(hit.row).map_err(io::Error::other)?;
    let hit = HitJson {
        id: id(catalog, hit),
        score: hit.score,
        text: &claim.text,
        claim: serde_json::from_str(&record)?,
    };
    Ok(print::json(&serde_json::to_string(&hit)?))
}
