//! What is selected: claims in the order in which they are written, and where each stands in it.

use hashbrown::HashSet;

use super::about::ExportRequest;
use crate::catalog::{Catalog, Row};
use crate::claim::{Address, DatasetInfo};

/// Why a selection can't be one dataset. Ids are scoped by their dataset, so one file holds
/// one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOne {
    /// The claims are of several: their ids.
    #[error(
        "these claims are from several datasets, but a file can hold only one: {0}; open one of them alone"
    )]
    Several(String),
    /// No claim says which of several is meant: their ids.
    #[error("no claim is selected, so it is unclear which dataset to export: {0}")]
    Nothing(String),
}

/// Claims that are written.
#[derive(Debug)]
pub(super) struct Selection {
    /// In the order in which they are written.
    pub(super) rows: Vec<Row>,
    /// What was asked for.
    pub(super) asked: ExportRequest,
    /// The numbers of their datasets, in the order in which they are met.
    pub(super) datasets: Vec<usize>,
    /// Each with its number from 0 in [`Selection::rows`], ascending.
    places: Vec<(Row, u32)>,
}

impl Selection {
    /// Selects these claims; a number that no claim has selects none.
    pub(super) fn new(catalog: &Catalog, mut rows: Vec<Row>, asked: ExportRequest) -> Self {
        rows.retain(|row| (*row as usize) < catalog.len());
        let mut places: Vec<(Row, u32)> = rows.iter().copied().zip(0..).collect();
        places.sort_unstable();
        places.dedup_by_key(|(row, _)| *row);
        let mut met = HashSet::new();
        let of_rows = rows.iter().filter_map(|row| catalog.facts(*row)).map(|it| it.dataset());
        let datasets = of_rows.filter(|dataset| met.insert(*dataset)).collect();
        Self { rows, asked, datasets, places }
    }

    /// The number of a claim's place among those that are written, from 0.
    pub(super) fn place(&self, row: Row) -> Option<usize> {
        let at = self.places.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        self.places.get(at).map(|(_, place)| *place as usize)
    }

    /// The first selected claim that an address may mean.
    pub(super) fn find(&self, catalog: &Catalog, address: &Address) -> Option<Row> {
        catalog.resolve(address).into_iter().find(|row| self.place(*row).is_some())
    }

    /// Whether the claims are of several datasets.
    pub(super) fn several(&self) -> bool {
        self.datasets.len() > 1
    }

    /// What the datasets say about themselves.
    pub(super) fn infos<'a>(&self, catalog: &'a Catalog) -> Vec<&'a DatasetInfo> {
        let datasets = self.datasets.iter().filter_map(|it| catalog.datasets().get(*it));
        datasets.map(|dataset| &dataset.heading.info).collect()
    }

    /// The number of the one dataset that the claims are of.
    pub(super) fn one(&self, catalog: &Catalog) -> Result<usize, NotOne> {
        match (self.datasets.as_slice(), catalog.datasets()) {
            ([one], _) => Ok(*one),
            ([], [_]) => Ok(0),
            ([], all) => Err(NotOne::Nothing(ids(all.iter().map(|dataset| &dataset.heading.info)))),
            _ => Err(NotOne::Several(ids(self.infos(catalog).into_iter()))),
        }
    }

    /// Whether these are all claims of their one dataset.
    pub(super) fn is_whole(&self, catalog: &Catalog, dataset: usize) -> bool {
        let tally = catalog.datasets().get(dataset).map(|dataset| dataset.tally.claims);
        tally == Some(self.places.len())
    }
}

fn ids<'a>(infos: impl Iterator<Item = &'a DatasetInfo>) -> String {
    infos.map(|info| info.id.as_str()).collect::<Vec<_>>().join(", ")
}
