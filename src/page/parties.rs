//! Who somebody is: a party's name with its role and the body it belongs to.

use std::collections::BTreeSet;

use crate::claim::{Agent, Dossier, Party};

use super::marked::{Mark, Paragraph, Target};

/// Names parties, and says who they are where they are first met.
pub(super) struct Parties<'a> {
    dossier: &'a Dossier,
    met: BTreeSet<&'a str>,
}

impl<'a> Parties<'a> {
    pub(super) fn of(dossier: &'a Dossier) -> Self {
        Self { dossier, met: BTreeSet::new() }
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
                let first = self.met.insert(&agent.id);
                if first { line.plain(&self.standing(agent, body)) } else { line }
            }
            Some(Party::Dangling(id)) => {
                line.plain(id).push(Mark::Fault, " [no such agent in the dataset]")
            }
            None => line.push(Mark::Fault, "[nobody is named]"),
        }
    }

    /// ` (role; body)`, or nothing where neither is recorded.
    fn standing(&self, agent: &Agent, named: Option<&str>) -> String {
        let affiliation = agent.affiliation.as_deref().filter(|id| Some(*id) != named);
        let affiliation = affiliation.map(|id| self.dossier.party(id).name().to_owned());
        let parts: Vec<String> = agent.role.clone().into_iter().chain(affiliation).collect();
        if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
    }
}
