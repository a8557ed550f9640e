//! The list of sources at the end of a dossier: numbered as they are first cited.

use hashbrown::HashMap;

use crate::catalog::{Catalog, Row};

/// Sources by number.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// From the number of the dataset and that in its register to that in the list, from 1.
    numbers: HashMap<(usize, usize), usize>,
    /// In order: a claim whose dossier has the source, and the source's number in the register.
    cited: Vec<(Row, usize)>,
}

impl Sources {
    /// The number of the source that a claim's record calls `id`, a new one where it is cited
    /// for the first time; none where there is no such source.
    pub(super) fn number(&mut self, catalog: &Catalog, claim: Row, id: &str) -> Option<usize> {
        let dataset = catalog.facts(claim)?.dataset();
        let source = catalog.datasets().get(dataset)?.sources.find(id)?;
        let number = *self.numbers.entry((dataset, source)).or_insert(self.cited.len() + 1);
        if number > self.cited.len() {
            self.cited.push((claim, source));
        }
        Some(number)
    }

    /// The source of a number: a claim whose dossier has it, and its id.
    pub(super) fn get(&self, catalog: &Catalog, number: usize) -> Option<(Row, String)> {
        let (claim, source) = *self.cited.get(number.checked_sub(1)?)?;
        let dataset = catalog.facts(claim).and_then(|it| catalog.datasets().get(it.dataset()))?;
        Some((claim, dataset.sources.entry(source).1))
    }
}
