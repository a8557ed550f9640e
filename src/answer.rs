//! What `search` and `show` answer, as linear text or JSON: the same on the command line and over
//! the network. Knows no arguments, no files and no terminal.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::claim::Address;
use crate::dataset::{Catalog, Lost, Row};
use crate::page::Page;
use crate::search::Hit;
use crate::text::json;

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
    #[error("no claim has the id {0}")]
    Unknown(Address),
    /// Records of one address differ: where they stand.
    #[error("{0} stands in several places that differ: {1}")]
    Differ(String, String),
    /// Several datasets have it: their addresses.
    #[error("several claims have the id {0}: {1}")]
    Several(String, String),
    /// The claim has no such evidence or denial.
    #[error("the claim {0} has no evidence or denial called {1}")]
    NoItem(String, String),
    /// Its record can't be read any more.
    #[error(transparent)]
    Lost(#[from] Lost),
    /// Its record is no JSON.
    #[error("the record can’t be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

/// A hit as JSON.
#[derive(Serialize)]
struct HitJson<'a> {
    id: String,
    score: i64,
    text: &'a str,
    claim: &'a RawValue,
}

/// Hits that are written some at a time: what they take is what is written at once, however many
/// they are.
#[derive(Debug)]
pub struct Listing {
    hits: Vec<Hit>,
    format: HitFormat,
    at: At,
}

/// What of a listing is written next.
#[derive(Debug, Clone, Copy)]
enum At {
    Begin,
    Hit(usize),
    Over,
}

impl Listing {
    /// Hits of which nothing is written yet.
    #[must_use]
    pub fn new(hits: Vec<Hit>, format: HitFormat) -> Self {
        Self { hits, format, at: At::Begin }
    }

    /// The next so many bytes, or as many more as the last record has; none where that was all.
    ///
    /// # Errors
    /// Where a record can't be read any more.
    pub fn piece(&mut self, catalog: &Catalog, least: usize) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        while out.len() < least {
            self.at = match self.at {
                At::Begin => self.begin(&mut out)?,
                At::Hit(index) => self.hit(&mut out, catalog, index)?,
                At::Over => break,
            };
        }
        Ok(out)
    }

    fn begin(&self, out: &mut Vec<u8>) -> io::Result<At> {
        if self.format == HitFormat::Json {
            write!(out, "[")?;
        }
        Ok(At::Hit(0))
    }

    fn hit(&self, out: &mut Vec<u8>, catalog: &Catalog, index: usize) -> io::Result<At> {
        let Some(hit) = self.hits.get(index) else {
            if self.format == HitFormat::Json {
                writeln!(out, "{}]", if self.hits.is_empty() { "" } else { "\n" })?;
            }
            return Ok(At::Over);
        };
        match self.format {
            HitFormat::Ids => writeln!(out, "{}", crate::text::line(&id(catalog, hit)))?,
            HitFormat::Text => {
                let lead = if index > 0 { "\n" } else { "" };
                let page = Page::of(&catalog.dossier(hit.row).map_err(io::Error::other)?);
                write!(out, "{lead}{}", page.to_text(None).unwrap_or_default())?;
            }
            HitFormat::Ndjson => writeln!(out, "{}", hit_json(catalog, hit)?)?,
            HitFormat::Json => {
                let lead = if index > 0 { ",\n" } else { "\n" };
                write!(out, "{lead}{}", hit_json(catalog, hit)?)?;
            }
        }
        Ok(At::Hit(index + 1))
    }
}

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
        let piece = listing.piece(catalog, 1)?;
        if piece.is_empty() {
            return Ok(());
        }
        out.write_all(&piece)?;
    }
}

/// The claim's bare id where it is clear, else its full address.
fn id(catalog: &Catalog, hit: &Hit) -> String {
    let mut address = catalog.address(hit.row);
    let full = address.clone();
    address.dataset = None;
    if catalog.resolve(&address).len() == 1 { address.to_string() } else { full.to_string() }
}

fn hit_json(catalog: &Catalog, hit: &Hit) -> io::Result<String> {
    let record = catalog.record(hit.row).map_err(io::Error::other)?;
    let claim = catalog.claim(hit.row).map_err(io::Error::other)?;
    let hit = HitJson {
        id: id(catalog, hit),
        score: hit.score,
        text: &claim.text,
        claim: serde_json::from_str(&record)?,
    };
    Ok(json(&serde_json::to_string(&hit)?))
}

/// A claim, or one piece of evidence or one denial of it.
///
/// # Errors
/// [`NoClaim`], where it is not one claim that is meant, or it can't be read.
pub fn claim(catalog: &Catalog, address: &Address, format: ClaimFormat) -> Result<String, NoClaim> {
    let row = find(catalog, address)?;
    match format {
        ClaimFormat::Text => {
            let page = Page::of(&catalog.dossier(row)?);
            page.to_text(address.item.as_deref()).ok_or_else(|| no_item(address))
        }
        ClaimFormat::Json => record(catalog, row, address),
    }
}

fn find(catalog: &Catalog, address: &Address) -> Result<Row, NoClaim> {
    match catalog.resolve(address).as_slice() {
        [row] => Ok(*row),
        [] => Err(NoClaim::Unknown(address.clone())),
        several => {
            let mut names: Vec<String> =
                several.iter().map(|row| catalog.address(*row).to_string()).collect();
            names.dedup();
            if let [one] = names.as_slice() {
                let places: Vec<String> = several.iter().map(|row| place(catalog, *row)).collect();
                return Err(NoClaim::Differ(one.clone(), places.join(", ")));
            }
            Err(NoClaim::Several(address.claim.clone(), names.join(", ")))
        }
    }
}

fn place(catalog: &Catalog, row: Row) -> String {
    let origin = catalog.origin(row);
    format!("{}:{}", origin.file, origin.line)
}

fn no_item(address: &Address) -> NoClaim {
    NoClaim::NoItem(address.claim.clone(), address.item.clone().unwrap_or_default())
}

fn record(catalog: &Catalog, row: Row, address: &Address) -> Result<String, NoClaim> {
    let record = &catalog.record(row)?;
    let Some(item) = &address.item else { return Ok(json(record) + "\n") };
    let record: Value = serde_json::from_str(record)?;
    let lists = ["evidence", "denials"].into_iter().filter_map(|list| record.get(list)?.as_array());
    let is_it = |value: &&Value| value.get("id").and_then(Value::as_str) == Some(item);
    let found = lists.flatten().find(is_it).ok_or_else(|| no_item(address))?;
    Ok(json(&found.to_string()) + "\n")
}
