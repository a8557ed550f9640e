//! Answers the commands that come over SSH. It must not know channels or connections: of a
//! session it knows the place only.

use std::io;
use std::sync::Arc;

use tokio::sync::mpsc::unbounded_channel;
use tokio::task::spawn_blocking;

use super::command::{NoCommand, RemoteCommand, help};
use super::gate::SessionPlace;
use crate::commands::export::export;
use crate::commands::search::search;
use crate::commands::selection::{FoundClaims, SelectionArgs};
use crate::commands::show::show;
use crate::commands::{Answer, CommandError, exit};
use crate::search::{Corpus, Finder, Ranking, SearchId, SearchRequest};

/// The exit code of a shell for an unknown command.
const UNKNOWN: u8 = 127;

/// The message for a query about marks that finds nothing: marks end with the session in which they
/// were made.
const NO_MARKS: &str = "no claims are marked: marks made over SSH last only for the session";

/// Returns the answer that an error gets.
pub(super) fn refusal(why: &impl ToString) -> Answer {
    Answer::without_output(why, exit::BAD_INPUT)
}

/// Returns the answer to a command that ended with a bug.
pub(super) fn broken() -> Answer {
    refusal(&"an internal error occurred; please try again")
}

impl From<&NoCommand> for Answer {
    fn from(why: &NoCommand) -> Self {
        match why {
            NoCommand::Unknown(_) => Self::without_output(why, UNKNOWN),
            NoCommand::Arguments(_) | NoCommand::TooLong => refusal(why),
        }
    }
}

/// Answers a command. This takes as long as a search does; dropping the future cancels the search.
/// The place of the session is kept until the work has ended, even if the future is dropped.
pub(super) async fn answer(
    corpus: Arc<Corpus>,
    command: RemoteCommand,
    place: Arc<SessionPlace>,
) -> Answer {
    run(corpus, command, place).await.unwrap_or_else(|why| refusal(&why))
}

async fn run(
    corpus: Arc<Corpus>,
    command: RemoteCommand,
    place: Arc<SessionPlace>,
) -> Result<Answer, CommandError> {
    match command {
        RemoteCommand::Help => Ok(Answer::text(help())),
        RemoteCommand::Explore(_) => Ok(refusal(
            &"the explorer needs a terminal: ssh -t HOST claim/ID, or show ID without one",
        )),
        RemoteCommand::Show(args) => blocking(place, move || show(&args, &corpus)).await,
        RemoteCommand::Search(args) => {
            let found = select(&corpus, &args.selection).await?;
            blocking(place, move || search(&args, &corpus, found)).await
        }
        RemoteCommand::Export(args) => {
            let to = args.format(None)?;
            let found = select(&corpus, &args.selection).await?;
            blocking(place, move || export(&args, to, &corpus, found)).await
        }
    }
}

/// Runs a command in a thread where it may read files, and which nothing ends before the command.
async fn blocking(
    place: Arc<SessionPlace>,
    command: impl FnOnce() -> Result<Answer, CommandError> + Send + 'static,
) -> Result<Answer, CommandError> {
    let run = move || {
        let answer = command();
        drop(place);
        answer
    };
    spawn_blocking(run).await.unwrap_or_else(|_| Ok(broken()))
}

/// Finds the claims that a client selects.
async fn select(corpus: &Arc<Corpus>, args: &SelectionArgs) -> Result<FoundClaims, CommandError> {
    let request = args.request()?;
    let no_marks = request.query.asks_marks().then_some(NO_MARKS);
    let ranking = find(corpus, request, args.most()).await?;
    let records = match args.in_records(&ranking) {
        Some(request) => Some(find(corpus, request, args.most()).await?),
        None => None,
    };
    Ok(FoundClaims { ranking, records, no_marks })
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
