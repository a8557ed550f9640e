//! gainsay shows every side of a disputed claim: what is claimed, the evidence, and who denies it.
//! It runs in a terminal and as an SSH service. One dataset (JSON or NDJSON) drives it.
//!
//! This page is the map of the crate. Dependencies point downwards only; `tests/layering.rs` checks
//! the sources against the table in ARCHITECTURE.md.
//!
//! # Modules
//!
//! Command line and configuration:
//!
//! * [`cli`] parses the command line with clap and runs one file for each command.
//! * [`config`] reads the configuration file, and defines the options that are also flags.
//!
//! The explorer:
//!
//! * [`tty`] is the frontend on this terminal: raw mode, keyboard, signals, editor and browser.
//! * [`server`] is the frontend over SSH: admission, connections, reloading, log and metrics.
//! * `loader` opens datasets, imports foreign ones, watches their files and reads them again, for
//!   both frontends.
//! * [`session`] holds the only event loop: one [`app::App`], a data source and a frontend.
//! * [`app`] is the application state: `App::update` takes a message and returns effects. It is
//!   pure: no input or output, no clock, no threads.
//! * [`view`] paints the state into cells and connects a session with one terminal, for both
//!   frontends; [`theme`] maps roles to styles and signs to glyphs.
//! * [`terminal`] decodes bytes to keys and encodes cells as the fewest bytes that change the
//!   screen. It has no file descriptor and no clock.
//! * [`marks`] keeps the claims that a user has marked, in files.
//!
//! Commands and formats:
//!
//! * [`commands`] holds `search`, `show` and `export`, from their arguments to an answer, for the
//!   command line and for SSH.
//! * [`export`] writes a selection of claims as datasets, feeds, dossiers and tables.
//! * [`import`] converts foreign formats, one file for each format.
//! * [`page`] arranges a claim for reading: paragraphs of marked text, without widths and colours.
//!
//! Data:
//!
//! * [`search`] holds the query grammar, fields, filters, the scoring kernel and the pool of
//!   threads that runs all searches.
//! * [`check`] is the strict checker: diagnostics with a line, a column and a suggestion.
//! * [`catalog`] holds every claim as columns in memory and reads records from their files on
//!   request. Its reader is lenient.
//! * [`input`] turns paths, folders, standard input and bytes into decompressed, decoded text.
//! * `files` opens regular files without waiting and replaces files atomically.
//! * `json` scans, validates, repairs and writes JSON texts of any content.
//! * [`claim`] is the model of the dataset format; [`text`] makes foreign text safe to display, and
//!   measures, folds, wraps and cuts it; [`key`] names keys and mouse events.
//!
//! # How a key travels
//!
//! The frontend reads bytes, [`terminal`] decodes them to a
//! [`TerminalEvent`](terminal::decode::TerminalEvent), [`view::terminal_view::message`] turns it into
//! an [`app::Msg`], and [`session`] passes it to [`app`]. The keymap turns the key into an action for the focused part of the screen, and
//! `App::update` changes the state and returns effects. The session carries the effects out. When
//! no input is waiting and the frontend has sent the last frame, [`view`] paints the state into a
//! buffer, and [`terminal`] compares the buffer with what the terminal shows and writes the
//! difference.
//!
//! # How a query travels
//!
//! Each change to the search field makes `App::update` parse the text into a [`search::Query`] and
//! return an effect with a numbered search. The session hands it to the finder, which returns a
//! result that it knows at once ([`search::Finder::ask_or_know`]) and queues any other search in
//! the pool of the process. A search job compiles the query and scans the catalog's packed texts
//! block by block, in turns with the searches of other users, and keeps the best rows. The
//! [`session::DataSource`] makes a message of the result, with the rows around the screen, which it
//! reads from the catalog; the app asks for further rows when the user scrolls. A result with an
//! older number is dropped.
//!
//! # How a record travels
//!
//! [`input`] opens a file, decompresses it and decodes it. A foreign format first passes through
//! [`import`], which converts each record and writes NDJSON to a spool (memory, then a temporary
//! file). [`catalog`] splits the text into chunks of lines, parses them on every processor, and
//! stores what searching and listing need as columns, with the place of each record in its file.
//! When a user opens a claim, the catalog reads the record again and resolves its references into a
//! [`claim::Dossier`]. [`page`] turns the dossier into paragraphs, and [`view`], [`commands`] or
//! [`export`] show them.

#![allow(rustdoc::private_intra_doc_links, reason = "the documentation includes private items")]
#![cfg_attr(
    not(feature = "server"),
    allow(dead_code, unused_imports, reason = "the server alone uses some items")
)]

pub mod app;
pub mod catalog;
pub mod check;
pub mod claim;
pub mod cli;
pub(crate) mod commands;
pub(crate) mod config;
pub mod export;
pub(crate) mod files;
pub mod import;
pub mod input;
pub(crate) mod json;
pub mod key;
pub(crate) mod loader;
pub(crate) mod marks;
pub mod page;
pub(crate) mod parallel;
pub mod search;
#[cfg(feature = "server")]
pub(crate) mod server;
pub mod session;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod tty;
pub mod view;

#[cfg(not(unix))]
compile_error!("gainsay runs on Unix systems only, such as Linux, macOS and the BSDs");
