//! Opens datasets, from their index or by reading them, and reads them again if they change
//! meanwhile.

use std::ops::ControlFlow;
use std::thread;
use std::time::Duration;

use crate::catalog::Catalog;
use crate::catalog::index::{Hold, Index, IndexLookup};
use crate::catalog::reader::{Watcher, read};
use crate::input::Cache;
use crate::input::memory_budget::MemoryBudget;
use crate::input::{Diagnostic, Fingerprint, Input};

/// The largest number of readings of files that change while they are read.
const TRIES: u32 = 4;

/// The pause before a file that changed is read again; each pause is twice as long as the one
/// before.
const PAUSE: Duration = Duration::from_millis(50);

/// Opens everything that the inputs consist of as one catalog.
///
/// Files that change while they are read are read again, up to four times in all; if they changed
/// each time, [`Catalog::note`] says so.
///
/// ```
/// use gainsay::catalog;
/// use gainsay::input::{Cache, Input};
///
/// let json = r#"{"gainsay": 1, "dataset": {"id": "harbour"}, "claims": [
///     {"id": "toll", "text": "The bridge has no toll.", "made": []}
/// ]}"#;
/// let input = Input::Bytes { name: "harbour.json".to_owned(), bytes: json.as_bytes().into() };
/// let catalog = catalog::open(&[input], &Cache::default())?;
/// assert_eq!(catalog.len(), 1);
/// # Ok::<(), gainsay::input::Diagnostic>(())
/// ```
///
/// # Errors
/// Returns a [`Diagnostic`] if an input that was named can't be read as a dataset at all, or if a
/// folder has no dataset that can. Records that can't be read are not an error: they are left out
/// and listed in [`Catalog::problems`].
pub fn open(inputs: &[Input], cache: &Cache) -> Result<Catalog, Diagnostic> {
    let catalog = open_while(inputs, cache, || ControlFlow::Continue(()))?;
    Ok(catalog.expect("only `go_on` ends the reading early"))
}

/// Opens everything that the inputs consist of as one catalog, as long as `go_on` continues. It is
/// called whenever reading makes progress; if it breaks, the result is `None`.
///
/// # Errors
/// Returns the errors of [`open()`].
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

/// Removes the index of the inputs, because a record proved it wrong.
pub fn discard_index(inputs: &[Input], cache: &Cache) {
    if let Some(index) = Index::of(inputs, cache) {
        index.discard();
    }
}

pub(crate) struct Loaded {
    pub(crate) catalog: Catalog,
    pub(crate) index: IndexTask,
}

/// The work that remains for the index of a loaded catalog.
pub(crate) enum IndexTask {
    Nothing,
    /// The index is missing and must be written.
    Write(Index),
    /// The index is mapped in place, and a private copy must replace it.
    Copy(Index),
}

/// Loads everything that the inputs consist of, from the index or by reading it; `None` if the
/// watcher breaks.
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

/// Reads files until they don't change while they are read. `index` is the one to be made of their
/// present state.
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
        // An input that gives its bytes only once can't be read again after an error.
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

/// The note about files that changed during each reading.
const CHANGING: &str =
    "the files kept changing while they were read: the data shown may be out of date";
