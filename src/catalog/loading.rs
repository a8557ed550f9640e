//! Opening datasets in stages: the catalog read so far can be used while the rest is read.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::catalog::Catalog;
use crate::catalog::builder::Builder;
use crate::catalog::index::{Hold, IndexLookup};
use crate::catalog::load::{IndexTask, Loaded, load};
use crate::catalog::reader::Progress;
use crate::input::Cache;
use crate::input::memory_budget::MemoryBudget;
use crate::input::{Diagnostic, Input};

/// The shortest time between two reports of progress.
const PAUSE: Duration = Duration::from_millis(500);

/// The growth of a catalog, in eighths, before it is reported again. Copying the parts that its
/// claims share must not cost more than reading the claims.
const GROWTH: usize = 2;

/// A report while datasets are opened.
#[derive(Debug)]
pub enum LoadStage {
    /// A part of the catalog, which can be used.
    Grown(Catalog, Progress),
    /// Reading goes on, without a new catalog.
    Reading(Progress),
    /// The end: the whole catalog, or the reason why nothing can be read.
    Whole(Result<Catalog, Diagnostic>),
    /// The catalog again, from a private copy of its index that no other program can open.
    Mapped(Catalog),
}

/// Opens everything that the inputs consist of and reports each stage, until `tell` breaks.
pub fn open_in_stages(
    inputs: &[Input],
    cache: &Cache,
    mut tell: impl FnMut(LoadStage) -> ControlFlow<()>,
) {
    let mut pace = ReportPace { shown: 0, last: None };
    let mut watcher =
        |builder: &Builder, progress: Progress| match pace.step(builder.sealed(), Instant::now()) {
            LoadStep::Show => tell(LoadStage::Grown(builder.catalog(), progress)),
            LoadStep::Say => tell(LoadStage::Reading(progress)),
            LoadStep::Wait => ControlFlow::Continue(()),
        };
    let loaded = match load(inputs, cache, &mut watcher) {
        Ok(Some(loaded)) => loaded,
        // After `tell` has broken, it gets no report of the end either.
        Ok(None) => return,
        Err(problem) => {
            let _ = tell(LoadStage::Whole(Err(problem)));
            return;
        }
    };
    let Loaded { catalog, index } = loaded;
    let (index, is_written) = match index {
        IndexTask::Nothing => {
            let _ = tell(LoadStage::Whole(Ok(catalog)));
            return;
        }
        IndexTask::Write(index) => (index, false),
        IndexTask::Copy(index) => (index, true),
    };
    // The catalog can be used while its index is written and copied. The copy then needs less
    // memory, and other programs can't change it.
    let wanted = tell(LoadStage::Whole(Ok(catalog.clone()))).is_continue();
    let written = wanted && (is_written || index.write(&catalog));
    drop(catalog);
    if written
        && let IndexLookup::Catalog(catalog) =
            index.read(Hold::PrivateCopy, &mut MemoryBudget::new(cache))
    {
        let _ = tell(LoadStage::Mapped(*catalog));
    }
}

struct ReportPace {
    /// The number of claims in the last catalog that was reported.
    shown: usize,
    last: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LoadStep {
    Show,
    Say,
    Wait,
}

impl ReportPace {
    /// Returns the step to take now that this many claims can be used.
    fn step(&mut self, sealed: usize, now: Instant) -> LoadStep {
        let early = |last: Instant| now.saturating_duration_since(last) < PAUSE;
        if sealed == 0 || self.last.is_some_and(early) {
            return LoadStep::Wait;
        }
        self.last = Some(now);
        if sealed < self.shown + self.shown * GROWTH / 8 || sealed == self.shown {
            return LoadStep::Say;
        }
        self.shown = sealed;
        LoadStep::Show
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_twice_a_second_and_claims_as_they_grow() {
        let mut pace = ReportPace { shown: 0, last: None };
        let start = Instant::now();
        let mut step = |sealed, at| pace.step(sealed, start + Duration::from_millis(at));
        assert_eq!(step(0, 0), LoadStep::Wait, "there is nothing to show");
        assert_eq!(step(2048, 5), LoadStep::Show, "the first claims are shown at once");
        assert_eq!(step(50_000, 504), LoadStep::Wait);
        assert_eq!(step(50_000, 505), LoadStep::Show);
        assert_eq!(step(55_000, 1_100), LoadStep::Say, "too little more to be worth a list");
        assert_eq!(step(99_000, 1_599), LoadStep::Wait);
        assert_eq!(step(99_000, 1_600), LoadStep::Show);
    }

    /// The cost of each catalog that is shown grows with the claims: shown too often, opening would
    /// take time that grows with the square of their number.
    #[test]
    fn the_catalogs_that_are_shown_hold_few_times_as_many_claims_as_there_are() {
        for claims in [10_000_usize, 1_000_000] {
            let mut pace = ReportPace { shown: 0, last: None };
            let start = Instant::now();
            let mut copied = 0;
            for (second, sealed) in (0..).zip((0..=claims).step_by(500)) {
                if pace.step(sealed, start + Duration::from_secs(second)) == LoadStep::Show {
                    copied += sealed;
                }
            }
            assert!(copied > claims / 2 && copied < claims * 6, "{copied} of {claims}");
        }
    }
}
