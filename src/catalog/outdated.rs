//! Whether the records of a catalog are still what they were when their files were read.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::catalog::claims::{Catalog, ReadError};

/// What a catalog's readers found out about its records; clones of the catalog share it.
#[derive(Clone, Default)]
pub(crate) struct Outdated(Arc<OutdatedSigns>);

#[derive(Default)]
struct OutdatedSigns {
    /// Whether a record was something else than before.
    changed: AtomicBool,
    listener: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

impl fmt::Debug for Outdated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Outdated").field(&self.0.changed).finish()
    }
}

impl Outdated {
    /// Notes that a record is no longer what it was, and tells the listener. A record that can't
    /// be read at all proves nothing: the system may be short of descriptors. Returns the reason.
    pub(crate) fn report(&self, lost: ReadError) -> ReadError {
        if matches!(lost, ReadError::Changed) {
            self.0.changed.store(true, Ordering::Relaxed);
            if let Some(listener) = self.0.listener.get() {
                listener();
            }
        }
        lost
    }
}

impl Catalog {
    /// Calls back each time a record of this catalog or a clone is no longer what it was. The
    /// first listener stays.
    pub fn on_outdated(&self, listener: impl Fn() + Send + Sync + 'static) {
        let _ = self.outdated.0.listener.set(Box::new(listener));
    }

    /// Returns whether a record was found that is no longer what it was: the index is wrong, or
    /// the file changed.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.outdated.0.changed.load(Ordering::Relaxed)
    }
}
