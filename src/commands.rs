//! Implements the commands `search` and `show` for the command line and for SSH: their results as
//! linear text or JSON. The module must not know arguments, files on disk or terminals.

mod writing;

use std::io::{self, Write};

use hashbrown::HashMap;

use crate::catalog::{Catalog, ReadError, Row};
use crate::claim::Address;
use crate::json::one_line;
use crate::page::Page;
use crate::search::Hit;

pub use writing::Writing;

/// The formats in which search hits are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HitFormat {
    /// Each claim as `show` prints it, with an empty line between two claims.
    Text,
    /// One JSON array of all hits.
    Json,
    /// One JSON object on each line.
    Ndjson,
    /// One claim id on each line.
    Ids,
}

/// The formats in which a claim is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimFormat {
    /// The claim as linear text.
    Text,
    /// The record unchanged, in one line.
    Json,
}

/// The reason why a claim can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum NoClaim {
    /// No claim has this id.
    #[error("no claim has the id {}", crate::text::line(&.0.to_string()))]
    Unknown(Address),
    /// Claims of several datasets have this id; their addresses follow.
    #[error("several claims have the id {}: {}", crate::text::line(.0), crate::text::line(.1))]
    Several(String, String),
    /// The claim has no such evidence or denial.
    #[error("the claim {} has no evidence or denial with the id {}", crate::text::line(.0), crate::text::line(.1))]
    NoItem(String, String),
    /// The record can no longer be read.
    #[error(transparent)]
    Lost(#[from] ReadError),
    /// The record is not valid JSON.
    #[error("the record can’t be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

/// Search hits that are written piece by piece. Memory holds only the current piece, however
/// many hits there are.
#[derive(Debug)]
pub struct Listing {
    hits: Vec<Hit>,
    format: HitFormat,
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
    #[must_use]
    pub fn new(hits: Vec<Hit>, format: HitFormat) -> Self {
        Self { hits, format, at: ListingStage::Begin, open: None }
    }

    /// Returns the next piece of about `least` bytes or somewhat more. It is empty at the end.
    ///
    /// # Errors
    /// Returns an error if a record can no longer be read.
    pub fn piece(&mut self, catalog: &Catalog, least: usize) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        while out.len() < least {
            if let Some(open) = &mut self.open {
                let piece = open.piece(least - out.len());
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
        let lead = match self.format {
            HitFormat::Ids => {
                writeln!(out, "{}", crate::text::line(&id(catalog, hit)))?;
                return Ok(ListingStage::Hit(index + 1));
            }
            HitFormat::Text if index > 0 => "\n",
            HitFormat::Json if index > 0 => ",\n",
            HitFormat::Json => "\n",
            HitFormat::Text | HitFormat::Ndjson => "",
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

/// How many bytes are written at once.
const PIECE: usize = 16 << 10;

/// Writes all hits.
///
/// # Errors
/// Returns an error if `out` fails or if a record can no longer be read.
pub fn hits(
    out: &mut dyn Write,
    catalog: &Catalog,
    hits: &[Hit],
    format: HitFormat,
) -> io::Result<()> {
    let mut listing = Listing::new(hits.to_vec(), format);
    loop {
        let piece = listing.piece(catalog, PIECE)?;
        if piece.is_empty() {
            return Ok(());
        }
        out.write_all(&piece)?;
    }
}

/// Returns the claim's bare id if it is unambiguous, or else its full address.
fn id(catalog: &Catalog, hit: &Hit) -> String {
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

/// Finds a claim, or one piece of evidence or denial of it, and prepares its output.
///
/// # Errors
/// Returns [`NoClaim`] if the address doesn't mean exactly one claim, or if the claim can't be
/// read.
pub fn claim(
    catalog: &Catalog,
    address: &Address,
    format: ClaimFormat,
) -> Result<Writing, NoClaim> {
    ClaimAnswers::new(catalog, format).claim(address)
}

/// Answers several requests for claims. It keeps the items of the last record: parsing the record
/// again for each of its items would take time that grows with the square of their number.
#[derive(Debug)]
pub struct ClaimAnswers<'c> {
    catalog: &'c Catalog,
    format: ClaimFormat,
    items: Option<(Row, HashMap<String, String>)>,
}

impl<'c> ClaimAnswers<'c> {
    /// Prepares answers about the claims of a catalog.
    #[must_use]
    pub fn new(catalog: &'c Catalog, format: ClaimFormat) -> Self {
        Self { catalog, format, items: None }
    }

    /// Finds a claim, or one piece of evidence or denial of it, and prepares its output.
    ///
    /// # Errors
    /// Returns [`NoClaim`] if the address doesn't mean exactly one claim, or if the claim can't be
    /// read.
    pub fn claim(&mut self, address: &Address) -> Result<Writing, NoClaim> {
        let row = find(self.catalog, address)?;
        match (self.format, &address.item) {
            (ClaimFormat::Text, item) => {
                let page = Page::shared(&self.catalog.dossier(row)?);
                if item.as_ref().is_some_and(|item| !page.has_item(item)) {
                    return Err(no_item(address));
                }
                Ok(Writing::text(page, item.clone()))
            }
            (ClaimFormat::Json, None) => {
                Ok(Writing::record(String::new(), self.catalog.shared_record(row)?, "\n"))
            }
            (ClaimFormat::Json, Some(item)) => {
                let found = self.items(row)?.get(item).ok_or_else(|| no_item(address))?;
                Ok(Writing::words(one_line(found) + "\n"))
            }
        }
    }

    /// Returns the items of a record as JSON, by their ids.
    fn items(&mut self, row: Row) -> Result<&HashMap<String, String>, NoClaim> {
        let items = match self.items.take() {
            Some((last, items)) if last == row => items,
            _ => writing::items(&self.catalog.shared_record(row)?)?,
        };
        Ok(&self.items.insert((row, items)).1)
    }
}

fn find(catalog: &Catalog, address: &Address) -> Result<Row, NoClaim> {
    match catalog.resolve(address).as_slice() {
        [row] => Ok(*row),
        [] => Err(NoClaim::Unknown(address.clone())),
        several => {
            let names = several.iter().map(|row| catalog.address(*row).to_string());
            let names: Vec<String> = names.collect();
            Err(NoClaim::Several(address.claim.clone(), names.join(", ")))
        }
    }
}

fn no_item(address: &Address) -> NoClaim {
    NoClaim::NoItem(address.claim.clone(), address.item.clone().unwrap_or_default())
}
