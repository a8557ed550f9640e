//! What of a catalog goes out: a selection of claims, written as files that others work with.
//! In Markdown, HTML and CSV foreign texts stand in display form; JSON keeps them as they are
//! and escapes what acts unseen. Knows no arguments, no files and no terminal.

mod about;
mod anchors;
mod dataset_writer;
mod dossier_writer;
mod html;
mod json_ld;
mod markdown;
mod needed;
mod omissions;
mod packed;
mod selection;
mod sources;
mod table;
#[cfg(test)]
mod testing;

use std::fmt::Debug;
use std::io;
use std::path::Path;

use crate::catalog::{Catalog, ReadError, Row};

pub use about::ExportRequest;
pub use packed::PackedFile;
pub use selection::NotOne;

use dataset_writer::{Gainsay, JsonDocument, NdjsonLines};
use dossier_writer::DossierWriter;
use json_ld::JsonLd;
use omissions::Omissions;
use selection::Selection;
use table::{ClaimRows, ExportTable, ItemRows};

/// What a selection of claims is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// A dataset as one JSON document.
    Json,
    /// A dataset, a record a line.
    Ndjson,
    /// A feed of schema.org: ClaimReview as JSON-LD.
    JsonLd,
    /// A dossier in Markdown (`CommonMark` with footnotes).
    Markdown,
    /// A table with a row a claim.
    Csv,
    /// A table with a row for each making, piece of evidence, denial and verdict.
    CsvItems,
    /// A dossier as one HTML page that needs nothing beside it.
    Html,
}

impl To {
    /// Everything that a selection can be written as.
    pub const ALL: [Self; 7] = [
        Self::Json,
        Self::Ndjson,
        Self::JsonLd,
        Self::Markdown,
        Self::Csv,
        Self::CsvItems,
        Self::Html,
    ];

    /// The word that means it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::JsonLd => "jsonld",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::CsvItems => "csv-items",
            Self::Html => "html",
        }
    }

    /// How the names of its files end, without the dot.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::JsonLd => "jsonld",
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::CsvItems => "items.csv",
            Self::Html => "html",
        }
    }

    /// Other words that mean it.
    #[must_use]
    pub fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::JsonLd => &["json-ld", "claimreview"],
            Self::Markdown => &["md"],
            _ => &[],
        }
    }

    /// What a word means: a name, or an alias.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let means = |to: &Self| to.name() == name || to.aliases().contains(&name);
        Self::ALL.into_iter().find(means)
    }

    /// What a file of this name is meant to be, by its ending; packed or not.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        let name = Path::new(packed::unpacked(name));
        let ending = name.extension()?.to_str()?;
        let within = name.file_stem().and_then(|stem| Path::new(stem).extension());
        match ending.to_ascii_lowercase().as_str() {
            "jsonl" => Some(Self::Ndjson),
            "htm" => Some(Self::Html),
            "csv" if within.is_some_and(|within| within.eq_ignore_ascii_case("items")) => {
                Some(Self::CsvItems)
            }
            ending => Self::ALL.into_iter().find(|to| to.ending() == ending),
        }
    }
}

/// Writes a selection in steps.
trait Steps: Debug + Send {
    /// Writes what is next; false where that was all. A record that can't be written is one of the
    /// omissions.
    fn step(
        &mut self,
        out: &mut Vec<u8>,
        catalog: &Catalog,
        omissions: &mut Omissions,
    ) -> io::Result<bool>;
}

/// A selection that is written a piece at a time: memory is what is written at once, and a few
/// bytes for each claim and source, however many claims.
#[derive(Debug)]
pub struct Export {
    steps: Box<dyn Steps>,
    over: bool,
    /// How many claims are to be written.
    claims: usize,
    omissions: Omissions,
}

impl Export {
    /// The claims of `rows`, in this order, of which nothing is written yet.
    ///
    /// # Errors
    /// [`NotOne`], where the claims are not of one dataset and what is to be written is one.
    pub fn new(catalog: &Catalog, rows: Vec<Row>, to: To) -> Result<Self, NotOne> {
        Self::asked(catalog, rows, to, ExportRequest::default())
    }

