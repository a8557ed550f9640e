//! Conditions on one denial or one piece of evidence, and the choice of the items that a
//! query speaks of. In words: see [`super::field`].

use std::collections::HashSet;

use super::naming::Bearers;
use super::texts::sources;
use crate::claim::{Claim, ClaimKind, Denial, Evidence, EvidenceKind, Scope, Stance};
use crate::dataset::Dataset;

/// A condition whose truth depends on which items the query speaks of.
#[derive(Debug)]
pub(super) enum ItemTest {
    DeniedBy(Bearers),
    Scope(Scope),
    Stance(Stance),
    Kind(Option<ClaimKind>, EvidenceKind),
    Source(Bearers),
}

/// A condition or its negation.
#[derive(Debug)]
pub(super) struct ItemAtom {
    pub(super) negated: bool,
    pub(super) test: ItemTest,
}

/// The items that a query is taken to speak of: one denial or none, one piece of evidence
/// or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Items<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) claim: &'a Claim,
    pub(super) denial: Option<&'a Denial>,
    pub(super) evidence: Option<&'a Evidence>,
}

impl ItemAtom {
    /// Whether it holds of the items. Where the query speaks of no item of that side, a
    /// positive condition fails, and a negated one asks that it hold of no item at all.
    pub(super) fn holds(&self, items: Items<'_>) -> bool {
        let Items { dataset, claim, denial, evidence } = items;
        let holds = match &self.test {
            ItemTest::Kind(kind, _) if kind.is_some() && claim.kind == *kind => true,
            ItemTest::Source(name) if denial.is_none() && evidence.is_none() => {
                sources(claim).any(|source| name.include(dataset, Some(source)))
            }
            ItemTest::Source(_) => {
                denial.is_some_and(|denial| self.fits_denial(dataset, denial))
                    || evidence.is_some_and(|evidence| self.fits_evidence(dataset, evidence))
            }
            ItemTest::DeniedBy(_) | ItemTest::Scope(_) => match denial {
                Some(denial) => self.fits_denial(dataset, denial),
                None => self.negated && self.fits_any_denial(dataset, claim),
            },
            ItemTest::Stance(_) | ItemTest::Kind(..) => match evidence {
                Some(evidence) => self.fits_evidence(dataset, evidence),
                None => self.negated && self.fits_any_evidence(dataset, claim),
            },
        };
        holds != self.negated
    }

    fn fits_any_denial(&self, dataset: &Dataset, claim: &Claim) -> bool {
        claim.denials.iter().any(|denial| self.fits_denial(dataset, denial))
    }

    fn fits_any_evidence(&self, dataset: &Dataset, claim: &Claim) -> bool {
        claim.evidence.iter().any(|evidence| self.fits_evidence(dataset, evidence))
    }

    /// Whether the condition, without its negation, holds of this denial.
    fn fits_denial(&self, dataset: &Dataset, denial: &Denial) -> bool {
        let any = |name: &Bearers, ids: [&Option<String>; 2]| {
            ids.iter().any(|id| name.include(dataset, id.as_deref()))
        };
        match &self.test {
            ItemTest::DeniedBy(name) => any(name, [&denial.by, &denial.on_behalf_of]),
            ItemTest::Scope(scope) => denial.scope == Some(*scope),
            ItemTest::Source(name) => any(name, [&denial.source, &denial.via]),
            ItemTest::Stance(_) | ItemTest::Kind(..) => false,
        }
    }

    /// Whether the condition, without its negation, holds of this piece of evidence.
    fn fits_evidence(&self, dataset: &Dataset, evidence: &Evidence) -> bool {
        match &self.test {
            ItemTest::Stance(stance) => evidence.stance == Some(*stance),
            ItemTest::Kind(_, kind) => evidence.kind == Some(*kind),
            ItemTest::Source(name) => [&evidence.source, &evidence.via]
                .iter()
                .any(|source| name.include(dataset, source.as_deref())),
            ItemTest::DeniedBy(_) | ItemTest::Scope(_) => false,
        }
    }

    fn names_its_item(&self) -> bool {
        !self.negated && !matches!(self.test, ItemTest::Source(_))
    }
}

/// Every choice of items that the conditions allow: no item of a side, or one that a
/// positive condition fits. Items that no condition tells apart stand for each other, so
/// that a record with thousands of them costs no more than one with a few.
pub(super) fn choices<'a>(
    atoms: &[&ItemAtom],
    dataset: &'a Dataset,
    claim: &'a Claim,
) -> Vec<Items<'a>> {
    let denials = distinct(atoms, &claim.denials, |atom, item| atom.fits_denial(dataset, item));
    let evidence = distinct(atoms, &claim.evidence, |atom, item| atom.fits_evidence(dataset, item));
    let mut choices = Vec::with_capacity(denials.len() * evidence.len());
    for &denial in &denials {
        choices.extend(evidence.iter().map(|&evidence| Items { dataset, claim, denial, evidence }));
    }
    choices
}

/// No item, and one of each sort that a positive condition fits.
fn distinct<'a, T>(
    atoms: &[&ItemAtom],
    items: &'a [T],
    fits: impl Fn(&ItemAtom, &T) -> bool,
) -> Vec<Option<&'a T>> {
    let mut seen = HashSet::new();
    let mut found = vec![None];
    for item in items {
        let facts: Vec<bool> = atoms.iter().map(|atom| fits(atom, item)).collect();
        let named = atoms.iter().zip(&facts).any(|(atom, fits)| *fits && atom.names_its_item());
        if named && seen.insert(facts) {
            found.push(Some(item));
        }
    }
    found
}
