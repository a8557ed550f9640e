//! The messages that the app handles and the effects that it asks for: its whole interface to
//! the session.

use std::path::PathBuf;
use std::sync::Arc;

use crate::claim::{Address, Balance, DatasetInfo, Dossier, History, Origin, Status};
use crate::key::{Key, Mouse};
use crate::search::{Facet, Marked, SearchId, SearchRequest};
use crate::text::DisplayText;

/// Something that happened outside the app.
#[derive(Debug, Clone)]
pub enum Msg {
    /// The user pressed a key.
    Key(Key),
    /// The user pasted text.
    Paste(String),
    /// The user pressed a mouse button or turned the wheel.
    Mouse(Mouse),
    /// The screen now has this many columns and rows.
    Resize(u16, u16),
    /// A search is complete.
    Found(SearchResult),
    /// The numbers of a search's matches are known more exactly.
    Counted {
        /// The number of the search.
        id: SearchId,
        /// The numbers of its matches.
        counts: MatchCounts,
    },
    /// The requested rows of the list.
    Window {
        /// The number of the search that found them.
        id: SearchId,
        /// The rows with their first rank.
        window: Window,
    },
    /// The user has not typed or moved in the list for a while.
    Rested,
    /// The requested claim; `None` if it does not exist any more.
    Loaded(Option<Arc<Dossier>>),
    /// The requested values of the filters, with their counts.
    Facets(Vec<Facet>),
    /// The record of the requested claim can't be read any more, or is too long to open.
    Lost(String),
    /// The marks of the claims that exist: as kept earlier, or as they are after a reload.
    Marked(Marked),
    /// The requested addresses of all claims of the list.
    Listed {
        /// The number of the search that found them.
        id: SearchId,
        /// The addresses in the order of the list.
        claims: Vec<Address>,
    },
    /// The requested lines of the marked claims, to be copied. Claims without such a line are
    /// left out. If the lines exceed what can be copied, the last ones are missing.
    Gathered(Vec<String>),
    /// The outcome of an export request.
    Export(ExportStart),
    /// The files changed and were read again.
    Reloaded(Arc<OpenDatasets>),
    /// The claims are the same, and their files can be read again.
    About(Arc<OpenDatasets>),
    /// The files can't be read as they are now: what is shown stays; the text says why.
    ReloadFailed(Arc<OpenDatasets>, String),
    /// More of the files was read.
    Grown(Arc<OpenDatasets>),
    /// The progress of reading the files; `None` once they are all read.
    Loading(Option<Loading>),
    /// A message to show to the user.
    Notice(String),
}

/// The progress of reading files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loading {
    /// The number of claims read so far.
    pub claims: usize,
    /// The percentage of the files read so far, if it is known.
    pub percent: Option<u8>,
}

/// The result of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchResult {
    pub(crate) id: SearchId,
    pub(crate) counts: MatchCounts,
    /// The rank of the claim that should stay selected, if the search found it.
    pub(crate) kept: Option<usize>,
    /// The rows around that claim, or from the top.
    pub(crate) window: Window,
}

/// A claim as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The address of the claim.
    pub address: Address,
    /// The place of the record, which distinguishes two claims with the same address.
    pub(crate) origin: Origin,
    /// The dataset's id, if several datasets are open.
    pub(crate) dataset: Option<DisplayText<'static>>,
    /// The claim's text.
    pub text: DisplayText<'static>,
    /// The numbers of the text's clusters that the query matches, ascending.
    pub matched: Vec<u32>,
    /// The counts of its evidence and denials.
    pub(crate) balance: Balance,
    /// The status that an editor gave the claim.
    pub(crate) status: Option<Status>,
    /// The label of its first verdict.
    pub(crate) verdict: Option<DisplayText<'static>>,
}

/// The numbers of claims that a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MatchCounts {
    /// The claims in the list.
    pub listed: usize,
    /// The claims of all datasets.
    pub all: usize,
    /// The matches, close and loose.
    pub total: usize,
    /// The close matches; `None` while they are being counted.
    pub close: Option<usize>,
    /// Whether the loose matches are in the list.
    pub loose_shown: bool,
    /// The percentage of records read so far, while a search reads records and takes long.
    pub read: Option<u8>,
}

impl MatchCounts {
    /// Returns the number of loose matches, in the list or not; 0 while the close ones are
    /// being counted.
    pub(crate) fn loose(&self) -> usize {
        self.close.map_or(0, |close| self.total.saturating_sub(close))
    }
}

/// A run of consecutive rows of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Window {
    /// The rank of the first row, from 0.
    pub(crate) first: usize,
    /// The rows from that rank on.
    pub(crate) rows: Vec<ListRow>,
}