    /// The same where dossiers are to tell what was asked for.
    ///
    /// # Errors
    /// [`NotOne`], where the claims are not of one dataset and what is to be written is one.
    pub fn asked(
        catalog: &Catalog,
        rows: Vec<Row>,
        to: To,
        asked: ExportRequest,
    ) -> Result<Self, NotOne> {
        let selection = Selection::new(catalog, rows, asked);
        let claims = selection.rows.len();
        let steps: Box<dyn Steps> = match to {
            To::Json => Box::new(Gainsay::new(catalog, selection, JsonDocument::default())?),
            To::Ndjson => Box::new(Gainsay::new(catalog, selection, NdjsonLines)?),
            To::JsonLd => Box::new(Gainsay::new(catalog, selection, JsonLd::default())?),
            To::Markdown => Box::new(DossierWriter::new(selection, markdown::Markdown::default())),
            To::Csv => Box::new(ExportTable::new(selection, ClaimRows)),
            To::CsvItems => Box::new(ExportTable::new(selection, ItemRows)),
            To::Html => Box::new(DossierWriter::new(selection, html::Html::default())),
        };
        Ok(Self { steps, over: false, claims, omissions: Omissions::default() })
    }

    /// The next so many bytes, or as many more as the last record has; none where that was all.
    /// The catalog is the one that the export was made of. A record that can't be written is left
    /// out: see [`Export::notes`].
    ///
    /// # Errors
    /// Where the files have changed since they were opened, or no claim can be written; the message
    /// names a record.
    pub fn piece(&mut self, catalog: &Catalog, least: usize) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        while !self.over && out.len() < least.max(1) {
            self.over = !self.steps.step(&mut out, catalog, &mut self.omissions)?;
        }
        // Text of a claim that is referred to may have been read from a file that has changed.
        if self.over && catalog.is_outdated() {
            return Err(io::Error::other(ReadError::Changed));
        }
        if self.over && self.claims > 0 && self.omissions.claims() == self.claims {
            return Err(io::Error::other(self.notes().join("; ")));
        }
        Ok(out)
    }

    /// A line for each record so far that was not written, or not as it stands: its address, and
    /// why.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.omissions.lines()
    }

    /// How many records so far were not written, and how many of these are claims.
    #[must_use]
    pub fn omitted(&self) -> (usize, usize) {
        (self.omissions.omitted(), self.omissions.claims())
    }
}

/// A record that is to be written and can't be read any more.
#[derive(Debug, thiserror::Error)]
#[error("{record}: {why}")]
struct Unwritable {
    record: String,
    why: ReadError,
}

/// Why the record of this kind and name can't be written.
fn unwritable(record: String) -> impl FnOnce(ReadError) -> io::Error {
    move |why| io::Error::other(Unwritable { record, why })
}

/// Why this claim can't be written.
fn lost(catalog: &Catalog, row: Row) -> impl FnOnce(ReadError) -> io::Error {
    unwritable(catalog.address(row).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_endings_lead_back() {
        for to in To::ALL {
            assert_eq!(To::from_name(to.name()), Some(to));
            let read = To::of_file(&format!("a.b.{}", to.ending()));
            assert_eq!(read, Some(to));
        }
        assert_eq!(To::from_name("md"), Some(To::Markdown));
        assert_eq!(To::of_file("claims.JSONL"), Some(To::Ndjson));
        assert_eq!(To::of_file("claims.htm"), Some(To::Html));
        assert_eq!(To::of_file("claims.md.gz"), Some(To::Markdown));
        assert_eq!(To::of_file("claims.Items.csv.ZST"), Some(To::CsvItems));
        assert_eq!(To::of_file("items.csv"), Some(To::Csv));
        assert_eq!(To::of_file("json"), None);
        assert_eq!(To::of_file(".md"), None, "a hidden file without a name");
        assert_eq!(To::of_file("claims.pdf"), None);
    }
}
