//! Claims on their way to a file: which rows of which catalog, worked out by whoever has the
//! time.

use std::sync::Arc;

use crate::app::ExportTarget;
use crate::catalog::{Catalog, Row};
use crate::search::{Corpus, SearchRequest, Sort, rank};

/// Claims to be written to a file on the reader's side.
#[derive(Debug)]
pub struct ExportJob {
    /// What was asked for: the file, and whether it may be replaced.
    pub asked: ExportTarget,
    corpus: Arc<Corpus>,
    claims: ClaimSelection,
}

/// Which claims.
#[derive(Debug)]
pub(super) enum ClaimSelection {
    /// These.
    Known(Vec<Row>),
    /// The list of a search, of which only the beginning is known.
    Found(SearchRequest),
}

impl ExportJob {
    pub(super) fn new(asked: ExportTarget, corpus: Arc<Corpus>, claims: ClaimSelection) -> Self {
        Self { asked, corpus, claims }
    }

    /// The catalog that has the claims.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        self.corpus.catalog()
    }

    /// Their order, in words, where it isn’t the usual one.
    #[must_use]
    pub fn order(&self) -> Option<String> {
        match &self.claims {
            ClaimSelection::Found(request) if request.sort != Sort::Rank => {
                Some(request.sort.to_string())
            }
            ClaimSelection::Found(_) | ClaimSelection::Known(_) => None,
        }
    }

    /// Their rows, in the order in which they are written. May take as long as a search; none
    /// once `given_up` says so.
    #[must_use]
    pub fn rows(&self, given_up: &(dyn Fn() -> bool + Sync)) -> Vec<Row> {
        match &self.claims {
            ClaimSelection::Known(rows) => rows.clone(),
            ClaimSelection::Found(request) => {
                let ranking = rank(&self.corpus, request, given_up).unwrap_or_default();
                ranking.iter().map(|hit| hit.row).collect()
            }
        }
    }
}
