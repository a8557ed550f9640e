//! What `search` and `show` answer, as linear text or JSON: the same on the command line and over
//! the network. Knows no arguments, no files and no terminal.

mod writing;

use std::io::{self, Write};

use hashbrown::HashMap;

use crate::catalog::{Catalog, ReadError, Row};
use crate::claim::Address;
use crate::page::Page;
use crate::search::Hit;
use crate::text::json;

pub use writing::Writing;

/// How hits are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HitFormat {
    /// As `show` does, with an empty line between two.
    Text,
    /// One array.
    Json,
    /// An object a line.
    Ndjson,
    /// An id a line.
    Ids,
}

/// How a claim is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimFormat {
    /// Linear text.
    Text,
    /// The record as it stands, in one line.
    Json,
}

/// Why a claim can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum NoClaim {
    /// There is none of this id.
    #[error("no claim has the id {}", crate::text::line(&.0.to_string()))]
    Unknown(Address),
    /// Several datasets have it: their addresses.
    #[error("several claims have the id {}: {}", crate::text::line(.0), crate::text::line(.1))]
    Several(String, String),
    /// The claim has no such evidence or denial.
    #[error("the claim {} has no evidence or denial with the id {}", crate::text::line(.0), crate::text::line(.1))]
    NoItem(String, String),
    /// Its record can't be read any more.
    #[error(transparent)]
    Lost(#[from] ReadError),
    /// Its record is no JSON.
    #[error("the record can’t be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

/// Hits that are written some at a time: what they take is what is written at once, however many
/// they are.
#[derive(Debug)]
pub struct Listing {
    hits: Vec<Hit>,
    format: HitFormat,
    at: ListingStage,
    /// The hit that is being written.
    open: Option<Writing>,
}

/// What of a listing is written next.
#[derive(Debug, Clone, Copy)]
enum ListingStage {
    Begin,
    Hit(usize),
    Over,
}

impl Listing {
    /// Hits of which nothing is written yet.
    #[must_use]
    pub fn new(hits: Vec<Hit>, format: HitFormat) -> Self {
        Self { hits, format, at: ListingStage::Begin, open: None }
    }

    /// The next so many bytes, or somewhat more; none where that was all.
    ///
    /// # Errors
    /// Where a record can't be read any more.
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

/// The bytes that are written at once.
const PIECE: usize = 16 << 10;

/// Writes hits.
///
/// # Errors
/// Where `out` can't be written to, or a record can't be read any more.
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

/// The claim's bare id where it is clear, else its full address.
fn id(catalog: &Catalog, hit: &Hit) -> String {
    let address = catalog.address(hit.row);
    let is_clear = catalog.is_clear(&address.claim);
    let dataset = address.dataset.filter(|_| !is_clear);
    Address { dataset, ..address }.to_string()
}

/// A hit as JSON, and what follows it.
fn hit_json(catalog: &Catalog, hit: &Hit, end: &'static str) -> io::Result<Writing> {
    let claim = catalog.summary(hit.row).map_err(io::Error::other)?;
    let record = catalog.shared_record(hit.row).map_err(io::Error::other)?;
    let id = serde_json::to_string(&id(catalog, hit))?;
    let text = serde_json::to_string(&claim.text)?;
    let head = format!(r#"{{"id":{id},"score":{},"text":{text},"claim":"#, hit.score);
    Ok(Writing::record(json(&head), record, end))
}

/// A claim, or one piece of evidence or one denial of it, of which nothing is written yet.
///
/// # Errors
/// [`NoClaim`], where it is not one claim that is meant, or it can't be read.
pub fn claim(
    catalog: &Catalog,
    address: &Address,
    format: ClaimFormat,
) -> Result<Writing, NoClaim> {
    ClaimAnswers::new(catalog, format).claim(address)
}

/// Answers to several questions for claims. The items of the last record are kept: reading the
/// record for each of its items would take time that grows with the square of their number.
#[derive(Debug)]
pub struct ClaimAnswers<'c> {
    catalog: &'c Catalog,
    format: ClaimFormat,
    items: Option<(Row, HashMap<String, String>)>,
}

impl<'c> ClaimAnswers<'c> {
    /// Answers about claims of a catalog.
    #[must_use]
    pub fn new(catalog: &'c Catalog, format: ClaimFormat) -> Self {
        Self { catalog, format, items: None }
    }

    /// A claim, or one piece of evidence or one denial of it, of which nothing is written yet.
    ///
    /// # Errors
    /// [`NoClaim`], where it is not one claim that is meant, or it can't be read.
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
                Ok(Writing::words(json(found) + "\n"))
            }
        }
    }

    /// The items of a record, as JSON by their ids.
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
