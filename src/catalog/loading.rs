//! Opening datasets in stages: what was read so far can be used while the rest is read.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::catalog::Catalog;
use crate::catalog::builder::Builder;
use crate::catalog::index::{Hold, IndexLookup};
use crate::catalog::load::{IndexTask, Loaded, load};
use crate::catalog::reader::Progress;
use crate::input::Cache;
use crate::input::opened::MemoryBudget;
use crate::input::{Diagnostic, Input};

/// Progress is told no oftener than this.
const PAUSE: Duration = Duration::from_millis(500);

/// How much a catalog must have grown, in eighths, before it is shown anew: copying what is
/// shared among its claims must not cost more than reading them.
const GROWTH: usize = 2;

/// What is told while datasets are opened.
#[derive(Debug)]
pub enum LoadStage {
    /// So much is there, and can be used.
    Grown(Catalog, Progress),
    /// Reading goes on.
    Reading(Progress),
    /// All was read, or nothing can be.
    Whole(Result<Catalog, Diagnostic>),
    /// The same catalog as the whole one, from a copy of its index that nobody else can open.
    Mapped(Catalog),
}

/// Opens everything that the inputs stand for and tells how it goes, until `tell` breaks off.
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
        // Whoever broke off wants no end either.
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
    // It can be used while its index is written and copied. After that it needs less memory, and
    // what others do to the index is no matter.
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

/// When to tell what.
struct ReportPace {
    /// How many claims were shown last.
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
    /// What to tell of so many claims that can be used by now.
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

    /// What is copied for each catalog that is shown grows with the claims: shown too often, opening
    /// would take time that grows with the square of their number.
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
