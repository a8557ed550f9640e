//! The command `gainsay export`: writes claims as files that others can work with.

use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::catalog::{Catalog, Row};
use crate::config::Config;
use crate::export::{self, Export, PackedFile, To};
use crate::input::Cache;
use crate::search::{Corpus, Query, SearchRequest, Sort, advice, rank_first};

use super::attempt::{self, Attempt};
use super::search::{NO_MARKS, UserQuery};
use super::{DatasetArgs, ListOrder, exit, inputs, print, written};

/// The bytes that are written at a time.
const CHUNK: usize = 1 << 18;

/// Returns the names of the formats, including the short ones.
fn formats() -> impl Iterator<Item = PossibleValue> {
    To::ALL.into_iter().map(|to| PossibleValue::new(to.name()).aliases(to.aliases()))
}

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
pub(super) struct ExportArgs {
    #[command(flatten)]
    datasets: DatasetArgs,
    /// The format [default: by the extension of OUT]
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(formats()))]
    to: Option<String>,
    /// Write to this file, compressed if its name ends in .gz or .zst [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Write at most this many claims
    #[arg(long, value_name = "N")]
    limit: Option<NonZero<usize>>,
    /// Also write loose matches
    #[arg(long)]
    loose: bool,
    /// The order of the claims
    #[arg(long, value_enum, default_value_t = ListOrder::Rank)]
    sort: ListOrder,
    /// The query, as one or several arguments. Write -- before a word that begins with -
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

pub(super) fn run(args: &ExportArgs, config: &Config, cache: &Cache) -> anyhow::Result<u8> {
    let to = args.to()?;
    let words = args.query.join(" ");
    let query = Query::parse(&words);
    if let Some(fault) = query.faults.first() {
        bail!("{fault}");
    }
    attempt::run(&args.datasets.dataset, config, cache, |corpus, attempt| {
        export(args, config, query.clone(), (corpus, attempt), to)
    })
}

fn export(
    args: &ExportArgs,
    config: &Config,
    query: Query,
    (corpus, attempt): (&Arc<Corpus>, &Attempt),
    to: To,
) -> anyhow::Result<u8> {
    let words = args.query.join(" ");
    let UserQuery { query, misses_marks } = UserQuery::by_user(query, corpus.catalog())?;
    let request = SearchRequest { query, sort: args.sort.into(), loose: args.loose };
    let limit = args.limit.map_or(usize::MAX, NonZero::get);
    // An export on the command line can be cancelled only with a signal.
    let ranking = rank_first(corpus, &request, limit, &|| false).unwrap_or_default();
    let rows: Vec<Row> = ranking.iter().take(limit).map(|hit| hit.row).collect();
    if rows.is_empty() {
        let nothing = || "no claim found; nothing written".to_owned();
        let advised = if misses_marks { Some(NO_MARKS.to_owned()) } else { advice(&words) };
        print::say(&advised.unwrap_or_else(nothing));
        return Ok(exit::NOTHING);
    }
    if ranking.loose_shown && !args.loose {
        print::say("no close match; showing loose matches");
    }
    let catalog = corpus.catalog();
    let inputs = inputs(&args.datasets.dataset, config);
    written::check_output(args.output(), &written::read_files(&inputs, config))?;
    let order = (request.sort != Sort::Rank).then(|| request.sort.to_string());
    let asked = export::ExportRequest { query: words, order, found: ranking.listed };
    write(Export::asked(catalog, rows, to, asked)?, (catalog, attempt), args.output())
}

/// Writes an export to a file or to standard output.
fn write(
    mut export: Export,
    (catalog, attempt): (&Catalog, &Attempt),
    path: Option<&Path>,
) -> anyhow::Result<u8> {
    let mut write = |out: &mut dyn io::Write| loop {
        match export.piece(catalog, CHUNK)? {
            piece if piece.is_empty() => return Ok(()),
            piece => out.write_all(&piece)?,
        }
    };
    match path {
        None => _ = attempt.out(catalog, write)?,
        Some(path) => {
            // Output to a pipe or a device can't be taken back.
            if path.metadata().is_ok_and(|there| !there.is_file()) {
                attempt.begin();
            }
            written::whole(path, |out| {
                let mut out = PackedFile::new(path, out)?;
                write(&mut out)?;
                out.finish().map(|_| ())
            })?;
        }
    }
    export.notes().iter().for_each(|note| print::say(note));
    Ok(if export.omitted().0 > 0 { exit::INCOMPLETE } else { 0 })
}

impl ExportArgs {
    fn output(&self) -> Option<&Path> {
        written::named(self.output.as_ref())
    }

    /// Returns the format that is named, or that the file name's ending means.
    fn to(&self) -> anyhow::Result<To> {
        if let Some(name) = &self.to {
            return To::from_name(name).context("no such format");
        }
        let name = self.output().unwrap_or(Path::new("")).to_string_lossy();
        To::of_file(&name).with_context(|| {
            let names = To::ALL.map(To::name).join(", ");
            format!("choose a format: --to FORMAT, one of {names}")
        })
    }
}
