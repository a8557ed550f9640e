//! Conditions on one denial or one piece of evidence, and the choice of the items that a query
//! refers to. [`super::field`] explains the rules in words.

use std::collections::HashSet;

use super::dates::DateTest;
use super::naming::Bearers;
use super::query::Negatable;
use crate::catalog::{DenialFacts, EvidenceFacts, Facts};
use crate::claim::{ClaimKind, EvidenceKind, Scope, Stance};

/// A condition whose result depends on which items the query refers to.
#[derive(Debug)]
pub(super) enum ItemTest {
    DeniedBy(Bearers),
    AnsweredBy(Bearers),
    /// A date of an answer; with `true`, of one that denies.
    Dated(bool, DateTest),
    Scope(Scope),
    Stance(Stance),
    Kind(Option<ClaimKind>, EvidenceKind),
    Source(Bearers),
}

/// A condition on an item, or its negation.
pub(super) type ItemAtom = Negatable<ItemTest>;

/// The items that a query is taken to refer to: at most one denial and at most one piece of
/// evidence.
#[derive(Debug, Clone, Copy)]
pub(super) struct QueryItems<'a> {
    pub(super) claim: Facts<'a>,
    pub(super) denial: Option<DenialFacts>,
    pub(super) evidence: Option<EvidenceFacts>,
}

impl ItemTest {
    /// Returns whether the condition, without its negation, holds for any item of the record.
    pub(super) fn fits_any(&self, claim: Facts<'_>) -> bool {
        let dataset = claim.dataset();
        match self {
            ItemTest::DeniedBy(_)
            | ItemTest::AnsweredBy(_)
            | ItemTest::Dated(..)
            | ItemTest::Scope(_) => claim.denials().any(|denial| self.fits_denial(dataset, denial)),
            ItemTest::Kind(kind, _) if kind.is_some() && claim.kind() == *kind => true,
            ItemTest::Stance(_) | ItemTest::Kind(..) => self.fits_any_evidence(claim),
            ItemTest::Source(name) => {
                claim.sources().any(|source| name.include(dataset, Some(source)))
            }
        }
    }

    fn fits_any_evidence(&self, claim: Facts<'_>) -> bool {
        let dataset = claim.dataset();
        claim.evidence().any(|evidence| self.fits_evidence(dataset, evidence))
    }

    /// Returns whether the condition, without its negation, holds for a denial.
    fn fits_denial(&self, dataset: usize, denial: DenialFacts) -> bool {
        match self {
            ItemTest::DeniedBy(name) => denial.denies() && is_of(name, dataset, denial),
            ItemTest::AnsweredBy(name) => is_of(name, dataset, denial),
            ItemTest::Dated(denied, test) => {
                (denial.denies() || !denied) && test.includes(denial.date)
            }
            ItemTest::Scope(scope) => denial.scope == Some(*scope),
            ItemTest::Source(name) => {
                name.include(dataset, denial.source) || name.include(dataset, denial.via)
            }
            ItemTest::Stance(_) | ItemTest::Kind(..) => false,
        }
    }

    /// Returns whether the condition, without its negation, holds for a piece of evidence.
    fn fits_evidence(&self, dataset: usize, evidence: EvidenceFacts) -> bool {
        match self {
            ItemTest::Stance(stance) => evidence.stance == Some(*stance),
            ItemTest::Kind(_, kind) => evidence.kind == Some(*kind),
            ItemTest::Source(name) => {
                name.include(dataset, evidence.source) || name.include(dataset, evidence.via)
            }
            ItemTest::DeniedBy(_)
            | ItemTest::AnsweredBy(_)
            | ItemTest::Dated(..)
            | ItemTest::Scope(_) => false,
        }
    }
}

/// Returns whether a party gave an answer, or it was given on the party's behalf.
fn is_of(name: &Bearers, dataset: usize, denial: DenialFacts) -> bool {
    name.include(dataset, denial.by) || name.include(dataset, denial.on_behalf_of)
}

impl ItemAtom {
    /// Returns whether the condition holds for the chosen items. If the choice contains no item
    /// of the condition's side, a positive condition fails, and a negated one holds if its test
    /// fits no item of the record.
    pub(super) fn holds(&self, items: QueryItems<'_>) -> bool {
        let QueryItems { claim, denial, evidence } = items;
        let dataset = claim.dataset();
        let holds = match &self.value {
            ItemTest::Kind(kind, _) if kind.is_some() && claim.kind() == *kind => true,
            ItemTest::Source(_) if denial.is_none() && evidence.is_none() => {
                self.value.fits_any(claim)
            }
            ItemTest::Source(_) => {
                denial.is_some_and(|denial| self.value.fits_denial(dataset, denial))
                    || evidence.is_some_and(|evidence| self.value.fits_evidence(dataset, evidence))
            }
            ItemTest::DeniedBy(_)
            | ItemTest::AnsweredBy(_)
            | ItemTest::Dated(..)
            | ItemTest::Scope(_) => match denial {
                Some(denial) => self.value.fits_denial(dataset, denial),
                None => self.negated && self.value.fits_any(claim),
            },
            ItemTest::Stance(_) | ItemTest::Kind(..) => match evidence {
                Some(evidence) => self.value.fits_evidence(dataset, evidence),
                None => self.negated && self.value.fits_any_evidence(claim),
            },
        };
        holds != self.negated
    }

    fn names_its_item(&self) -> bool {
        !self.negated && !matches!(self.value, ItemTest::Source(_))
    }
}

/// Returns every choice of items that the conditions allow. Each side is left empty or holds an
/// item that a positive condition fits. One item represents all items that no condition tells
/// apart, so that a record with thousands of items costs no more than one with a few.
pub(super) fn choices<'a>(atoms: &[&ItemAtom], claim: Facts<'a>) -> Vec<QueryItems<'a>> {
    let dataset = claim.dataset();
    let denials =
        distinct(atoms, claim.denials(), |atom, item| atom.value.fits_denial(dataset, item));
    let evidence =
        distinct(atoms, claim.evidence(), |atom, item| atom.value.fits_evidence(dataset, item));
    let mut choices = Vec::with_capacity(denials.len() * evidence.len());
    for &denial in &denials {
        choices.extend(evidence.iter().map(|&evidence| QueryItems { claim, denial, evidence }));
    }
    choices
}

/// Returns `None`, and one item of each group of equivalent items that a positive condition fits.
fn distinct<T: Copy>(
    atoms: &[&ItemAtom],
    items: impl Iterator<Item = T>,
    fits: impl Fn(&ItemAtom, T) -> bool,
) -> Vec<Option<T>> {
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
