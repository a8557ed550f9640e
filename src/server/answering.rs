//! The answers to commands over SSH: text or JSON, an exit code, and what to say beside.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::channel;

use super::command::{Command, HELP, Search};
use crate::answer::{self, ClaimFormat, HitFormat};
use crate::search::{Corpus, Finder, Hit, Query, Ranking, Request, advice};

/// What a command comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Answer {
    pub(super) out: Vec<u8>,
    /// What is said on standard error, without a line end.
    pub(super) said: String,
    pub(super) code: u32,
}

/// Exit codes, as on the command line.
const NOTHING: u32 = 1;
pub(super) const BAD_INPUT: u32 = 2;

impl Answer {
    pub(super) fn refusal(said: &impl ToString, code: u32) -> Self {
        Self { said: said.to_string(), code, ..Self::default() }
    }
}

/// Answers a command; takes as long as a search does.
pub(super) fn answer(corpus: &Arc<Corpus>, command: &Command) -> Answer {
    match command {
        Command::Help => Answer { out: HELP.as_bytes().to_vec(), ..Answer::default() },
        Command::Explore(_) => Answer::refusal(
            &"the explorer needs a terminal: ssh -t HOST claim/ID, or show ID without one",
            BAD_INPUT,
        ),
        Command::Show { address, format } => show(corpus, address, *format),
        Command::Search(search) => match self::search(corpus, search) {
            Ok(answer) => answer,
            Err(error) => Answer::refusal(&error, BAD_INPUT),
        },
    }
}

fn show(corpus: &Corpus, address: &crate::claim::Address, format: ClaimFormat) -> Answer {
    match answer::claim(corpus.catalog(), address, format) {
        Ok(text) => Answer { out: text.into_bytes(), ..Answer::default() },
        Err(why) => Answer::refusal(&why, BAD_INPUT),
    }
}

fn search(corpus: &Arc<Corpus>, search: &Search) -> io::Result<Answer> {
    let query = Query::parse(&search.query);
    if let Some(fault) = query.faults.first() {
        return Ok(Answer::refusal(fault, BAD_INPUT));
    }
    let request = Request { query, sort: search.sort, loose: search.loose };
    let ranking = find(corpus, request, search.limit)?;
    let hits: Vec<Hit> = ranking.iter().take(search.limit).collect();
    let mut answer = Answer::default();
    answer::hits(&mut answer.out, corpus.catalog(), &hits, search.format)?;
    if ranking.listed == 0 {
        answer.code = NOTHING;
        answer.said = advice(&search.query).unwrap_or_default();
    } else if ranking.loose_shown && !search.loose && search.format == HitFormat::Text {
        "no close match; these are loose ones".clone_into(&mut answer.said);
    }
    Ok(answer)
}

/// Has the pool search, in turn with all readers.
fn find(corpus: &Arc<Corpus>, request: Request, limit: usize) -> io::Result<Arc<Ranking>> {
    let (sender, found) = channel();
    let finder = Finder::new(move |part| {
        // Whoever has what they want listens no more.
        let _ = sender.send(part);
    })?;
    finder.ask(1, corpus, request, limit);
    for part in found {
        if let Some(fault) = part.fault {
            return Err(io::Error::other(fault));
        }
        // What is read record by record comes in parts; the list itself comes whole.
        if part.ranking.read.is_none() {
            return Ok(part.ranking);
        }
    }
    Err(io::Error::other("the search broke down"))
}
