//! The command `gainsay search`: the explorer's search, for pipes and scripts.

use std::sync::Arc;

use anyhow::bail;
use clap::{Args, ValueEnum};

use crate::catalog::Catalog;
use crate::claim::Address;
use crate::commands::{self, HitFormat};
use crate::config::{self, Config};
use crate::input::Cache;
use crate::marks::{Folder, NotKept};
use crate::search::{Corpus, Hit, Marked, Query, SearchRequest, advice, rank_first};

use super::attempt::{self, Attempt};
use super::{DatasetArgs, ListOrder, exit, print};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  gainsay search inbox
  gainsay search \"'private messages\" no:denial
  gainsay search denied-by:meta scope:blanket --format ids
  gainsay search --sort date topic:privacy --format ndjson | jq .text

Queries are written as in the explorer; press `?` there for help.
Exit code: 0 found, 1 nothing found, 2 bad input.")]
pub(super) struct SearchArgs {
    #[command(flatten)]
    datasets: DatasetArgs,
    /// Print at most this many claims
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Also print loose matches
    #[arg(long)]
    loose: bool,
    /// The order of the claims
    #[arg(long, value_enum, default_value_t = ListOrder::Rank)]
    sort: ListOrder,
    /// How to print them: text as `show` does, json as one array, ndjson as one object per
    /// line, ids as one id per line
    #[arg(long, value_enum, default_value_t = SearchFormat::Text)]
    format: SearchFormat,
    /// The query, as one or several arguments. Write -- before a word that begins with -
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SearchFormat {
    Text,
    Json,
    Ndjson,
    Ids,
}

pub(super) fn run(args: &SearchArgs, config: &Config, cache: &Cache) -> anyhow::Result<u8> {
    let words = args.query.join(" ");
    let query = Query::parse(&words);
    if let Some(fault) = query.faults.first() {
        bail!("{fault}");
    }
    attempt::check_standard_output(&args.datasets.dataset, config)?;
    attempt::run(&args.datasets.dataset, config, cache, |corpus, attempt| {
        search(args, query.clone(), corpus, attempt)
    })
}

fn search(
    args: &SearchArgs,
    query: Query,
    corpus: &Arc<Corpus>,
    attempt: &Attempt,
) -> anyhow::Result<u8> {
    let words = args.query.join(" ");
    let catalog = corpus.catalog();
    let UserQuery { query, misses_marks } = UserQuery::by_user(query, catalog)?;
    let request = SearchRequest { query, sort: args.sort.into(), loose: args.loose };
    // A search on the command line can't be cancelled.
    let limit = args.limit.unwrap_or(usize::MAX);
    let ranking = rank_first(corpus, &request, limit.max(1), &|| false).unwrap_or_default();
    let hits: Vec<Hit> = ranking.iter().take(limit).collect();
    if ranking.loose_shown && !args.loose && !hits.is_empty() {
        print::say("no close match; showing loose matches");
    }
    if ranking.listed == 0 && misses_marks {
        print::say(NO_MARKS);
    } else if let (true, Some(advice)) = (ranking.listed == 0, advice(&words)) {
        print::say(&advice);
    }
    attempt.out(catalog, |out| commands::hits(out, catalog, &hits, args.format.into()))?;
    Ok(if ranking.listed == 0 { exit::NOTHING } else { 0 })
}

/// The message if nothing is found because nothing is marked.
pub(super) const NO_MARKS: &str = "no claims are marked; in the explorer, Space marks a claim";

/// A query with the marks of the user who asks it.
pub(super) struct UserQuery {
    /// The query with the user’s marks.
    pub(super) query: Query,
    /// Whether the query asks for marks and there are none.
    pub(super) misses_marks: bool,
}

impl UserQuery {
    pub(super) fn by_user(query: Query, catalog: &Catalog) -> Result<Self, NotKept> {
        if !query.asks_marks() {
            return Ok(Self { query, misses_marks: false });
        }
        let marked = marked(catalog)?;
        let misses_marks = marked.rows(catalog).is_empty();
        Ok(Self { query: query.with_marks(&marked), misses_marks })
    }
}

/// Returns the user's marks in the datasets.
fn marked(catalog: &Catalog) -> Result<Marked, NotKept> {
    let Some(folder) = config::marks_folder().map(Folder::new) else {
        return Ok(Marked::default());
    };
    let mut marked = Vec::new();
    for dataset in catalog.datasets() {
        let id = &dataset.heading.info.id;
        marked.extend(folder.read(id)?.iter().map(|claim| Address::of_claim(id, claim)));
    }
    Ok(marked.into_iter().collect())
}

impl From<SearchFormat> for HitFormat {
    fn from(format: SearchFormat) -> Self {
        match format {
            SearchFormat::Text => Self::Text,
            SearchFormat::Json => Self::Json,
            SearchFormat::Ndjson => Self::Ndjson,
            SearchFormat::Ids => Self::Ids,
        }
    }
}
