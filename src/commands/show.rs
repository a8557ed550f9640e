//! The command `show`: prints claims, or single pieces of evidence or denials of them.

use std::collections::VecDeque;

use clap::Args;
use hashbrown::HashMap;

use super::writing::{NextPiece, Writing};
use super::{Answer, AnswerOutput, CommandError, OutputFormat};
use crate::catalog::{Catalog, ReadError, Row};
use crate::claim::Address;
use crate::json::one_line;
use crate::page::Page;

/// The arguments of `show`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub(crate) struct ShowArgs {
    /// Claims, as ID, DATASET/ID, or ID#ITEM for one piece of evidence or one denial
    #[arg(required = true, value_name = "ID[#ITEM]")]
    pub(crate) ids: Vec<String>,
    /// How to print them: json is the records unchanged, one per line
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: OutputFormat,
}

/// The reason why a claim can't be shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoClaim {
    /// No claim has this id.
    #[error("no claim has the id {}; `search --format ids` lists ids", crate::text::line(&.0.to_string()))]
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

/// Claims that are written piece by piece, with an empty line between two texts.
#[derive(Debug)]
pub(super) struct ShownClaims {
    claims: VecDeque<Writing>,
    separator: &'static str,
}

impl ShownClaims {
    pub(super) fn piece(&mut self, least: usize, next: NextPiece) -> Vec<u8> {
        let mut out = Vec::new();
        while out.len() < least
            && let Some(claim) = self.claims.front_mut()
        {
            let piece = next(claim, least - out.len());
            if piece.is_empty() {
                self.claims.pop_front();
                if !self.claims.is_empty() {
                    out.extend_from_slice(self.separator.as_bytes());
                }
            }
            out.extend(piece);
        }
        out
    }
}

/// Shows claims. Nothing is written unless all of them can be shown.
///
/// # Errors
/// Returns an error if an id doesn't mean exactly one claim, or if a claim can't be read.
pub(crate) fn show(args: &ShowArgs, catalog: &Catalog) -> Result<Answer, CommandError> {
    let mut printer = ClaimPrinter::new(catalog, args.format);
    let claims = args.ids.iter().map(|id| printer.claim(&Address::parse(id)));
    let claims = claims.collect::<Result<_, _>>()?;
    let separator = if args.format == OutputFormat::Text { "\n" } else { "" };
    Ok(Answer::of(AnswerOutput::Claims(ShownClaims { claims, separator })))
}

/// Answers several requests for claims. It keeps the items of the last record: parsing the record
/// again for each of its items would take time that grows with the square of their number.
#[derive(Debug)]
struct ClaimPrinter<'c> {
    catalog: &'c Catalog,
    format: OutputFormat,
    items: Option<(Row, HashMap<String, String>)>,
}

impl<'c> ClaimPrinter<'c> {
    /// Prepares answers about the claims of a catalog.
    fn new(catalog: &'c Catalog, format: OutputFormat) -> Self {
        Self { catalog, format, items: None }
    }

    /// Finds a claim, or one piece of evidence or denial of it, and prepares its output.
    ///
    /// # Errors
    /// Returns [`NoClaim`] if the address doesn't mean exactly one claim, or if the claim can't be
    /// read.
    fn claim(&mut self, address: &Address) -> Result<Writing, NoClaim> {
        let row = find(self.catalog, address)?;
        match (self.format, &address.item) {
            (OutputFormat::Text, item) => {
                let page = Page::shared(&self.catalog.dossier(row)?);
                if item.as_ref().is_some_and(|item| !page.has_item(item)) {
                    return Err(no_item(address));
                }
                Ok(Writing::text(page, item.clone()))
            }
            (OutputFormat::Json, None) => {
                Ok(Writing::record(String::new(), self.catalog.shared_record(row)?, "\n"))
            }
            (OutputFormat::Json, Some(item)) => {
                let found = self.items(row)?.get(item).ok_or_else(|| no_item(address))?;
                Ok(Writing::words(one_line(found) + "\n"))
            }
        }
    }

    /// Returns the items of a record as JSON, by their ids.
    fn items(&mut self, row: Row) -> Result<&HashMap<String, String>, NoClaim> {
        let items = match self.items.take() {
            Some((last, items)) if last == row => items,
            _ => super::writing::items(&self.catalog.shared_record(row)?)?,
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
