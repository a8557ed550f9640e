//! Opens datasets, from their index or by reading them: again if they change meanwhile.

use std::ops::ControlFlow;
use std::thread;
use std::time::Duration;

use crate::catalog::Catalog;
use crate::catalog::index::{Hold, Index, IndexLookup};
use crate::catalog::reader::{Watcher, read};
use crate::input::Cache;
use crate::input::opened::MemoryBudget;
use crate::input::{Diagnostic, Fingerprint, Input};

/// How often files are read that change each time while they are read.
const TRIES: u32 = 4;

/// How long a file that changed is left alone before it is read again; twice as long each time.
const PAUSE: Duration = Duration::from_millis(50);

/// Reads everything that the inputs stand for into one catalog.
///
/// Files that change while they are read are read again, up to four times; if they changed each
/// time, [`Catalog::note`] says so.
///
/// # Errors
/// A [`Diagnostic`] where an input that was named can't be read as a dataset at all, or
/// where a folder has no dataset that can. Records that can't be read are no error:
/// they are left out and listed in [`Catalog::problems`].
pub fn open(inputs: &[Input], cache: &Cache) -> Result<Catalog, Diagnostic> {
    Ok(open_while(inputs, cache, || ControlFlow::Continue(()))?.unwrap_or_default())
}

/// Reads everything that the inputs stand for into one catalog, as long as `go_on` says so, which
/// is called whenever reading makes progress; `None` if it breaks off.
///
/// # Errors
/// As [`open()`].
pub fn open_while(
    inputs: &[Input],
    cache: &Cache,
    go_on: impl Fn() -> ControlFlow<()>,
) -> Result<Option<Catalog>, Diagnostic> {
    let loaded = load(inputs, cache, &mut |_, _| go_on())?;
    let Some(Loaded { catalog, index }) = loaded else { return Ok(None) };
    if go_on().is_break() {
        return Ok(None);
    }
    if let IndexTask::Write(index) = index {
        index.write(&catalog);
    }
    Ok(Some(catalog))
}

/// Removes the index of what the inputs stand for, since a record proved it wrong.
pub fn discard_index(inputs: &[Input], cache: &Cache) {
    if let Some(index) = Index::of(inputs, cache) {
        index.discard();
    }
}

/// A catalog that was loaded.
pub(crate) struct Loaded {
    pub(crate) catalog: Catalog,
    pub(crate) index: IndexTask,
}

/// What is to be done about the index of a catalog that was loaded.
pub(crate) enum IndexTask {
    /// Nothing.
    Nothing,
    /// There should be one and is none: it is to be written.
    Write(Index),
    /// It is mapped where it stands: it is to be replaced by a copy of its own.
    Copy(Index),
}

/// Loads everything that the inputs stand for, from the index or by reading it; `None` where
/// the watcher broke off.
pub(crate) fn load(
    inputs: &[Input],
    cache: &Cache,
    watcher: &mut Watcher,
) -> Result<Option<Loaded>, Diagnostic> {
    let (mut note, mut unfit) = (None, None);
    if let Some(index) = Index::of(inputs, cache) {
        let hold = index.hold(cache.serving);
        match found(&index, hold, cache) {
            IndexLookup::Catalog(catalog) => {
                let to_copy = hold == Hold::InPlace;
                let index = if to_copy { IndexTask::Copy(index) } else { IndexTask::Nothing };
                return Ok(Some(Loaded { catalog: *catalog, index }));
            }
            IndexLookup::Unfit(why) => {
                note = Some(format!("the index of these datasets {why}; it is rebuilt"));
            }
            IndexLookup::Nothing => {}
        }
        unfit = Some(index);
    }
    let Some(mut loaded) = read_to_the_end(inputs, cache, unfit, watcher)? else { return Ok(None) };
    loaded.catalog.note = loaded.catalog.note.or(note);
    Ok(Some(loaded))
}

fn found(index: &Index, hold: Hold, cache: &Cache) -> IndexLookup {
    if !cache.distrusted {
        return index.read(hold, &mut MemoryBudget::new(cache));
    }
    index.discard();
    IndexLookup::Unfit("did not match the records")
}

/// Reads files as they are at the end: again if they changed while they were read. `index` is the
/// one to be made of their present state.
fn read_to_the_end(
    inputs: &[Input],
    cache: &Cache,
    mut index: Option<Index>,
    watcher: &mut Watcher,
) -> Result<Option<Loaded>, Diagnostic> {
    let mut pause = PAUSE;
    let mut tried = 1;
    loop {
        let before = Fingerprint::of(inputs);
        let read = read(inputs, &MemoryBudget::new(cache), watcher);
        if matches!(read, Ok(None)) || Fingerprint::of(inputs) == before {
            let index = index.map_or(IndexTask::Nothing, IndexTask::Write);
            return Ok(read?.map(|catalog| Loaded { catalog, index }));
        }
        // What gives its bytes once only and broke off can't be read again.
        let is_gone = read.is_err() && inputs.iter().any(|input| matches!(input, Input::Pipe(_)));
        if tried == TRIES || is_gone {
            let catalog = read.map_err(|problem| problem.help(CHANGING))?;
            let note = Some(CHANGING.to_owned());
            let catalog = catalog.map(|catalog| Catalog { note, ..catalog });
            return Ok(catalog.map(|catalog| Loaded { catalog, index: IndexTask::Nothing }));
        }
        thread::sleep(pause);
        (pause, tried) = (pause * 2, tried + 1);
        index = Index::of(inputs, cache);
    }
}

/// What is said of files that never stopped changing.
const CHANGING: &str =
    "the files kept changing while they were read: the data shown may be out of date";
