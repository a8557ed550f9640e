//! Every side of a disputed claim, in any terminal.

pub mod app;
pub mod catalog;
pub mod check;
pub mod claim;
pub mod cli;
pub mod commands;
pub mod config;
pub mod display;
pub mod export;
pub(crate) mod files;
pub mod import;
pub mod input;
pub mod key;
pub mod marks;
pub mod page;
pub(crate) mod parallel;
pub mod search;
pub mod server;
pub mod session;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod tty;
pub mod view;
