//! The claims that relations and source faults name. Relations and faults may stand anywhere in a
//! file, so that the columns of a claim can't hold them; they are collected when a query first
//! asks for them, in one pass over all ids, and take two bits a claim.

use hashbrown::HashMap;

use crate::catalog::Catalog;
use crate::catalog::row::Row;

/// The rows of a catalog that relations and source faults name, as bits.
#[derive(Debug, Default)]
pub(crate) struct LinkedRows {
    related: Vec<u64>,
    faulty: Vec<u64>,
}

/// What kinds of records name a claim of a dataset.
#[derive(Debug, Clone, Copy, Default)]
struct LinkKinds {
    relation: bool,
    fault: bool,
}

impl LinkedRows {
    /// Collects the claims that the relations and faults of their own datasets name.
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let names: Vec<HashMap<&str, LinkKinds>> = catalog
            .datasets()
            .iter()
            .map(|dataset| {
                let mut names: HashMap<&str, LinkKinds> = HashMap::new();
                for relation in &dataset.relations {
                    for end in [&relation.from, &relation.to] {
                        names.entry(end).or_default().relation = true;
                    }
                }
                for id in dataset.issues.iter().flat_map(|issue| &issue.about) {
                    names.entry(id).or_default().fault = true;
                }
                names
            })
            .collect();
        let mut linked = Self::default();
        if names.iter().all(HashMap::is_empty) {
            return linked;
        }
        for (base, segment) in catalog.segments() {
            segment.records.each_id(|row, id| {
                let of_dataset = names.get(segment.dataset.get(row) as usize);
                let Some(kinds) = of_dataset.and_then(|names| names.get(id)) else { return };
                let row = base.plus(row);
                if kinds.relation {
                    insert(&mut linked.related, row);
                }
                if kinds.fault {
                    insert(&mut linked.faulty, row);
                }
            });
        }
        linked
    }

    /// Returns whether a relation leads from or to a claim.
    pub(crate) fn is_related(&self, row: Row) -> bool {
        contains(&self.related, row)
    }

    /// Returns whether a source fault is about a claim.
    pub(crate) fn is_faulty(&self, row: Row) -> bool {
        contains(&self.faulty, row)
    }
}

fn insert(bits: &mut Vec<u64>, row: Row) {
    let word = row.index() / 64;
    if word >= bits.len() {
        bits.resize(word + 1, 0);
    }
    if let Some(word) = bits.get_mut(word) {
        *word |= 1 << (row.index() % 64);
    }
}

fn contains(bits: &[u64], row: Row) -> bool {
    bits.get(row.index() / 64).is_some_and(|word| word >> (row.index() % 64) & 1 == 1)
}
