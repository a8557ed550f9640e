//! The command `show`: prints claims, single pieces of evidence or denials of them, parties and
//! sources.

use std::collections::VecDeque;
use std::sync::Arc;

use clap::Args;
use hashbrown::HashMap;

use super::entity::{self, Entity, ShownKind};
use super::writing::{NextPiece, Writing};
use super::{Answer, AnswerOutput, CommandError, OutputFormat};
use crate::catalog::{Catalog, EntityTable, ReadError, Row};
use crate::claim::Address;
use crate::json::one_line;
use crate::page::Page;
use crate::search::{Corpus, Name};
use crate::text::NearestSearch;

/// The arguments of `show`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub(crate) struct ShowArgs {
    /// Claims, as ID, DATASET/ID, or ID#ITEM for one piece of evidence or one denial; or parties
    /// and sources, as ID, DATASET/ID, agent:ID or source:ID, or by name or title
    #[arg(required = true, value_name = "ID[#ITEM]")]
    pub(crate) ids: Vec<String>,
    /// How to print them: json is the records, one per line, those of claims unchanged
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: OutputFormat,
}

/// The reason why a claim can't be shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoClaim {
    /// Nothing has this id. The nearest id that exists follows.
    #[error("no claim, party or source has the id or the name {}; {}", crate::text::line(.0), id_advice(.1.as_deref()))]
    Unknown(String, Option<String>),
    /// The id is blank.
    #[error("the id is empty; `search --format ids` lists ids")]
    Empty,
    /// Records of several datasets have this id; their addresses follow.
    #[error("several datasets have the id {}: {}", crate::text::line(.0), crate::text::line(.1))]
    Several(String, String),
    /// Several parties or sources have this name; their addresses follow.
    #[error("several parties or sources are named {}: {}", crate::text::line(.0), crate::text::line(.1))]
    Ambiguous(String, String),
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

/// Shows claims, parties and sources. Nothing is written unless all of them can be shown.
///
/// # Errors
/// Returns an error if an id doesn't mean exactly one record, or if a record can't be read.
pub(crate) fn show(args: &ShowArgs, corpus: &Arc<Corpus>) -> Result<Answer, CommandError> {
    let mut printer = RecordPrinter { corpus, format: args.format, items: None };
    let claims = args.ids.iter().map(|id| printer.record(id));
    let claims = claims.collect::<Result<_, _>>()?;
    let separator = if args.format == OutputFormat::Text { "\n" } else { "" };
    Ok(Answer::of(AnswerOutput::Claims(ShownClaims { claims, separator })))
}

/// Answers several requests for records. It keeps the items of the last claim: parsing the claim
/// again for each of its items would take time that grows with the square of their number.
struct RecordPrinter<'c> {
    corpus: &'c Arc<Corpus>,
    format: OutputFormat,
    items: Option<(Row, HashMap<String, String>)>,
}

