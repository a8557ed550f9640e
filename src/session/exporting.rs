//! The claims of an export: which rows of which catalog. The frontend's thread computes the rows,
//! since that may take as long as a search.

use std::sync::Arc;

use crate::app::ExportTarget;
use crate::catalog::{Catalog, Row};
use crate::search::{Corpus, SearchRequest, Sort, rank};

/// The claims to write to a file on the user's side.
#[derive(Debug)]
pub struct ExportJob {
    /// The user's request: the file, and whether it may be replaced.
    pub asked: ExportTarget,
    pub(super) corpus: Arc<Corpus>,
    pub(super) claims: ClaimSelection,
}

#[derive(Debug)]
pub(super) enum ClaimSelection {
    /// Rows that are known already.
    Known(Vec<Row>),
    /// The list of a search of which only the beginning is ranked.
    Found(SearchRequest),
}

impl ExportJob {
    /// Returns the catalog that holds the claims.
    pub(crate) fn catalog(&self) -> &Catalog {
        self.corpus.catalog()
    }

    /// Returns the name of the claims' order if it isn't the usual one.
    pub(crate) fn order(&self) -> Option<String> {
        match &self.claims {
            ClaimSelection::Found(request) if request.sort != Sort::Rank => {
                Some(request.sort.to_string())
            }
            ClaimSelection::Found(_) | ClaimSelection::Known(_) => None,
        }
    }

    /// Returns the rows in the order in which they are written. May take as long as a search.
    /// Returns none if `given_up` returns true.
    pub(crate) fn rows(&self, given_up: &(dyn Fn() -> bool + Sync)) -> Vec<Row> {
        match &self.claims {
            ClaimSelection::Known(rows) => rows.clone(),
            ClaimSelection::Found(request) => {
                let ranking = rank(&self.corpus, request, given_up).unwrap_or_default();
                ranking.iter().map(|hit| hit.row).collect()
            }
        }
    }
}
