//! The datasets of an explorer: opened in the background, and read anew when they change.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use anyhow::Context;

use crate::dataset::{Cache, Input, Problem, Progress, Stage, Stamps, open_in_stages};
use crate::explorer::Loading;
use crate::search::Corpus;
use crate::session::{News, Post, Waker, about};

use super::importing::{self, readable};
use super::watch;

/// Why the files should be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Something was done to them.
    Touched,
    /// A record is no longer what it was.
    Lost,
}

/// Datasets that are being opened: some of them, or all, can be used.
pub(super) struct Opening {
    inputs: Vec<Input>,
    cache: Cache,
    /// How the files looked before they were read.
    stamps: Stamps,
    corpus: Arc<Corpus>,
    /// What is still to come.
    stages: Option<Receiver<Stage>>,
    loading: Option<Loading>,
    note: Option<String>,
    signs: (Sender<Sign>, Option<Receiver<Sign>>),
}

impl Opening {
    /// Begins to open datasets; comes back as soon as there is something to show.
    ///
    /// # Errors
    /// The [`Problem`] where they can't be opened.
    pub(super) fn begin(inputs: Vec<Input>, cache: Cache) -> anyhow::Result<Self> {
        let stamps = Stamps::of(&inputs);
        let (sender, stages) = channel();
        let readable = readable(&inputs, &cache)?;
        let inputs = readable.again(inputs);
        let theirs = (readable.inputs, cache.clone());
        let tell = move |stage| match sender.send(stage) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        };
        let opener = thread::Builder::new().name("opening".to_owned());
        opener.spawn(move || open_in_stages(&theirs.0, &theirs.1, tell))?;
        let (lost, signs) = channel();
        let mut opening = Self {
            inputs,
            cache,
            stamps,
            corpus: Arc::default(),
            stages: None,
            loading: None,
            note: readable.note,
            signs: (lost, Some(signs)),
        };
        loop {
            match stages.recv().context("opening the datasets broke down")? {
                Stage::Reading(_) | Stage::Mapped(_) => {}
                Stage::Grown(catalog, progress) => {
                    opening.corpus = Arc::new(Corpus::new(catalog));
                    opening.loading = Some(loading(progress));
                    opening.stages = Some(stages);
                    return Ok(opening);
                }
                Stage::Whole(catalog) => {
                    let catalog = catalog?;
                    let note = catalog.note().map(str::to_owned);
                    opening.note = opening.note.or(note);
                    opening.corpus = Arc::new(Corpus::new(catalog));
                    opening.stages = Some(stages);
                    return Ok(opening);
                }
            }
        }
    }

    /// What the explorer's window is called.
    pub(super) fn title(&self) -> String {
        format!("{} · gainsay", about(self.corpus.catalog()).title())
    }

    /// The files and folders that were named.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.inputs.iter().filter_map(Input::path).map(Path::to_owned).collect()
    }

    /// What can be used so far. It is handed over: who reads it lets it go when there is more.
    pub(super) fn corpus(&mut self) -> Arc<Corpus> {
        std::mem::take(&mut self.corpus)
    }

    /// To be called where a record is no longer what it was.
    pub(super) fn on_lost(&self) -> Waker {
        let signs = self.signs.0.clone();
        // Nobody hears it any more once the explorer has ended.
        Arc::new(move || {
            let _ = signs.send(Sign::Lost);
        })
    }

    /// Goes on in the background, and leaves a session the news.
    pub(super) fn go_on(&mut self, post: Post) {
        post.send(News::Loading(self.loading));
        if let Some(note) = self.note.take() {
            post.send(News::Notice(note));
        }
        let (sender, Some(signs)) = (self.signs.0.clone(), self.signs.1.take()) else { return };
        let stages = self.stages.take();
        let (inputs, cache, stamps) =
            (self.inputs.clone(), self.cache.clone(), self.stamps.clone());
        let whole = move || {
            stages.into_iter().flatten().for_each(|stage| forward(&post, stage));
            let changed = move || {
                let _ = sender.send(Sign::Touched);
            };
            let watching = watch::begin(&inputs, changed);
            reload(&inputs, &cache, stamps, &post, &signs);
            drop(watching);
        };
        // Without a thread the files are shown as far as they are read.
        let _ = thread::Builder::new().name("datasets".to_owned()).spawn(whole);
    }
}

fn forward(post: &Post, stage: Stage) {
    match stage {
        Stage::Reading(progress) => post.send(News::Loading(Some(loading(progress)))),
        Stage::Grown(catalog, progress) => {
            post.send(News::Grown(Arc::new(Corpus::new(catalog))));
            post.send(News::Loading(Some(loading(progress))));
        }
        Stage::Whole(Ok(catalog)) => {
            if let Some(note) = catalog.note() {
                post.send(News::Notice(note.to_owned()));
            }
            post.send(News::Grown(Arc::new(Corpus::new(catalog))));
            post.send(News::Loading(None));
        }
        Stage::Mapped(catalog) => post.send(News::Grown(Arc::new(Corpus::new(catalog)))),
        Stage::Whole(Err(problem)) => {
            post.send(News::Corpus(Err(problem)));
            post.send(News::Loading(None));
        }
    }
}

/// Reads the files anew whenever there is a sign of a change, as long as anyone gives signs.
fn reload(
    inputs: &[Input],
    cache: &Cache,
    mut before: Stamps,
    post: &Post,
    signs: &Receiver<Sign>,
) {
    let mut lost = false;
    loop {
        // Events also tell of files that were only looked at, as we do here; and files may
        // have changed while they were opened.
        let now = Stamps::of(inputs);
        if now != before || lost {
            before = now;
            post.send(News::Corpus(read(inputs, cache)));
        }
        let Ok(first) = signs.recv() else { return };
        // What came meanwhile is answered by the same look.
        lost = std::iter::once(first).chain(signs.try_iter()).any(|it| it == Sign::Lost);
    }
}

fn read(inputs: &[Input], cache: &Cache) -> Result<Arc<Corpus>, Problem> {
    importing::open(inputs, cache).map(|(catalog, _)| Arc::new(Corpus::new(catalog)))
}

fn loading(progress: Progress) -> Loading {
    let share = |of: u64| u8::try_from((progress.read * 100).checked_div(of)?.min(100)).ok();
    Loading { claims: progress.claims, percent: progress.of.and_then(share) }
}
