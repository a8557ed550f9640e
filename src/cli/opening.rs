//! Opens the datasets of an explorer in the background, and reloads them when they change.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use anyhow::Context;

use crate::app::Loading;
use crate::catalog::{Catalog, LoadStage, Progress, open_in_stages};
use crate::input::Cache;
use crate::input::{Fingerprint, Input};
use crate::search::Corpus;
use crate::session::{Event, EventSender, about};

use super::importing::{self, readable};
use super::pacing::{Heard, Sign, Signs, signs};
use super::watch;

/// Datasets that are being opened, all or part of which can be used.
pub(super) struct Opening {
    inputs: Vec<Input>,
    cache: Cache,
    /// The fingerprint of the files before they were read.
    stamps: Fingerprint,
    corpus: Arc<Corpus>,
    /// The stages that are still to come.
    stages: Option<Receiver<LoadStage>>,
    loading: Option<Loading>,
    note: Option<String>,
    signs: (Signs, Option<Heard>),
}

impl Opening {
    /// Starts to open datasets, and returns as soon as there is something to show.
    ///
    /// # Errors
    /// Returns the [`Diagnostic`](crate::input::Diagnostic) if they can't be opened.
    pub(super) fn begin(inputs: Vec<Input>, cache: Cache) -> anyhow::Result<Self> {
        let stamps = Fingerprint::of(&inputs);
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
        let (signs, heard) = signs();
        let mut opening = Self {
            inputs,
            cache,
            stamps,
            corpus: Arc::default(),
            stages: None,
            loading: None,
            note: readable.note,
            signs: (signs, Some(heard)),
        };
        loop {
            match stages.recv().context("internal error while opening the datasets")? {
                LoadStage::Reading(_) | LoadStage::Mapped(_) => {}
                LoadStage::Grown(catalog, progress) => {
                    opening.corpus = corpus(catalog, &opening.signs.0);
                    opening.loading = Some(loading(progress));
                    opening.stages = Some(stages);
                    return Ok(opening);
                }
                LoadStage::Whole(catalog) => {
                    let catalog = catalog?;
                    opening.note = importing::notes(opening.note, &catalog);
                    opening.corpus = corpus(catalog, &opening.signs.0);
                    opening.stages = Some(stages);
                    return Ok(opening);
                }
            }
        }
    }

    /// Returns the title for the explorer's window.
    pub(super) fn title(&self) -> String {
        format!("{} · gainsay", about(self.corpus.catalog()).title())
    }

    /// Hands over the corpus with what can be used so far. This struct keeps no reference, so that
    /// the session can free it when there is more.
    pub(super) fn corpus(&mut self) -> Arc<Corpus> {
        std::mem::take(&mut self.corpus)
    }

    /// Continues in the background and sends events to a session.
    pub(super) fn go_on(&mut self, post: EventSender) {
        post.send(Event::Loading(self.loading));
        if let Some(note) = self.note.take() {
            post.send(Event::Notice(note));
        }
        let (signs, Some(heard)) = (self.signs.0.clone(), self.signs.1.take()) else { return };
        let stages = self.stages.take();
        let (inputs, cache, stamps) =
            (self.inputs.clone(), self.cache.clone(), self.stamps.clone());
        let whole = move || {
            stages.into_iter().flatten().for_each(|stage| forward(&post, stage, &signs));
            let touched = signs.clone();
            let watching = watch::begin(&inputs, move || touched.touched());
            reload(&inputs, &cache, stamps, &post, (&signs, heard));
            drop(watching);
        };
        // If no thread can be started, the session shows the part that is read.
        let _ = thread::Builder::new().name("datasets".to_owned()).spawn(whole);
    }
}

fn forward(post: &EventSender, stage: LoadStage, signs: &Signs) {
    match stage {
        LoadStage::Reading(progress) => post.send(Event::Loading(Some(loading(progress)))),
        LoadStage::Grown(catalog, progress) => {
            post.send(Event::Grown(corpus(catalog, signs)));
            post.send(Event::Loading(Some(loading(progress))));
        }
        LoadStage::Whole(Ok(catalog)) => {
            if let Some(note) = catalog.note() {
                post.send(Event::Notice(note.to_owned()));
            }
            post.send(Event::Grown(corpus(catalog, signs)));
            post.send(Event::Loading(None));
        }
        LoadStage::Mapped(catalog) => post.send(Event::Grown(corpus(catalog, signs))),
        LoadStage::Whole(Err(problem)) => {
            post.send(Event::Corpus(Err(problem)));
            post.send(Event::Loading(None));
        }
    }
}

/// Reads the files again at every sign of a change, until the senders of signs are gone.
fn reload(
    inputs: &[Input],
    cache: &Cache,
    mut before: Fingerprint,
    post: &EventSender,
    (signs, mut heard): (&Signs, Heard),
) {
    let mut sign = Sign::Touched;
    loop {
        // Events also report files that were merely read, as this thread does; and the files may
        // have changed while they were opened.
        let now = Fingerprint::of(inputs);
        let outdated = signs.says_outdated(sign);
        if now != before || outdated {
            before = now;
            let distrusting = outdated.then(|| cache.distrusting());
            let opened = importing::open(inputs, distrusting.as_ref().unwrap_or(cache));
            let note = opened.as_ref().ok().and_then(|(catalog, _)| catalog.note());
            let note = note.map(str::to_owned);
            post.send(Event::Corpus(opened.map(|(catalog, _)| corpus(catalog, signs))));
            if let Some(note) = note {
                post.send(Event::Notice(note));
            }
            heard.done();
        }
        let Some(next) = heard.next() else { return };
        sign = next;
    }
}

/// Returns a catalog as a corpus that gives a sign if a record can't be read as it was.
fn corpus(catalog: Catalog, signs: &Signs) -> Arc<Corpus> {
    signs.watch(&catalog);
    Arc::new(Corpus::new(catalog))
}

fn loading(progress: Progress) -> Loading {
    let share = |of: u64| u8::try_from((progress.read * 100).checked_div(of)?.min(100)).ok();
    Loading { claims: progress.claims, percent: progress.of.and_then(share) }
}
