//! Opening datasets in stages: what was read so far can be used while the rest is read.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use super::builder::Builder;
use super::index::Found;
use super::opened::Keeper;
use super::reader::{Cache, Loaded, Progress, load};
use super::{Catalog, Input, Problem};

/// Progress is told no oftener than this.
const PAUSE: Duration = Duration::from_millis(500);

/// How much a catalog must have grown, in eighths, before it is shown anew: copying what is
/// shared among its claims must not cost more than reading them.
const GROWTH: usize = 2;

/// What is told while datasets are opened.
#[derive(Debug)]
pub enum Stage {
    /// So much is there, and can be used.
    Grown(Catalog, Progress),
    /// Reading goes on.
    Reading(Progress),
    /// All was read, or nothing can be.
    Whole(Result<Catalog, Problem>),
    /// The same catalog as the whole one, from its index.
    Mapped(Catalog),
}

/// Opens everything that the inputs stand for and tells how it goes, until `tell` breaks off.
pub fn open_in_stages(
    inputs: &[Input],
    cache: &Cache,
    mut tell: impl FnMut(Stage) -> ControlFlow<()>,
) {
    let mut pace = Pace { shown: 0, last: None };
    let mut watcher = |builder: &Builder, progress: Progress| match pace.step(builder) {
        Step::Show => tell(Stage::Grown(builder.catalog(), progress)),
        Step::Say => tell(Stage::Reading(progress)),
        Step::Wait => ControlFlow::Continue(()),
    };
    let loaded = match load(inputs, cache, &mut watcher) {
        Ok(Some(loaded)) => loaded,
        // Whoever broke off wants no end either.
        Ok(None) => return,
        Err(problem) => {
            let _ = tell(Stage::Whole(Err(problem)));
            return;
        }
    };
    let Loaded { catalog, index } = loaded;
    let Some(index) = index else {
        let _ = tell(Stage::Whole(Ok(catalog)));
        return;
    };
    // It can be used while its index is written, and needs less memory from then on.
    let wanted = tell(Stage::Whole(Ok(catalog.clone()))).is_continue();
    let written = wanted && index.write(&catalog);
    drop(catalog);
    if written && let Found::Catalog(catalog) = index.read(&mut Keeper::new(cache.folder.clone())) {
        let _ = tell(Stage::Mapped(*catalog));
    }
}

/// When to tell what.
struct Pace {
    /// How many claims were shown last.
    shown: usize,
    last: Option<Instant>,
}

enum Step {
    Show,
    Say,
    Wait,
}

impl Pace {
    fn step(&mut self, builder: &Builder) -> Step {
        let sealed = builder.sealed();
        if sealed == 0 || self.last.is_some_and(|last| last.elapsed() < PAUSE) {
            return Step::Wait;
        }
        self.last = Some(Instant::now());
        if sealed < self.shown + self.shown * GROWTH / 8 || sealed == self.shown {
            return Step::Say;
        }
        self.shown = sealed;
        Step::Show
    }
}
