//! Backlinks: the relations and source faults that concern each claim. They are looked up and not
//! searched for each claim, because a dossier of a hundred thousand claims is written in one go.

use std::sync::Arc;

use crate::catalog::lookup::Lookup;
use crate::claim::{Issue, Relation};

/// The relations and source faults of a dataset that name a claim, by the claim's id.
#[derive(Debug, Clone)]
pub(crate) struct Backlinks {
    relations: Lookup<u32>,
    /// For each claim that a fault is about: the number of the fault, and in the lower half the
    /// claim's position in the list of the fault. With the position, a fault about every claim
    /// isn't searched for each of them.
    issues: Lookup<u64>,
}

impl Backlinks {
    pub(crate) fn of(relations: &[Relation], issues: &[Arc<Issue>]) -> Self {
        let ends = relations.iter().zip(0..).flat_map(|(Relation { from, to, .. }, row)| {
            let other = (from != to).then_some((to.as_str(), row));
            std::iter::once((from.as_str(), row)).chain(other)
        });
        let named = issues.iter().zip(0_u64..).flat_map(|(issue, row)| {
            issue.about.iter().zip(row << 32..).map(|(id, at)| (id.as_str(), at))
        });
        Self { relations: Lookup::new(ends), issues: Lookup::new(named) }
    }

    /// Returns the relations of a claim, in file order; `all` are those of the dataset.
    pub(crate) fn relations<'d>(
        &'d self,
        all: &'d [Relation],
        id: &'d str,
    ) -> impl Iterator<Item = &'d Relation> {
        let mut before = None;
        // A relation whose ends have the same hash is found twice in a row.
        let found =
            self.relations.candidates(id).filter(move |row| before.replace(*row) != Some(*row));
        let found = found.filter_map(|row| all.get(row as usize));
        // The lookup compares hashes only, and sometimes finds another id.
        found.filter(move |relation| relation.from == id || relation.to == id)
    }

    /// Returns the faults about a claim, in file order; `all` are those of the dataset.
    pub(crate) fn issues<'d>(
        &'d self,
        all: &'d [Arc<Issue>],
        id: &'d str,
    ) -> impl Iterator<Item = &'d Arc<Issue>> {
        let mut before = None;
        self.issues.candidates(id).filter_map(move |at| {
            let (row, place) = (half(at >> 32), half(at & u64::from(u32::MAX)));
            let issue = all.get(row)?;
            let is_named = issue.about.get(place).is_some_and(|about| about == id);
            // The list of a fault may name a claim twice.
            (is_named && before.replace(row) != Some(row)).then_some(issue)
        })
    }
}

fn half(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
