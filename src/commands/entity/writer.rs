//! The output about a party or a source, written piece by piece. While it waits for a slow client it
//! holds its position and a few places of records, but no text: a party may be named by every claim
//! of a dataset.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Entity, EntityRecord};
use crate::catalog::{ReadError, Row, SharedClaim};
use crate::claim::Claim;
use crate::commands::OutputFormat;
use crate::json::one_line;
use crate::page::{Involvement, Naming, about_party, about_source, fault};
use crate::search::Corpus;
use crate::text::{DisplayText, several};

/// The share of the head that is written at once if it is longer than a piece. Each piece makes the
/// head again, so pieces grow with their distance from its beginning.
const SHARE: usize = 8;

/// How many places of records are looked for at once. Each search passes over the records of a
/// claim that earlier ones found.
const BATCH: usize = 4096;

/// A record that names the entity: how, in which claim, and its place in a list of the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct EntityEntry {
    way: Involvement,
    row: Row,
    index: usize,
}

/// The part of the output that is written next.
#[derive(Debug, Clone, Copy)]
enum EntityStage {
    /// The head, from this byte on.
    Head(usize),
    /// The records that name the entity.
    Named,
    /// The faults of a source, from this one of the dataset's on.
    Faults(usize),
    Over,
}

/// The place from which on records that name the entity are looked for.
#[derive(Debug, Clone, Copy, Default)]
struct EntryCursor {
    /// The number of the way.
    way: usize,
    row: usize,
    index: usize,
}

/// The output about a party or a source. It reads a claim when it writes its lines.
#[derive(Debug)]
pub(in crate::commands) struct EntityWriter {
    corpus: Arc<Corpus>,
    format: OutputFormat,
    entity: Entity,
    record: Option<EntityRecord>,
    /// The ways in which records name the entity, each with the number of these records.
    ways: Vec<(Involvement, usize)>,
    /// The number of faults of the source.
    faults: usize,
    stage: EntityStage,
    /// The next records, and where those after them are looked for.
    entries: VecDeque<EntityEntry>,
    cursor: EntryCursor,
    /// The way of the record that was written last.
    section: Option<Involvement>,
    /// The claim that was read last.
    open: Option<(Row, Result<SharedClaim, ReadError>)>,
}

impl EntityWriter {
    /// Counts the records that name an entity and prepares the output.
    pub(super) fn new(
        corpus: Arc<Corpus>,
        format: OutputFormat,
        entity: Entity,
        record: Option<EntityRecord>,
    ) -> Self {
        let catalog = corpus.catalog();
        let mut ways: Vec<_> = entity.kind.ways().iter().map(|way| (*way, 0)).collect();
        let facts = catalog.rows().filter_map(|row| catalog.facts(row));
        for facts in facts.filter(|facts| facts.dataset() == entity.number) {
            for (way, count) in &mut ways {
                *count += entity.places(*way, facts).count();
            }
        }
        ways.retain(|(_, count)| *count > 0);
        let issues = entity.dataset(catalog).issues.iter();
        let faults = issues.filter(|issue| entity.has_fault(catalog, issue)).count();
        Self {
            corpus,
            format,
            entity,
            record,
            ways,
            faults,
            stage: EntityStage::Head(0),
            entries: VecDeque::new(),
            cursor: EntryCursor::default(),
            section: None,
            open: None,
        }
    }

    /// Returns the next piece of about `least` bytes or somewhat more. It is empty at the end.
    pub(in crate::commands) fn piece(&mut self, least: usize) -> Vec<u8> {
        let mut out = Vec::new();
        while out.len() < least && self.step(&mut out, least) {}
        out
    }

    /// Writes the next part of the output. Returns whether there was one.
    fn step(&mut self, out: &mut Vec<u8>, least: usize) -> bool {
        match self.stage {
            EntityStage::Head(from) => {
                let head = self.head().into_bytes();
                let end = head.len().min(from + least.max(from / SHARE));
                out.extend(head.get(from..end).unwrap_or_default());
                let is_whole = end == head.len();
                self.stage = if is_whole { EntityStage::Named } else { EntityStage::Head(end) };
            }
            EntityStage::Named => {
                if let Some(entry) = self.next_entry() {
                    out.extend(self.entry(entry).into_bytes());
                } else {
                    out.extend(self.before_faults().into_bytes());
                    self.stage = EntityStage::Faults(0);
                }
            }
            EntityStage::Faults(from) => {
                let (words, next) = self.fault(from);
                out.extend(words.into_bytes());
                self.stage = next;
            }
            EntityStage::Over => return false,
        }
        true
    }

    /// Returns the output before the records that name the entity.
    fn head(&self) -> String {
        let catalog = self.corpus.catalog();
        let dataset = self.entity.dataset(catalog);
        if self.format == OutputFormat::Json {
            let kind = self.entity.kind.name();
            let record = match &self.record {
                Some(EntityRecord::Agent(agent)) => serde_json::to_string(&**agent),
                Some(EntityRecord::Source(source)) => serde_json::to_string(&**source),
                None => Ok("null".to_owned()),
            };
            let record = record.expect("the keys of a record are texts");
            let dataset = json!(dataset.heading.info.id);
            return one_line(&format!("{{\"dataset\":{dataset},\"{kind}\":{record},\"named\":["));
        }
        let name = |id: &str| dataset.agent_name(id).to_owned();
        let about = match &self.record {
            Some(EntityRecord::Agent(agent)) => about_party(agent, name),
            Some(EntityRecord::Source(source)) => about_source(source, name),
            None => Vec::new(),
        };
        let mut head = format!("{}\n", self.entity.kind.heading());
        for line in about.into_iter().chain([self.entity.address(catalog).into()]) {
            head.extend([&*line, "\n"]);
        }
        if self.ways.is_empty() {
            head += "\nno claim of this dataset names it\n";
        }
        head
    }

