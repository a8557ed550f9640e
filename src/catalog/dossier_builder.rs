//! Builds dossiers: reads a claim's record and the records that it refers to.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::catalog::claims::{Catalog, Dataset};
use crate::catalog::entity_table::EntityTable;
use crate::catalog::open_records::ReferredRecords;
use crate::catalog::outdated::ReadError;
use crate::catalog::row::Row;
use crate::claim::{
    Address, Agent, Claim, Dossier, LONGEST_CHAIN, Link, RankedLabels, Relation, Source,
};

/// Sources by their ids.
type Sources = BTreeMap<String, Arc<Source>>;

impl Catalog {
    /// Returns the claim of a row with everything that its record refers to. All callers share one
    /// copy.
    ///
    /// # Errors
    /// Returns an error if its record or one that it refers to can't be read, or has changed, or if
    /// too many long records are open.
    ///
    /// # Panics
    /// Panics if `row` is not below [`Catalog::len`].
    pub fn dossier(&self, row: Row) -> Result<Arc<Dossier>, ReadError> {
        let length = self.entry(row).0.length;
        self.open.dossier(row, length.into(), || self.gather(row))
    }

    fn gather(&self, row: Row) -> Result<Dossier, ReadError> {
        let dataset = self.dataset(row);
        let record = self.record(row)?;
        let mut claim: Claim = Self::parse(&record)?;
        claim.evidence.shrink_to_fit();
        claim.denials.shrink_to_fit();
        let read = record.len();
        drop(record);
        let issues: Vec<_> = dataset.issues_about(&claim.id).cloned().collect();
        let of_issues = issues.iter().filter_map(|issue| issue.source.as_deref());
        let cited = claim.source_ids().chain(of_issues).map(str::to_owned).collect();
        let (sources, beyond) = self.sources(dataset, cited)?;
        Ok(Dossier {
            address: self.address(row),
            agents: self.agents(dataset, &claim, &sources)?,
            sources,
            beyond,
            scales: self.scales(dataset, &claim)?,
            relations: self.links(dataset, &claim.id),
            issues,
            origin: self.origin(row),
            read,
            claim,
        })
    }

    /// Returns the cited sources and those through which they are known, as far as chains are
    /// shown, and the ids of the sources that come next.
    fn sources(
        &self,
        dataset: &Dataset,
        cited: BTreeSet<String>,
    ) -> Result<(Sources, BTreeSet<String>), ReadError> {
        let mut found = Sources::new();
        let mut beyond = BTreeSet::new();
        for id in cited {
            let mut next = Some(id);
            for _ in 0..LONGEST_CHAIN {
                let Some(id) = next else { break };
                let source = match found.get(&id) {
                    Some(source) => Some(Arc::clone(source)),
                    None => self.source(dataset, &id)?,
                };
                next = source.as_ref().and_then(|source| source.via.clone());
                found.extend(source.map(|source| (id, source)));
            }
            beyond.extend(next.filter(|id| dataset.sources.find(id).is_some()));
        }
        beyond.retain(|id| !found.contains_key(id));
        Ok((found, beyond))
    }

    /// Returns the agents that a claim's record names, those that its sources name, and their
    /// affiliations.
    fn agents(
        &self,
        dataset: &Dataset,
        claim: &Claim,
        sources: &Sources,
    ) -> Result<BTreeMap<String, Arc<Agent>>, ReadError> {
        let of_sources = sources
            .values()
            .flat_map(|source| source.named_authors().iter().chain(&source.publisher));
        let mut agents: BTreeMap<String, Arc<Agent>> = BTreeMap::new();
        for id in claim.agent_ids().chain(of_sources.map(String::as_str)) {
            if !agents.contains_key(id)
                && let Some(agent) = self.agent(dataset, id)?
            {
                agents.insert(id.to_owned(), agent);
            }
        }
        let bodies: Vec<String> =
            agents.values().filter_map(|agent| agent.affiliation.clone()).collect();
        for id in bodies {
            if let Some(agent) = self.agent(dataset, &id)? {
                agents.insert(id, agent);
            }
        }
        Ok(agents)
    }

    /// Returns the labels of the scales that a claim's verdicts use.
    fn scales(
        &self,
        dataset: &Dataset,
        claim: &Claim,
    ) -> Result<BTreeMap<String, Arc<RankedLabels>>, ReadError> {
        let mut scales: BTreeMap<String, Arc<RankedLabels>> = BTreeMap::new();
        for id in claim.verdicts.iter().filter_map(|verdict| verdict.scale.as_deref()) {
            if !scales.contains_key(id)
                && let Some(scale) =
                    self.known(&dataset.scales, id, &self.open.scales, |it| RankedLabels::of(&it))?
            {
                scales.insert(id.to_owned(), scale);
            }
        }
        Ok(scales)
    }

    /// Reads the record of a dataset's agent; `None` if it has no such agent.
    pub(crate) fn agent(
        &self,
        dataset: &Dataset,
        id: &str,
    ) -> Result<Option<Arc<Agent>>, ReadError> {
        self.known(&dataset.agents, id, &self.open.agents, |agent: Agent| agent)
    }

    /// Reads the record of a dataset's source; `None` if it has no such source.
    pub(crate) fn source(
        &self,
        dataset: &Dataset,
        id: &str,
    ) -> Result<Option<Arc<Source>>, ReadError> {
        self.known(&dataset.sources, id, &self.open.sources, |source: Source| source)
    }

    /// Returns the value that `make` builds of the record with an id, if the table has one.
    fn known<R: DeserializeOwned, T>(
        &self,
        table: &EntityTable,
        id: &str,
        open: &ReferredRecords<T>,
        make: impl FnOnce(R) -> T,
    ) -> Result<Option<Arc<T>>, ReadError> {
        let Some(row) = table.find(id) else { return Ok(None) };
        let place = table.entry(row).0;
        let load = || Self::parse(&self.read(place)?).map(make);
        self.open.referred(open, place, load).map(Some)
    }

    fn links(&self, dataset: &Dataset, id: &str) -> Vec<Link> {
        // Many relations may lead to one long record, which is then read once.
        let mut texts: HashMap<String, Option<String>> = HashMap::new();
        let mut text = |address: &Address| {
            let text = texts.entry(address.claim.clone()).or_insert_with(|| {
                let row = *self.resolve(address).first()?;
                // A record that has changed is reported in place of its text, not omitted.
                let text = self.summary(row).map(|summary| summary.text.clone());
                Some(text.unwrap_or_else(|lost| lost.to_string()))
            });
            text.clone()
        };
        let link = |relation: &Relation| {
            let outgoing = relation.from == id;
            let id = if outgoing { &relation.to } else { &relation.from };
            let other = Address::of_claim(&dataset.heading.info.id, id);
            let text = text(&other);
            Link { kind: relation.kind, outgoing, other, text, note: relation.note.clone() }
        };
        dataset.relations_of(id).map(link).collect()
    }
}
