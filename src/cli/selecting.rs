//! Runs the search of a command with the marks of the user, and prints the answer.

use std::sync::Arc;

use crate::catalog::Catalog;
use crate::claim::Address;
use crate::commands::selection::{FoundClaims, SelectionArgs};
use crate::commands::{Answer, exit};
use crate::config;
use crate::marks::{Folder, NotKept};
use crate::search::{Corpus, Marked, SearchRequest, rank_first};

use super::attempt::Attempt;
use super::mistaken::file_advice;
use super::print as printing;

/// The message if nothing is found because nothing is marked.
const NO_MARKS: &str = "no claims are marked; in the explorer, Space marks a claim";

/// Finds the claims of a request that `args` make. A search on the command line can be cancelled
/// only with a signal.
pub(super) fn select(
    corpus: &Arc<Corpus>,
    mut request: SearchRequest,
    args: &SelectionArgs,
) -> Result<FoundClaims, NotKept> {
    let mut no_marks = None;
    if request.query.asks_marks() {
        let marked = marked(corpus.catalog())?;
        no_marks = marked.rows(corpus.catalog()).is_empty().then_some(NO_MARKS);
        request.query = request.query.with_marks(&marked);
    }
    let find = |request| rank_first(corpus, &request, args.most(), &|| false).unwrap_or_default();
    let ranking = Arc::new(find(request));
    let records = args.in_records(&ranking).map(|request| Arc::new(find(request)));
    Ok(FoundClaims { ranking, records, no_marks })
}

/// Returns the user's marks in the datasets.
fn marked(catalog: &Catalog) -> Result<Marked, NotKept> {
    let Some(folder) = config::marks_folder().map(Folder::new) else {
        return Ok(Marked::default());
    };
    let mut marked = Vec::new();
    for dataset in catalog.datasets() {
        let id = &dataset.heading.info.id;
        marked.extend(folder.read(id)?.iter().map(|claim| Address::of_claim(id, claim)));
    }
    Ok(marked.into_iter().collect())
}

/// Adds to the message that nothing was found that a word of the query looks like a file.
pub(super) fn with_file_advice(mut answer: Answer, command: &str, args: &SelectionArgs) -> Answer {
    let advice = file_advice(command, &args.query).filter(|_| answer.code() == exit::NOTHING);
    if let Some(advice) = advice {
        answer.message = format!("{}; {advice}", answer.message);
    }
    answer
}

/// Prints an answer and returns the exit code.
pub(super) fn print(
    mut answer: Answer,
    catalog: &Catalog,
    attempt: &Attempt,
) -> anyhow::Result<u8> {
    say(&answer);
    if answer.has_output() {
        attempt.out(catalog, |out| answer.write(out))?;
    }
    Ok(finish(&answer))
}

/// Prints the message of an answer.
pub(super) fn say(answer: &Answer) {
    if !answer.message.is_empty() {
        printing::say(&answer.message);
    }
}

/// Prints what an answer lacks once its output is written, and returns the exit code.
pub(super) fn finish(answer: &Answer) -> u8 {
    answer.notes().iter().for_each(|note| printing::say(note));
    answer.code()
}
