//! Parties and sources for the command `show`: finds them by id, and writes piece by piece in which
//! ways records name them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::OutputFormat;
use crate::catalog::{Catalog, Dataset, Facts, ReadError, Row, Symbol};
use crate::claim::{Address, Claim, Issue, Scope};
use crate::json::one_line;
use crate::page::{Involvement, Naming, about_party, about_source, fault};
use crate::search::Corpus;
use crate::text::{DisplayText, several};

/// The kinds of records besides claims that have a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShownKind {
    Agent,
    Source,
}

impl ShownKind {
    pub(super) const ALL: [Self; 2] = [Self::Agent, Self::Source];

    /// Returns the word before the colon of an exact address, as in `agent:meta`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Source => "source",
        }
    }
}

/// A party or a source of a catalog.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entity<'c> {
    pub(super) kind: ShownKind,
    /// The number of its dataset.
    number: usize,
    dataset: &'c Dataset,
    symbol: Symbol,
}

/// Returns the parties or the sources that an address may mean, one for each dataset that has it.
pub(super) fn find<'c>(
    catalog: &'c Catalog,
    kind: ShownKind,
    address: &Address,
) -> Vec<Entity<'c>> {
    let named = |dataset: &Dataset| {
        let id = &dataset.heading.info.id;
        address.item.is_none() && address.dataset.as_ref().is_none_or(|wanted| wanted == id)
    };
    let datasets = catalog.datasets().iter().enumerate().filter(|(_, dataset)| named(dataset));
    let found = datasets.filter_map(|(number, dataset)| {
        let table = match kind {
            ShownKind::Agent => &dataset.agents,
            ShownKind::Source => &dataset.sources,
        };
        let symbol = table.symbol(table.find(&address.claim)?)?;
        Some(Entity { kind, number, dataset, symbol })
    });
    found.collect()
}

impl Entity<'_> {
    /// Returns the address that means this entity only: `agent:DATASET/ID`.
    pub(super) fn address(&self, catalog: &Catalog) -> String {
        let id = catalog.text(self.symbol);
        format!("{}:{}/{id}", self.kind.name(), self.dataset.heading.info.id)
    }

    /// Prepares the output about the entity.
    ///
    /// # Errors
    /// Returns an error if its record can no longer be read.
    pub(super) fn writer(
        &self,
        corpus: &Arc<Corpus>,
        format: OutputFormat,
    ) -> Result<EntityWriter, ReadError> {
        let catalog = corpus.catalog();
        let mut entries: Vec<EntityEntry> = catalog
            .rows()
            .filter_map(|row| Some((row, catalog.facts(row)?)))
            .filter(|(_, facts)| facts.dataset() == self.number)
            .flat_map(|(row, facts)| self.entries(row, facts))
            .collect();
        entries.sort_by_key(|entry| (entry.way, entry.row, entry.index));
        let id = catalog.text(self.symbol);
        let faults: Vec<&Issue> = match self.kind {
            ShownKind::Agent => Vec::new(),
            ShownKind::Source => {
                let of_source = |issue: &&Issue| issue.source.as_deref() == Some(id);
                self.dataset.issues.iter().map(|issue| &**issue).filter(of_source).collect()
            }
        };
        let (head, tail) = match format {
            OutputFormat::Text => self.text(catalog, id, &faults, entries.is_empty())?,
            OutputFormat::Json => self.json(catalog, id, &faults)?,
        };
        let corpus = Arc::clone(corpus);
        Ok(EntityWriter { corpus, format, head, tail, entries, at: 0, open: None })
    }

    /// Returns the records of a claim that name the entity.
    fn entries(&self, row: Row, facts: Facts<'_>) -> Vec<EntityEntry> {
        let is = |symbol: Option<Symbol>| symbol == Some(self.symbol);
        let mut ways: Vec<(Involvement, usize)> = Vec::new();
        let is_agent = self.kind == ShownKind::Agent;
        let mut add = |named: bool, way: Involvement, index: usize| {
            if named {
                ways.push((way, index));
            }
        };
        for (index, made) in facts.made().enumerate() {
            add(is_agent && is(made.by), Involvement::Says, index);
            add(is_agent && is(made.interpreted_by), Involvement::PutsIntoWords, index);
            add(!is_agent && is(made.source), Involvement::HoldsClaim, index);
        }
        for (index, it) in facts.evidence().enumerate() {
            add(is_agent && is(it.by), Involvement::GivesEvidence, index);
            add(!is_agent && (is(it.source) || is(it.via)), Involvement::HoldsEvidence, index);
        }
        for (index, it) in facts.denials().enumerate() {
            let denies = it.scope.is_some_and(Scope::denies);
            let answers = if denies { Involvement::Denies } else { Involvement::Answers };
            add(is_agent && is(it.by), answers, index);
            add(is_agent && is(it.on_behalf_of), Involvement::AnsweredFor, index);
            add(!is_agent && (is(it.source) || is(it.via)), Involvement::HoldsAnswer, index);
        }
        for (index, it) in facts.verdicts().enumerate() {
            add(is_agent && is(it.by), Involvement::Rates, index);
            add(!is_agent && is(it.source), Involvement::HoldsVerdict, index);
        }
        let worded = !is_agent && facts.wordings().any(|source| is(Some(source)));
        add(worded, Involvement::HoldsWording, 0);
        let entry = |(way, index)| EntityEntry { way, row, index };
        ways.into_iter().map(entry).collect()
    }

    /// Returns the text before and after the sections.
    fn text(
        &self,
        catalog: &Catalog,
        id: &str,
        faults: &[&Issue],
        is_unnamed: bool,
    ) -> Result<(String, String), ReadError> {
        let name = |id: &str| self.dataset.agent_name(id).to_owned();
        let (heading, about) = match self.kind {
            ShownKind::Agent => {
                let agent = catalog.agent(self.dataset, id)?;
                ("PARTY", agent.map(|agent| about_party(&agent, name)))
            }
            ShownKind::Source => {
                let source = catalog.source(self.dataset, id)?;
                ("SOURCE", source.map(|source| about_source(&source, name)))
            }
        };
        let mut head = format!("{heading}\n");
        let address = DisplayText::from(self.address(catalog));
        for line in about.unwrap_or_default().iter().chain([&address]) {
            head.extend([line, "\n"]);
        }
        if is_unnamed {
            head += "\nno claim of this dataset names it\n";
        }
        let mut tail = String::new();
        if !faults.is_empty() {
            tail = format!("\nFAULTS  {}\n", faults.len());
            for issue in faults {
                tail.extend([&*fault(issue), "\n"]);
            }
        }
        Ok((head, tail))
    }

    /// Returns the JSON before and after the entries.
    fn json(
        &self,
        catalog: &Catalog,
        id: &str,
        faults: &[&Issue],
    ) -> Result<(String, String), ReadError> {
        let (kind, dataset) = (self.kind.name(), &self.dataset.heading.info.id);
        let record = match self.kind {
            ShownKind::Agent => catalog.agent(self.dataset, id)?.map(|it| json!(*it)),
            ShownKind::Source => catalog.source(self.dataset, id)?.map(|it| json!(*it)),
        };
        let (dataset, record) = (json!(dataset), json!(record));
        let head = format!("{{\"dataset\":{dataset},\"{kind}\":{record},\"named\":[");
        let tail = format!("],\"faults\":{}}}", json!(faults));
        Ok((one_line(&head), one_line(&tail) + "\n"))
    }
}

