//! Parties and sources for the command `show`: finds them by id, and writes in which ways records
//! name them.

mod writer;

use std::sync::Arc;

use super::OutputFormat;
use crate::catalog::{Catalog, Dataset, EntityTable, Facts, ReadError, Symbol};
use crate::claim::{Address, Agent, Issue, Scope, Source};
use crate::page::Involvement;
use crate::search::{Corpus, Name};
pub(super) use writer::EntityWriter;

/// The kinds of records besides claims that have a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShownKind {
    Agent,
    Source,
}

/// The ways in which records name a party, in the order of the sections.
const OF_AGENTS: &[Involvement] = &[
    Involvement::Says,
    Involvement::PutsIntoWords,
    Involvement::GivesEvidence,
    Involvement::Denies,
    Involvement::Answers,
    Involvement::AnsweredFor,
    Involvement::Rates,
];

/// The ways in which records name a source, in the order of the sections.
const OF_SOURCES: &[Involvement] = &[
    Involvement::HoldsClaim,
    Involvement::HoldsWording,
    Involvement::HoldsEvidence,
    Involvement::HoldsAnswer,
    Involvement::HoldsVerdict,
];

impl ShownKind {
    pub(super) const ALL: [Self; 2] = [Self::Agent, Self::Source];

    /// Returns the word before the colon of an exact address, as in `agent:meta`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Source => "source",
        }
    }

    /// Returns the heading of the text about such a record.
    fn heading(self) -> &'static str {
        match self {
            Self::Agent => "PARTY",
            Self::Source => "SOURCE",
        }
    }

    /// Returns the records of this kind of a dataset.
    fn table(self, dataset: &Dataset) -> &EntityTable {
        match self {
            Self::Agent => &dataset.agents,
            Self::Source => &dataset.sources,
        }
    }

    /// Returns the ways in which records name such a record.
    fn ways(self) -> &'static [Involvement] {
        match self {
            Self::Agent => OF_AGENTS,
            Self::Source => OF_SOURCES,
        }
    }
}

/// A party or a source of a catalog.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entity {
    pub(super) kind: ShownKind,
    /// The number of its dataset.
    number: usize,
    symbol: Symbol,
}

/// The record of a party or a source. All answers share one copy.
#[derive(Debug)]
enum EntityRecord {
    Agent(Arc<Agent>),
    Source(Arc<Source>),
}

/// Returns the parties or the sources that an address may mean, one for each dataset that has it.
pub(super) fn find(catalog: &Catalog, kind: ShownKind, address: &Address) -> Vec<Entity> {
    let named = |dataset: &Dataset| {
        let id = &dataset.heading.info.id;
        address.item.is_none() && address.dataset.as_ref().is_none_or(|wanted| wanted == id)
    };
    let datasets = catalog.datasets().iter().enumerate().filter(|(_, dataset)| named(dataset));
    let found = datasets.filter_map(|(number, dataset)| {
        let table = kind.table(dataset);
        let symbol = table.symbol(table.find(&address.claim)?)?;
        Some(Entity { kind, number, symbol })
    });
    found.collect()
}

/// Returns the parties or the sources with a name: a name or an alias, a title or an address.
pub(super) fn named(catalog: &Catalog, kind: ShownKind, name: &Name) -> Vec<Entity> {
    let datasets = catalog.datasets().iter().enumerate();
    let found = datasets.flat_map(|(number, dataset)| {
        let table = kind.table(dataset);
        let rows = table.symbols().enumerate();
        let named = rows.filter(|(row, _)| table.names(*row).any(|known| name.is(known)));
        named.map(move |(_, symbol)| Entity { kind, number, symbol })
    });
    found.collect()
}

impl Entity {
    /// Returns the address that means this entity only: `agent:DATASET/ID`.
    pub(super) fn address(self, catalog: &Catalog) -> String {
        let dataset = &self.dataset(catalog).heading.info.id;
        format!("{}:{dataset}/{}", self.kind.name(), self.id(catalog))
    }

    /// Prepares the output about the entity.
    ///
    /// # Errors
    /// Returns an error if its record can no longer be read.
    pub(super) fn writer(
        self,
        corpus: &Arc<Corpus>,
        format: OutputFormat,
    ) -> Result<EntityWriter, ReadError> {
        let record = self.record(corpus.catalog())?;
        Ok(EntityWriter::new(Arc::clone(corpus), format, self, record))
    }

    fn id(self, catalog: &Catalog) -> &str {
        catalog.text(self.symbol)
    }

    fn dataset(self, catalog: &Catalog) -> &Dataset {
        catalog.datasets().get(self.number).expect("the entity was found in a dataset")
    }

    fn record(self, catalog: &Catalog) -> Result<Option<EntityRecord>, ReadError> {
        let (dataset, id) = (self.dataset(catalog), self.id(catalog));
        Ok(match self.kind {
            ShownKind::Agent => catalog.agent(dataset, id)?.map(EntityRecord::Agent),
            ShownKind::Source => catalog.source(dataset, id)?.map(EntityRecord::Source),
        })
    }

    /// Returns whether a fault of a source concerns the entity.
    fn has_fault(self, catalog: &Catalog, issue: &Issue) -> bool {
        self.kind == ShownKind::Source && issue.source.as_deref() == Some(self.id(catalog))
    }

    /// Returns the places of the records of a claim that name the entity in one way: their numbers
    /// in the list that holds such records.
    fn places<'s>(
        self,
        way: Involvement,
        facts: Facts<'s>,
    ) -> Box<dyn Iterator<Item = usize> + 's> {
        fn places<'s, T>(
            list: impl Iterator<Item = T> + 's,
            names: impl Fn(T) -> bool + 's,
        ) -> Box<dyn Iterator<Item = usize> + 's> {
            Box::new(list.enumerate().filter_map(move |(at, it)| names(it).then_some(at)))
        }
        let is = move |symbol: Option<Symbol>| symbol == Some(self.symbol);
        match way {
            Involvement::Says => places(facts.made(), move |it| is(it.by)),
            Involvement::PutsIntoWords => places(facts.made(), move |it| is(it.interpreted_by)),
            Involvement::GivesEvidence => places(facts.evidence(), move |it| is(it.by)),
            Involvement::Denies => {
                places(facts.denials(), move |it| is(it.by) && it.scope.is_some_and(Scope::denies))
            }
            Involvement::Answers => {
                places(facts.denials(), move |it| is(it.by) && !it.scope.is_some_and(Scope::denies))
            }
            Involvement::AnsweredFor => places(facts.denials(), move |it| is(it.on_behalf_of)),
            Involvement::Rates => places(facts.verdicts(), move |it| is(it.by)),
            Involvement::HoldsClaim => places(facts.made(), move |it| is(it.source)),
            // The line says the claim, not the wording, so that one line is enough.
            Involvement::HoldsWording => {
                Box::new(facts.wordings().any(|it| is(Some(it))).then_some(0).into_iter())
            }
            Involvement::HoldsEvidence => {
                places(facts.evidence(), move |it| is(it.source) || is(it.via))
            }
            Involvement::HoldsAnswer => {
                places(facts.denials(), move |it| is(it.source) || is(it.via))
            }
            Involvement::HoldsVerdict => places(facts.verdicts(), move |it| is(it.source)),
        }
    }
}