impl RecordPrinter<'_> {
    /// Finds the claim, the item of a claim, the party or the source that an id means, or else a name,
    /// in this order, and prepares its output.
    ///
    /// # Errors
    /// Returns [`NoClaim`] if the id doesn't mean exactly one record, or if the record can't be
    /// read.
    fn record(&mut self, id: &str) -> Result<Writing, NoClaim> {
        let catalog = self.corpus.catalog();
        let exact = ShownKind::ALL
            .into_iter()
            .find_map(|kind| Some((kind, id.strip_prefix(kind.name())?.strip_prefix(':')?)));
        let address = Address::parse(exact.map_or(id, |(_, id)| id));
        if address.claim.trim().is_empty() {
            return Err(NoClaim::Empty);
        }
        if exact.is_none()
            && let Some(row) =
                the_only(id, &catalog.resolve(&address), |row| catalog.address(*row).to_string())?
        {
            return self.claim(*row, &address);
        }
        for kind in ShownKind::ALL {
            if exact.is_none_or(|(exact, _)| exact == kind)
                && let Some(entity) =
                    the_only(id, &entity::find(catalog, kind, &address), |it| it.address(catalog))?
            {
                return Ok(Writing::entity(entity.writer(self.corpus, self.format)?));
            }
        }
        if let Some(entity) = self.named(exact.map_or(id, |(_, id)| id), exact.map(|it| it.0))? {
            return Ok(Writing::entity(entity.writer(self.corpus, self.format)?));
        }
        Err(NoClaim::Unknown(id.to_owned(), nearest_id(catalog, &address.claim)))
    }

    /// Finds the party or the source with a name or a title. The ids of imported ones say nothing.
    ///
    /// # Errors
    /// Returns [`NoClaim::Ambiguous`] if several have it.
    fn named(&self, words: &str, kind: Option<ShownKind>) -> Result<Option<Entity>, NoClaim> {
        let catalog = self.corpus.catalog();
        let Some(name) = Name::new(words) else { return Ok(None) };
        let kinds = kind.map_or_else(|| ShownKind::ALL.to_vec(), |kind| vec![kind]);
        let found = kinds.into_iter().flat_map(|kind| entity::named(catalog, kind, &name));
        let found: Vec<Entity> = found.take(NAMED + 1).collect();
        match found.as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(*only)),
            several => {
                let shown = several.iter().take(NAMED).map(|it| it.address(catalog));
                let more = (several.len() > NAMED).then(|| "…".to_owned());
                let shown: Vec<String> = shown.chain(more).collect();
                Err(NoClaim::Ambiguous(words.to_owned(), shown.join(", ")))
            }
        }
    }

    /// Prepares the output of a claim, or of one piece of evidence or denial of it.
    fn claim(&mut self, row: Row, address: &Address) -> Result<Writing, NoClaim> {
        let catalog = self.corpus.catalog();
        match (self.format, &address.item) {
            (OutputFormat::Text, item) => {
                let page = Page::shared(&catalog.dossier(row)?);
                if item.as_ref().is_some_and(|item| !page.has_item(item)) {
                    return Err(no_item(address));
                }
                Ok(Writing::text(page, item.clone()))
            }
            (OutputFormat::Json, None) => {
                Ok(Writing::record(String::new(), catalog.shared_record(row)?, "\n"))
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
            _ => super::writing::items(&self.corpus.catalog().shared_record(row)?)?,
        };
        Ok(&self.items.insert((row, items)).1)
    }
}

/// Returns the only record that was found; `None` if there is none.
fn the_only<'f, T>(
    id: &str,
    found: &'f [T],
    address: impl Fn(&T) -> String,
) -> Result<Option<&'f T>, NoClaim> {
    match found {
        [] => Ok(None),
        [only] => Ok(Some(only)),
        several => {
            let names: Vec<String> = several.iter().map(address).collect();
            Err(NoClaim::Several(id.to_owned(), names.join(", ")))
        }
    }
}

/// The most parties and sources of one name that are listed.
const NAMED: usize = 5;

/// The most ids that are compared with an unknown one.
const COMPARED: usize = 100_000;

/// Returns the id of a party, a source or a claim that is spelled most like an unknown one.
fn nearest_id(catalog: &Catalog, id: &str) -> Option<String> {
    let mut search = NearestSearch::new(id);
    for (base, segment) in catalog.segments().take_while(|(base, _)| base.index() < COMPARED) {
        segment.records.each_id(|row, id| {
            if base.plus(row).index() < COMPARED {
                search.consider(id);
            }
        });
    }
    let tables = catalog.datasets().iter().flat_map(|dataset| [&dataset.agents, &dataset.sources]);
    for symbol in tables.flat_map(EntityTable::symbols).take(COMPARED) {
        search.consider(catalog.text(symbol));
    }
    search.into_found()
}

fn id_advice(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("did you mean {}?", crate::text::line(nearest)),
        None => "`search --format ids` lists ids".to_owned(),
    }
}

fn no_item(address: &Address) -> NoClaim {
    NoClaim::NoItem(address.claim.clone(), address.item.clone().unwrap_or_default())
}
