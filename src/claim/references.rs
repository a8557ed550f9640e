//! The ids that a claim's record refers to, and the number of its unknown fields.

use super::{Claim, Unknown};

impl Claim {
    /// Returns the ids of all agents that the record names, in order of appearance, with
    /// repetitions.
    pub fn agent_ids(&self) -> impl Iterator<Item = &str> {
        let made = self.made.iter().flat_map(|made| [&made.by, &made.interpreted_by]);
        let evidence = self.evidence.iter().map(|evidence| &evidence.by);
        let denials = self.denials.iter().flat_map(|denial| [&denial.by, &denial.on_behalf_of]);
        let verdicts = self.verdicts.iter().map(|verdict| &verdict.by);
        let history = self.history.iter().map(|change| &change.by);
        made.chain(evidence)
            .chain(denials)
            .chain(verdicts)
            .chain(history)
            .flatten()
            .map(String::as_str)
    }

    /// Returns the ids of all sources that the record cites, in order of appearance, with
    /// repetitions.
    pub fn source_ids(&self) -> impl Iterator<Item = &str> {
        let made = self.made.iter().map(|made| &made.source);
        let wordings = self.wordings.iter().map(|wording| &wording.source);
        let evidence = self.evidence.iter().flat_map(|evidence| [&evidence.source, &evidence.via]);
        let denials = self.denials.iter().flat_map(|denial| [&denial.source, &denial.via]);
        let verdicts = self.verdicts.iter().map(|verdict| &verdict.source);
        made.chain(wordings)
            .chain(evidence)
            .chain(denials)
            .chain(verdicts)
            .flatten()
            .map(String::as_str)
    }

    /// Returns the number of fields, at every depth, that the format does not know.
    #[must_use]
    pub fn unknown_fields(&self) -> usize {
        let made = self.made.iter().flat_map(|made| {
            [Some(&made.unknown), made.locator.as_ref().map(|locator| &locator.unknown)]
        });
        let wordings = self.wordings.iter().flat_map(|wording| {
            [Some(&wording.unknown), wording.locator.as_ref().map(|locator| &locator.unknown)]
        });
        let evidence = self.evidence.iter().flat_map(|evidence| {
            [
                Some(&evidence.unknown),
                evidence.locator.as_ref().map(|locator| &locator.unknown),
                evidence.reliability.as_ref().map(|reliability| &reliability.unknown),
            ]
        });
        let denials = self.denials.iter().flat_map(|denial| {
            [Some(&denial.unknown), denial.locator.as_ref().map(|locator| &locator.unknown)]
        });
        let rest = self.verdicts.iter().map(|verdict| &verdict.unknown);
        let rest = rest.chain(self.amounts.iter().map(|amount| &amount.unknown));
        let rest = rest.chain(self.happened.iter().map(|happened| &happened.unknown));
        let rest = rest.chain(self.history.iter().map(|change| &change.unknown));
        let rest = rest.chain([&self.unknown]).map(Some);
        let all = made.chain(wordings).chain(evidence).chain(denials).chain(rest);
        all.flatten().map(Unknown::len).sum()
    }
}
