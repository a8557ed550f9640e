//! Every side of a disputed claim, in any terminal.

pub mod answer;
pub mod claim;
pub mod cli;
pub mod config;
pub mod dataset;
pub mod display;
pub mod explorer;
pub mod export;
pub(crate) mod files;
pub mod formats;
pub mod key;
pub mod local;
pub mod marks;
pub mod page;
pub mod search;
#[cfg(feature = "server")]
pub mod server;
pub mod session;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod view;
