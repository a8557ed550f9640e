//! Loads datasets, for the explorer and the server alike: imports the foreign files among the
//! inputs, opens all of them, watches their files, and reads them again when they change. This
//! module prints nothing.

mod dataset_files;
mod opening;
mod pacing;
mod readable;
mod watch;

#[cfg(feature = "server")]
pub(crate) use dataset_files::{DatasetFiles, LoadedDatasets, Since};
pub(crate) use opening::Opening;
#[cfg(feature = "server")]
pub(crate) use pacing::SignReceiver;
pub(crate) use readable::{ImportProgress, ReadableInputs};
