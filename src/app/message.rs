//! What reaches the explorer, and what it asks for: everything between it and the world.

use std::path::PathBuf;
use std::sync::Arc;

use crate::claim::{Address, DatasetInfo, Dossier, History, Origin};
use crate::key::{Key, Mouse};
use crate::search::{Facet, Marked, SearchRequest};

use super::exporting::Exported;
use super::list::{MatchCounts, Window};
use super::overlay::Copied;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse was used.
    Mouse(Mouse),
    /// The screen has this many columns and rows.
    Resize(u16, u16),
    /// A search is done.
    Found(SearchResult),
    /// More is known of how many a search found.
    Counted {
        /// The search.
        seq: u64,
        /// How many it found.
        counts: MatchCounts,
    },
    /// A stretch of the list that was asked for.
    Window {
        /// The search that it belongs to.
        seq: u64,
        /// The stretch.
        window: Window,
    },
    /// The reader has not gone on typing or moving in the list.
    Rested,
    /// The claim that was asked for; `None` where there is no such claim any more.
    Loaded(Option<Arc<Dossier>>),
    /// The filters' values and counts that were asked for.
    Facets(Vec<Facet>),
    /// The record of the claim that was asked for can't be read any more: why.
    Lost(String),
    /// The record of the claim that was asked for is there, but too long to be opened: why.
    Refused(String),
    /// What is marked of the claims that are there: as it was kept, or as the files have it now.
    Marked(Marked),
    /// Every claim of the list that was asked for.
    Listed {
        /// The search that it belongs to.
        seq: u64,
        /// Its claims.
        claims: Vec<Address>,
    },
    /// A line of each of the marked claims, to be copied; without those that have none. Where they
    /// are longer together than can be copied, not all are there.
    Gathered(Vec<String>),
    /// What became of the export that was asked for.
    Export(ExportStart),
    /// The files changed and were read anew.
    Reloaded(Arc<OpenDatasets>),
    /// The claims are the same, and their files can be read again.
    About(Arc<OpenDatasets>),
    /// The files can't be read as they are now: what is shown stays; the text says why.
    ReloadFailed(Arc<OpenDatasets>, String),
    /// More of the files was read.
    Grown(Arc<OpenDatasets>),
    /// How far the files are read; nothing when they all are.
    Loading(Option<Loading>),
    /// Something to tell the reader.
    Notice(String),
}

/// How far files are read that are being opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loading {
    /// Claims so far.
    pub claims: usize,
    /// How much of the files in a hundred, where that is known.
    pub percent: Option<u8>,
}

/// The result of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchResult {
    /// The number of the search.
    pub seq: u64,
    /// How many were found.
    pub counts: MatchCounts,
    /// The rank of the claim that was to stay selected, where it was found.
    pub kept: Option<usize>,
    /// The list around that claim, or from its top.
    pub window: Window,
}

/// Something that the explorer wants done.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Search; the answer is [`Msg::Found`].
    Search(Ask),
    /// Fetch a stretch of the list; the answer is [`Msg::Window`].
    Window {
        /// The search that it belongs to.
        seq: u64,
        /// The rank of its first claim.
        first: usize,
        /// How many claims.
        count: usize,
    },
    /// Fetch a claim; the answer is [`Msg::Loaded`].
    Load(WantedClaim),
    /// Wait until nothing was typed or selected for a while; the answer is [`Msg::Rested`].
    Rest,
    /// Count the filters' values over the list; the answer is [`Msg::Facets`].
    Facets,
    /// Keep it that these claims are marked, or that they are not.
    Keep {
        /// The claims.
        claims: Vec<Address>,
        /// Whether they are marked.
        marked: bool,
    },
    /// Fetch every claim of the list; the answer is [`Msg::Listed`].
    Listed {
        /// The search that it belongs to.
        seq: u64,
    },
    /// Fetch a line of each of the marked claims, in dataset order; the answer is
    /// [`Msg::Gathered`].
    Gather(Copied),
    /// Write claims to a file; the answer is [`Msg::Export`], and a notice when it is written.
    Export(ExportTarget),
    /// Do something on the reader’s side.
    Run(HostCommand),
    /// End, with this claim as the answer of `gainsay pick`.
    Choose(Address),
    /// End.
    Quit,
}

/// Something to be done on the reader’s side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostCommand {
    /// Send a text to the terminal’s clipboard.
    Copy(String),
    /// Open an address in a browser.
    Open(String),
    /// Open an editor at a line of a file, and wait for it.
    Edit {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// Take the mouse, or give it back to the terminal.
    Mouse(bool),
    /// Draw everything anew.
    Repaint,
    /// Go to the background.
    Suspend,
}

/// Claims to be written to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportTarget {
    /// Which.
    pub of: Exported,
    /// The words that found them; empty where they were not found by words.
    pub query: String,
    /// The file's name, as it was typed. It tells the format by its ending.
    pub name: String,
    /// Whether a file of that name is replaced.
    pub replace: bool,
}

/// What became of an export at first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportStart {
    /// It is being written.
    Begun,
    /// There is a file of that name, which was not to be replaced.
    Exists,
    /// It can't be written: why.
    Refused(String),
}

/// A claim that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedClaim {
    /// Its address.
    pub address: Address,
    /// Which of several records of that address, where it was met in the list.
    pub origin: Option<Origin>,
}

/// A search that is wanted.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Its number; answers to older ones are ignored.
    pub seq: u64,
    /// What is searched, and in which order.
    pub request: SearchRequest,
    /// The claim that should stay selected if it is found.
    pub keep: Option<Address>,
    /// The rank that is looked at where it isn't found.
    pub otherwise: usize,
    /// How many claims are on the screen.
    pub height: usize,
}

/// What can be said about the datasets that are open.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OpenDatasets {
    /// The datasets.
    pub datasets: Vec<DatasetFacts>,
    /// Claims in all of them.
    pub claims: usize,
    /// Records that could not be read.
    pub left_out: usize,
    /// Fields that the format does not know.
    pub unknown_fields: usize,
    /// What is wrong with the files: place, what, how to mend it; safe to show.
    pub problems: Vec<[String; 3]>,
}

/// What can be said about one dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetFacts {
    /// What it says about itself.
    pub info: DatasetInfo,
    /// Its changes.
    pub history: Vec<History>,
    /// Numbers of its records, each with their name.
    pub counts: Vec<(usize, &'static str)>,
}

impl OpenDatasets {
    /// The title to show above everything.
    #[must_use]
    pub fn title(&self) -> String {
        match self.datasets.as_slice() {
            [only] => only.info.title.clone().unwrap_or_else(|| only.info.id.clone()),
            several => format!("{} datasets", several.len()),
        }
    }
}

/// What the reader came for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To read.
    Explore,
    /// To choose a claim, whose address is printed.
    Pick,
}

/// Where the program runs, seen from the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// On the reader's own machine: files and programs are theirs.
    Here,
    /// On another machine: files and programs are out of reach.
    Elsewhere,
}
