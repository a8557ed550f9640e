//! Every claim of every opened file, immutable and shared by all readers of a process;
//! a reload makes a new one.

use std::collections::{BTreeMap, HashMap};

use crate::claim::{
    Address, Agent, Claim, DatasetInfo, Dossier, History, Issue, Link, Origin, Relation, Scale,
    Source,
};
use crate::dataset::Problem;
use crate::text;

/// The number of a claim in a [`Catalog`], from 0, in dataset order.
pub type Row = u32;

/// One dataset: the scope of its ids. Several files may make up one.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// What it says about itself.
    pub info: DatasetInfo,
    /// Its agents by id.
    pub agents: BTreeMap<String, Agent>,
    /// Its sources by id.
    pub sources: BTreeMap<String, Source>,
    /// Its scales by id.
    pub scales: BTreeMap<String, Scale>,
    /// Its relations, in file order.
    pub relations: Vec<Relation>,
    /// Its source faults, in file order.
    pub issues: Vec<Issue>,
    /// Its history, in file order.
    pub history: Vec<History>,
}

impl Dataset {
    /// The sources that a claim's record cites, and those they are known through.
    fn sources_of(&self, claim: &Claim) -> BTreeMap<String, Source> {
        let mut found = BTreeMap::new();
        let issues = self.issues.iter().filter(|issue| issue.about.contains(&claim.id));
        let of_issues = issues.filter_map(|issue| issue.source.as_deref());
        let mut open: Vec<&str> = claim.source_ids().chain(of_issues).collect();
        while let Some(id) = open.pop() {
            let Some(source) = self.sources.get(id).filter(|_| !found.contains_key(id)) else {
                continue;
            };
            open.extend(source.via.as_deref());
            found.insert(id.to_owned(), source.clone());
        }
        found
    }

    /// The agents that a claim's record names, and those its sources are by.
    fn agents_of(&self, claim: &Claim) -> BTreeMap<String, Agent> {
        let sources = self.sources_of(claim);
        let of_sources =
            sources.values().flat_map(|source| source.authors.iter().chain(&source.publisher));
        let named = claim.agent_ids().chain(of_sources.map(String::as_str));
        let mut agents: BTreeMap<String, Agent> = named
            .filter_map(|id| self.agents.get(id))
            .map(|agent| (agent.id.clone(), agent.clone()))
            .collect();
        let bodies: Vec<String> =
            agents.values().filter_map(|agent| agent.affiliation.clone()).collect();
        for id in bodies {
            if let Some(agent) = self.agents.get(&id) {
                agents.insert(id, agent.clone());
            }
        }
        agents
    }
}

/// A claim in a catalog.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) claim: Claim,
    /// The dataset it belongs to, as an index into `Catalog::datasets`.
    pub(super) dataset: usize,
    /// The record as it stands in its file.
    pub(super) record: Box<str>,
    pub(super) origin: Origin,
    /// The display form of its text.
    pub(super) shown: Box<str>,
    /// The folded display form of its text.
    pub(super) folded: Box<str>,
}

impl Entry {
    pub(super) fn new(claim: Claim, dataset: usize, record: &str, origin: Origin) -> Self {
        let shown = text::line(&claim.text).into_owned().into_boxed_str();
        let folded = text::fold(&shown).into_boxed_str();
        Self { claim, dataset, record: record.into(), origin, shown, folded }
    }
}

/// Every claim of every opened file.
#[derive(Debug, Default)]
pub struct Catalog {
    pub(super) datasets: Vec<Dataset>,
    pub(super) entries: Vec<Entry>,
    /// Rows by claim id, ascending.
    pub(super) rows: HashMap<String, Vec<Row>>,
    pub(super) problems: Vec<Problem>,
    pub(super) left_out: usize,
    pub(super) unknown_fields: usize,
}

impl Catalog {
    /// The number of claims.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no claims.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The datasets, in the order in which they were met.
    #[must_use]
    pub fn datasets(&self) -> &[Dataset] {
        &self.datasets
    }

