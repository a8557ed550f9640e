//! Writes a selection of claims as files for other programs and people. In Markdown, HTML and CSV,
//! foreign text is made display-safe; JSON keeps it unchanged and escapes invisible control
//! characters. The module must not know arguments, files on disk or terminals.

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

use clap::ValueEnum;

use crate::catalog::{Catalog, ReadError, Row};

pub(crate) use packed::PackedFile;
pub(crate) use selection::ExportRequest;
pub use selection::NotOne;

use dataset_writer::{Gainsay, JsonDocument, NdjsonLines};
use dossier_writer::DossierWriter;
use json_ld::JsonLd;
use omissions::Omissions;
use selection::Selection;
use table::{CLAIM_ROWS, ExportTable, ITEM_ROWS};

/// The formats in which a selection of claims can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum To {
    /// A dataset as one JSON document
    Json,
    /// A dataset with one record on each line
    Ndjson,
    /// A feed of schema.org: ClaimReview records as JSON-LD
    #[value(name = "jsonld", aliases = ["json-ld", "claimreview"])]
    JsonLd,
    /// A dossier in Markdown with footnotes
    #[value(alias = "md")]
    Markdown,
    /// A table with one row for each claim
    Csv,
    /// A table with a row for each making, piece of evidence, denial and verdict
    CsvItems,
    /// A dossier as a single HTML page without external files
    Html,
}

impl To {
    /// Returns the file name extension of the format, without the leading dot.
    pub(crate) fn ending(self) -> &'static str {
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

    /// Returns whether the format is a table.
    pub(crate) fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::CsvItems)
    }

    /// Returns the format that a file name's extension stands for, compressed or not.
    pub(crate) fn of_file(name: &str) -> Option<Self> {
        let name = Path::new(packed::unpacked(name));
        let ending = name.extension()?.to_str()?;
        let within = name.file_stem().and_then(|stem| Path::new(stem).extension());
        match ending.to_ascii_lowercase().as_str() {
            "jsonl" => Some(Self::Ndjson),
            "htm" => Some(Self::Html),
            "csv" if within.is_some_and(|within| within.eq_ignore_ascii_case("items")) => {
                Some(Self::CsvItems)
            }
            ending => Self::value_variants().iter().find(|to| to.ending() == ending).copied(),
        }
    }
}

/// A writer that produces a selection in steps.
trait Steps: Debug + Send {
    /// Writes the next part, and returns `false` after the last. A record that can't be written
    /// is added to `omissions`.
    fn step(
        &mut self,
        out: &mut Vec<u8>,
        catalog: &Catalog,
        omissions: &mut Omissions,
    ) -> io::Result<bool>;
}

/// A selection that is written piece by piece. Memory holds the current piece, and a few bytes for
/// each claim and source.
///
/// ```
/// use gainsay::catalog;
/// use gainsay::export::{Export, To};
/// use gainsay::input::{Cache, Input};
///
/// let catalog = catalog::open(&[Input::built_in()], &Cache::default())?;
/// let mut export = Export::new(&catalog, catalog.rows().take(2).collect(), To::Markdown)?;
/// let mut text = Vec::new();
/// loop {
///     let piece = export.piece(&catalog, 1 << 16)?;
///     if piece.is_empty() {
///         break;
///     }
///     text.extend(piece);
/// }
/// assert!(String::from_utf8(text)?.starts_with("# "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Export {
    steps: Box<dyn Steps>,
    over: bool,
    claims: usize,
    omissions: Omissions,
}

impl Export {
    /// Prepares an export of the claims of `rows`, in this order.
    ///
    /// # Errors
    /// Returns [`NotOne`] if the format is a dataset and the claims belong to several.
    pub fn new(catalog: &Catalog, rows: Vec<Row>, to: To) -> Result<Self, NotOne> {
        Self::asked(catalog, rows, to, ExportRequest::default())
    }

    /// Prepares an export like [`new`](Self::new), with the request that dossiers state.
    ///
    /// # Errors
    /// Returns [`NotOne`] if the format is a dataset and the claims belong to several.
    pub(crate) fn asked(
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
            To::Csv => Box::new(ExportTable::new(selection, &CLAIM_ROWS)),
            To::CsvItems => Box::new(ExportTable::new(selection, &ITEM_ROWS)),
            To::Html => Box::new(DossierWriter::new(selection, html::Html::default())),
        };
        Ok(Self { steps, over: false, claims, omissions: Omissions::default() })
    }

    /// Returns the next piece of at least `least` bytes, or more if the last record is longer. The
    /// piece is empty at the end. `catalog` must be the one that the export was created with. A
    /// record that can't be written is left out; see [`Export::notes`].
    ///
    /// # Errors
    /// Returns an error if the files have changed since they were opened, or if no claim can be
    /// written. The message names a record.
    pub fn piece(&mut self, catalog: &Catalog, least: usize) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        while !self.over && out.len() < least.max(1) {
            self.over = !self.steps.step(&mut out, catalog, &mut self.omissions)?;
        }
        // The text of a related claim may have been read from a file that has changed.
        if self.over && catalog.is_outdated() {
            return Err(io::Error::other(ReadError::Changed));
        }
        if self.over && self.claims > 0 && self.omissions.claims() == self.claims {
            return Err(io::Error::other(self.notes().join("; ")));
        }
        Ok(out)
    }

    /// Returns a line for each record so far that was left out or changed, with its address and
    /// the reason.
    pub(crate) fn notes(&self) -> Vec<String> {
        self.omissions.lines()
    }

    /// Returns how many records were left out so far, and how many of these are claims.
    pub(crate) fn omitted(&self) -> (usize, usize) {
        (self.omissions.omitted(), self.omissions.claims())
    }
}

/// An error about a record that can no longer be read.
#[derive(Debug, thiserror::Error)]
#[error("{record}: {why}")]
struct Unwritable {
    record: String,
    why: ReadError,
}

/// Returns a function that adds the record's kind and name to a read error.
fn unwritable(record: String) -> impl FnOnce(ReadError) -> io::Error {
    move |why| io::Error::other(Unwritable { record, why })
}

/// Returns a function that adds the claim's address to a read error.
fn lost(catalog: &Catalog, row: Row) -> impl FnOnce(ReadError) -> io::Error {
    unwritable(catalog.address(row).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_endings_lead_back() {
        for &to in To::value_variants() {
            let read = To::of_file(&format!("a.b.{}", to.ending()));
            assert_eq!(read, Some(to));
        }
        for (name, to) in
            [("md", To::Markdown), ("json-ld", To::JsonLd), ("csv-items", To::CsvItems)]
        {
            assert_eq!(To::from_str(name, false), Ok(to));
        }
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
