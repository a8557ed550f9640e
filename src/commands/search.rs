//! The command `search`: lists the claims that a query finds.

use std::io::{self, Write};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::hit_table::HitTable;
use super::selection::{ChosenClaims, FoundClaims, SelectionArgs};
use super::writing::{NextPiece, Writing};
use super::{Answer, AnswerOutput, CommandError};
use crate::catalog::Catalog;
use crate::claim::Address;
use crate::json::one_line;
use crate::page::Page;
use crate::search::{Corpus, Hit};

/// The arguments of `search`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub(crate) struct SearchArgs {
    /// Which claims are listed.
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// How to print them
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: HitFormat,
    /// The columns of the terminal that the output goes to, if it does; a table's lines are cut
    /// there.
    #[arg(skip)]
    pub(crate) width: Option<usize>,
}

/// The formats in which search hits are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum HitFormat {
    /// As `show` prints them
    #[default]
    Text,
    /// One JSON array
    Json,
    /// One JSON object per line
    Ndjson,
    /// One id per line
    Ids,
    /// One claim per line: id, status, counts, text
    Table,
}

/// Lists the claims that were found.
///
/// # Errors
/// Returns an error if nothing was found because of a mistake in the query.
pub(crate) fn search(
    args: &SearchArgs,
    corpus: &Arc<Corpus>,
    found: FoundClaims,
) -> Result<Answer, CommandError> {
    let ChosenClaims { ranking, message, code, .. } = args.selection.choose(found)?;
    let hits: Vec<Hit> = ranking.iter().take(args.selection.most()).collect();
    let mut listing = Listing::new(hits, args.format);
    if args.format == HitFormat::Table {
        listing.table = Some(HitTable::new(corpus.catalog(), &listing.hits, args.width));
    }
    let output = AnswerOutput::Hits(listing, Arc::clone(corpus));
    Ok(Answer { output, message, code })
}

/// Search hits that are written piece by piece. Memory holds all hits, but only the record of the
/// hit that is being written.
#[derive(Debug)]
pub(crate) struct Listing {
    hits: Vec<Hit>,
    format: HitFormat,
    /// The layout of the hits as a table.
    table: Option<HitTable>,
    at: ListingStage,
    /// The hit that is being written.
    open: Option<Writing>,
}

/// The part of a listing that is written next.
#[derive(Debug, Clone, Copy)]
enum ListingStage {
    Begin,
    Hit(usize),
    Over,
}

impl Listing {
    /// Prepares a listing of hits.
    fn new(hits: Vec<Hit>, format: HitFormat) -> Self {
        Self { hits, format, table: None, at: ListingStage::Begin, open: None }
    }

    /// Returns the next piece of about `least` bytes or somewhat more. It is empty at the end.
    ///
    /// # Errors
    /// Returns an error if a record can no longer be read.
    pub(super) fn piece(
        &mut self,
        catalog: &Catalog,
        least: usize,
        next: NextPiece,
    ) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        while out.len() < least {
            if let Some(open) = &mut self.open {
                let piece = next(open, least - out.len());
                if piece.is_empty() {
                    self.open = None;
                }
                out.extend(piece);
                continue;
            }
            self.at = match self.at {
                ListingStage::Begin => self.begin(&mut out)?,
                ListingStage::Hit(index) => self.hit(&mut out, catalog, index)?,
                ListingStage::Over => break,
            };
        }
        Ok(out)
    }

    fn begin(&self, out: &mut Vec<u8>) -> io::Result<ListingStage> {
        if self.format == HitFormat::Json {
            write!(out, "[")?;
        }
        Ok(ListingStage::Hit(0))
    }

    fn hit(
        &mut self,
        out: &mut Vec<u8>,
        catalog: &Catalog,
        index: usize,
    ) -> io::Result<ListingStage> {
        let Some(hit) = self.hits.get(index) else {
            if self.format == HitFormat::Json {
                writeln!(out, "{}]", if self.hits.is_empty() { "" } else { "\n" })?;
            }
            return Ok(ListingStage::Over);
        };
        if let Some(table) = &self.table {
            writeln!(out, "{}", table.line(catalog, hit)?)?;
            return Ok(ListingStage::Hit(index + 1));
        }
        let lead = match self.format {
            HitFormat::Ids => {
                writeln!(out, "{}", crate::text::line(&id(catalog, hit)))?;
                return Ok(ListingStage::Hit(index + 1));
            }
            HitFormat::Text if index > 0 => "\n",
            HitFormat::Json if index > 0 => ",\n",
            HitFormat::Json => "\n",
            HitFormat::Text | HitFormat::Ndjson | HitFormat::Table => "",
        };
        out.extend_from_slice(lead.as_bytes());
        self.open = Some(match self.format {
            HitFormat::Text => {
                let dossier = catalog.dossier(hit.row).map_err(io::Error::other)?;
                Writing::text(Page::shared(&dossier), None)
            }
            format => {
                let end = if format == HitFormat::Ndjson { "}\n" } else { "}" };
                hit_json(catalog, hit, end)?
            }
        });
        Ok(ListingStage::Hit(index + 1))
    }
}

/// Returns the claim's bare id if it is unambiguous, or else its full address.
pub(super) fn id(catalog: &Catalog, hit: &Hit) -> String {
    let address = catalog.address(hit.row);
    let is_clear = catalog.is_clear(&address.claim);
    let dataset = address.dataset.filter(|_| !is_clear);
    Address { dataset, ..address }.to_string()
}

/// Returns a hit as JSON, followed by `end`.
fn hit_json(catalog: &Catalog, hit: &Hit, end: &'static str) -> io::Result<Writing> {
    let claim = catalog.summary(hit.row).map_err(io::Error::other)?;
    let record = catalog.shared_record(hit.row).map_err(io::Error::other)?;
    let id = serde_json::to_string(&id(catalog, hit))?;
    let text = serde_json::to_string(&claim.text)?;
    let head = format!(r#"{{"id":{id},"score":{},"text":{text},"claim":"#, hit.score);
    Ok(Writing::record(one_line(&head), record, end))
}
