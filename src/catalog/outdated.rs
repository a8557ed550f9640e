//! Why a record can't be read, and detection of records that changed since their files were read.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use thiserror::Error;

/// The reason why a record can't be read now.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The place of the record holds something else.
    #[error("changed on disk, reloading")]
    Changed,
    /// The file of the record can't be read.
    #[error("can’t be read: {0}")]
    Unreadable(#[from] io::Error),
    /// The record is longer than this server opens.
    #[error(
        "has {length} bytes, and this server opens at most {longest}: export it as ndjson instead"
    )]
    TooLong {
        length: u64,
        /// The length of the longest record that is opened.
        longest: u64,
    },
    /// Other open records hold as much memory as the limit allows.
    #[error("is too long for now: open records may use {most} bytes in total; try again later")]
    TooMany {
        /// The limit in bytes for all open records.
        most: u64,
    },
}

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
    /// Sets the listener for changed records. Only the first one counts.
    pub(crate) fn listen(&self, listener: impl Fn() + Send + Sync + 'static) {
        let _ = self.0.listener.set(Box::new(listener));
    }

    /// Returns whether a record was found changed.
    pub(crate) fn found(&self) -> bool {
        self.0.changed.load(Ordering::Relaxed)
    }

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
