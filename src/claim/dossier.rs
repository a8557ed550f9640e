//! A claim with everything that its record refers to: what the reading side needs
//! to show it, without the dataset it came from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Address, Agent, Claim, Issue, RankedLabels, RelationKind, Source};

/// A claim and the parties, sources, relations and source faults it refers to.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    /// The claim's full address.
    pub address: Address,
    /// The claim.
    pub claim: Claim,
    /// The agents it refers to, by id.
    pub agents: BTreeMap<String, Arc<Agent>>,
    /// The sources it refers to, and those they are known through, by id.
    pub sources: BTreeMap<String, Arc<Source>>,
    /// The labels of the scales that its verdicts rate on, by the scale’s id.
    pub scales: BTreeMap<String, Arc<RankedLabels>>,
    /// Its relations to other claims, in either direction.
    pub relations: Vec<Link>,
    /// Faults of sources that concern it.
    pub issues: Vec<Arc<Issue>>,
    /// Where its record stands.
    pub origin: Origin,
    /// The bytes of the record that it was read from.
    pub read: usize,
}

/// Where a record stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The file's name, for people.
    pub file: String,
    /// The file's path, where an editor could open it: a plain local file.
    pub path: Option<std::path::PathBuf>,
    /// The line on which the record begins, from 1.
    pub line: usize,
}

/// A relation, seen from one of its claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What the relation is.
    pub kind: RelationKind,
    /// Whether this claim is the relation's `from`.
    pub outgoing: bool,
    /// The other claim.
    pub other: Address,
    /// The other claim's text; `None` where the dataset has no such claim.
    pub text: Option<String>,
    /// The relation's note.
    pub note: Option<String>,
}

impl Link {
    /// The relation in words, read from this claim.
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

impl Party<'_> {
    /// The name to show.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Known(agent) => agent.name.as_deref().unwrap_or(&agent.id),
            Self::Dangling(id) => id,
        }
    }
}

/// The most sources of a chain that are named wherever something cites its first.
pub const LONGEST_CHAIN: usize = 10;

/// A source and what it is known through.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain<'a> {
    /// The sources, each with its id; `None` for one that the dataset does not have.
    pub sources: Vec<(&'a str, Option<&'a Source>)>,
    /// Whether the chain goes on beyond these.
    pub is_cut: bool,
}

impl Dossier {
    /// The bytes of memory that it holds: its lists as they are allocated, and for its texts the
    /// length of its record. The records that it refers to are shared with other dossiers.
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

    /// The agent with this id, or the reference as it stands.
    #[must_use]
    pub fn party<'a>(&'a self, id: &'a str) -> Party<'a> {
        self.agents.get(id).map_or(Party::Dangling(id), |agent| Party::Known(agent))
    }

    /// The chain of sources that begins with `source`: itself, then what it is known
    /// through. `via` stands after the first where the item names one; a cycle ends the chain.
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
