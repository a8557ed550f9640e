//! The list of sources at the end of a dossier, numbered in the order of their first citation.

use hashbrown::HashMap;

use crate::catalog::{Catalog, Row};

/// The sources cited so far, with their numbers.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// The number in the list, from 1, of each cited source, by its dataset and its row there.
    numbers: HashMap<(usize, usize), usize>,
    /// The sources in order: a claim whose dossier has the source, and the source's row.
    cited: Vec<(Row, usize)>,
}

impl Sources {
    /// Returns the number of the source that a claim's record calls `id`. A source that is cited
    /// for the first time gets a new number. Returns `None` if the source doesn't exist.
    pub(super) fn number(&mut self, catalog: &Catalog, claim: Row, id: &str) -> Option<usize> {
        let dataset = catalog.facts(claim)?.dataset();
        let source = catalog.datasets().get(dataset)?.sources.find(id)?;
        let number = *self.numbers.entry((dataset, source)).or_insert(self.cited.len() + 1);
        if number > self.cited.len() {
            self.cited.push((claim, source));
        }
        Some(number)
    }

    /// Returns a claim whose dossier has the source with a number, and the source's id.
    pub(super) fn get(&self, catalog: &Catalog, number: usize) -> Option<(Row, String)> {
        let (claim, source) = *self.cited.get(number.checked_sub(1)?)?;
        let dataset = catalog.facts(claim).and_then(|it| catalog.datasets().get(it.dataset()))?;
        Some((claim, dataset.sources.entry(source).1))
    }
}
