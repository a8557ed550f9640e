//! The files of open datasets, which are read again when they change.

use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard};

use crate::catalog::Catalog;
use crate::input::{Cache, Diagnostic, Fingerprint, Input};
use crate::parallel::locked;

use super::pacing::{Sign, SignReceiver, SignSender, signs};
use super::readable::{ReadableInputs, ShowProgress, open_while};
use super::watch::{self, Watching};

/// The files of open datasets.
pub(crate) struct DatasetFiles {
    pub(super) inputs: Vec<Input>,
    cache: Cache,
    pub(super) signs: SignSender,
    known: Mutex<KnownState>,
}

/// The last reading that a change is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Since {
    /// The last attempt. Files that couldn't be read are left alone until they change, because
    /// reading a file may itself be reported as a change.
    LastAttempt,
    /// The reading whose catalog is in use.
    #[cfg(feature = "server")]
    LastSuccess,
}

/// What is known of the files.
struct KnownState {
    /// Their state at the last attempt to read them.
    tried: Fingerprint,
    /// Their state when the catalog in use was read.
    read: Fingerprint,
    /// The strongest sign so far. A sign of an outdated record holds until there is a newer
    /// catalog, so that it outlasts readings that fail.
    sign: Sign,
}

impl DatasetFiles {
    /// Imports the foreign files among the inputs. Returns what is to be read now, and the files
    /// that are to be read again when they change.
    pub(super) fn prepare(
        inputs: Vec<Input>,
        cache: Cache,
        show: ShowProgress,
    ) -> Result<(ReadableInputs, Self, SignReceiver), Diagnostic> {
        let before = Fingerprint::of(&inputs);
        let readable = ReadableInputs::of(&inputs, &cache, show)?;
        let can_import = readable.can_import_again(&inputs);
        let again = readable.again(inputs);
        // What was imported for good is no file any more; the others are still unread.
        let before = if can_import { before } else { Fingerprint::of(&again) };
        let (files, signs) = Self::new(again, cache, before);
        Ok((readable, files, signs))
    }

    fn new(inputs: Vec<Input>, cache: Cache, before: Fingerprint) -> (Self, SignReceiver) {
        let (signs, received) = signs();
        let known = KnownState { tried: before.clone(), read: before, sign: Sign::Touched };
        (Self { inputs, cache, signs, known: Mutex::new(known) }, received)
    }

    /// Watches the files until the result is dropped. Gives a sign when something was done to them,
    /// and one now, for changes since they were read. Returns `None` if they can't be watched.
    pub(crate) fn watch(&self) -> Option<Watching> {
        let signs = self.signs.clone();
        signs.touched();
        watch::begin(&self.inputs, move || signs.touched())
    }

    /// Records a sign, which the next reading takes into account.
    pub(crate) fn notice(&self, sign: Sign) {
        let mut known = self.known();
        known.sign = sign.max(known.sign);
    }

    /// Reads the files again if they changed, or if a record of the newest catalog was found
    /// changed; `None` if neither is so. Reading ends with an error when `go_on`, which is called
    /// at every progress, breaks.
    pub(crate) fn reload(
        &self,
        since: Since,
        go_on: impl Fn() -> ControlFlow<()>,
    ) -> Option<Result<Catalog, Diagnostic>> {
        let now = Fingerprint::of(&self.inputs);
        let is_outdated = {
            let mut known = self.known();
            let is_outdated = self.signs.says_outdated(known.sign);
            let before = if since == Since::LastAttempt { &known.tried } else { &known.read };
            let is_changed = *before != now;
            known.tried = now.clone();
            if !is_changed && !is_outdated {
                return None;
            }
            is_outdated
        };
        let cache = if is_outdated { self.cache.distrusting() } else { self.cache.clone() };
        // The lock is not held while files are read: a reading that hangs must not block another
        // one.
        let opened = open_while(&self.inputs, &cache, go_on);
        Some(opened.inspect(|catalog| {
            self.known().read = now;
            self.signs.follow(catalog);
        }))
    }

    fn known(&self) -> MutexGuard<'_, KnownState> {
        // A panic can't leave the state half-written.
        locked(&self.known)
    }
}

#[cfg(feature = "server")]
pub(crate) struct LoadedDatasets {
    pub(crate) catalog: Catalog,
    /// What is needed to read the files again.
    pub(crate) files: DatasetFiles,
    /// The receiver of signs that the files changed.
    pub(crate) signs: SignReceiver,
}

#[cfg(feature = "server")]
impl LoadedDatasets {
    /// Opens datasets, after importing those of other formats.
    pub(crate) fn open(
        inputs: Vec<Input>,
        cache: &Cache,
        show: ShowProgress,
    ) -> Result<Self, Diagnostic> {
        let (readable, files, signs) = DatasetFiles::prepare(inputs, cache.clone(), show)?;
        let catalog = readable.open(cache)?;
        files.signs.follow(&catalog);
        Ok(Self { catalog, files, signs })
    }

    /// Returns whether the datasets are files, which can change.
    pub(crate) fn can_change(&self) -> bool {
        self.files.inputs.iter().any(|input| input.path().is_some())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::Path;

    use super::*;
    use crate::input::Spool;

    fn prepared(inputs: Vec<Input>) -> DatasetFiles {
        let show: ShowProgress = |_| Box::new(());
        let (readable, files, _) = DatasetFiles::prepare(inputs, Cache::default(), show).unwrap();
        files.signs.follow(&readable.open(&Cache::default()).unwrap());
        files
    }

    fn reload(files: &DatasetFiles) -> Option<Result<Catalog, Diagnostic>> {
        files.reload(Since::LastAttempt, || ControlFlow::Continue(()))
    }

    fn table(folder: &Path) -> Input {
        let path = folder.join("claims.csv");
        std::fs::write(&path, "claim,speaker\nOne.,Ann\n").unwrap();
        Input::Path(path)
    }

    #[test]
    fn a_table_is_imported_again_when_it_changes_and_the_note_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let table = table(folder.path());
        let files = prepared(vec![table.clone()]);
        assert!(reload(&files).is_none());
        std::fs::write(table.path().unwrap(), "claim,speaker\nOne.,Ann\nTwo.,Bob\n").unwrap();
        let catalog = reload(&files).unwrap().unwrap();
        assert_eq!(catalog.len(), 2);
        assert!(catalog.note().unwrap().starts_with("imported: 2 claims"), "{:?}", catalog.note());
        assert!(reload(&files).is_none());
    }

    #[test]
    fn a_table_beside_a_pipe_is_imported_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(&Cache::default());
        let dataset = b"{\"gainsay\":1,\"dataset\":{\"id\":\"a\"}}\n{\"claim\":{\"id\":\"c\",\"text\":\"T\"}}\n";
        spool.write_all(dataset).unwrap();
        let whole = 0..spool.length();
        let pipe = spool.into_input("-".to_owned(), vec![whole]).unwrap();
        let files = prepared(vec![table(folder.path()), pipe]);
        assert!(reload(&files).is_none(), "nothing has changed");
    }
}
