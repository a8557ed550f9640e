//! Answers the commands that come over SSH: text or JSON for standard output, a message for
//! standard error, and an exit code. It must not know channels or connections.

use std::io;
use std::sync::Arc;

use tokio::sync::mpsc::unbounded_channel;
use tokio::task::spawn_blocking;

use super::command::{HELP, NoCommand, RemoteCommand, SearchCommand, Selected};
use crate::commands::{self, ClaimFormat, HitFormat, Listing, Writing};
use crate::export::{Export, ExportRequest};
use crate::search::{Corpus, Finder, Query, Ranking, SearchId, SearchRequest, Sort, advice};
use crate::text::thousands;

/// The answer to a command.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) out: Out,
    /// The message for standard error, without a line end.
    pub(super) said: String,
    pub(super) code: u32,
}

/// The content for standard output.
#[derive(Debug)]
pub(super) enum Out {
    Text(String),
    /// A claim, written while it is sent.
    Claim(Writing),
    /// Hits, written while they are sent: many records take much memory, and for a client that
    /// reads slowly they would wait for long.
    Hits(Listing, Arc<Corpus>),
    /// Claims as a file, written while they are sent.
    Export(Box<Export>, Arc<Corpus>),
}

impl Default for Out {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Out {
    /// Returns the next `least` bytes or somewhat more, or none at the end. May read files.
    pub(super) fn piece(&mut self, least: usize) -> io::Result<Vec<u8>> {
        match self {
            Self::Text(text) => Ok(std::mem::take(text).into_bytes()),
            Self::Claim(claim) => Ok(claim.piece(least)),
            Self::Hits(listing, corpus) => listing.piece(corpus.catalog(), least),
            Self::Export(export, corpus) => export.piece(corpus.catalog(), least),
        }
    }
}

/// The exit codes, as on the command line.
const NOTHING: u32 = 1;
pub(super) const BAD_INPUT: u32 = 2;
const INCOMPLETE: u32 = 3;
/// The exit code of a shell for an unknown command.
const UNKNOWN: u32 = 127;

/// The message for a query about marks that finds nothing: marks end with the session in which they
/// were made.
const NO_MARKS: &str = "no claims are marked: marks made over SSH last only for the session";

impl Answer {
    pub(super) fn refusal(said: &impl ToString, code: u32) -> Self {
        Self { said: said.to_string(), code, ..Self::default() }
    }

    /// Completes the answer once all of it was sent: adds a message about records that were left
    /// out.
    pub(super) fn sent(mut self) -> Self {
        if let Out::Export(export, _) = &self.out {
            let said = std::iter::once(std::mem::take(&mut self.said)).chain(export.notes());
            self.said = said.filter(|said| !said.is_empty()).collect::<Vec<_>>().join("; ");
            if export.omitted().0 > 0 {
                self.code = INCOMPLETE;
            }
        }
        self
    }