/// Something that the session carries out for the app.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Search; the answer is [`Msg::Found`].
    Search(Ask),
    /// Fetch rows of the list; the answer is [`Msg::Window`].
    Window {
        /// The number of the search that found them.
        id: SearchId,
        /// The rank of the first row.
        first: usize,
        /// The number of rows.
        count: usize,
    },
    /// Fetch a claim; the answer is [`Msg::Loaded`].
    Load(WantedClaim),
    /// Wait until the user has not typed or moved for a while; the answer is [`Msg::Rested`].
    Rest,
    /// Count the filters' values over the list; the answer is [`Msg::Facets`].
    Facets,
    /// Store that these claims are marked, or that they are not.
    Keep {
        /// The addresses of the claims.
        claims: Vec<Address>,
        /// Whether the claims are marked.
        marked: bool,
    },
    /// Fetch the address of every claim of the list; the answer is [`Msg::Listed`].
    Listed {
        /// The number of the search that found them.
        id: SearchId,
    },
    /// Fetch a line of each marked claim, in dataset order; the answer is [`Msg::Gathered`].
    Gather(Copied),
    /// Write claims to a file; the answer is [`Msg::Export`], and a notice once the file is
    /// written.
    Export(ExportTarget),
    /// Carry out a command on the user's side.
    Run(HostCommand),
    /// End; `gainsay pick` prints this address.
    Choose(Address),
    /// End this user's session.
    Quit,
}

/// A command for the frontend, which has the user's terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostCommand {
    /// Send a text to the terminal's clipboard.
    Copy(String),
    /// Open a web address in a browser.
    Open(String),
    /// Open an editor at a line of a file, and wait for it.
    Edit {
        /// The path of the file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
    /// Turn the terminal's mouse reports on or off.
    Mouse(bool),
    /// Draw the whole screen again.
    Repaint,
    /// Suspend the program and return to the shell.
    Suspend,
}

/// A request to write claims to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportTarget {
    /// The set of claims to write.
    pub of: Exported,
    /// The query that found the claims; empty for marked claims.
    pub query: String,
    /// The file name as typed; its ending decides the format.
    pub name: String,
    /// Whether to replace an existing file of that name.
    pub replace: bool,
}

/// The set of claims to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exported {
    /// The claims that are marked.
    Marked,
    /// The claims of the list.
    List,
}

/// A kind of text that can be copied of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// The address of the claim.
    Id,
    /// The claim's own text.
    Claim,
    /// A citation: text, claimants, sources and address.
    Citation,
    /// The first web address of the claim's sources.
    Url,
    /// The claim's record as JSON.
    Json,
}

/// The first outcome of an export request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportStart {
    /// The export is being written.
    Begun,
    /// A file of that name exists and the request does not replace it.
    Exists,
    /// The file can't be written, for this reason.
    Refused(String),
}

/// A request for a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedClaim {
    pub(crate) address: Address,
    /// The place of its record, if the claim was selected in the list; it decides between
    /// records with the same address.
    pub(crate) origin: Option<Origin>,
}

/// A request for a search.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The number of the search; results of older searches are ignored.
    pub id: SearchId,
    /// The query, the order and whether loose matches are wanted.
    pub request: SearchRequest,
    /// The claim that should stay selected if the search finds it.
    pub(crate) keep: Option<Address>,
    /// The rank to select if the search does not find it.
    pub otherwise: usize,
    /// The number of claims on the screen.
    pub height: usize,
}

/// The facts about the open datasets.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OpenDatasets {
    pub(crate) datasets: Vec<DatasetFacts>,
    pub(crate) claims: usize,
    /// The number of records that could not be read.
    pub(crate) left_out: usize,
    /// The number of fields that the format does not define.
    pub(crate) unknown_fields: usize,
    /// The problems of the files: place, problem, remedy.
    pub(crate) problems: Vec<[DisplayText<'static>; 3]>,
    /// Sentences about how the files were read, if they are foreign: what was guessed, and what is
    /// kept unused.
    pub(crate) remarks: Vec<DisplayText<'static>>,
}

/// The facts about one dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetFacts {
    /// The dataset's own description.
    pub(crate) info: DatasetInfo,
    /// The dataset's own history of changes.
    pub(crate) history: Vec<History>,
    /// The counts of its records, each with the name of what it counts.
    pub(crate) counts: Vec<(usize, &'static str)>,
}

impl OpenDatasets {
    /// Returns the title to show above the list and the claim.
    pub(crate) fn title(&self) -> String {
        match self.datasets.as_slice() {
            [only] => only.info.title.clone().unwrap_or_else(|| only.info.id.clone()),
            several => format!("{} datasets", several.len()),
        }
    }

    pub(crate) fn window_title(&self) -> DisplayText<'static> {
        format!("{} · gainsay", self.title()).into()
    }
}

/// The purpose for which the user started the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To explore and read claims.
    Explore,
    /// To pick a claim, whose address is printed.
    Pick,
}

/// The machine on which the program runs, as the user sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// The user's own machine, with the user's files and programs.
    Here,
    /// Another machine, reached over SSH; the user's files and programs are out of reach.
    Elsewhere,
}
