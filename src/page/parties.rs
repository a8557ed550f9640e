//! Introductions of parties: a party's name with its role and affiliation.

use std::collections::{BTreeMap, BTreeSet};

use crate::claim::{Agent, Dossier, Party};

use super::marked::{Mark, Paragraph, Target};

/// Writes the names of parties, with an introduction where a party is first named.
pub(super) struct Parties<'a> {
    dossier: &'a Dossier,
    met: BTreeSet<&'a str>,
    /// The parties that blocks name first, and the number of the block being written.
    before: Option<(&'a FirstMet, u32)>,
}

/// The block that names each party first, by the party's id. Blocks are written in any order, so a
/// block can't know what others have written.
pub(super) type FirstMet = BTreeMap<String, u32>;

impl<'a> Parties<'a> {
    pub(super) fn of(dossier: &'a Dossier) -> Self {
        Self { dossier, met: BTreeSet::new(), before: None }
    }

    /// Creates the parties for one of several blocks. Parties that earlier blocks name need no
    /// introduction.
    pub(super) fn within(dossier: &'a Dossier, first_met: &'a FirstMet, block: u32) -> Self {
        Self { before: Some((first_met, block)), ..Self::of(dossier) }
    }

    /// Adds a party's name as a link, with an introduction the first time. Marks a dangling
    /// reference.
    pub(super) fn introduce(&mut self, line: Paragraph, id: Option<&'a str>) -> Paragraph {
        self.introduce_for(line, id, None)
    }

    /// Adds a party like `introduce`, without the affiliation `body`, which the line names anyway.
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
                if first { line.plain(self.standing(agent, body)) } else { line }
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

    /// Returns ` (role; affiliation)`, or nothing if neither is recorded.
    fn standing(&self, agent: &Agent, named: Option<&str>) -> String {
        let affiliation = agent.affiliation.as_deref().filter(|id| Some(*id) != named);
        let affiliation = affiliation.map(|id| self.dossier.party(id).name().to_owned());
        let parts: Vec<String> = agent.role.clone().into_iter().chain(affiliation).collect();
        if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
    }
}