    pub(super) fn broken() -> Self {
        Self::refusal(&"an internal error occurred; please try again", BAD_INPUT)
    }
}

impl From<&NoCommand> for Answer {
    fn from(why: &NoCommand) -> Self {
        Self::refusal(why, if matches!(why, NoCommand::Unknown(_)) { UNKNOWN } else { BAD_INPUT })
    }
}

/// Answers a command. This takes as long as a search does; dropping the future cancels the search.
pub(super) async fn answer(corpus: Arc<Corpus>, command: RemoteCommand) -> Answer {
    match command {
        RemoteCommand::Help => Answer { out: Out::Text(HELP.to_owned()), ..Answer::default() },
        RemoteCommand::Explore(_) => Answer::refusal(
            &"the explorer needs a terminal: ssh -t HOST claim/ID, or show ID without one",
            BAD_INPUT,
        ),
        RemoteCommand::Show { address, format } => {
            let shown = spawn_blocking(move || show(&corpus, &address, format)).await;
            shown.unwrap_or_else(|_| Answer::broken())
        }
        RemoteCommand::Search(search) => match self::search(&corpus, search).await {
            Ok(answer) => answer,
            Err(error) => Answer::refusal(&error, BAD_INPUT),
        },
        RemoteCommand::Export(selected) => match export(&corpus, selected).await {
            Ok(answer) => answer,
            Err(error) => Answer::refusal(&error, BAD_INPUT),
        },
    }
}

fn show(corpus: &Corpus, address: &crate::claim::Address, format: ClaimFormat) -> Answer {
    match commands::claim(corpus.catalog(), address, format) {
        Ok(claim) => Answer { out: Out::Claim(claim), ..Answer::default() },
        Err(why) => Answer::refusal(&why, BAD_INPUT),
    }
}

async fn search(corpus: &Arc<Corpus>, search: SearchCommand) -> io::Result<Answer> {
    let query = Query::parse(&search.query);
    if let Some(fault) = query.faults.first() {
        return Ok(Answer::refusal(fault, BAD_INPUT));
    }
    let asks_marks = query.asks_marks();
    let request = SearchRequest { query, sort: search.sort, loose: search.loose };
    let ranking = find(corpus, request, search.limit).await?;
    let listing = Listing::new(ranking.iter().take(search.limit).collect(), search.format);
    let out = Out::Hits(listing, Arc::clone(corpus));
    let mut answer = Answer { out, ..Answer::default() };
    if ranking.listed == 0 {
        answer.code = NOTHING;
        answer.said = if asks_marks {
            NO_MARKS.to_owned()
        } else {
            advice(&search.query).unwrap_or_default()
        };
    } else if ranking.loose_shown && !search.loose && search.format == HitFormat::Text {
        "no close match; showing loose matches".clone_into(&mut answer.said);
    }
    Ok(answer)
}

async fn export(corpus: &Arc<Corpus>, selected: Selected) -> io::Result<Answer> {
    let query = Query::parse(&selected.query);
    if let Some(fault) = query.faults.first() {
        return Ok(Answer::refusal(fault, BAD_INPUT));
    }
    let asks_marks = query.asks_marks();
    let request = SearchRequest { query, sort: selected.sort, loose: selected.loose };
    let order = (selected.sort != Sort::Rank).then(|| selected.sort.to_string());
    let ranking = find(corpus, request, selected.limit).await?;
    let asked = ExportRequest { query: selected.query.clone(), order, found: ranking.listed };
    if ranking.listed == 0 {
        let advice = if asks_marks { Some(NO_MARKS.to_owned()) } else { advice(&selected.query) };
        let said = advice.unwrap_or_else(|| "no claim found".to_owned());
        return Ok(Answer::refusal(&said, NOTHING));
    }
    let said = if ranking.listed > selected.limit {
        let (first, all) = (thousands(selected.limit), thousands(ranking.listed));
        format!("the first {first} of {all} claims")
    } else if ranking.loose_shown && !selected.loose {
        "no close match; showing loose matches".to_owned()
    } else {
        String::new()
    };
    let rows = ranking.iter().take(selected.limit).map(|hit| hit.row).collect();
    drop(ranking);
    let theirs = Arc::clone(corpus);
    let made = spawn_blocking(move || Export::asked(theirs.catalog(), rows, selected.to, asked));
    Ok(match made.await {
        Ok(Ok(export)) => {
            let out = Out::Export(Box::new(export), Arc::clone(corpus));
            Answer { out, said, code: 0 }
        }
        Ok(Err(why)) => Answer::refusal(&why, BAD_INPUT),
        Err(_) => Answer::broken(),
    })
}

/// Runs a search in the pool, in turn with the searches of all users. Dropping the future cancels
/// it.
async fn find(
    corpus: &Arc<Corpus>,
    request: SearchRequest,
    limit: usize,
) -> io::Result<Arc<Ranking>> {
    let (sender, mut found) = unbounded_channel();
    let finder = Finder::new(move |part| {
        // The receiver is dropped as soon as it has the result.
        let _ = sender.send(part);
    })?;
    finder.ask(SearchId::default(), corpus, request, limit);
    while let Some(part) = found.recv().await {
        if let Some(fault) = part.fault {
            return Err(io::Error::other(fault));
        }
        // The result of fields that are read record by record comes in parts; the list itself comes
        // whole.
        if part.ranking.read.is_none() {
            return Ok(part.ranking);
        }
    }
    Err(io::Error::other("internal error in the search"))
}
