//! Opens the datasets of an explorer in the background, and reloads them when they change.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use anyhow::Context;

use crate::app::Loading;
use crate::catalog::{Catalog, LoadStage, Progress, open_in_stages};
use crate::input::{Cache, Input};
use crate::search::Corpus;
use crate::session::{Event, EventSender, about};
use crate::text::DisplayText;

use super::dataset_files::{DatasetFiles, Since};
use super::pacing::SignReceiver;
use super::readable::{ImportReport, ReadableInputs, ShowProgress, reported};

/// Datasets that are being opened, all or part of which can be used.
pub(crate) struct Opening {
    files: DatasetFiles,
    signs: SignReceiver,
    corpus: Arc<Corpus>,
    /// The stages that are still to come.
    stages: Receiver<LoadStage>,
    loading: Option<Loading>,
    note: Option<String>,
    import: Option<ImportReport>,
}

impl Opening {
    /// Starts to open datasets, and returns as soon as there is something to show.
    pub(crate) fn begin(
        inputs: Vec<Input>,
        cache: Cache,
        show: ShowProgress,
    ) -> anyhow::Result<Self> {
        let (sender, stages) = channel();
        let (readable, files, signs) = DatasetFiles::prepare(inputs, cache.clone(), show)?;
        let ReadableInputs { inputs, import } = readable;
        let tell = move |stage| match sender.send(stage) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        };
        let opener = thread::Builder::new().name("opening".to_owned());
        opener.spawn(move || open_in_stages(&inputs, &cache, tell))?;
        let (catalog, loading) = first(&stages)?;
        let catalog = reported(catalog, import.as_ref());
        let note = catalog.note().map(str::to_owned);
        let corpus = corpus(catalog, &files);
        Ok(Self { files, signs, corpus, stages, loading, note, import })
    }

    /// Returns the title for the explorer's window.
    pub(crate) fn title(&self) -> DisplayText<'static> {
        about(self.corpus.catalog()).window_title()
    }

    /// Hands over the corpus with what can be used so far. This struct keeps no reference, so that
    /// the session can free it when there is more.
    pub(crate) fn corpus(&mut self) -> Arc<Corpus> {
        std::mem::take(&mut self.corpus)
    }

    /// Continues in the background and sends events to a session.
    pub(crate) fn continue_in_background(self, events: EventSender) {
        let Self { files, signs, stages, loading, note, import, .. } = self;
        events.send(Event::Loading(loading));
        if let Some(note) = note {
            events.send(Event::Opened(note));
        }
        let whole = move || {
            for stage in stages {
                forward(&events, stage, &files, import.as_ref());
            }
            let _watching = files.watch();
            reload(&files, signs, &events);
        };
        // If no thread can be started, the session shows the part that is read.
        let _ = thread::Builder::new().name("datasets".to_owned()).spawn(whole);
    }
}

/// Waits for the first catalog that can be shown; also returns how far reading is, if it goes on.
fn first(stages: &Receiver<LoadStage>) -> anyhow::Result<(Catalog, Option<Loading>)> {
    loop {
        match stages.recv().context("internal error while opening the datasets")? {
            LoadStage::Reading(_) | LoadStage::Mapped(_) => {}
            LoadStage::Grown(catalog, progress) => return Ok((catalog, Some(loading(progress)))),
            LoadStage::Whole(catalog) => return Ok((catalog?, None)),
        }
    }
}

fn forward(
    events: &EventSender,
    stage: LoadStage,
    files: &DatasetFiles,
    import: Option<&ImportReport>,
) {
    // The note of the import was shown when the first claims were.
    let corpus = |catalog| self::corpus(reported(catalog, import), files);
    match stage {
        LoadStage::Reading(progress) => events.send(Event::Loading(Some(loading(progress)))),
        LoadStage::Grown(catalog, progress) => {
            events.send(Event::Grown(corpus(catalog)));
            events.send(Event::Loading(Some(loading(progress))));
        }
        LoadStage::Whole(Ok(catalog)) => {
            if let Some(note) = catalog.note() {
                events.send(Event::Notice(note.to_owned()));
            }
            events.send(Event::Grown(corpus(catalog)));
            events.send(Event::Loading(None));
        }
        LoadStage::Mapped(catalog) => events.send(Event::Grown(corpus(catalog))),
        LoadStage::Whole(Err(problem)) => {
            events.send(Event::Corpus(Err(problem)));
            events.send(Event::Loading(None));
        }
    }
}

/// Reads the files again at every sign of a change, as long as the process runs.
fn reload(files: &DatasetFiles, mut signs: SignReceiver, events: &EventSender) {
    while let Some(sign) = signs.next() {
        files.notice(sign);
        // Signs also come when files were merely read, as this thread does.
        let Some(read) = files.reload(Since::LastAttempt, || ControlFlow::Continue(())) else {
            continue;
        };
        let note = read.as_ref().ok().and_then(Catalog::note).map(str::to_owned);
        events.send(Event::Corpus(read.map(|catalog| Arc::new(Corpus::new(catalog)))));
        if let Some(note) = note {
            events.send(Event::Opened(note));
        }
        signs.done();
    }
}

/// Returns a catalog as a corpus that gives a sign if a record can't be read as it was.
fn corpus(catalog: Catalog, files: &DatasetFiles) -> Arc<Corpus> {
    files.signs.follow(&catalog);
    Arc::new(Corpus::new(catalog))
}

fn loading(progress: Progress) -> Loading {
    let share = |of: u64| u8::try_from((progress.read * 100).checked_div(of)?.min(100)).ok();
    Loading { claims: progress.claims, percent: progress.of.and_then(share) }
}