    /// The claim of a row.
    ///
    /// # Panics
    /// Where `row` is not below [`Catalog::len`].
    #[must_use]
    pub fn claim(&self, row: Row) -> &Claim {
        &self.entry(row).claim
    }

    /// The display form of a claim's text: one line.
    ///
    /// # Panics
    /// Where `row` is not below [`Catalog::len`].
    #[must_use]
    pub fn shown(&self, row: Row) -> &str {
        &self.entry(row).shown
    }

    /// The folded display form of a claim's text: what search matches.
    ///
    /// # Panics
    /// Where `row` is not below [`Catalog::len`].
    #[must_use]
    pub fn folded(&self, row: Row) -> &str {
        &self.entry(row).folded
    }

    /// The claim's record as it stands in its file: JSON.
    ///
    /// # Panics
    /// Where `row` is not below [`Catalog::len`].
    #[must_use]
    pub fn record(&self, row: Row) -> &str {
        &self.entry(row).record
    }

    /// Where the claim's record stands.
    ///
    /// # Panics
    /// Where `row` is not below [`Catalog::len`].
    #[must_use]
    pub fn origin(&self, row: Row) -> &Origin {
        &self.entry(row).origin
    }

    /// The dataset that scopes a claim's ids.
    ///
    /// # Panics
    /// Where `row` is not below [`Catalog::len`].
    #[must_use]
    pub fn dataset(&self, row: Row) -> &Dataset {
        &self.datasets[self.entry(row).dataset]
    }

    /// The claim's full address.
    ///
    /// # Panics
    /// Where `row` is not below [`Catalog::len`].
    #[must_use]
    pub fn address(&self, row: Row) -> Address {
        Address::of_claim(&self.dataset(row).info.id, &self.claim(row).id)
    }

    /// What could not be read or does not fit together.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The number of records that could not be read.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The number of fields that the format does not know.
    #[must_use]
    pub fn unknown_fields(&self) -> usize {
        self.unknown_fields
    }

    /// The rows that an address may mean: one where it is clear, several where a bare id
    /// stands in several datasets, none where there is no such claim.
    #[must_use]
    pub fn resolve(&self, address: &Address) -> Vec<Row> {
        let rows = self.rows.get(&address.claim).map_or(&[][..], Vec::as_slice);
        let in_scope = |row: &&Row| {
            address.dataset.as_ref().is_none_or(|dataset| *dataset == self.dataset(**row).info.id)
        };
        rows.iter().filter(in_scope).copied().collect()
    }

    /// The claim of a row with everything its record refers to.
    ///
    /// # Panics
    /// Where `row` is not below [`Catalog::len`].
    #[must_use]
    pub fn dossier(&self, row: Row) -> Dossier {
        let dataset = self.dataset(row);
        let claim = self.claim(row);
        let about = |issue: &&Issue| issue.about.contains(&claim.id);
        Dossier {
            address: self.address(row),
            claim: claim.clone(),
            agents: dataset.agents_of(claim),
            sources: dataset.sources_of(claim),
            relations: self.links(dataset, &claim.id),
            issues: dataset.issues.iter().filter(about).cloned().collect(),
            origin: self.entry(row).origin.clone(),
        }
    }

    fn links(&self, dataset: &Dataset, id: &str) -> Vec<Link> {
        let concerns = |relation: &&Relation| relation.from == id || relation.to == id;
        let link = |relation: &Relation| {
            let outgoing = relation.from == id;
            let other = if outgoing { &relation.to } else { &relation.from };
            let other = Address::of_claim(&dataset.info.id, other);
            let text = self.resolve(&other).first().map(|row| self.claim(*row).text.clone());
            Link { kind: relation.kind, outgoing, other, text, note: relation.note.clone() }
        };
        dataset.relations.iter().filter(concerns).map(link).collect()
    }

    fn entry(&self, row: Row) -> &Entry {
        &self.entries[row as usize]
    }
}
