//! The selected claims in the order in which they are written, with the place of each.

use hashbrown::HashSet;

use crate::catalog::{Catalog, Row};
use crate::claim::{Address, DatasetInfo};

/// The reason why a selection can't be written as one dataset. Ids are scoped by their dataset, so
/// a file holds one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOne {
    /// The claims belong to several datasets, whose ids are given.
    #[error(
        "these claims are from several datasets, but a file can hold only one: {0}; open one of them alone"
    )]
    Several(String),
    /// No claim is selected and several datasets are open, whose ids are given.
    #[error("no claim is selected, so it is unclear which dataset to export: {0}")]
    Nothing(String),
}

/// The request for an export, as a dossier states it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ExportRequest {
    /// The query that found the claims, or empty if no query was used.
    pub(crate) query: String,
    /// The order of the claims in words, if it isn't the default.
    pub(crate) order: Option<String>,
    /// The number of claims found, of which the first ones are written.
    pub(crate) found: usize,
    /// Whether a table begins with a byte order mark.
    pub(crate) bom: bool,
}

#[derive(Debug)]
pub(super) struct Selection {
    /// The claims in the order in which they are written.
    pub(super) rows: Vec<Row>,
    pub(super) asked: ExportRequest,
    /// The indices of the claims' datasets, in the order of their first claims.
    pub(super) datasets: Vec<usize>,
    /// The claims, ascending, each with its index in [`Selection::rows`].
    places: Vec<(Row, u32)>,
}

impl Selection {
    /// Selects the claims of `rows`. Rows that the catalog doesn't have are dropped.
    pub(super) fn new(catalog: &Catalog, mut rows: Vec<Row>, asked: ExportRequest) -> Self {
        rows.retain(|row| row.index() < catalog.len());
        let mut places: Vec<(Row, u32)> = rows.iter().copied().zip(0..).collect();
        places.sort_unstable();
        places.dedup_by_key(|(row, _)| *row);
        let mut met = HashSet::new();
        let of_rows = rows.iter().filter_map(|row| catalog.facts(*row)).map(|it| it.dataset());
        let datasets = of_rows.filter(|dataset| met.insert(*dataset)).collect();
        Self { rows, asked, datasets, places }
    }

    /// Returns the index of a claim among those that are written.
    pub(super) fn place(&self, row: Row) -> Option<usize> {
        let at = self.places.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        self.places.get(at).map(|(_, place)| *place as usize)
    }

    /// Returns the first selected claim that an address may mean.
    pub(super) fn find(&self, catalog: &Catalog, address: &Address) -> Option<Row> {
        catalog.resolve(address).into_iter().find(|row| self.place(*row).is_some())
    }

    pub(super) fn several(&self) -> bool {
        self.datasets.len() > 1
    }

    pub(super) fn infos<'a>(&self, catalog: &'a Catalog) -> Vec<&'a DatasetInfo> {
        let datasets = self.datasets.iter().filter_map(|it| catalog.datasets().get(*it));
        datasets.map(|dataset| &dataset.heading.info).collect()
    }

    /// Returns the index of the dataset to which all claims belong.
    pub(super) fn one(&self, catalog: &Catalog) -> Result<usize, NotOne> {
        match (self.datasets.as_slice(), catalog.datasets()) {
            ([one], _) => Ok(*one),
            ([], [_]) => Ok(0),
            ([], all) => Err(NotOne::Nothing(ids(all.iter().map(|dataset| &dataset.heading.info)))),
            _ => Err(NotOne::Several(ids(self.infos(catalog).into_iter()))),
        }
    }

    /// Returns whether the selection contains all claims of a dataset.
    pub(super) fn is_whole(&self, catalog: &Catalog, dataset: usize) -> bool {
        let tally = catalog.datasets().get(dataset).map(|dataset| dataset.tally.claims);
        tally == Some(self.places.len())
    }
}

fn ids<'a>(infos: impl Iterator<Item = &'a DatasetInfo>) -> String {
    infos.map(|info| info.id.as_str()).collect::<Vec<_>>().join(", ")
}
