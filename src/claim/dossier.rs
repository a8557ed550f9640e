//! A claim together with every record that it refers to: all that a page needs, without the dataset
//! that it came from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Address, Agent, Claim, Issue, RankedLabels, RelationKind, Source};

/// A claim with the parties, sources, relations and source faults that it refers to.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    /// The claim's full address.
    pub address: Address,
    /// The record of the claim.
    pub claim: Claim,
    /// The agents that the claim refers to, by id.
    pub agents: BTreeMap<String, Arc<Agent>>,
    /// The sources that the claim refers to, and those through which they are known, by id.
    pub sources: BTreeMap<String, Arc<Source>>,
    /// The ids of sources that the dataset has, and at which chains are cut.
    pub beyond: BTreeSet<String>,
    /// The labels of the scales that the claim's verdicts use, by the scale's id.
    pub scales: BTreeMap<String, Arc<RankedLabels>>,
    /// The claim's relations to other claims, in either direction.
    pub relations: Vec<Link>,
    /// The faults of sources that concern the claim.
    pub issues: Vec<Arc<Issue>>,
    /// The place of the claim's record.
    pub origin: Origin,
    /// The number of bytes of the record that was parsed.
    pub read: usize,
}

/// The place of a record: file and line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The file's name, for display.
    pub file: String,
    /// The file's path if an editor can open it, which it can for a plain local file.
    pub path: Option<std::path::PathBuf>,
    /// The line on which the record begins, from 1.
    pub line: usize,
}

/// A relation as seen from one of its two claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The kind of the relation.
    pub kind: RelationKind,
    /// Whether this claim is the relation's `from`.
    pub outgoing: bool,
    /// The address of the other claim.
    pub other: Address,
    /// The other claim's text; `None` if the dataset has no such claim.
    pub text: Option<String>,
    /// The note of the relation.
    pub note: Option<String>,
}

impl Link {
    /// Returns the relation in words, read from this claim.
    #[must_use]
    pub fn words(&self) -> &'static str {
        use super::Vocabulary;
        if self.outgoing { self.kind.words() } else { self.kind.inverse_words() }
    }
}

/// A party as a record names it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Party<'a> {
    /// An agent of the dataset.
    Known(&'a Agent),
    /// A reference to an agent that the dataset does not have.
    Dangling(&'a str),
}

impl<'a> Party<'a> {
    /// Returns the name to show; the id if there is no name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        match self {
            Self::Known(agent) => {
                agent.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&agent.id)
            }
            Self::Dangling(id) => id,
        }
    }
}

/// The largest number of sources of a chain that are named where an item cites its first.
pub const LONGEST_CHAIN: usize = 10;

/// A source followed by the sources through which it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain<'a> {
    /// The sources, each with its id; `None` for a source that the dataset does not have.
    pub sources: Vec<(&'a str, Option<&'a Source>)>,
    /// Whether the chain continues beyond these sources.
    pub is_cut: bool,
}

impl Dossier {
    /// Returns the bytes of memory that the dossier holds: its lists as they are allocated, and for
    /// its texts the length of its record. The records that it refers to are shared with other
    /// dossiers.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        fn list<T>(list: &Vec<T>) -> usize {
            list.capacity() * size_of::<T>()
        }
        let claim = &self.claim;
        let of_claim = list(&claim.made)
            + list(&claim.wordings)
            + list(&claim.evidence)
            + list(&claim.denials)
            + list(&claim.verdicts)
            + list(&claim.history)
            + list(&claim.amounts)
            + list(&claim.topics);
        let beside = list(&self.relations)
            + list(&self.issues)
            + self.agents.len() * size_of::<Arc<Agent>>()
            + self.sources.len() * size_of::<Arc<Source>>()
            + self.scales.len() * size_of::<Arc<RankedLabels>>();
        size_of::<Self>() + of_claim + beside + self.read
    }

    /// Returns the agent with this id, or the reference itself if the dataset has no such agent.
    #[must_use]
    pub fn party<'a>(&'a self, id: &'a str) -> Party<'a> {
        self.agents.get(id).map_or(Party::Dangling(id), |agent| Party::Known(agent))
    }

    /// Returns the chain of sources that begins with `source` and continues with the sources
    /// through which each is known. `via`, if the item names it, comes second. A cycle ends the
    /// chain.
    #[must_use]
    pub fn chain<'a>(&'a self, source: &'a str, via: Option<&'a str>) -> Chain<'a> {
        let mut chain: Vec<(&str, Option<&Source>)> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut next = Some(source);
        while let Some(id) = next {
            if !seen.insert(id) {
                break;
            }
            if chain.len() == LONGEST_CHAIN {
                return Chain { sources: chain, is_cut: true };
            }
            let found = self.sources.get(id).map(|source| &**source);
            next = found.and_then(|source| source.via.as_deref());
            if chain.is_empty() && via.is_some() {
                next = via;
            }
            chain.push((id, found));
        }
        Chain { sources: chain, is_cut: false }
    }
}
