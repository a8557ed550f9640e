//! Detection of records that changed since their files were read.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::catalog::claims::{Catalog, ReadError};

/// The state of a catalog's records as reads have found it; clones of the catalog share it.
#[derive(Clone, Default)]
pub(crate) struct Outdated(Arc<OutdatedSigns>);

#[derive(Default)]
struct OutdatedSigns {
    /// Whether a record was found changed.
    changed: AtomicBool,
    listener: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

impl fmt::Debug for Outdated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Outdated").field(&self.0.changed).finish()
    }
}

impl Outdated {
    /// Records that a record has changed, and calls the listener. A record that can't be read at
    /// all proves nothing: the system may be short of descriptors. Returns `lost` unchanged.
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
    /// Sets a listener that is called each time a record of this catalog or a clone is found
    /// changed. Only the first listener counts.
    pub(crate) fn on_outdated(&self, listener: impl Fn() + Send + Sync + 'static) {
        let _ = self.outdated.0.listener.set(Box::new(listener));
    }

    /// Returns whether a record was found changed: the index is wrong, or the file changed.
    #[must_use]
    pub(crate) fn is_outdated(&self) -> bool {
        self.outdated.0.changed.load(Ordering::Relaxed)
    }
}
