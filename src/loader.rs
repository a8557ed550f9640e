//! Loads datasets, for the explorer and the server alike: imports the foreign files among the
//! inputs, opens all of them, watches their files, and reads them again when they change. This
//! module prints nothing.

mod dataset_files;
#[cfg(feature = "server")]
mod loaded;
mod opening;
mod pacing;
mod readable;
mod watch;

#[cfg(feature = "server")]
pub(crate) use dataset_files::{DatasetFiles, Since};
#[cfg(feature = "server")]
pub(crate) use loaded::LoadedDatasets;
pub(crate) use opening::Opening;
#[cfg(feature = "server")]
pub(crate) use pacing::SignReceiver;
pub(crate) use readable::{ImportProgress, ReadableInputs};