    /// Returns the next record that names the entity.
    fn next_entry(&mut self) -> Option<EntityEntry> {
        while self.entries.is_empty() {
            let (way, _) = *self.ways.get(self.cursor.way)?;
            self.look_for(way);
        }
        self.entries.pop_front()
    }

    /// Looks for the next records that name the entity in a way, up to a batch of them.
    fn look_for(&mut self, way: Involvement) {
        let catalog = self.corpus.catalog();
        let from = self.cursor;
        for row in (from.row..catalog.len()).filter_map(Row::new) {
            let Some(facts) = catalog.facts(row) else { continue };
            if facts.dataset() != self.entity.number {
                continue;
            }
            let first = if row.index() == from.row { from.index } else { 0 };
            for index in self.entity.places(way, facts).skip_while(|index| *index < first) {
                self.entries.push_back(EntityEntry { way, row, index });
                if self.entries.len() == BATCH {
                    self.cursor = EntryCursor { row: row.index(), index: index + 1, ..from };
                    return;
                }
            }
        }
        self.cursor = EntryCursor { way: from.way + 1, ..EntryCursor::default() };
    }

    /// Returns the output for a record that names the entity.
    fn entry(&mut self, entry: EntityEntry) -> String {
        let is_first = self.section.is_none();
        let begins = self.section.replace(entry.way) != Some(entry.way);
        match self.format {
            OutputFormat::Text if begins => self.section_heading(entry.way) + &self.line(entry),
            OutputFormat::Text => self.line(entry),
            OutputFormat::Json => {
                let lead = if is_first { "" } else { "," };
                format!("{lead}{}", one_line(&self.value(entry).to_string()))
            }
        }
    }

    fn section_heading(&self, way: Involvement) -> String {
        let count =
            self.ways.iter().find(|(other, _)| *other == way).map_or(0, |(_, count)| *count);
        format!("\n{}  {}\n", way.heading(), several(count, "record"))
    }

    fn line(&mut self, entry: EntityEntry) -> String {
        let id = self.corpus.catalog().id(entry.row);
        let line: DisplayText<'_> = match self.claim(entry.row) {
            Ok(claim) => Naming::of(claim, entry.way, entry.index).line(&id, &claim.text),
            Err(error @ (ReadError::TooLong { .. } | ReadError::TooMany { .. })) => {
                format!("{id}  [this record {error}]").into()
            }
            Err(_) => format!("{id}  [this record can no longer be read]").into(),
        };
        format!("{}\n", &*line)
    }

    fn value(&mut self, entry: EntityEntry) -> Value {
        let id = self.corpus.catalog().id(entry.row);
        let mut value = json!({ "as": entry.way.name(), "claim": id });
        if let (Ok(claim), Some(members)) = (self.claim(entry.row), value.as_object_mut()) {
            let naming = Naming::of(claim, entry.way, entry.index);
            let parts = [("item", naming.item), ("what", naming.what), ("date", naming.date)];
            let parts = parts.into_iter().chain([("text", Some(claim.text.clone()))]);
            for (key, text) in parts {
                members.extend(text.map(|text| (key.to_owned(), Value::String(text))));
            }
            let other = naming.other.map(|(how, id)| (how.replace(' ', "-"), Value::String(id)));
            members.extend(other);
        }
        value
    }

    /// Returns the claim of a row.
    fn claim(&mut self, row: Row) -> Result<&Claim, &ReadError> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != row) {
            // The claim before is dropped first, so that two long records are never held.
            self.open = None;
        }
        let catalog = self.corpus.catalog();
        let (_, claim) = self.open.get_or_insert_with(|| (row, catalog.shared_claim(row)));
        claim.as_ref().map(|claim| &**claim)
    }

    /// Returns the output between the records that name the entity and the faults.
    fn before_faults(&self) -> String {
        match self.format {
            OutputFormat::Json => "],\"faults\":[".to_owned(),
            OutputFormat::Text if self.faults > 0 => {
                format!("\nFAULTS  {}\n", self.faults)
            }
            OutputFormat::Text => String::new(),
        }
    }

    /// Returns the output for the first fault of the source from one of the dataset's faults on,
    /// or the end of the output, and what is written next.
    fn fault(&mut self, from: usize) -> (String, EntityStage) {
        self.open = None;
        let catalog = self.corpus.catalog();
        let issues = &self.entity.dataset(catalog).issues;
        let mut rest = issues.iter().enumerate().skip(from);
        let Some((at, issue)) = rest.find(|(_, it)| self.entity.has_fault(catalog, it)) else {
            let end = if self.format == OutputFormat::Json { "]}\n" } else { "" };
            return (end.to_owned(), EntityStage::Over);
        };
        let words = match self.format {
            OutputFormat::Text => format!("{}\n", &*fault(issue)),
            OutputFormat::Json => {
                let lead = if from == 0 { "" } else { "," };
                format!("{lead}{}", one_line(&json!(**issue).to_string()))
            }
        };
        (words, EntityStage::Faults(at + 1))
    }
}
