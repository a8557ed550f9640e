//! Implements the commands `search`, `show` and `export` for the command line and for SSH: from their
//! arguments and a catalog to an answer. The callers search, send the output, and choose where
//! messages go. The module must not know files on disk, terminals or connections.

mod entity;
pub(crate) mod exit;
pub(crate) mod export;
mod hit_table;
pub(crate) mod search;
pub(crate) mod selection;
pub(crate) mod show;
mod writing;

use std::io::{self, Write};
use std::sync::Arc;

use clap::ValueEnum;

use crate::export::{Export, NotOne, To};
use crate::search::{Corpus, FieldError, UnknownField};
use search::Listing;
use show::{NoClaim, ShownClaims};
use writing::{NextPiece, Writing};

/// How something is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// Returns the names of an option's values, without those that its help hides.
#[must_use]
pub(crate) fn value_names<V: ValueEnum>(separator: &str) -> String {
    let values = V::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let values = values.filter(|value| !value.is_hide_set());
    values.map(|value| value.get_name().to_owned()).collect::<Vec<_>>().join(separator)
}

/// The reason why a command can't be carried out. The exit code is [`exit::BAD_INPUT`].
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The query has a field with a value that it doesn't accept.
    #[error(transparent)]
    Query(#[from] FieldError),
    /// The query found nothing and has a field that doesn't exist.
    #[error(transparent)]
    Field(#[from] UnknownField),
    /// The claim can't be shown.
    #[error(transparent)]
    Claim(#[from] NoClaim),
    /// The claims can't be written as one file.
    #[error(transparent)]
    Claims(#[from] NotOne),
    /// The search failed.
    #[error(transparent)]
    Search(#[from] io::Error),
    /// The format of an export isn't given.
    #[error("choose a format: --to FORMAT, one of {}", value_names::<To>(", "))]
    NoFormat,
    /// A byte order mark is asked for in a format that has none.
    #[error("--bom belongs to tables: --to csv or csv-items")]
    NoTable,
}

/// The answer to a command.
#[derive(Debug)]
pub(crate) struct Answer {
    output: AnswerOutput,
    /// The message for standard error, without a line end, or empty.
    pub(crate) message: String,
    code: u8,
}

/// The content for standard output. It is written while it is sent: many records take much memory,
/// and for a client that reads slowly they would wait for long.
#[derive(Debug)]
enum AnswerOutput {
    Nothing,
    Text(String),
    Claims(ShownClaims),
    Hits(Listing, Arc<Corpus>),
    Export(Box<Export>, Arc<Corpus>),
}

/// How many bytes are written at once to an output that accepts any amount.
const CHUNK: usize = 1 << 18;

impl Answer {
    /// Creates an answer without output.
    #[must_use]
    pub(crate) fn without_output(message: &impl ToString, code: u8) -> Self {
        Self { output: AnswerOutput::Nothing, message: message.to_string(), code }
    }

    /// Creates an answer of text.
    #[must_use]
    pub(crate) fn text(text: String) -> Self {
        Self::of(AnswerOutput::Text(text))
    }

    fn of(output: AnswerOutput) -> Self {
        Self { output, message: String::new(), code: 0 }
    }

    /// Returns whether there is output, even if it is empty.
    #[must_use]
    pub(crate) fn has_output(&self) -> bool {
        !matches!(self.output, AnswerOutput::Nothing)
    }

    /// Returns the next piece of the output, of about `least` bytes or somewhat more. It is empty
    /// at the end. May read files.
    ///
    /// # Errors
    /// Returns an error if a record can no longer be read.
    pub(crate) fn piece(&mut self, least: usize) -> io::Result<Vec<u8>> {
        self.next(least, Writing::piece)
    }

    /// Writes the output.
    ///
    /// # Errors
    /// Returns an error if `out` fails or if a record can no longer be read.
    pub(crate) fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        loop {
            match self.next(CHUNK, Writing::blocks)? {
                piece if piece.is_empty() => return Ok(()),
                piece => out.write_all(&piece)?,
            }
        }
    }

    fn next(&mut self, least: usize, next: NextPiece) -> io::Result<Vec<u8>> {
        match &mut self.output {
            AnswerOutput::Nothing => Ok(Vec::new()),
            AnswerOutput::Text(text) => Ok(std::mem::take(text).into_bytes()),
            AnswerOutput::Claims(claims) => Ok(claims.piece(least, next)),
            AnswerOutput::Hits(listing, corpus) => listing.piece(corpus.catalog(), least, next),
            AnswerOutput::Export(export, corpus) => export.piece(corpus.catalog(), least),
        }
    }

    /// Returns a line for each record that was left out of the output or changed in it. Complete
    /// once all of the output is written.
    #[must_use]
    pub(crate) fn notes(&self) -> Vec<String> {
        match &self.output {
            AnswerOutput::Export(export, _) => export.notes(),
            _ => Vec::new(),
        }
    }

    /// Returns the exit code, once all of the output is written.
    #[must_use]
    pub(crate) fn code(&self) -> u8 {
        match &self.output {
            AnswerOutput::Export(export, _) if export.omitted().0 > 0 => exit::INCOMPLETE,
            _ => self.code,
        }
    }
}
