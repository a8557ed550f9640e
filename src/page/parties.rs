//! Who somebody is: a party's name with its role and the body it belongs to.

use std::collections::{BTreeMap, BTreeSet};

use crate::claim::{Agent, Dossier, Party};

use super::marked::{Mark, Paragraph, Target};

/// Names parties, and says who they are where they are first met.
pub(super) struct Parties<'a> {
    dossier: &'a Dossier,
    met: BTreeSet<&'a str>,
    /// The parties that are met in blocks, and the number of the block that is written.
    before: Option<(&'a FirstMet, u32)>,
}

/// The block in which each party is met first, by the party's id: blocks are written in any order.
pub(super) type FirstMet = BTreeMap<String, u32>;

impl<'a> Parties<'a> {
    pub(super) fn of(dossier: &'a Dossier) -> Self {
        Self { dossier, met: BTreeSet::new(), before: None }
    }

    /// Names the parties of one of several blocks: those that earlier blocks name are met.
    pub(super) fn within(dossier: &'a Dossier, first_met: &'a FirstMet, block: u32) -> Self {
        Self { before: Some((first_met, block)), ..Self::of(dossier) }
    }

    /// Adds a party's name as a link, and at the first time who it is; a dangling
    /// reference is marked.
    pub(super) fn introduce(&mut self, line: Paragraph, id: Option<&'a str>) -> Paragraph {
        self.introduce_for(line, id, None)
    }

    /// The same for a party that speaks for `body`, which the line names anyway.
    pub(super) fn introduce_for(
        &mut self,
        line: Paragraph,
        id: Option<&'a str>,
        body: Option<&str>,
    ) -> Paragraph {
        match id.map(|id| self.dossier.party(id)) {
            Some(Party::Known(agent)) => {
                let name = agent.name.as_deref().unwrap_or(&agent.id);
                let line = line.link(name, Target::Party(agent.id.clone()));
                let first = self.met.insert(&agent.id) && !self.is_met_before(&agent.id);
                if first { line.plain(&self.standing(agent, body)) } else { line }
            }
            Some(Party::Dangling(id)) => {
                line.plain(id).push(Mark::Fault, " [no such agent in the dataset]")
            }
            None => line.push(Mark::Fault, "[no one is named]"),
        }
    }

    fn is_met_before(&self, id: &str) -> bool {
        let first = |(first_met, block): &(&FirstMet, u32)| {
            first_met.get(id).is_some_and(|first| first < block)
        };
        self.before.as_ref().is_some_and(first)
    }

    /// ` (role; body)`, or nothing where neither is recorded.
    fn standing(&self, agent: &Agent, named: Option<&str>) -> String {
        let affiliation = agent.affiliation.as_deref().filter(|id| Some(*id) != named);
        let affiliation = affiliation.map(|id| self.dossier.party(id).name().to_owned());
        let parts: Vec<String> = agent.role.clone().into_iter().chain(affiliation).collect();
        if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
    }
}