/// A record that names the entity: how, in which claim, and its place in a list of the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct EntityEntry {
    way: Involvement,
    row: Row,
    index: usize,
}

/// The output about a party or a source. It reads a claim when it writes its lines.
#[derive(Debug)]
pub(super) struct EntityWriter {
    corpus: Arc<Corpus>,
    format: OutputFormat,
    head: String,
    tail: String,
    entries: Vec<EntityEntry>,
    at: usize,
    /// The claim that was read last; `None` if it can no longer be read.
    open: Option<(Row, Option<Box<Claim>>)>,
}

impl EntityWriter {
    /// Returns the next piece of about `least` bytes or somewhat more. It is empty at the end.
    pub(super) fn piece(&mut self, least: usize) -> Vec<u8> {
        let mut out = std::mem::take(&mut self.head);
        while out.len() < least
            && let Some(entry) = self.entries.get(self.at).copied()
        {
            match self.format {
                OutputFormat::Text => self.text_entry(&mut out, entry),
                OutputFormat::Json => self.json_entry(&mut out, entry),
            }
            self.at += 1;
        }
        if self.at == self.entries.len() {
            out += &std::mem::take(&mut self.tail);
        }
        out.into_bytes()
    }

    fn before(&self) -> Option<EntityEntry> {
        self.entries.get(self.at.checked_sub(1)?).copied()
    }

    fn text_entry(&mut self, out: &mut String, entry: EntityEntry) {
        if self.before().map(|before| before.way) != Some(entry.way) {
            let count = self.entries.iter().filter(|other| other.way == entry.way).count();
            let count = several(count, "record");
            out.extend(["\n", entry.way.heading(), "  ", count.as_str(), "\n"]);
        }
        let id = self.corpus.catalog().id(entry.row);
        let line = match self.claim(entry.row) {
            Some(claim) => Naming::of(claim, entry.way, entry.index).line(&id, &claim.text),
            None => format!("{id}  [this record can no longer be read]").into(),
        };
        out.extend([&*line, "\n"]);
    }

    fn json_entry(&mut self, out: &mut String, entry: EntityEntry) {
        let id = self.corpus.catalog().id(entry.row);
        let mut value = json!({ "as": entry.way.name(), "claim": id });
        if let (Some(claim), Some(members)) = (self.claim(entry.row), value.as_object_mut()) {
            let naming = Naming::of(claim, entry.way, entry.index);
            let parts = [("item", naming.item), ("what", naming.what), ("date", naming.date)];
            let parts = parts.into_iter().chain([("text", Some(claim.text.clone()))]);
            for (key, text) in parts {
                members.extend(text.map(|text| (key.to_owned(), Value::String(text))));
            }
            let other = naming.other.map(|(how, id)| (how.replace(' ', "-"), Value::String(id)));
            members.extend(other);
        }
        let lead = if self.at > 0 { "," } else { "" };
        *out += lead;
        *out += &one_line(&value.to_string());
    }

    /// Returns the claim of a row; `None` if it can no longer be read.
    fn claim(&mut self, row: Row) -> Option<&Claim> {
        if self.open.as_ref().map(|(open, _)| *open) != Some(row) {
            let claim = self.corpus.catalog().claim(row).ok().map(Box::new);
            self.open = Some((row, claim));
        }
        self.open.as_ref().and_then(|(_, claim)| claim.as_deref())
    }
}
